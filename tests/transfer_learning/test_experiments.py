"""The experiments of topic 07, on a network as tall as VGG16 and as thin as a thread."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from coursekit.augmentation import Augment, predict
from coursekit.transfer_learning import experiments
from coursekit.transfer_learning.experiments import heads
from coursekit.transfer_learning.experiments.choosing import averaged
from coursekit.transfer_learning.experiments.costs import fit_seconds
from coursekit.transfer_learning.experiments.once import Once

FLIPS = Augment(horizontal_flip=True)


@pytest.fixture(scope="module")
def thin(keras):
    """Five blocks of a convolution and pooling each, by VGG16's names."""
    keras.utils.set_random_seed(4)
    x = image = keras.Input((32, 32, 3), name="image")
    for block in range(1, 6):
        layer = keras.layers.Conv2D(block + 2, 3, padding="same", activation="relu", name=f"block{block}_conv1")
        x = layer(x)
        x = keras.layers.MaxPooling2D(name=f"block{block}_pool")(x)
    return keras.Model(image, x, name="thin")


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).random((12, 32, 32, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def labels():
    return np.arange(12) % 3


@pytest.fixture(scope="module")
def known(thin, images):
    return experiments.once(thin, images, FLIPS, variants=3, maps=True, cache=False)


def _cut(keras, model, layer, images):
    return keras.Model(model.input, model.get_layer(layer).output)(images).numpy()


@pytest.mark.parametrize("block", experiments.BLOCKS)
def test_one_pass_gives_what_each_block_gives(keras, thin, images, known, block):
    maps = _cut(keras, thin, f"{block}_pool", images)
    np.testing.assert_allclose(known.average[block][:, 0], maps.mean(axis=(1, 2)), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(known.maximum[block][:, 0], maps.max(axis=(1, 2)), rtol=1e-4, atol=1e-6)
    flipped = _cut(keras, thin, f"{block}_pool", images[:, :, ::-1])
    for view in (1, 2):  # each is the image or its mirror image
        nearest = np.minimum(
            np.abs(known.maximum[block][:, view] - maps.max(axis=(1, 2))).max(axis=1),
            np.abs(known.maximum[block][:, view] - flipped.max(axis=(1, 2))).max(axis=1),
        )
        assert nearest.max() < 1e-4


def test_maps_are_those_that_block_5_takes(keras, thin, images, known):
    np.testing.assert_allclose(known.maps[:, 0], _cut(keras, thin, "block4_pool", images), rtol=1e-4, atol=1e-6)
    assert known.maps.shape == (12, 3, 2, 2, 6)


def test_maps_can_be_left_out(thin, images, known):
    plain = experiments.once(thin, images, cache=False)
    assert plain.maps.size == 0
    for block in experiments.BLOCKS:
        np.testing.assert_allclose(plain.average[block][:, 0], known.average[block][:, 0], rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(plain.maximum[block][:, 0], known.maximum[block][:, 0], rtol=1e-4, atol=1e-6)


def test_pooled_features_side_by_side(known):
    assert np.array_equal(known.pooled("block2", "average"), known.average["block2"])
    assert np.array_equal(known.pooled("block2", "max"), known.maximum["block2"])
    both = known.pooled("block2", "both")
    assert np.array_equal(both[..., :4], known.average["block2"])
    assert np.array_equal(both[..., 4:], known.maximum["block2"])


def test_a_head_is_logistic_regression_on_standardised_features(known, labels):
    features = known.average["block5"]
    rows, repeated = features.reshape(36, -1).astype(np.float64), np.repeat(labels, 3)
    scaler = StandardScaler().fit(rows)
    # An objective divided by the number of views: so C is divided.
    by_hand = LogisticRegression(C=0.3 / 3, max_iter=1000).fit(scaler.transform(rows), repeated)
    head = experiments.fitted_head(features, labels, strength=0.3)
    expected = by_hand.predict_proba(scaler.transform(rows)).reshape(12, 3, 3).mean(axis=1)
    np.testing.assert_allclose(experiments.posteriors(head, features), expected, atol=1e-6)


def test_an_image_counts_once_however_many_views_it_has(known, labels):
    one = known.average["block5"][:, :1]
    single = experiments.posteriors(experiments.fitted_head(one, labels), one)
    many = experiments.posteriors(experiments.fitted_head(np.repeat(one, 5, axis=1), labels), one)
    np.testing.assert_allclose(many, single, atol=1e-3)
    fewer = experiments.fitted_head(one, labels, strength=heads.STRENGTH / 5)
    assert np.abs(experiments.posteriors(fewer, one) - single).max() > 1e-3


def test_a_head_in_keras_says_the_same(keras, thin, images, known, labels):
    fitted = experiments.fitted_head(known.average["block5"], labels)
    model = keras.Sequential([thin, experiments.dense_head(fitted, thin.output.shape[1:])])
    expected = experiments.posteriors(fitted, known.average["block5"][:, :1])
    np.testing.assert_allclose(model(images).numpy(), expected, atol=1e-5)


def test_the_tail_goes_on_from_kept_maps(thin, images, known):
    tail = experiments.tail(thin)
    assert [layer.name for layer in tail.layers] == ["maps", "block5_conv1", "block5_pool"]
    np.testing.assert_allclose(tail(known.maps[:, 0]).numpy(), thin(images).numpy(), rtol=1e-4, atol=1e-6)


def test_fine_tuning_from_maps_is_fine_tuning_from_images(keras, thin, images, known, labels):
    """The whole network with four frozen blocks, by Keras alone, takes the same steps."""
    fitted = experiments.fitted_head(known.average["block5"][:, :1], labels)
    head = experiments.dense_head(fitted, thin.output.shape[1:])
    before = [np.array(weight) for weight in thin.get_weights()]
    rates = {"head": 1e-2, "block5": 1e-2}
    model = experiments.fine_tuned(thin, head, known.maps[:, :1], labels, epochs=3, learning_rates=rates)

    base = keras.models.clone_model(thin)
    base.set_weights(thin.get_weights())
    for layer in base.layers:
        layer.trainable = layer.name == "block5_conv1"
    top = keras.models.clone_model(head)
    top.set_weights(head.get_weights())
    whole = keras.Model(base.input, top(base.output))
    whole.compile(keras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy")
    whole.fit(images, labels, batch_size=12, epochs=3, verbose=0)

    learnt = model.get_layer("backbone").get_layer("block5_conv1").get_weights()
    for mine, theirs, old in zip(
        learnt, base.get_layer("block5_conv1").get_weights(), thin.get_layer("block5_conv1").get_weights(), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, atol=2e-3)  # Adam divides small gradients by themselves
        assert np.abs(mine - old).max() > 1e-2
    said = experiments.posteriors_of_maps(model, known.maps[:, :1])
    np.testing.assert_allclose(said, whole(images).numpy(), atol=5e-3)
    assert all(np.array_equal(old, now) for old, now in zip(before, thin.get_weights(), strict=True))


def test_block_5_learns_at_its_own_rate(thin, known, labels):
    """The first step of Adam moves each weight by the learning rate, where there is a gradient."""
    fitted = experiments.fitted_head(known.average["block5"][:, :1], labels)
    head = experiments.dense_head(fitted, thin.output.shape[1:])
    rates = {"head": 1e-2, "block5": 1e-4}
    model = experiments.fine_tuned(thin, head, known.maps[:, :1], labels, epochs=1, learning_rates=rates)
    moved = model.get_layer("backbone").get_layer("block5_conv1").get_weights()[0]
    assert np.abs(moved - thin.get_layer("block5_conv1").get_weights()[0]).max() == pytest.approx(1e-4, rel=0.02)
    dense = model.get_layer("head").get_layer("predictions").get_weights()[0]
    assert np.abs(dense - head.get_layer("predictions").get_weights()[0]).max() == pytest.approx(1e-2, rel=0.02)


def test_each_epoch_of_fine_tuning_sees_another_view(thin, known, labels):
    """A view that is no number shows in the epoch in which it is looked at."""
    maps = known.maps[:, :2].copy()
    maps[:, 1] = np.nan
    head = experiments.dense_head(experiments.fitted_head(known.average["block5"], labels), thin.output.shape[1:])
    finite = []

    def watch(epoch, model):
        said = experiments.posteriors_of_maps(model, maps[:, :1])
        finite.append((epoch, bool(np.isfinite(said).all())))

    experiments.fine_tuned(thin, head, maps, labels, epochs=2, watch=watch)
    assert finite == [(0, True), (1, True), (2, False)]


def test_posteriors_of_maps_are_the_mean_of_views(thin, known, labels):
    fitted = experiments.fitted_head(known.average["block5"], labels)
    head = experiments.dense_head(fitted, thin.output.shape[1:])
    model = experiments.fine_tuned(thin, head, known.maps, labels, epochs=0)
    expected = experiments.posteriors(fitted, known.average["block5"])
    np.testing.assert_allclose(experiments.posteriors_of_maps(model, known.maps), expected, atol=1e-5)


def test_frozen_learns_from_views_only_where_it_is_asked_to(known, labels):
    learn, judge = known.average["block5"], known.average["block4"][..., :5]
    learn = learn[..., :5].copy()
    plain = experiments.frozen(learn, labels, judge, augmented=False)
    every = experiments.frozen(learn, labels, judge, augmented=True)
    for said, head in (
        (plain, experiments.fitted_head(learn[:, :1], labels)),
        (every, experiments.fitted_head(learn, labels)),
    ):
        assert list(said) == [1, 3]
        np.testing.assert_allclose(said[1], experiments.posteriors(head, judge[:, :1]))
        np.testing.assert_allclose(said[3], experiments.posteriors(head, judge))
    assert np.abs(plain[1] - every[1]).max() > 1e-3


@pytest.mark.parametrize("augmented", [False, True])
def test_fine_tuning_begins_with_the_frozen_features(thin, known, labels, augmented):
    both = known.average["block5"], known.maps
    said = experiments.fine_tuning(thin, both, labels, known.maps, augmented=augmented, epochs=0)
    expected = experiments.frozen(both[0], labels, both[0], augmented=augmented)
    assert list(said) == list(expected) == [1, 3]
    for views in (1, 3):
        np.testing.assert_allclose(said[views], expected[views], atol=1e-5)


def test_from_scratch_is_the_network_of_topic_04(images, labels):
    from coursekit.augmentation.experiments import posteriors, trained
    from coursekit.data import Part

    said = experiments.scratch(Part(images, labels), images[:4], 3, augment=FLIPS, views=FLIPS, steps=2, seed=3)
    model = trained(images, labels, 3, FLIPS, steps=2, seed=3)
    np.testing.assert_allclose(said[1], posteriors(model, images[:4]), atol=1e-5)
    asked = predict(model, images[:4], FLIPS, n=experiments.VIEWS, progress=False)
    np.testing.assert_allclose(said[experiments.VIEWS], asked.posteriors, atol=1e-5)
    assert np.abs(said[1] - said[experiments.VIEWS]).max() > 1e-4


def _drawn(informative, count=60, views=2):
    """Noise, but for one block of one kind of views, which tells the class; 60 images in 30 pairs."""
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(3), count // 3)
    known = {}
    for kind in ("none", "turns"):
        average = {block: random.normal(size=(count, views, 6)) for block in experiments.BLOCKS}
        for block in experiments.BLOCKS:
            if (kind, block) == informative:
                average[block][:, :, :3] += 3 * np.eye(3)[labels][:, None]
        known[kind] = Once(average, average, np.zeros((count, views, 0, 0, 0)))
    return known, labels, np.arange(count) // 2


@pytest.mark.parametrize("informative", [("turns", "block5"), ("none", "block4")])
def test_the_features_that_tell_classes_apart_are_chosen(informative):
    known, labels, groups = _drawn(informative)
    learn = np.flatnonzero(np.arange(60) % 20 < 16)
    for kind in known.values():
        for values in kind.average.values():
            values[np.setdiff1d(np.arange(60), learn)] = np.nan  # scikit-learn would complain
    found = experiments.chosen_head(known, labels, learn, groups, strengths=(0.1,))
    assert (found.kind, found.blocks) == (informative[0], (informative[1],))
    assert found.views == (2 if informative[0] == "turns" else 1)
    assert found.inner_accuracy > 0.8
    assert informative[0] in found.told
    assert informative[1] in found.told
    right = found.posteriors(known, learn).argmax(axis=1) == labels[learn]
    assert right.mean() > 0.9


def test_a_choice_never_knows_the_other_image_of_a_pair():
    """Features that tell the pair, not the class: divided pairs would make every answer right."""
    known, labels, groups = _drawn((None, None))
    for kind in known.values():
        for values in kind.average.values():
            values[:] = np.random.default_rng(1).normal(size=(30, 1, 6))[groups] * 5
    found = experiments.chosen_head(known, labels, np.arange(60), groups, sets=(("block5",),), strengths=(10.0,))
    assert found.inner_accuracy < 0.7
    pairless = experiments.chosen_head(known, labels, np.arange(60), np.arange(60), sets=(("block5",),))
    assert pairless.inner_accuracy > found.inner_accuracy


def test_nothing_to_choose_from_is_refused(known, labels):
    with pytest.raises(ValueError, match="nothing to choose from"):
        experiments.chosen_head({}, labels, np.arange(12), np.arange(12))


def test_views_are_averaged_but_for_the_image_alone():
    known, _, _ = _drawn((None, None))
    joined = averaged(known, ("block1", "block3"), "turns")
    assert joined.shape == (60, 1, 12)
    np.testing.assert_allclose(joined[:, 0, :6], known["turns"].average["block1"].mean(axis=1))
    np.testing.assert_allclose(joined[:, 0, 6:], known["turns"].average["block3"].mean(axis=1))
    np.testing.assert_allclose(averaged(known, ("block2",), "none")[:, 0], known["none"].average["block2"][:, 0])


def test_seconds_are_told_for_three_ways(thin, images, labels, tmp_path):
    rows = list(fit_seconds(thin, images, labels, 3, tmp_path, epochs=4, timed_epochs=1))
    assert [row["way"] for row in rows] == ["base every epoch", "cached features", "read from the cache"]
    assert [row["timed_epochs"] for row in rows] == [1, 4, 4]
    assert len(list(tmp_path.glob("*.npy"))) == 1
    assert rows[0]["once_seconds"] == 0
    for row in rows:
        assert (row["images"], row["epochs"]) == (12, 4)
        assert row["total_seconds"] == pytest.approx(row["once_seconds"] + 4 * row["epoch_seconds"])

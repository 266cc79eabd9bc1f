"""`classifier`, `head` and `unfreeze`: what learns, what does not, and what is copied."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.transfer_learning import classifier, head, unfreeze


def _train(model, images, labels, **arguments):
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(images, labels, epochs=2, batch_size=6, verbose=0, **arguments)


def _changed(before, after):
    return {path for path in before if np.abs(before[path] - after[path]).max() > 0}


def test_by_hand(keras, base, images):
    """Average over all places, a dense layer with ReLU, a dense layer with softmax, from the same weights."""
    model = classifier(base, 3, units=(5,))
    maps = np.asarray(base(images, training=False))
    hidden, output = (model.get_layer("head").get_layer(name).get_weights() for name in ("hidden1", "predictions"))
    activity = np.maximum(maps.mean(axis=(1, 2)) @ hidden[0] + hidden[1], 0)
    logits = activity @ output[0] + output[1]
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict_on_batch(images), expected, rtol=1e-4)


@pytest.mark.parametrize(
    ("kind", "pooled"),
    [
        ("average", lambda maps: maps.mean(axis=(1, 2))),
        ("max", lambda maps: maps.max(axis=(1, 2))),
        ("flatten", lambda maps: maps.reshape(len(maps), -1)),
    ],
)
def test_three_ways_to_pool(keras, base, images, kind, pooled):
    model = classifier(base, 3, head=kind, units=(), classifier_activation=None)
    kernel, bias = model.get_layer("head").get_layer("predictions").get_weights()
    expected = pooled(np.asarray(base(images, training=False))) @ kernel + bias
    np.testing.assert_allclose(model.predict_on_batch(images), expected, rtol=1e-4, atol=1e-5)


def test_a_frozen_backbone_stays_as_it_is(keras, base, images, labels, weights):
    """Weights and the statistics of batch normalisation; the head is what changes."""
    model = classifier(base, 3, units=(4,), dropout=0.0)
    before = weights(model)
    _train(model, images, labels)
    assert _changed(before, weights(model)) == {
        "hidden1/kernel",
        "hidden1/bias",
        "predictions/kernel",
        "predictions/bias",
    }


def test_while_training_the_backbone_runs_as_at_inference(keras, base, images):
    """Its normalisation takes its own statistics, and not those of the batch, whatever is unfrozen."""
    for what in (None, "all"):
        model = classifier(base, 3, dropout=0.0, unfreeze=what)
        calm, training = (np.asarray(model(images, training=mode)) for mode in (False, True))
        np.testing.assert_allclose(training, calm, rtol=1e-5)
    assert np.abs(np.asarray(base(images, training=True)) - np.asarray(base(images, training=False))).max() > 0.1


def test_keras_overrides_training_false(keras, images):
    """Why the backbone is not called with it: dropout inside of a backbone drops all the same."""
    x = image = keras.Input((16, 16, 3))
    inner = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Dropout(0.5)])
    model = keras.Model(image, inner(x, training=False))
    assert np.abs(np.asarray(model(images, training=True)) - images).max() > 0.1


def test_normalisation_stays_when_everything_is_unfrozen(keras, base, images, labels, weights):
    model = classifier(base, 3, units=(), unfreeze="all")
    before = weights(model)
    _train(model, images, labels)
    changed = _changed(before, weights(model))
    assert {path for path in changed if "block" in path} == {
        f"block{block}_conv1/{what}" for block in (1, 2) for what in ("kernel", "bias")
    }


@pytest.mark.parametrize(
    ("what", "names"),
    [
        (None, []),
        ("all", ["block1_conv1", "block2_conv1"]),
        ("block2", ["block2_conv1"]),
        ("block1_conv1", ["block1_conv1"]),
        (["block2_conv1", "block1"], ["block1_conv1", "block2_conv1"]),
        (-4, ["block2_conv1"]),
        (5, ["block2_conv1"]),
        (2, ["block2_conv1"]),
        (0, ["block1_conv1", "block2_conv1"]),
    ],
)
def test_what_is_unfrozen(keras, base, what, names):
    model = classifier(base, 3, units=())
    assert unfreeze(model, what) == names
    assert [v.path for v in model.trainable_variables] == [
        f"{name}/{part}" for name in [*names, "predictions"] for part in ("kernel", "bias")
    ]
    unfreeze(model, None)
    assert len(model.trainable_variables) == 2


def test_the_backbone_is_a_copy(keras, base, images, labels, weights):
    before = weights(base)
    trainable = len(base.trainable_variables)
    model = classifier(base, 3, unfreeze="all")
    _train(model, images, labels)
    assert not _changed(before, weights(base))
    assert len(base.trainable_variables) == trainable


def test_a_head_that_was_trained_before(keras, base, images, labels):
    """On pooled features, then behind the backbone: the same posteriors, and training on changes no other."""
    pooled = keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(base.output))
    features = np.asarray(pooled(images, training=False))
    top = head((6,), 3, pooling=None, units=(4,))
    _train(top, features, labels)
    expected = top.predict_on_batch(features)
    model = classifier(pooled, head=top)
    np.testing.assert_allclose(model.predict_on_batch(images), expected, rtol=1e-5)
    _train(model, images, labels)
    np.testing.assert_array_equal(top.predict_on_batch(features), expected)


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
def test_it_is_saved_and_found_again(keras, base, images, tmp_path):
    model = classifier(base, 3, unfreeze="block2")
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(again.predict_on_batch(images), model.predict_on_batch(images), rtol=1e-6)
    assert unfreeze(again, "block1") == ["block1_conv1"]


def test_nested_models_inside_of_a_backbone(keras, images):
    """Unfreezing one leaves the normalisation inside of it frozen."""
    block = keras.Sequential(
        [keras.layers.Conv2D(3, 3, name="conv"), keras.layers.BatchNormalization(name="norm")], name="block"
    )
    model = classifier(keras.Sequential([keras.Input((16, 16, 3)), block]), 2, units=(), unfreeze="block")
    assert [v.path for v in model.get_layer("backbone").trainable_variables] == ["conv/kernel", "conv/bias"]


def test_where_the_weights_come_from_is_passed_on(keras, base):
    base.origin = "somewhere"
    assert classifier(base, 2).origin == "somewhere"


@pytest.mark.parametrize(
    ("what", "error", "message"),
    [
        ("block3", ValueError, "no layer or block 'block3'.*block1_conv1, block2_conv1"),
        ("block", ValueError, "no layer or block"),
        ("block2_pool", ValueError, "nothing to learn"),
        ("block1_norm", ValueError, "normalisation stays frozen"),
        (9, ValueError, "9 layers"),
        (-10, ValueError, "9 layers"),
        (-2, ValueError, "nothing to learn"),
        (1.5, TypeError, "chosen by name"),
        (True, TypeError, "chosen by name"),
    ],
)
def test_layers_that_cannot_be_unfrozen(keras, base, what, error, message):
    with pytest.raises(error, match=message):
        classifier(base, 3, unfreeze=what)


def test_what_is_no_backbone(keras, base):
    class Own(keras.Model):
        def call(self, x):
            return x

    with pytest.raises(TypeError, match="Sequential or functional"):
        classifier(Own(), 3)
    with pytest.raises(TypeError, match="Sequential or functional"):
        classifier("vgg16", 3)
    with pytest.raises(TypeError, match="one input and one output"):
        classifier(keras.Sequential([keras.layers.Dense(2)]), 3)
    with pytest.raises(TypeError, match="no part that is called backbone"):
        unfreeze(base, "all")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({}, TypeError, "classes is missing"),
        ({"classes": 0}, ValueError, "classes must be at least 1"),
        ({"classes": 3, "head": "dense"}, ValueError, "must be 'average' or 'max' or 'flatten'"),
        ({"classes": 3, "head": None}, ValueError, "must be 'average'"),
        ({"classes": 3, "units": 4}, TypeError, "units must be"),
        ({"classes": 3, "units": (4, 0)}, ValueError, "units"),
        ({"classes": 3, "dropout": 1}, ValueError, "dropout"),
    ],
)
def test_what_is_refused(keras, base, arguments, error, message):
    with pytest.raises(error, match=message):
        classifier(base, **arguments)


def test_heads_that_do_not_fit(keras, base):
    with pytest.raises(TypeError, match="already"):
        classifier(base, 3, head=head((4, 4, 6), 3))
    with pytest.raises(ValueError, match="same pooling at the end"):
        classifier(base, head=head((6,), 3, pooling=None))
    with pytest.raises(ValueError, match="pooled already"):
        head((6,), 3)
    with pytest.raises(ValueError, match="images of one size"):
        head((None, None, 6), 3, pooling="flatten")

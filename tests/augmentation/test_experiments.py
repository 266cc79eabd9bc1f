"""The experiments do what they say: so many steps, the images they were given, and all counted right."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import confusion_matrix, log_loss, recall_score

from coursekit import augmentation, data
from coursekit.augmentation import experiments
from coursekit.augmentation.experiments import keeping, leakage, rare_classes, views
from coursekit.augmentation.experiments.training import BATCH
from coursekit.data import Dataset, Part


@pytest.fixture(scope="module")
def digits():
    return data.digits()


def model_that_says(said):
    """A model that answers with these posteriors, whatever it is shown."""
    return lambda images, **_: said[: len(images)]


def test_few_takes_the_same_number_of_each_class(digits):
    small, large = experiments.few(digits.train, 50, seed=3), experiments.few(digits.train, 120, seed=3)
    assert np.bincount(small.labels).tolist() == [5] * 10
    assert np.bincount(large.labels).tolist() == [12] * 10
    images = {image.tobytes() for image in large.images}
    assert {image.tobytes() for image in small.images} <= images
    pairs = zip(digits.train.images, digits.train.labels, strict=True)
    known = {(image.tobytes(), label) for image, label in pairs}
    assert all((image.tobytes(), label) in known for image, label in zip(*large, strict=True))
    other = experiments.few(digits.train, 120, seed=4)
    assert {image.tobytes() for image in other.images} != images


@pytest.mark.parametrize("count", [55, 100_000])
def test_few_refuses_what_it_cannot_give(digits, count):
    with pytest.raises(ValueError, match="multiple of 10 and at most"):
        experiments.few(digits.train, count)


def test_training_is_that_of_fit(digits, keras):
    """The same batches and the same rule in Keras' own loop: the same weights."""
    images, labels = experiments.few(digits.train, 60)
    augment = augmentation.Augment(rotation_range=10)
    model = experiments.trained(images, labels, 10, augment, steps=6, seed=2, class_weight={3: 5.0} | dict.fromkeys(
        (0, 1, 2, 4, 5, 6, 7, 8, 9), 1.0))  # fmt: skip
    assert int(model.optimizer.iterations) == 6
    keras.utils.set_random_seed(2)
    fitted = experiments.small_cnn((8, 8, 1), 10)
    rate = keras.optimizers.schedules.CosineDecay(3e-3, 6)
    fitted.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", jit_compile=False)
    flow = augment.flow(images, labels, batch_size=BATCH, seed=2)
    weights = {name: 5.0 if name == 3 else 1.0 for name in range(10)}
    fitted.fit(flow, epochs=3, class_weight=weights, verbose=0, shuffle=False)
    for mine, theirs in zip(model.get_weights(), fitted.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=2e-5)
    fitted.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    found = experiments.judged(model, digits.test.images, digits.test.labels)
    expected = fitted.evaluate(digits.test.images, digits.test.labels, verbose=0)
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_a_training_stops_in_the_middle_of_an_epoch(digits, keras):
    seen = []
    images, labels = experiments.few(digits.train, 90)
    model = experiments.trained(images, labels, 10, steps=4, watch=lambda step, _: seen.append(step))
    assert seen == [0, 1, 2, 3, 4]
    assert int(model.optimizer.iterations) == 4


@pytest.mark.slow
def test_overfitting_watches_both_trainings(digits, keras):
    own, valid = experiments.few(digits.train, 60), Part(*(values[:100] for values in digits.test))
    augment = augmentation.Augment(rotation_range=10)
    curves = experiments.overfitting(own, valid, 10, augment, steps=5, every=2, progress=False)
    assert curves["augmentation"].tolist() == ["none"] * 4 + ["with"] * 4
    assert curves["step"].tolist() == [0, 2, 4, 5] * 2
    assert curves["epoch"].tolist() == [0, 1, 2, 2.5] * 2
    start = curves[curves["step"] == 0].drop(columns="augmentation")
    assert start.nunique().eq(1).all()  # the same weights to begin with
    for name, used in (("none", None), ("with", augment)):
        last = curves[(curves["augmentation"] == name) & (curves["step"] == 5)].iloc[0]
        model = experiments.trained(*own, 10, used, steps=5)
        for part, images in (("train", own), ("valid", valid)):
            found = experiments.judged(model, *images)
            np.testing.assert_allclose([last[f"{part}_loss"], last[f"{part}_accuracy"]], found, rtol=1e-4)


def test_fit_few_judges_on_its_own_images_and_on_others(digits, keras):
    row = experiments.fit_few(digits.train, digits.test, 10, 60, None, steps=4, seed=1)
    own = experiments.few(digits.train, 60, 1)
    model = experiments.trained(*own, 10, steps=4, seed=1)
    assert row["images"] == 60
    assert row["train_accuracy"] == pytest.approx(experiments.judged(model, *own).accuracy)
    assert row["test_loss"] == pytest.approx(experiments.judged(model, *digits.test).loss, rel=1e-4)


def test_six_and_nine_are_counted_as_scikit_learn_does(digits, monkeypatch):
    guesses = np.random.default_rng(0).choice([0, 6, 9], len(digits.test.labels))
    monkeypatch.setattr(keeping, "trained", lambda *_, **__: None)
    monkeypatch.setattr(keeping, "posteriors", lambda *_: np.eye(10)[guesses])
    row = keeping.digits_turned("none", digits)
    table = confusion_matrix(digits.test.labels, guesses, normalize="true")
    assert row["6 as 9"] == pytest.approx(table[6, 9])
    assert row["9 as 6"] == pytest.approx(table[9, 6])
    both = np.isin(digits.test.labels, (6, 9))
    assert row["accuracy of 6 and 9"] == pytest.approx((guesses == digits.test.labels)[both].mean())


def test_places_on_wafers_are_counted_as_scikit_learn_does(monkeypatch):
    maps = data.wafers(180, 16, imbalance=0, test=0.5)
    guesses = np.random.default_rng(0).integers(0, 9, len(maps.test.labels))
    monkeypatch.setattr(keeping, "trained", lambda *_, **__: None)
    monkeypatch.setattr(keeping, "posteriors", lambda *_: np.eye(9)[guesses])
    row = keeping.wafers_shifted("none", maps.train, maps.test, maps.classes, count=18)
    table = confusion_matrix(maps.test.labels, guesses, normalize="true")
    centre, loc = maps.classes.index("centre"), maps.classes.index("loc")
    assert row["centre as loc"] == pytest.approx(table[centre, loc])
    assert row["loc as centre"] == pytest.approx(table[loc, centre])
    assert row["centre"] == pytest.approx(table[centre, centre])


def test_recall_and_class_weights_are_those_of_scikit_learn(monkeypatch):
    asked = {}

    def trained(_images, _labels, _classes, augment, **given):
        asked.update(given, augment=augment)

    classes = ("often", "rare", "between")
    train = Part(np.zeros((10, 2, 2, 1), np.float32), np.array([0] * 7 + [1] + [2] * 2))
    usual = Part(train.images, train.labels)
    even = Part(np.zeros((12, 2, 2, 1), np.float32), np.repeat([0, 1, 2], 4))
    guesses = np.random.default_rng(1).integers(0, 3, 12)
    monkeypatch.setattr(rare_classes, "trained", trained)
    monkeypatch.setattr(rare_classes, "posteriors", lambda _, images: np.eye(3)[guesses[: len(images)]])
    row = rare_classes.imbalance("class weights", train, usual, even, classes)
    assert asked["class_weight"] == pytest.approx({0: 10 / (3 * 7), 1: 10 / 3, 2: 10 / 6})
    assert asked["augment"] is None
    assert asked["balance"] == 0
    recall = recall_score(even.labels, guesses, average=None)
    assert [row[f"recall {name}"] for name in classes] == pytest.approx(recall.tolist())
    assert row["mean_recall"] == pytest.approx(recall.mean())
    assert row["accuracy"] == pytest.approx((guesses[:10] == usual.labels).mean())
    assert row["none_always"] == pytest.approx(0.7)
    rare_classes.imbalance("balanced sampling, augmentation", train, usual, even, classes)
    assert (asked["balance"], asked["class_weight"]) == (1, None)
    assert asked["augment"] is not None


def test_calibration_error_by_hand():
    said = np.array([[0.95, 0.05], [0.92, 0.08], [0.35, 0.65], [1.0, 0.0]])
    # From 0.9 to 1: three, 2.87 promised, two right. From 0.6 to 0.7: one, 0.65 promised, right.
    assert views.calibration_error(said, np.array([0, 1, 1, 0])) == pytest.approx((0.87 + 0.35) / 4)
    assert views.calibration_error(np.eye(3), np.arange(3)) == 0


def test_views_are_reported_as_predict_and_scikit_learn_say():
    random = np.random.default_rng(5)
    images = random.random((80, 8, 8, 3)).astype(np.float32)
    weights = random.normal(size=(8 * 8 * 3, 4))

    def model(batch):
        logits = np.asarray(batch).reshape(len(batch), -1) @ weights / 3
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)

    labels = random.integers(0, 4, 80)
    augment = augmentation.Augment(rotation_range=90, fill_mode="reflect")
    rows = pd.DataFrame(experiments.compare_views(model, images, labels, augment, (1, 6)))
    rows = rows.set_index(["views", "combine", "images"]).sort_index()
    plain = model(images)
    for number in (1, 6):
        for combine in ("mean", "vote"):
            found = augmentation.predict(model, images, augment, n=number, combine=combine, progress=False)
            row = rows.loc[(number, combine, "all")]
            assert row["accuracy"] == pytest.approx((found.classes == labels).mean())
            assert row["changed"] == pytest.approx((found.classes != plain.argmax(axis=1)).mean())
            assert row["model_calls"] == 80 * number
            if combine == "mean":
                assert row["log_loss"] == pytest.approx(log_loss(labels, found.posteriors, labels=range(4)))
            else:
                assert np.isnan(row["log_loss"])
        counts = rows.loc[(number, "mean"), "count"]
        assert counts["all"] == 80 == counts.drop("all").sum()
    assert rows.loc[(6, "mean", "unsure"), "count"] == (plain.max(axis=1) < 0.5).sum()
    assert rows.loc[(6, "mean", "all"), "changed"] > 0


@pytest.mark.parametrize(("order", "shared"), [("augment, then split", True), ("split, then augment", False)])
def test_copies_are_on_both_sides_only_if_augmented_first(monkeypatch, order, shared):
    images = np.broadcast_to(np.linspace(0, 1, 60, dtype=np.float32)[:, None, None, None], (60, 4, 4, 1))
    part = Part(np.array(images), np.arange(60) % 6)
    seen = {}
    monkeypatch.setattr(leakage, "trained", lambda learnt, *_, **__: seen.update(learnt=learnt))
    monkeypatch.setattr(
        leakage, "judged", lambda _, kept, __: seen.setdefault("kept", kept) is not None and SimpleNamespace(accuracy=0)
    )
    # Flips leave images of one value as they are: a copy is known by it.
    flip = augmentation.Augment(horizontal_flip=True)
    leakage.augmented_before_split(order, part, part, 6, count=30, copies=4, augment=flip)
    learnt, kept = ({float(image[0, 0, 0]) for image in seen[side]} for side in ("learnt", "kept"))
    assert bool(learnt & kept) is shared
    assert len(seen["learnt"]) == 96
    assert len(learnt | kept) == 30


def test_patches_that_share_pixels_are_told_apart(monkeypatch):
    images = np.random.default_rng(0).random((40, 6, 6, 1)).astype(np.float32)
    images[1::2] = images[::2]  # each second one is the one before once more: its nearest neighbour
    labels = np.repeat(np.random.default_rng(1).integers(0, 2, 20), 2)
    patches = Dataset("Noise", images, labels, ("a", "b"), np.full(40, "train"))
    pairs = pd.DataFrame({"a": np.arange(0, 40, 2), "b": np.arange(1, 40, 2)})
    mixed = experiments.patches_split("random", "nearest neighbour", patches, images, pairs=pairs)
    assert 0 < mixed["overlapping"] <= 1
    assert mixed["accuracy of overlapping"] == 1
    apart = experiments.patches_split("groups", "nearest neighbour", patches, images, pairs=pairs)
    assert apart["overlapping"] == 0
    assert apart["accuracy of overlapping"] is None
    assert apart["accuracy"] == apart["accuracy of others"]

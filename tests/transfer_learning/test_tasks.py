"""The references of exercise 07's tasks against Keras, scikit-learn and the course's own calculators."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from coursekit import architectures, network
from coursekit.course.text import read
from coursekit.transfer_learning import tasks
from coursekit.transfer_learning.tasks.backbones import small_backbone
from coursekit.transfer_learning.tasks.classifiers import (
    TOLERANCE,
    computed,
    computes,
    convolutions_of,
    learning_base,
    missing_weights,
    same_in_training,
    sigmoid,
    softmax,
)
from coursekit.transfer_learning.tasks.counting import VGG16_FEATURES
from coursekit.transfer_learning.tasks.tuning import MEAN

SHAPE, FILTERS, CLASSES = (8, 12, 3), (4, 5), 3
CASE = (SHAPE, FILTERS, CLASSES)


@pytest.fixture
def random():
    return np.random.default_rng(7)


def test_what_stays_of_vgg16_is_what_the_architectures_topic_counts():
    head = {"layer": "Dense", "inputs": 512, "units": 6}
    learning, staying = tasks.learning_parameters.reference([*VGG16_FEATURES, head], len(VGG16_FEATURES))
    layers = [network.Input((224, 224, 3))]
    for layer in VGG16_FEATURES:
        conv = layer["layer"] == "Conv"
        layers.append(network.Conv(layer["filters"], 3, padding="same") if conv else network.MaxPool(2))
    assert staying == architectures.table(layers).loc["total", "parameters"] == 14_714_688
    assert learning == 3_078


def test_the_nearest_mean_is_that_of_scikit_learn(random):
    from sklearn.neighbors import NearestCentroid

    labels = random.permutation(np.repeat([7, 2, 4], [6, 3, 9]))
    features, queries = random.normal(size=(18, 5)) + labels[:, None] % 3, random.normal(size=(60, 5)) + 1
    expected = NearestCentroid().fit(features, labels).predict(queries)
    np.testing.assert_array_equal(tasks.nearest_mean.reference(features, labels, queries), expected)


def test_leaking_patches_are_those_that_data_finds():
    from coursekit import data

    patches = data.sealions(count=160, split="random")
    places, part = patches.details[["tid", "row", "col"]].to_numpy(), np.asarray(patches.split)
    pairs = data.overlaps(patches, "places")
    across = pairs[(pairs["split_a"] == "train") & (pairs["split_b"] == "valid")]["b"].tolist()
    across += pairs[(pairs["split_b"] == "train") & (pairs["split_a"] == "valid")]["a"].tolist()
    found = tasks.leaked.reference(places[part == "train"], places[part == "valid"], 96)
    assert np.flatnonzero(part == "valid")[found].tolist() == sorted(set(across))
    assert found.any()


@pytest.mark.slow
def test_preprocessing_is_that_of_keras(keras, random):
    images = random.uniform(size=(2, 4, 3, 3))
    expected = keras.applications.vgg16.preprocess_input(255 * images)
    mean = np.array([103.939, 116.779, 123.68])
    np.testing.assert_allclose(tasks.preprocess.reference(images, mean), expected, rtol=0, atol=1e-4)


@pytest.mark.slow
def test_a_step_of_the_head_is_that_of_keras(keras, random):
    features, labels = random.normal(size=(6, 4)), np.array([0, 2, 1, 1, 0, 2])
    weights, bias = random.normal(size=(4, 3)), random.normal(size=3)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.set_weights([weights, bias])
    model.compile(keras.optimizers.SGD(0.3), "sparse_categorical_crossentropy")
    model.train_on_batch(features.astype("float32"), labels)
    found = tasks.head_step.reference(features, labels, weights, bias, 0.3)
    for name, expected in zip(("weights", "bias"), model.get_weights(), strict=True):
        np.testing.assert_allclose(found[name], expected, rtol=0, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("trainable", [True, False])
@pytest.mark.parametrize("training", [True, False])
def test_batch_normalisation_is_that_of_keras(keras, random, training, trainable):
    values, layer = random.normal(2, 0.2, size=(5, 3)), keras.layers.BatchNormalization(trainable=trainable)
    settings = [*random.normal(size=(3, 3)), random.uniform(0.01, 0.2, size=3)]
    layer.build((None, 3))
    layer.set_weights(settings)
    expected = keras.ops.convert_to_numpy(layer(values.astype("float32"), training=training))
    found = tasks.normalised.reference(values, *settings, training, trainable)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


@pytest.mark.slow
def test_the_small_backbone_is_the_same_each_time_and_tells_its_weights_apart(keras):
    one, two = (small_backbone(SHAPE, FILTERS).get_weights() for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    values = np.concatenate([weight.ravel() for weight in one])
    assert len(np.unique(values)) == len(values)


@pytest.fixture
def build(keras):
    """A classifier on the small backbone, of which some layers learn."""

    def build(learning=(), activation="softmax", dropout=0.0):
        base = small_backbone(SHAPE, FILTERS)
        for layer in base.layers:
            layer.trainable = layer.name in learning
        image = keras.Input(SHAPE)
        x = keras.layers.GlobalAveragePooling2D()(base(image))
        x = keras.layers.Dropout(dropout)(x)
        return keras.Model(image, keras.layers.Dense(CLASSES, activation=activation)(x))

    return build


@pytest.mark.slow
def test_a_classifier_is_recognised(build):
    model = build(["block2_conv"])
    before = model.get_weights()
    assert not missing_weights(model, *CASE)
    assert convolutions_of(learning_base(model, *CASE)) == ["block2_conv"]
    assert computes(model, CASE)
    assert same_in_training(model, SHAPE)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


@pytest.mark.slow
def test_another_classifier_is_told_from_it(build):
    assert not computes(build(activation="sigmoid"), CASE)
    assert not same_in_training(build(dropout=0.5), SHAPE)
    learning = build(["block1_conv", "block1_norm"])
    before = learning.get_weights()
    assert not same_in_training(learning, SHAPE)
    # A pass in training notes other statistics: the model is handed back as it was.
    assert all(np.array_equal(a, b) for a, b in zip(before, learning.get_weights(), strict=True))
    learning.layers[1].get_layer("block1_conv").bias.assign(np.zeros(FILTERS[0]))
    assert [one.layer for one in missing_weights(learning, *CASE)] == ["block1_conv"]


@pytest.fixture
def cases(root):
    """Visible and hidden cases of a task, the hidden ones as the cells of the exercise hand them over."""
    cells = read(root / "solutions" / "07_transfer_learning.py", root, graded=True).cells

    def of(name):
        found = list(getattr(tasks, name).cases)
        task = SimpleNamespace(check=lambda _, cases: found.extend(cases))
        for cell in cells:
            if cell.role == "test" and cell.name.startswith(f"{name}_hidden"):
                exec(cell.source, {"tasks": SimpleNamespace(**{name: task}), name: None})  # noqa: S102 - its own text
        return found

    return of


WAYS = {
    "largest value": {"pool": lambda maps: maps.max(axis=(1, 2))},
    "sum": {"pool": lambda maps: maps.sum(axis=(1, 2))},
    "corner": {"pool": lambda maps: maps[:, 0, 0]},
    "no activation": {"end": lambda logits: logits},
    "sigmoid": {"end": sigmoid},
    "softmax twice": {"end": lambda logits: softmax(softmax(logits))},
    "scaled": {"scale": 1 / 255},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["build_classifier", "fine_tunable"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_case_tells_another_classifier_by_far_more_than_the_tolerance(cases, name, way):
    assert len(cases(name)) == 4
    for case in cases(name):
        right = computed(case)
        assert np.abs(computed(case, **way) - right).max() > 10 * TOLERANCE * np.abs(right).max(), case


def test_the_exercises_preparation_is_that_of_the_bug_hunt(random):
    image = random.uniform(size=(1, 2, 3, 3))
    base = np.eye(18)
    found = tasks.fine_tuning_data.reference(
        image, np.array([4]), np.array([0]), 1, base, np.zeros_like(base), {"base": 1.0, "head": 1.0}
    )
    prepared = tasks.preprocess.reference(image, np.array(MEAN))
    np.testing.assert_allclose(found["valid_features"][0], np.maximum(prepared, 0).ravel(), rtol=1e-12)

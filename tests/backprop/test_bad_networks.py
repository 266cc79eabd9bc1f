"""Layers, networks and trainings that cannot be: refused before anything is computed, and nothing is changed."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit import backprop

ANY = (TypeError, ValueError)


def ones(*shape, dtype="float64"):
    return np.ones(shape, dtype)


def spoilt(value, *shape):
    array = np.ones(shape)
    array.flat[-1] = value
    return array


def assert_told(raised, words):
    missing = [word for word in words if word not in str(raised.value)]
    assert not missing, f"{missing} not in: {raised.value}"


LAYER_ARGUMENTS = {
    "no filters": (lambda: backprop.Conv2D(0, 3), ("filters", "0")),
    "filters that are not whole": (lambda: backprop.Conv2D(2.5, 3), ("filters", "2.5")),
    "kernel of nothing": (lambda: backprop.Conv2D(2, 0), ("kernel_size", "0")),
    "padding of another word": (lambda: backprop.Conv2D(2, 3, padding="SAME "), ("padding", "'SAME '")),
    "strides below 0": (lambda: backprop.Conv2D(2, 3, strides=-1), ("strides", "-1")),
    "groups that do not divide the filters": (lambda: backprop.Conv2D(3, 3, groups=2), ("groups", "2", "3")),
    "an initializer of no name": (
        lambda: backprop.Conv2D(2, 3, kernel_initializer="zero"),
        ("kernel_initializer", "zero"),
    ),
    "pool of nothing": (lambda: backprop.MaxPooling2D(0), ("pool_size", "0")),
    "pool with causal padding": (lambda: backprop.AveragePooling2D(2, padding="causal"), ("padding", "causal")),
    "no units": (lambda: backprop.Dense(0), ("units", "0")),
    "units as text": (lambda: backprop.Dense("10"), ("units", "'10'")),
    "dense initializer": (lambda: backprop.Dense(1, kernel_initializer=None), ("kernel_initializer", "None")),
    "rate of 1": (lambda: backprop.Dropout(1.0), ("rate", "1.0")),
    "momentum above 1": (lambda: backprop.BatchNormalization(momentum=1.5), ("momentum", "1.5")),
    "no epsilon": (lambda: backprop.BatchNormalization(epsilon=0), ("epsilon", "0")),
}


@pytest.mark.parametrize("case", LAYER_ARGUMENTS)
def test_arguments_of_layers(case):
    make, words = LAYER_ARGUMENTS[case]
    with pytest.raises((TypeError, ValueError)) as raised:
        make()
    assert_told(raised, words)


# Layers, the shape of an image, and what the message must hold.
NETWORKS = {
    "no layers": ([], (4, 4, 1), ("layers",)),
    "an image into dense": ([backprop.Dense(3)], (4, 4, 1), ("Dense", "(4, 4, 1)", "Flatten")),
    "a row into a convolution": ([backprop.Conv2D(2, 3)], (16,), ("Conv2D", "(16,)")),
    "a row into pooling": ([backprop.MaxPooling2D()], (16,), ("MaxPooling2D", "(16,)")),
    "an image too small": ([backprop.Conv2D(2, 5)], (4, 4, 1), ("(4, 4, 1)",)),
    "a map that has become too small": ([backprop.MaxPooling2D(), backprop.Conv2D(2, 3)], (4, 4, 1), ("(2, 2, 1)",)),
    "channels that groups do not divide": ([backprop.Conv2D(2, 1, groups=2)], (4, 4, 3), ("groups", "2", "3")),
    "something else than layers": ([backprop.ReLU], (4, 4, 1), ("ReLU",)),
    "a size of 0": ([backprop.Flatten()], (0, 4, 1), ("input_shape", "0")),
    "no channels": ([backprop.Conv2D(2, 3)], (4, 4), ("(4, 4)",)),
}


@pytest.mark.parametrize("case", NETWORKS)
def test_layers_that_do_not_follow_each_other(case):
    layers, input_shape, words = NETWORKS[case]
    with pytest.raises((TypeError, ValueError)) as raised:
        backprop.Sequential(layers, input_shape=input_shape)
    assert_told(raised, words)


def test_one_layer_in_two_places():
    """Its parameters would be shared, and what it remembers overwritten."""
    layer = backprop.ReLU()
    with pytest.raises(TypeError, match="Entry 2 is a layer that stands in the list before"):
        backprop.Sequential([layer, backprop.Flatten(), layer], input_shape=(2, 2, 1))


def test_other_dtypes_of_networks():
    for dtype in ("int32", "float16", "complex64"):
        with pytest.raises((TypeError, ValueError), match=dtype):
            backprop.Sequential([backprop.Flatten()], input_shape=(2, 2, 1), dtype=dtype)


@pytest.fixture
def network():
    return backprop.Sequential(
        [backprop.Conv2D(2, 3), backprop.ReLU(), backprop.Flatten(), backprop.Dense(3)],
        input_shape=(4, 5, 1),
        dtype="float64",
    )


FED = {
    "another size": (ones(2, 5, 4, 1), ValueError, "(2, 5, 4, 1)"),
    "no channel": (ones(2, 4, 5), ValueError, "(2, 4, 5)"),
    "one image": (ones(4, 5, 1), ValueError, "(4, 5, 1)"),
    "no images": (ones(0, 4, 5, 1), ValueError, "(0, 4, 5, 1)"),
    "pixels from 0 to 255": (ones(2, 4, 5, 1, dtype="uint8"), TypeError, "uint8"),
    "NaN": (spoilt(np.nan, 2, 4, 5, 1), ValueError, "NaN"),
    "infinity": (spoilt(np.inf, 2, 4, 5, 1), ValueError, "inf"),
}


@pytest.mark.parametrize("case", FED)
def test_images_that_do_not_fit_the_network(network, case):
    images, error, words = FED[case]
    labels = np.zeros(len(images), int)
    before = network.get_weights()
    for call in (
        lambda: network(images),
        lambda: network.predict(images),
        lambda: network.loss_and_gradients(images, labels),
        lambda: network.evaluate(images, labels),
        lambda: network.fit(images, labels, epochs=1, progress=False),
        lambda: network.check_gradients(images, labels),
    ):
        with pytest.raises(error) as raised:
            call()
        assert words in str(raised.value)
    for one, other in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


SIX_IMAGES, SIX_LABELS = ones(6, 4, 5, 1), np.array([0, 1, 2, 0, 1, 2])
TRAINED = {
    "fewer labels": ({"labels": SIX_LABELS[:5]}, ("labels",)),
    "a class that does not exist": ({"labels": SIX_LABELS + 1}, ("labels",)),
    "labels as floats": ({"labels": SIX_LABELS.astype(float)}, ("labels",)),
    "no epochs": ({"epochs": 0}, ("epochs", "0")),
    "half an epoch": ({"epochs": 0.5}, ("epochs", "0.5")),
    "an empty batch": ({"batch_size": 0}, ("batch_size", "0")),
    "batches that are not whole": ({"batch_size": 2.5}, ("batch_size", "2.5")),
    "validation without labels": ({"validation_data": SIX_IMAGES}, ("validation_data",)),
    "validation with other images": ({"validation_data": (ones(2, 3, 3, 1), SIX_LABELS[:2])}, ("(2, 3, 3, 1)",)),
    "patience without validation": ({"patience": 2}, ("patience", "validation_data")),
    "no patience at all": ({"patience": -1, "validation_data": (SIX_IMAGES, SIX_LABELS)}, ("patience", "-1")),
    "an optimizer by name": ({"optimizer": "adam"}, ("optimizer", "'adam'")),
    "a loss by name": ({"loss": "mse"}, ("loss", "'mse'")),
}


@pytest.mark.parametrize("case", TRAINED)
def test_training_that_makes_no_sense(network, case):
    changed, words = TRAINED[case]
    before = network.get_weights()
    with pytest.raises(ANY) as raised:
        network.fit(**({"images": SIX_IMAGES, "labels": SIX_LABELS, "epochs": 1, "progress": False} | changed))
    assert_told(raised, words)
    for one, other in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)  # refused before anything was learnt


def test_backward_without_forward_and_with_another_gradient(network):
    with pytest.raises(RuntimeError, match="forward"):
        network.backward(ones(2, 3))
    network.forward(ones(2, 4, 5, 1))
    for wrong in (ones(2, 4), ones(1, 3), ones(3)):
        with pytest.raises(ValueError, match="gradient") as raised:
            network.backward(wrong)
        assert str(wrong.shape) in str(raised.value)
        assert "(2, 3)" in str(raised.value)


@pytest.mark.parametrize("make", [
    lambda: backprop.Conv2D(2, 3), backprop.MaxPooling2D, backprop.AveragePooling2D,
    backprop.ReLU, backprop.Tanh, backprop.Sigmoid, backprop.Flatten, backprop.BatchNormalization,
    lambda: backprop.Dropout(0.5),
])  # fmt: skip
def test_layers_on_their_own(make):
    layer = make()
    shape = layer.build((4, 5, 2), np.random.default_rng(0), "float64")
    with pytest.raises(RuntimeError, match="forward"):
        layer.backward(ones(3, *shape))
    layer.forward(ones(3, 4, 5, 2), training=True)
    with pytest.raises(ValueError, match="gradient"):
        layer.backward(ones(2, *shape))


def test_weights_that_do_not_fit(network):
    weights = network.get_weights()
    for wrong in (weights[:3], [weights[0].T, *weights[1:]], [*weights, weights[0]]):
        with pytest.raises(ValueError, match="weights") as raised:
            network.set_weights([2 * weight for weight in wrong])
        assert str(wrong[0].shape) in str(raised.value)
        assert str(weights[0].shape) in str(raised.value)
    for before, after in zip(weights, network.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)

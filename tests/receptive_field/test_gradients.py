"""Gradients of each backend against differences of values."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.errors import CourseError
from coursekit.receptive_field.by_gradients.backends import pull_back

# Keras 3.15 turns tensors of torch into arrays in a way that NumPy 2.4 warns of; nothing here depends on it.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


@pytest.fixture
def point():
    return np.random.default_rng(1).normal(size=(1, 5, 4, 2)).astype("float32")


def by_differences(function, point, cotangent, step=0.5):
    """Central differences: exact for what is at most quadratic, but for rounding."""
    found = np.zeros_like(point, dtype="float64")
    for place in np.ndindex(point.shape):
        ahead, behind = point.copy(), point.copy()
        ahead[place] += step
        behind[place] -= step
        difference = np.asarray(function(ahead), dtype="float64") - np.asarray(function(behind), dtype="float64")
        found[place] = (cotangent * difference).sum() / (2 * step)
    return found


@pytest.mark.parametrize("compiled", [True, False])
def test_a_convolution_and_a_square(keras, point, compiled):
    layer = keras.layers.Conv2D(3, (3, 2), strides=(2, 1), padding="same")

    def function(x):
        return keras.ops.square(layer(x))

    def values(x):
        return keras.ops.convert_to_numpy(function(keras.ops.convert_to_tensor(x)))

    cotangent = np.random.default_rng(2).normal(size=values(point).shape).astype("float32")
    got = pull_back(function, compiled=compiled)(point, cotangent)
    assert got.shape == point.shape
    np.testing.assert_allclose(got, by_differences(values, point, cotangent), rtol=1e-3, atol=1e-4)


def test_more_tensors_are_not_differentiated(keras, point):
    factor = np.full((1, 5, 4, 2), 3, dtype="float32")
    got = pull_back(lambda x, y: x * y * y)(point, np.ones_like(point), factor)
    np.testing.assert_allclose(got, np.full(point.shape, 9.0))


@pytest.mark.parametrize("compiled", [True, False])
def test_what_the_result_does_not_depend_on_has_gradient_zero(keras, point, compiled):
    got = pull_back(lambda x: keras.ops.ones((1, 2)), compiled=compiled)(point, np.ones((1, 2)))
    assert got.shape == point.shape
    assert not got.any()


@pytest.mark.parametrize("compiled", [True, False])
def test_entries_that_are_picked(keras, compiled):
    picked = pull_back(lambda x: keras.ops.take(x, [2, 0, 2], axis=0), compiled=compiled)
    got = picked(np.zeros((4, 2)), np.array([[1, 2], [3, 4], [5, 6]]))
    np.testing.assert_array_equal(got, [[3, 4], [0, 0], [6, 8], [0, 0]])


def test_one_function_serves_several_shapes(keras):
    product = pull_back(lambda x: 2 * x)
    for size in range(1, 9):  # TensorFlow would warn on its own after five, and warnings are errors here
        np.testing.assert_array_equal(product(np.ones((1, size)), np.ones((1, size))), np.full((1, size), 2.0))


def test_the_cotangent_takes_the_type_of_the_result(keras, point):
    got = pull_back(lambda x: keras.ops.cast(x, "float16") * 2)(point, np.ones_like(point))
    np.testing.assert_array_equal(got, np.full(point.shape, 2.0))


def test_a_backend_without_gradients_is_named(keras, monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "openvino")
    with pytest.raises(CourseError, match=r"'openvino', which computes no gradients\.\nSet .*KERAS_BACKEND"):
        pull_back(lambda x: x)

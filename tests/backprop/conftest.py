"""What the tests of topic 03 share: Keras' automatic differentiation in float64, and how arrays are compared."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

# Sums of at most some hundred products of numbers around 1, in float64: their rounding stays far below.
TOLERANCE = 1e-11


class Derived(NamedTuple):
    """The outputs of a function, the gradient that was sent back, and what arrived at each argument."""

    outputs: np.ndarray
    incoming: np.ndarray
    gradients: list[np.ndarray]


class AutomaticDifferentiation:
    """Gradients by the backend that Keras runs on: TensorFlow's tape or JAX' vector-Jacobian product.

    Attributes:
        backend: "tensorflow" or "jax".
        promoted: tolerance where Keras promotes types, as in `mean`, `tanh` and the losses. On JAX it promotes to
            float32 at most, whatever `floatx` says.
    """

    def __init__(self, keras):
        self.keras = keras
        self.ops = keras.ops
        self.backend = keras.backend.backend()
        self.promoted = TOLERANCE if self.backend == "tensorflow" else 1e-6

    def __call__(self, function, *arrays, incoming=None) -> Derived:
        """Differentiate a function that is written with `keras.ops`.

        Args:
            function: takes tensors, gives one tensor.
            arrays: what it is called with, float64.
            incoming: the gradient at its outputs; random by default.
        """
        tensors = [self.ops.convert_to_tensor(np.ascontiguousarray(array), dtype="float64") for array in arrays]
        outputs, back = getattr(self, f"_{self.backend}")(function, tensors)
        values = np.asarray(outputs)
        if incoming is None:
            incoming = np.random.default_rng(5).normal(size=values.shape)
        incoming = np.broadcast_to(incoming, values.shape)
        gradients = back(self.ops.convert_to_tensor(incoming, dtype=values.dtype.name))
        return Derived(values, incoming, [np.asarray(gradient) for gradient in gradients])

    @staticmethod
    def _tensorflow(function, tensors) -> Any:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(tensors)
            outputs = function(*tensors)
        zero = tf.UnconnectedGradients.ZERO
        return outputs, lambda incoming: tape.gradient(outputs, tensors, incoming, unconnected_gradients=zero)

    @staticmethod
    def _jax(function, tensors) -> Any:
        import jax

        def product(incoming, *inputs):
            return jax.vjp(function, *inputs)[1](incoming)

        # Compiled as a whole: JAX would otherwise compile every operation in it by itself, which takes longer.
        return jax.jit(function)(*tensors), lambda incoming: jax.jit(product)(incoming, *tensors)


@pytest.fixture(scope="module")
def automatic(keras):
    """Keras' automatic differentiation, with Keras in float64 for the length of a module."""
    before = keras.config.dtype_policy(), keras.config.floatx()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield AutomaticDifferentiation(keras)
    keras.config.set_dtype_policy(before[0])
    keras.config.set_floatx(before[1])


def _assert_close(got, wanted, what="", tolerance=TOLERANCE):
    got, wanted = np.asarray(got), np.asarray(wanted)
    assert got.shape == wanted.shape, f"{what}: shape {got.shape}, not {wanted.shape}"
    scale = max(1.0, float(np.abs(wanted).max(initial=0.0)))
    np.testing.assert_allclose(got, wanted, rtol=0, atol=tolerance * scale, err_msg=what)


@pytest.fixture(scope="session")
def assert_close():
    """Compare two arrays of one shape: `assert_close(got, wanted, what, tolerance)`, relative to the largest value."""
    return _assert_close

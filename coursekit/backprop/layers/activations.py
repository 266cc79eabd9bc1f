"""Activation functions as layers."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from coursekit.backprop.layers.layer import Array, Layer

__all__ = ["ReLU", "Sigmoid", "Tanh"]


class _Activation(Layer):
    """A function of each value by itself."""

    _function = ""
    _from_outputs = True  # whether the derivative is computed from the outputs, not the inputs

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:  # noqa: ARG002 - no weights
        """Nothing to make: any shape will do; see `Layer.build`."""
        self.input_shape = tuple(input_shape)
        return self.input_shape

    def forward(self, inputs: Array, training: bool = False) -> Array:  # noqa: ARG002 - the same at all times
        """The function of each value; see `Layer.forward`."""
        self.fits(inputs)
        outputs = self.compute(self._function, inputs)
        return self.remember(outputs, outputs if self._from_outputs else inputs)

    def backward(self, gradient: Array) -> Array:
        """The gradient times the derivative at each value; see `Layer.backward`."""
        (values,) = self.recall(gradient)
        return cast("Array", self.compute(f"{self._function}_backward", gradient, values))


class ReLU(_Activation):
    """max(0, z); its derivative at 0 is taken as 0."""

    _function = "relu"
    _from_outputs = False


class Tanh(_Activation):
    """The hyperbolic tangent, from -1 to 1."""

    _function = "tanh"


class Sigmoid(_Activation):
    """1 / (1 + exp(-z)), from 0 to 1."""

    _function = "sigmoid"

"""The dense layer, and the layer that makes a row of an image."""

from __future__ import annotations

from math import prod
from typing import cast

import numpy as np
import numpy.typing as npt

from coursekit.backprop.layers.initializers import INITIALIZERS
from coursekit.backprop.layers.layer import Array, Layer
from coursekit.network.validation import flag, one_of, whole

__all__ = ["Dense", "Flatten"]


class Dense(Layer):
    """Each unit sees all features, as in Keras' layer of this name, without an activation function.

    Args:
        units: how many outputs.
        use_bias: whether each unit has a bias.
        kernel_initializer: "glorot_uniform" or "he_normal".

    Raises:
        TypeError: if `units` is not whole.
        ValueError: if `units` is below 1, or the initializer is another word.
    """

    def __init__(self, units: int, use_bias: bool = True, kernel_initializer: str = "glorot_uniform") -> None:
        super().__init__()
        self.units = whole(units, "units")
        self.use_bias = flag(use_bias, "use_bias")
        self.kernel_initializer = one_of(kernel_initializer, "kernel_initializer", tuple(INITIALIZERS))

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:
        """Make kernel and bias; see `Layer.build`."""
        if len(input_shape) != 1:
            raise ValueError(f"Dense takes rows (features,), not {input_shape}. Put Flatten() before it.")
        shape = (input_shape[0], self.units)
        self.parameters = {"kernel": INITIALIZERS[self.kernel_initializer](shape, rng, dtype)}
        if self.use_bias:
            self.parameters["bias"] = np.zeros(self.units, dtype)
        self.input_shape = tuple(input_shape)
        return (self.units,)

    def forward(self, inputs: Array, training: bool = False) -> Array:  # noqa: ARG002 - the same at all times
        """A weighted sum for each unit; see `Layer.forward`."""
        self.fits(inputs)
        outputs = self.compute("dense", inputs, self.parameters["kernel"], self.parameters.get("bias"))
        return self.remember(outputs, inputs)

    def backward(self, gradient: Array) -> Array:
        """The gradients of kernel, bias and inputs; see `Layer.backward`."""
        (inputs,) = self.recall(gradient)
        found = self.compute("dense_backward", gradient, inputs, self.parameters["kernel"])
        self.gradients = {name: getattr(found, name) for name in self.parameters}
        return cast("Array", found.inputs)


class Flatten(Layer):
    """Each image as one row: row by row, all channels of a pixel together."""

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:  # noqa: ARG002 - no weights
        """Nothing to make: any shape will do; see `Layer.build`."""
        self.input_shape = tuple(input_shape)
        return (prod(input_shape),)

    def forward(self, inputs: Array, training: bool = False) -> Array:  # noqa: ARG002 - the same at all times
        """The same values in rows; see `Layer.forward`."""
        self.fits(inputs)
        return self.remember(self.compute("flatten", inputs), inputs.shape)

    def backward(self, gradient: Array) -> Array:
        """The same values as images; see `Layer.backward`."""
        (shape,) = self.recall(gradient)
        return cast("Array", self.compute("flatten_backward", gradient, shape))

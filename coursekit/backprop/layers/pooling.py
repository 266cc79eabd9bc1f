"""Pooling as layers: the largest value or the mean of each window."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from coursekit.backprop.layers.layer import Array, Layer
from coursekit.backprop.windows import Windows
from coursekit.network.validation import one_of, per_axis

__all__ = ["AveragePooling2D", "MaxPooling2D"]


class _Pooling(Layer):
    """A window that slides over each channel by itself.

    Args:
        pool_size: rows and columns of the window, or one number for both.
        strides: steps down and to the right; None for windows side by side.
        padding: "valid" or "same".

    Raises:
        TypeError: if a number is not whole.
        ValueError: if a number is too small, or the padding is another word.
    """

    _function = ""

    def __init__(
        self,
        pool_size: int | tuple[int, int] = 2,
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
    ) -> None:
        super().__init__()
        self.pool_size = cast("tuple[int, int]", per_axis(pool_size, "pool_size", 2))
        given = self.pool_size if strides is None else strides
        self.strides = cast("tuple[int, int]", per_axis(given, "strides", 2))
        self.padding = one_of(padding, "padding", ("valid", "same"))

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:  # noqa: ARG002 - no weights
        """Nothing to make; see `Layer.build`."""
        if len(input_shape) != 3:
            raise ValueError(f"{type(self).__name__} takes images (height, width, channels), not {input_shape}.")
        windows = Windows.of_pool((0, *input_shape), *self._settings)
        self.input_shape = tuple(input_shape)
        return (*windows.outputs, input_shape[2])

    def forward(self, inputs: Array, training: bool = False) -> Array:  # noqa: ARG002 - the same at all times
        """One value for each window; see `Layer.forward`."""
        self.fits(inputs)
        return self.remember(self.compute(self._function, inputs, *self._settings), inputs)

    def backward(self, gradient: Array) -> Array:
        """The gradient of the inputs; see `Layer.backward`."""
        (inputs,) = self.recall(gradient)
        return cast("Array", self.compute(f"{self._function}_backward", gradient, inputs, *self._settings))

    @property
    def _settings(self) -> tuple[tuple[int, int], tuple[int, int], str]:
        return self.pool_size, self.strides, self.padding


class MaxPooling2D(_Pooling):
    """The largest value of each window, as Keras' layer of this name.

    Args:
        pool_size: rows and columns of the window, or one number for both.
        strides: steps down and to the right; None for windows side by side.
        padding: "valid" or "same".

    Raises:
        TypeError: if a number is not whole.
        ValueError: if a number is too small, or the padding is another word.
    """

    _function = "max_pool"


class AveragePooling2D(_Pooling):
    """The mean of each window, as Keras' layer of this name: zeros of the padding do not count.

    Args:
        pool_size: rows and columns of the window, or one number for both.
        strides: steps down and to the right; None for windows side by side.
        padding: "valid" or "same".

    Raises:
        TypeError: if a number is not whole.
        ValueError: if a number is too small, or the padding is another word.
    """

    _function = "average_pool"

"""Dropout as a layer."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from coursekit.backprop.layers.layer import Array, Layer
from coursekit.backprop.validation import share

__all__ = ["Dropout"]


class Dropout(Layer):
    """Sets a random share of the values to 0 in training, and does nothing otherwise, as Keras' layer of this name.

    Args:
        rate: the share that is dropped, from 0 to below 1; the others are divided by `1 - rate`.

    Raises:
        TypeError: if the rate is no number.
        ValueError: if the rate is outside.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = share(rate, "rate")
        self._rng = np.random.default_rng(0)

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:  # noqa: ARG002 - no weights
        """Nothing to make but masks of its own; see `Layer.build`."""
        (self._rng,) = rng.spawn(1)  # so that training does not change what later layers draw
        self.input_shape = tuple(input_shape)
        return self.input_shape

    def forward(self, inputs: Array, training: bool = False) -> Array:
        """With another mask each time in training; see `Layer.forward`."""
        self.fits(inputs)
        if not training:
            return self.remember(inputs, None)
        mask = self._rng.random(inputs.shape, dtype=np.float32) >= self.rate
        return self.remember(self.compute("dropout", inputs, mask, self.rate), mask)

    def backward(self, gradient: Array) -> Array:
        """Through the last mask; see `Layer.backward`."""
        (mask,) = self.recall(gradient)
        if mask is None:
            return gradient
        return cast("Array", self.compute("dropout_backward", gradient, mask, self.rate))

"""The task on a dense layer as a convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["dense_as_kernel"]

_Array = npt.NDArray[Any]


def _dense_as_kernel(weights: _Array, height: int, width: int) -> _Array:
    rows, units = weights.shape
    return np.reshape(weights, (height, width, rows // (height * width), units))


def _channels_first(weights: _Array, height: int, width: int) -> _Array:
    return np.moveaxis(weights.reshape(-1, height, width, weights.shape[1]), 0, 2)


def _columns_first(weights: _Array, height: int, width: int) -> _Array:
    return weights.reshape(width, height, -1, weights.shape[1]).swapaxes(0, 1)


def _width_first(weights: _Array, height: int, width: int) -> _Array:
    return weights.reshape(width, height, -1, weights.shape[1])


def _units_torn(weights: _Array, height: int, width: int) -> _Array:
    """Reshaped from the transposed matrix: the shape is right, and every number is in a strange place."""
    return weights.T.reshape(height, width, -1, weights.shape[1])


def _units_first(weights: _Array, height: int, width: int) -> _Array:
    return weights.T.reshape(weights.shape[1], height, width, -1)


def _turned(weights: _Array, height: int, width: int) -> _Array:
    return _dense_as_kernel(weights, height, width)[::-1, ::-1]


def _by_columns(weights: _Array, height: int, width: int) -> _Array:
    return weights.reshape(height, width, -1, weights.shape[1], order="F")


def _units_before_channels(weights: _Array, height: int, width: int) -> _Array:
    return weights.reshape(height, width, weights.shape[1], -1)


def _swapped_last(weights: _Array, height: int, width: int) -> _Array:
    return _dense_as_kernel(weights, height, width).swapaxes(2, 3)


def _case(height: int, width: int, channels: int, units: int) -> tuple[_Array, int, int]:
    size = height * width * channels
    return np.arange(float(size * units)).reshape(size, units) + 1, height, width


dense_as_kernel = Task(
    "dense_as_kernel",
    cases=[_case(2, 3, 4, 5), _case(3, 2, 1, 2), _case(3, 3, 2, 4), _case(1, 4, 3, 2)],
    reference=_dense_as_kernel,
    mistakes=[
        Mistake(
            "channels first",
            _channels_first,
            "You take the channel for the slowest of the three. Keras keeps the channels of one pixel side by side: "
            "its maps have the shape (height, width, channels), and `Flatten` reads them in that order.",
        ),
        Mistake(
            "columns first",
            _columns_first,
            "You read the map column by column. `Flatten` reads it row by row.",
        ),
        Mistake(
            "width before height",
            _width_first,
            "Your kernel is {width} high and {height} wide. The map is {height} high and {width} wide.",
        ),
        Mistake(
            "numbers out of place",
            _units_torn,
            "The shape is right, and the numbers are in the wrong places: you transposed the matrix first. The units "
            "are its last axis already.",
        ),
        Mistake(
            "units first",
            _units_first,
            "Your units come first, as in PyTorch. A kernel of Keras has the shape (height, width, channels, filters).",
        ),
        Mistake(
            "turned round",
            _turned,
            "You turn the kernel round by 180°, as a convolution in mathematics does. Keras lays it on the image as it "
            "is.",
        ),
        Mistake(
            "Fortran's order",
            _by_columns,
            '`order="F"` lets the *first* index run fastest. Here the last one does.',
        ),
        Mistake(
            "units before channels",
            _units_before_channels,
            "The last axis of the matrix is for the units, and you cut it up: the last two numbers of your shape have "
            "changed places.",
        ),
        Mistake(
            "channels and filters exchanged",
            _swapped_last,
            "Your numbers are in order, but the last two axes have changed places at the end: channels, then filters.",
        ),
    ],
    forbidden=("keras.layers.Conv2D", "keras.layers.Dense"),
    instead="The numbers stay as they are; only their arrangement gets a new shape.",
)

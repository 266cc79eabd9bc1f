"""Pooling for all windows at once: a loop over the places in a window, none over windows."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.backprop.gradients import Array
from coursekit.backprop.validation import checked
from coursekit.backprop.windows import Windows

__all__ = ["average_pool", "average_pool_backward", "max_pool", "max_pool_backward"]


@checked
def max_pool(inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid") -> Array:
    """The largest value of each window; arguments and errors as `plain.max_pool`."""
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    return _largest(windows, windows.pad(inputs, -np.inf))


@checked
def max_pool_backward(
    gradient: Array, inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid"
) -> Array:
    """Each gradient to the first maximum of its window; arguments and errors as `plain.max_pool_backward`."""
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    padded = windows.pad(inputs, -np.inf)
    largest = _largest(windows, padded)
    to_padded = np.zeros(padded.shape, inputs.dtype)
    looking = np.ones(largest.shape, bool)  # windows whose maximum has not come yet
    for _, _, (rows, columns) in windows.taps():
        found = looking & (padded[:, rows, columns] == largest)
        to_padded[:, rows, columns] += gradient * found
        looking &= ~found
    return windows.crop(to_padded)


@checked
def average_pool(inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid") -> Array:
    """The mean of each window, without padding; arguments and errors as `plain.average_pool`."""
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    padded = windows.pad(inputs)
    sums = np.zeros((len(inputs), *windows.outputs, inputs.shape[3]), inputs.dtype)
    for _, _, (rows, columns) in windows.taps():
        sums += padded[:, rows, columns]
    return sums / _pixels(windows, inputs.dtype)


@checked
def average_pool_backward(
    gradient: Array, inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid"
) -> Array:
    """Each gradient in equal parts to its window; arguments and errors as `plain.average_pool_backward`."""
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    parts = gradient / _pixels(windows, inputs.dtype)
    to_padded = np.zeros(windows.pad(inputs).shape, inputs.dtype)
    for _, _, (rows, columns) in windows.taps():
        to_padded[:, rows, columns] += parts
    return windows.crop(to_padded)


def _largest(windows: Windows, padded: Array) -> Array:
    largest = np.full((len(padded), *windows.outputs, padded.shape[3]), -np.inf, padded.dtype)
    for _, _, (rows, columns) in windows.taps():
        np.maximum(largest, padded[:, rows, columns], out=largest)
    return largest


def _pixels(windows: Windows, dtype: np.dtype[Any]) -> Array:
    """How many pixels of the image each window holds: at the border fewer than its size."""
    image = windows.pad(np.ones((1, *windows.inputs, 1), dtype))
    counts = np.zeros((1, *windows.outputs, 1), dtype)
    for _, _, (rows, columns) in windows.taps():
        counts += image[:, rows, columns]
    return counts

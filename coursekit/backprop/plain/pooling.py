"""Pooling, forward and back, window by window."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.backprop.gradients import Array
from coursekit.backprop.validation import checked
from coursekit.backprop.windows import Windows

__all__ = ["average_pool", "average_pool_backward", "max_pool", "max_pool_backward"]


@checked
def max_pool(inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid") -> Array:
    """The largest value of each window, for each channel by itself: y = max of the x[u, v] in the window.

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 9.3.

    Args:
        inputs: x, shape (n, height, width, channels).
        pool_size: rows and columns of the window, or one number for both.
        strides: steps from one window to the next, or one number for both; None for windows side by side.
        padding: "valid" (none) or "same" (as `conv2d`; what is added is never the largest).

    Returns:
        y, shape (n, rows, columns, channels).

    Raises:
        TypeError: if the inputs do not hold float32 or float64, or a setting is not whole.
        ValueError: if the inputs are empty, not finite or have no four axes, or no window fits on the image.
    """
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    padded = windows.pad(inputs, -np.inf)
    outputs = np.zeros((len(inputs), *windows.outputs, inputs.shape[-1]), inputs.dtype)
    for image in range(len(inputs)):
        for row, column, window in windows:
            for channel in range(inputs.shape[-1]):
                outputs[image, row, column, channel] = padded[image, ..., channel][window].max()
    return outputs


@checked
def max_pool_backward(
    gradient: Array, inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid"
) -> Array:
    """The gradient of each window goes to its largest value, and nothing to the others.

    dx[u, v] = sum of the g of all windows that x[u, v] won. Of equal values the first wins, row by row. There the
    maximum has a kink, and any share would do.

    Source: chain rule.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape (n, rows, columns, channels).
        inputs: x, as given to `max_pool`.
        pool_size: as given to `max_pool`.
        strides: as given to `max_pool`.
        padding: as given to `max_pool`.

    Returns:
        The gradient of the inputs, in their shape.

    Raises:
        TypeError: as `max_pool`; also if the two arrays differ in precision.
        ValueError: as `max_pool`; also if the gradient does not have the shape of the outputs.
    """
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    padded = windows.pad(inputs, -np.inf)
    to_padded = np.zeros_like(padded)
    for image in range(len(inputs)):
        for row, column, window in windows:
            for channel in range(inputs.shape[-1]):
                patch, to_patch = padded[image, ..., channel][window], to_padded[image, ..., channel][window]
                winner = np.unravel_index(patch.argmax(), patch.shape)
                to_patch[winner] += gradient[image, row, column, channel]
    return windows.crop(to_padded)


@checked
def average_pool(inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid") -> Array:
    """The mean of each window, for each channel by itself: y = sum of the x[u, v] in the window / how many they are.

    Padding does not count: a window at the border has fewer pixels to divide by. That is how Keras does it.

    Source: the mean; sizes as in Dumoulin and Visin (2016), "A guide to convolution arithmetic for deep learning".

    Args:
        inputs: x, shape (n, height, width, channels).
        pool_size: rows and columns of the window, or one number for both.
        strides: steps from one window to the next, or one number for both; None for windows side by side.
        padding: "valid" (none) or "same" (as `conv2d`).

    Returns:
        y, shape (n, rows, columns, channels).

    Raises:
        TypeError: if the inputs do not hold float32 or float64, or a setting is not whole.
        ValueError: if the inputs are empty, not finite or have no four axes, or no window fits on the image.
    """
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    padded, inside = windows.pad(inputs), windows.pad(np.ones_like(inputs))
    outputs = np.zeros((len(inputs), *windows.outputs, inputs.shape[-1]), inputs.dtype)
    for image in range(len(inputs)):
        for row, column, window in windows:
            for channel in range(inputs.shape[-1]):
                pixels = inside[image, ..., channel][window].sum()
                outputs[image, row, column, channel] = padded[image, ..., channel][window].sum() / pixels
    return outputs


@checked
def average_pool_backward(
    gradient: Array, inputs: Array, pool_size: Any = 2, strides: Any = None, padding: str = "valid"
) -> Array:
    """The gradient of each window goes to all its pixels in equal parts: dx[u, v] = sum of g / pixels of the window.

    Source: chain rule.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape (n, rows, columns, channels).
        inputs: x, as given to `average_pool`; only the shape matters.
        pool_size: as given to `average_pool`.
        strides: as given to `average_pool`.
        padding: as given to `average_pool`.

    Returns:
        The gradient of the inputs, in their shape.

    Raises:
        TypeError: as `average_pool`; also if the two arrays differ in precision.
        ValueError: as `average_pool`; also if the gradient does not have the shape of the outputs.
    """
    windows = Windows.of_pool(inputs.shape, pool_size, strides, padding)
    inside = windows.pad(np.ones_like(inputs))
    to_padded = np.zeros_like(inside)
    for image in range(len(inputs)):
        for row, column, window in windows:
            for channel in range(inputs.shape[-1]):
                pixels = inside[image, ..., channel][window].sum()
                to_padded[image, ..., channel][window] += gradient[image, row, column, channel] / pixels
    return windows.crop(to_padded)

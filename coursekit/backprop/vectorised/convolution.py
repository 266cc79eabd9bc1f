"""Convolution as one matrix product: every window becomes a row ("im2col"), the kernel a matrix.

The idea is that of Chellapilla, Puri and Simard (2006), "High Performance Convolutional Neural Networks for Document
Processing".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.backprop.gradients import Array, ConvGradients
from coursekit.backprop.validation import checked
from coursekit.backprop.windows import Windows

__all__ = ["conv2d", "conv2d_backward"]


@checked
def conv2d(
    inputs: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: Any = 1,
    padding: Any = "valid",
    dilation_rate: Any = 1,
    groups: int = 1,
) -> Array:
    """Windows times kernel, plus bias; arguments and errors as `plain.conv2d`."""
    windows = Windows.of(inputs.shape, kernel.shape, strides, padding, dilation_rate)
    by_group = _rows(windows, inputs, groups) @ _matrices(kernel, groups)
    outputs = np.moveaxis(by_group, 0, 1).reshape(len(inputs), *windows.outputs, kernel.shape[3])
    return outputs if bias is None else outputs + bias


@checked
def conv2d_backward(
    gradient: Array,
    inputs: Array,
    kernel: Array,
    strides: Any = 1,
    padding: Any = "valid",
    dilation_rate: Any = 1,
    groups: int = 1,
) -> ConvGradients:
    """The gradients of a dense layer on all windows, added up where windows overlap; as `plain.conv2d_backward`."""
    windows = Windows.of(inputs.shape, kernel.shape, strides, padding, dilation_rate)
    by_group = gradient.reshape(-1, groups, kernel.shape[3] // groups).swapaxes(0, 1)
    to_kernel = _rows(windows, inputs, groups).swapaxes(1, 2) @ by_group
    return ConvGradients(
        _to_inputs(windows, by_group, inputs, kernel),
        np.moveaxis(to_kernel, 0, 1).reshape(kernel.shape),
        gradient.reshape(-1, kernel.shape[3]).sum(axis=0),
    )


def _rows(windows: Windows, inputs: Array, groups: int) -> Array:
    """The windows as rows of a matrix for each group: (groups, n * positions, weights of a filter)."""
    images, channels = len(inputs), inputs.shape[3] // groups
    padded = windows.pad(inputs)
    padded = np.moveaxis(padded.reshape(*padded.shape[:3], groups, channels), 3, 0)
    size = windows.rows.kernel, windows.columns.kernel
    found = np.empty((groups, images, *windows.outputs, *size, channels), inputs.dtype)
    for row, column, (rows, columns) in windows.taps():
        found[:, :, :, :, row, column] = padded[:, :, rows, columns]
    return found.reshape(groups, -1, size[0] * size[1] * channels)


def _to_inputs(windows: Windows, by_group: Array, inputs: Array, kernel: Array) -> Array:
    """Back through one weight of the window after the other: faster than all at once, which would fill the memory.

    Args:
        windows: on the inputs.
        by_group: gradient of the outputs, (groups, n * positions, filters / groups).
        inputs: of the convolution.
        kernel: of the convolution.
    """
    groups, channels = len(by_group), kernel.shape[2]
    padded = np.zeros(windows.pad(inputs).shape, inputs.dtype)
    grouped = np.moveaxis(padded.reshape(*padded.shape[:3], groups, channels), 3, 0)  # a view
    for row, column, (rows, columns) in windows.taps():
        weights = kernel[row, column].reshape(channels, groups, -1).transpose(1, 2, 0)
        parts = (by_group @ weights).reshape(groups, len(inputs), *windows.outputs, channels)
        grouped[:, :, rows, columns] += parts
    return windows.crop(padded)


def _matrices(kernel: Array, groups: int) -> Array:
    """The filters of each group as columns: (groups, weights of a filter, filters / groups)."""
    return np.moveaxis(kernel.reshape(-1, groups, kernel.shape[3] // groups), 1, 0)

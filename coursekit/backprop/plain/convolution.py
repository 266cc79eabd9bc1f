"""Convolution, forward and back, pixel by pixel.

As in every library for networks the kernel is not turned round; mathematics calls that a cross-correlation.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    """Lay the kernel on every window of the image: multiply, add up, add the bias.

    y[i, j] = b + sum over u, v of w[u, v] * x[i + u, j + v], summed over the channels too; with strides s and dilation
    d the pixel is x[s i + d u, s j + d v], counted in the padded image.

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 9.1; sizes and padding as in Dumoulin and
    Visin (2016), "A guide to convolution arithmetic for deep learning".

    Args:
        inputs: x, shape (n, height, width, channels).
        kernel: w, shape (rows, columns, channels / groups, filters).
        bias: b, shape (filters,); None for none.
        strides: steps from one window to the next, down and to the right, or one number for both.
        padding: "valid" (none), "same" (zeros for ceil(size / strides) outputs, an odd one at the bottom or right), or
            numbers of zeros: one, (rows, columns), or ((top, bottom), (left, right)).
        dilation_rate: distance between neighbouring pixels under the kernel, or one for each direction.
        groups: channels and filters are divided into so many groups; each filter sees the channels of its group.

    Returns:
        y, shape (n, rows, columns, filters).

    Raises:
        TypeError: if an array does not hold float32 or float64, arrays differ in that, or a setting is not whole.
        ValueError: if arrays are empty, not finite or do not fit together, or the kernel does not fit on the image.
    """
    windows = Windows.of(inputs.shape, kernel.shape, strides, padding, dilation_rate)
    padded = windows.pad(inputs)
    outputs = np.zeros((len(inputs), *windows.outputs, kernel.shape[-1]), inputs.dtype)
    for image in range(len(inputs)):
        for row, column, window in windows:
            patch = padded[image][window]
            for filter_, channels in _filters(kernel, groups):
                outputs[image, row, column, filter_] = (kernel[..., filter_] * patch[..., channels]).sum()
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
    """Each output came from one patch: its gradient g goes to the patch through w, to the kernel through x, to b as g.

    dx[i + u, j + v] = sum of w[u, v] * g[i, j],  dw[u, v] = sum of x[i + u, j + v] * g[i, j],  db = sum of g[i, j]:
    whatever was used more than once gets the sum of its gradients.

    Source: chain rule; Goodfellow, Bengio and Courville (2016), "Deep Learning", section 9.5.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape (n, rows, columns, filters).
        inputs: x, as given to `conv2d`.
        kernel: w, as given to `conv2d`.
        strides: as given to `conv2d`.
        padding: as given to `conv2d`.
        dilation_rate: as given to `conv2d`.
        groups: as given to `conv2d`.

    Returns:
        The gradients of inputs, kernel and bias, each in the shape of what it belongs to.

    Raises:
        TypeError: as `conv2d`.
        ValueError: as `conv2d`; also if the gradient does not have the shape of the outputs.
    """
    windows = Windows.of(inputs.shape, kernel.shape, strides, padding, dilation_rate)
    padded = windows.pad(inputs)
    to_padded, to_kernel = np.zeros_like(padded), np.zeros_like(kernel)
    to_bias = np.zeros_like(kernel[0, 0, 0])
    for image in range(len(inputs)):
        for row, column, window in windows:
            patch, to_patch = padded[image][window], to_padded[image][window]
            for filter_, channels in _filters(kernel, groups):
                g = gradient[image, row, column, filter_]
                to_patch[..., channels] += kernel[..., filter_] * g
                to_kernel[..., filter_] += patch[..., channels] * g
                to_bias[filter_] += g
    return ConvGradients(windows.crop(to_padded), to_kernel, to_bias)


def _filters(kernel: Array, groups: int) -> Iterator[tuple[int, slice]]:
    """Each filter's number, and which channels of the inputs it sees."""
    channels, filters = kernel.shape[2:]
    for filter_ in range(filters):
        group = filter_ // (filters // groups)
        yield filter_, slice(group * channels, (group + 1) * channels)

"""Tasks on a whole convolutional layer, and on the matrix of a convolution."""

from __future__ import annotations

from itertools import product

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.parameters.tasks.convolution_cases import BY_HAND, CORNER, EDGE, TALL, Array, matrix_of, numbers
from coursekit.parameters.tasks.forbidden import CONVOLUTIONS

__all__ = ["convolution_layer", "convolution_matrix"]


def _layer(images: Array, kernels: Array, biases: Array) -> Array:
    matrix = matrix_of(kernels, images.shape[1:])
    rows = images.shape[1] - kernels.shape[0] + 1
    flat = np.stack([np.asarray(matrix @ image.reshape(-1)) for image in images])
    return flat.reshape(len(images), rows, -1, len(biases)) + biases


convolution_layer = Task(
    "convolution_layer",
    cases=[
        (numbers(1, 4, 5, 1), numbers(2, 3, 1, 2), np.array([1.0, -2.0])),
        (numbers(2, 5, 4, 3), numbers(3, 2, 3, 4), np.array([0.5, 0.0, -1.0, 2.0])),
        (numbers(3, 6, 5, 2), numbers(1, 1, 2, 3), np.array([1.0, 2.0, 3.0])),
    ],
    reference=_layer,
    mistakes=[
        Mistake(
            "bias forgotten",
            lambda images, kernels, biases: _layer(images, kernels, 0 * biases),
            "This is the result without the biases. Each filter adds its own to every position.",
        ),
        Mistake(
            "bias added per channel",
            lambda images, kernels, biases: _layer(images, kernels, kernels.shape[2] * biases),
            "The bias was added {kernels.shape[2]} times, once for each input channel. "
            "Add it after the channels are summed.",
        ),
        Mistake(
            "only the first channel",
            lambda images, kernels, biases: _layer(images[..., :1], kernels[:, :, :1], biases),
            "Only the first of {images.shape[3]} input channels counts in your result. A filter sums over all of them.",
        ),
        Mistake(
            "only the last channel",
            lambda images, kernels, biases: _layer(images[..., -1:], kernels[:, :, -1:], biases),
            "Only the last of {images.shape[3]} input channels is left in your result. Does each channel replace what "
            "the one before has given, or is it added?",
        ),
        Mistake(
            "the first bias for every filter",
            lambda images, kernels, biases: _layer(images, kernels, np.full_like(biases, biases[0])),
            "Every filter gets the bias of the first one. There are {kernels.shape[3]} biases: which belongs to which "
            "filter?",
        ),
        Mistake(
            "channels averaged",
            lambda images, kernels, biases: _layer(images, kernels / kernels.shape[2], biases),
            "You averaged over the {kernels.shape[2]} input channels; a filter sums over them.",
        ),
        Mistake(
            "channels first",
            lambda images, kernels, biases: np.moveaxis(_layer(images, kernels, biases), -1, 1),
            "The values are right, but the axes are (image, filter, row, column). "
            "Here the filters come last, as in the images.",
        ),
    ],
    forbidden=CONVOLUTIONS,
    instead=BY_HAND,
)


def _kernel_matrix(kernel: Array, height: int, width: int) -> Array:
    return np.asarray(matrix_of(kernel[:, :, None, None], (height, width, 1)).toarray(), dtype=float)


def _contiguous_starts(kernel: Array, height: int, width: int) -> Array:
    """Each row is the row above, moved on by one pixel: wrong wherever a row of the image ends."""
    first = _kernel_matrix(kernel, height, width)[0]
    rows = (height - kernel.shape[0] + 1) * (width - kernel.shape[1] + 1)
    return np.stack([np.roll(first, shift) for shift in range(rows)])


def _contiguous_kernel(kernel: Array, height: int, width: int) -> Array:
    """The weights of a row stand side by side, as if the kernel were one row."""
    right = _kernel_matrix(np.ones_like(kernel), height, width)
    wrong = np.zeros_like(right)
    for row in range(len(right)):
        start = min(int(np.flatnonzero(right[row])[0]), height * width - kernel.size)
        wrong[row, start : start + kernel.size] = kernel.reshape(-1)
    return wrong


def _by_columns(kernel: Array, height: int, width: int) -> Array:
    """Pixels and positions numbered down the columns."""
    rows, columns = height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
    pixels = np.arange(height * width).reshape(height, width).T.reshape(-1)
    positions = np.arange(rows * columns).reshape(rows, columns).T.reshape(-1)
    return _kernel_matrix(kernel, height, width)[positions][:, pixels]


def _height_for_width(kernel: Array, height: int, width: int) -> Array:
    """A pixel's number is reckoned with the height of the image; what falls off the matrix is left out."""
    rows, columns = height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
    matrix = np.zeros((rows * columns, height * width))
    for (row, column), (i, j) in product(np.ndindex(rows, columns), np.ndindex(kernel.shape)):
        pixel = (row + i) * height + column + j
        if pixel < height * width:
            matrix[row * columns + column, pixel] = kernel[i, j]
    return matrix


convolution_matrix = Task(
    "convolution_matrix",
    cases=[(CORNER, 3, 4), (TALL, 4, 3), (EDGE, 3, 5)],
    reference=_kernel_matrix,
    mistakes=[
        Mistake(
            "transposed",
            lambda kernel, height, width: _kernel_matrix(kernel, height, width).T,
            "The matrix is transposed. A row belongs to one output value, a column to one pixel of the input.",
        ),
        Mistake(
            "rows run on past the end of the image's row",
            _contiguous_starts,
            "Each row of your matrix is the one above moved by one. That fails where the kernel reaches the right end "
            "of the image: the next output position is at the start of the next row.",
        ),
        Mistake(
            "kernel laid out as one row",
            _contiguous_kernel,
            "The {kernel.size} weights stand side by side. The second row of the kernel lies on the second row of the "
            "image: how many pixels further on is that if the image is {width} wide?",
        ),
        Mistake(
            "kernel flipped",
            lambda kernel, height, width: _kernel_matrix(kernel[::-1, ::-1], height, width),
            "You turned the kernel by half a turn first. A CNN lays the kernel on the patch as it is.",
        ),
        Mistake(
            "numbered down the columns",
            _by_columns,
            "You numbered the pixels down the columns. `image.reshape(-1)` goes along the rows.",
        ),
        Mistake(
            "height where width belongs",
            _height_for_width,
            "The image is {height} high and {width} wide. How many pixels further on is the pixel just below another: "
            "as many as the image is high, or as it is wide?",
        ),
    ],
    forbidden=CONVOLUTIONS,
    instead="Ask for each output value which pixels it sees, and with which weight.",
)

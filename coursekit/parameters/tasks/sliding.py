"""Tasks that slide a kernel over one channel: without and with stride and padding, and how many places there are."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit import network
from coursekit.checks import Mistake, Task
from coursekit.parameters.tasks.convolution_cases import BY_HAND, CORNER, EDGE, PATCH, TALL, Array, numbers, slid
from coursekit.parameters.tasks.forbidden import CONVOLUTIONS

__all__ = ["convolve", "output_size", "strided_convolution"]


def _as_large_as_input(image: Array, kernel: Array) -> Array:
    inner = slid(image, kernel)
    result = np.zeros(image.shape)
    result[: inner.shape[0], : inner.shape[1]] = inner
    return result


convolve = Task(
    "convolve",
    cases=[(PATCH, EDGE), (PATCH[:3], CORNER), (numbers(6, 4), TALL)],
    reference=lambda image, kernel: slid(image, kernel, 1, 0),
    mistakes=[
        Mistake(
            "one position too few",
            lambda image, kernel: slid(image, kernel)[:-1, :-1],
            "A row and a column are missing at the end. Put a kernel 2 wide on a row of 3 pixels: "
            "how many places are there? And {kernel.shape[1]} wide on {image.shape[1]}?",
        ),
        Mistake(
            "mean instead of sum",
            lambda image, kernel: slid(image, kernel) / kernel.size,
            "Every value is {kernel.size} times too small: {kernel.size} is the number of weights. "
            "Are the products to be summed or averaged?",
        ),
        Mistake(
            "kernel flipped",
            lambda image, kernel: slid(image, kernel[::-1, ::-1]),
            "You turned the kernel by half a turn first, as convolution is defined in mathematics. "
            "A CNN lays the kernel on the patch as it is.",
        ),
        Mistake(
            "as large as the image",
            _as_large_as_input,
            "Your result is as large as the image. Where the kernel would stick out there is no result at all, "
            "not a zero.",
        ),
        Mistake(
            "rows and columns swapped",
            lambda image, kernel: slid(image, kernel).T,
            "Rows and columns are swapped: the first index goes down, the second across.",
        ),
    ],
    forbidden=CONVOLUTIONS,
    instead=BY_HAND,
)


_ALEXNET = (224, 11, 4, 0)


def _output_size(size: int, kernel_size: int, stride: int, padding: int) -> int:
    return network.output_size(size, kernel_size, stride, padding)


output_size = Task(
    "output_size",
    cases=[(28, 5, 1, 0), (96, 3, 2, 1), _ALEXNET, (227, 11, 4, 0), (32, 5, 1, 2), (8, 3, 3, 2)],
    reference=_output_size,
    mistakes=[
        Mistake(
            "55 as in the paper",
            lambda size, kernel_size, stride, padding: (
                55
                if (size, kernel_size, stride, padding) == _ALEXNET
                else _output_size(size, kernel_size, stride, padding)
            ),
            "55 is what AlexNet has, and not what your other answers lead to. Trust your formula: how far can a kernel "
            "of {kernel_size} move in {size} pixels, and how many whole steps of {stride} is that?",
        ),
        Mistake(
            "first position forgotten",
            lambda size, kernel_size, stride, padding: (size + 2 * padding - kernel_size) // stride,
            "({size} + 2·{padding} - {kernel_size}) / {stride} is the number of steps. "
            "How many positions are there if you stand on one before the first step?",
        ),
        Mistake(
            "padding on one side",
            lambda size, kernel_size, stride, padding: (size + padding - kernel_size) // stride + 1,
            "You made the row {padding} longer. With padding {padding}, zeros stand at which ends of it?",
        ),
        Mistake(
            "padding ignored",
            lambda size, kernel_size, stride, padding: (size - kernel_size) // stride + 1,
            "{got} is right without padding. Here the padding is {padding}, at each end.",
        ),
        Mistake(
            "rounded up",
            lambda size, kernel_size, stride, padding: -((kernel_size - size - 2 * padding) // stride) + 1,
            "You rounded up: the last step would carry the kernel over the end of the row. "
            "What happens to pixels that are left over?",
        ),
        Mistake(
            "stride ignored",
            lambda size, kernel_size, stride, padding: size + 2 * padding - kernel_size + 1,
            "{got} positions is right for steps of one pixel. Here the kernel moves by {stride}.",
        ),
        Mistake(
            "kernel ignored",
            lambda size, kernel_size, stride, padding: -(-(size + 2 * padding) // stride),
            "You divided the row by the stride. Can a kernel of {kernel_size} begin on the very last pixel?",
        ),
    ],
    forbidden=("coursekit.network.output_size", "keras.layers.Conv2D", "keras.ops.conv"),
    instead="Reason with steps: how far can the kernel move, and how long is a step?",
)


_FRAMED_RESULT = (
    "The frame of zeros is around your result. It belongs around the image, so that the kernel can lie partly on it: "
    "then the results at the border are in general not zero."
)


def _padded(image: Array, padding: int, mode: Any) -> Array:
    return np.asarray(np.pad(image, padding, mode=mode))


def _dense_corner(image: Array, kernel: Array, stride: int, padding: int) -> Array:
    """The right shape, filled as if the stride were 1."""
    rows, columns = slid(image, kernel, stride, padding).shape
    return slid(image, kernel, 1, padding)[:rows, :columns]


strided_convolution = Task(
    "strided_convolution",
    cases=[
        (PATCH, EDGE, 2, 1),
        (PATCH, TALL, 1, 1),
        (numbers(7, 9), CORNER, 3, 0),
        (numbers(6, 8), EDGE, 2, 2),
    ],
    reference=slid,
    mistakes=[
        Mistake(
            "padding ignored",
            lambda image, kernel, stride, padding: slid(image, kernel, stride),
            "This is the result without padding. Put a frame of zeros around the image first, {padding} wide.",
        ),
        Mistake(
            "padding around the result",
            lambda image, kernel, stride, padding: np.pad(slid(image, kernel, stride), padding),
            _FRAMED_RESULT,
        ),
        Mistake(
            "padding around the result before the stride",
            lambda image, kernel, stride, padding: np.pad(slid(image, kernel), padding)[::stride, ::stride],
            _FRAMED_RESULT,
        ),
        Mistake(
            "stride ignored",
            lambda image, kernel, stride, padding: slid(image, kernel, 1, padding),
            "This is the result with a stride of 1. Here the kernel moves by {stride} pixels, down and across.",
        ),
        Mistake(
            "stride changes only the shape",
            _dense_corner,
            "The shape is right, but position (1, 1) of the result looks at the patch one pixel further on. "
            "Where does that patch begin if the stride is {stride}?",
        ),
        Mistake(
            "stride only down",
            lambda image, kernel, stride, padding: slid(image, kernel, 1, padding)[::stride],
            "The stride works downwards only. It is meant for both directions.",
        ),
        Mistake(
            "padding on two sides only",
            lambda image, kernel, stride, padding: slid(np.pad(image, ((padding, 0), (padding, 0))), kernel, stride),
            "You have zeros above and to the left only. Padding {padding} means {padding} on each of the four sides.",
        ),
        Mistake(
            "border pixels repeated",
            lambda image, kernel, stride, padding: slid(_padded(image, padding, "edge"), kernel, stride),
            "You repeated the pixels of the border. This padding is of zeros.",
        ),
        Mistake(
            "kernel flipped",
            lambda image, kernel, stride, padding: slid(image, kernel[::-1, ::-1], stride, padding),
            "You turned the kernel by half a turn first. A CNN lays the kernel on the patch as it is.",
        ),
    ],
    forbidden=CONVOLUTIONS,
    instead=BY_HAND,
)

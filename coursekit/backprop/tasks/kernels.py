"""The two tasks on a convolution of one channel: the gradient of its kernel and that of its input."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.forbidden import BY_HAND, CONVOLUTIONS
from coursekit.backprop.tasks.loops import Array, array, correlated, numbers, windows
from coursekit.checks import Mistake, Task

__all__ = ["input_gradient", "kernel_gradient"]


def _kernel_gradient(gradient: Array, image: Array) -> Array:
    height, width = (whole - part + 1 for whole, part in zip(image.shape, gradient.shape, strict=True))
    result = np.zeros((height, width))
    for row, column, window in windows(image.shape, (height, width)):
        result += gradient[row, column] * image[window]
    return result


def _one_position(gradient: Array, image: Array, place: int) -> Array:
    alone = np.zeros(gradient.shape)
    alone.flat[place] = gradient.flat[place]
    return _kernel_gradient(alone, image)


def _padded(image: Array, gradient: Array) -> Array:
    rows, columns = (size - 1 for size in gradient.shape)
    return correlated(np.pad(image, ((rows, rows), (columns, columns))), gradient)


kernel_gradient = Task(
    "kernel_gradient",
    cases=[
        (array([1, 10], [100, 1000]), array([1, 2, 3], [4, 5, 6], [7, 8, 9])),
        (array([2, -1, 0], [3, 1, -2]), numbers(4, 4, seed=11)),
        (array([-3]), numbers(2, 3, seed=12)),
        (numbers(3, 2, seed=13, whole=False), numbers(5, 5, seed=14, whole=False)),
    ],
    reference=_kernel_gradient,
    mistakes=[
        Mistake(
            "first position only",
            lambda gradient, image: _one_position(gradient, image, 0),
            "That is what the first position of the kernel brings. The same weights are used at all positions: what "
            "does the chain rule do with several ways to the loss?",
        ),
        Mistake(
            "last position only",
            lambda gradient, image: _one_position(gradient, image, -1),
            "That is what the last position of the kernel brings. What the positions before it brought must not be "
            "lost: `=` or `+=`?",
        ),
        Mistake(
            "first row of positions only",
            lambda gradient, image: _kernel_gradient(gradient[:1], image[: image.shape[0] - gradient.shape[0] + 1]),
            "That is what the first row of positions brings. Does `return` stand inside the outer loop?",
        ),
        Mistake(
            "mean over the positions",
            lambda gradient, image: _kernel_gradient(gradient, image) / gradient.size,
            "Every value is {gradient.size} times too small: {gradient.size} is the number of positions. Does the "
            "chain rule add up the ways to the loss or average them?",
        ),
        Mistake(
            "turned",
            lambda gradient, image: _kernel_gradient(gradient, image)[::-1, ::-1],
            "Your values are right and turned by half a turn. The weight at the top left lies on the top left pixel of "
            "each patch: nothing is turned here.",
        ),
        Mistake(
            "gradient turned",
            lambda gradient, image: correlated(image, gradient[::-1, ::-1]),
            "You turned the gradient by half a turn before you laid it on the image, as convolution is defined in "
            "mathematics. Write down all products for one weight: is anything turned there?",
        ),
        Mistake(
            "transposed",
            lambda gradient, image: _kernel_gradient(gradient, image).T,
            "Rows and columns have changed places: the first index goes down, the second across.",
        ),
        Mistake(
            "gradient ignored",
            lambda gradient, image: _kernel_gradient(np.ones_like(gradient), image),
            "You add up the patches as if every number of the gradient were 1. How much does each output matter for "
            "the loss?",
        ),
        Mistake(
            "one number",
            lambda gradient, image: float(_kernel_gradient(gradient, image).sum()),
            "{got} is a single number. Every weight of the kernel has a slope of its own.",
        ),
        Mistake(
            "no sum at all",
            lambda gradient, image: image[: gradient.shape[0], : gradient.shape[1]] * gradient,
            "You multiplied the gradient with the corner of the image, number by number, and added up nothing. How "
            "many outputs does one weight have a part in?",
        ),
        Mistake(
            "padding",
            lambda gradient, image: _padded(image, gradient),
            "You slide the gradient over the border of the image as well. The convolution had no padding: at how many "
            "places does the gradient lie completely inside? As many as the kernel has weights.",
        ),
    ],
    forbidden=CONVOLUTIONS,
    instead=BY_HAND,
)


def _placed(gradient: Array, kernel: Array, *, overwrite: bool = False) -> Array:
    """The kernel laid on the image at every position, as many times as the gradient there says."""
    shape = tuple(positions + size - 1 for positions, size in zip(gradient.shape, kernel.shape, strict=True))
    result = np.zeros(shape)
    for row, column, window in windows(shape, (kernel.shape[0], kernel.shape[1])):
        result[window] = (0.0 if overwrite else result[window]) + gradient[row, column] * kernel
    return result


def _input_gradient(gradient: Array, kernel: Array) -> Array:
    return _placed(gradient, kernel)


def _middle(gradient: Array, kernel: Array) -> Array:
    """What `mode="same"` gives: the middle of the full result, as large as the gradient."""
    top, left = ((size - 1) // 2 for size in kernel.shape)
    return _placed(gradient, kernel)[top:, left:][: gradient.shape[0], : gradient.shape[1]]


input_gradient = Task(
    "input_gradient",
    cases=[
        (array([1, 10], [100, 1000]), array([1, 2], [3, 4])),
        (array([2, -1, 0], [3, 1, -2]), numbers(3, 2, seed=21)),
        (array([-3]), array([1, 2, -1], [0, 5, 4])),
        (numbers(4, 3, seed=23, whole=False), numbers(2, 3, seed=24, whole=False)),
    ],
    reference=_input_gradient,
    mistakes=[
        Mistake(
            "kernel turned",
            lambda gradient, kernel: _placed(gradient, kernel[::-1, ::-1]),
            "That is what comes out with the kernel turned by half a turn. Follow one pixel: which weight lay on it at "
            "which position?",
        ),
        Mistake(
            "transposed",
            lambda gradient, kernel: _placed(gradient, kernel).T,
            "Rows and columns of your result have changed places: the first index goes down, the second across.",
        ),
        Mistake(
            "kernel transposed",
            lambda gradient, kernel: _placed(gradient, kernel.T),
            "Rows and columns of the kernel have changed places. A half-turn is no `.T`: where does the top left "
            "weight go?",
        ),
        Mistake(
            "kernel turned upside down",
            lambda gradient, kernel: _placed(gradient, kernel[::-1]),
            "The kernel lies the wrong way up: its rows are in reverse. A half-turn reverses both directions.",
        ),
        Mistake(
            "kernel turned left to right",
            lambda gradient, kernel: _placed(gradient, kernel[:, ::-1]),
            "The columns of the kernel are in reverse. A half-turn reverses both directions.",
        ),
        Mistake(
            "overwritten",
            lambda gradient, kernel: _placed(gradient, kernel, overwrite=True),
            "A pixel lies under the kernel at several positions, and only the last of them counts in your result: `=` "
            "or `+=`?",
        ),
        Mistake(
            "valid",
            lambda gradient, kernel: correlated(gradient, kernel[::-1, ::-1]),
            "You slide the kernel only where it lies completely on the gradient. The result should be as large as the "
            "*image* was: the corner pixel had a part in one output, too.",
        ),
        Mistake(
            "valid and not turned",
            correlated,
            "That is a convolution of the gradient, forwards once more: it gets smaller still. The result should be as "
            "large as the image was.",
        ),
        Mistake(
            "same",
            _middle,
            "Your result is as large as the gradient. The image was larger: by how much, if a kernel of "
            "{kernel.shape[0]}×{kernel.shape[1]} found {gradient.shape[0]}×{gradient.shape[1]} positions on it?",
        ),
        Mistake(
            "gradient ignored",
            lambda gradient, kernel: _placed(np.ones_like(gradient), kernel),
            "You add up the weights as if every number of the gradient were 1. How much does each output matter for "
            "the loss?",
        ),
        Mistake(
            "kernel ignored",
            lambda gradient, kernel: _placed(gradient, np.ones_like(kernel)),
            "You add up the gradient as if every weight were 1. How much does an output grow if the pixel below a "
            "weight of 3 does?",
        ),
        Mistake(
            "mean over the weights",
            lambda gradient, kernel: _placed(gradient, kernel) / kernel.size,
            "Every value is {kernel.size} times too small: {kernel.size} is the number of weights. Does the chain rule "
            "add up the ways to the loss or average them?",
        ),
    ],
    forbidden=CONVOLUTIONS,
    instead=BY_HAND,
)

"""Which inputs one weight of an example meets: at each position of the kernel another one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.backprop.example import Example
from coursekit.network import window

__all__ = ["checked_weight", "met", "padded", "zeros"]

Array = npt.NDArray[Any]


def zeros(example: Example) -> tuple[tuple[int, int], tuple[int, int]]:
    """Zeros of padding ((top, bottom), (left, right))."""
    slides = [
        window(size, taps, padding=example.padding)
        for size, taps in zip(example.inputs.shape, example.kernel.shape, strict=True)
    ]
    rows, columns = ((slide.before or 0, slide.after or 0) for slide in slides)
    return rows, columns


def padded(example: Example) -> Array:
    """The inputs with their zeros around."""
    return np.pad(example.inputs, zeros(example))


def met(example: Example, weight: tuple[int, int], shape: tuple[int, int]) -> Array:
    """The inputs that the weight is multiplied by, one for each position of a map of this shape."""
    row, column = weight
    return padded(example)[row : row + shape[0], column : column + shape[1]]


def checked_weight(example: Example, gradient: Array, weight: tuple[int, int] | None) -> tuple[int, int]:
    """The weight that is asked for, or a telling one: its gradient has the most terms that are not 0.

    Of several such weights one that is not 0 itself is taken, of these the one with the largest gradient.

    Args:
        example: whose kernel it is of.
        gradient: of the loss with respect to the map of the convolution.
        weight: row and column in the kernel, or None.

    Raises:
        IndexError: if the kernel has no such weight.
    """
    if weight is None:

        def tells(at: tuple[int, ...]) -> tuple[int, bool, float]:
            terms = met(example, (at[0], at[1]), gradient.shape) * gradient
            return int(np.count_nonzero(terms)), bool(example.kernel[at]), abs(float(terms.sum()))

        row, column = max(np.ndindex(example.kernel.shape), key=tells)
    else:
        row, column = weight
        if not (0 <= row < example.kernel.shape[0] and 0 <= column < example.kernel.shape[1]):
            raise IndexError(
                f"The kernel is {example.kernel.shape[0]}×{example.kernel.shape[1]}: it has no weight {weight!r}. "
                "Give row and column, counted from 0."
            )
    return row, column

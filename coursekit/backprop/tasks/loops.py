"""What the references of this topic have in common: windows that lie on an image, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["Array", "Window", "array", "correlated", "numbers", "windows"]

Array = np.ndarray[Any, Any]
Window = tuple[slice, slice]


def windows(
    shape: tuple[int, ...], size: tuple[int, int], strides: int = 1, spacing: int | None = None
) -> Iterator[tuple[int, int, Window]]:
    """Row and column of each position in the result, and the slices of the window there, in reading order.

    Args:
        shape: height and width of the image.
        size: height and width of the window.
        strides: how far the window moves; decides how many positions there are.
        spacing: how far apart the windows are laid; by default as far as `strides` says.
    """
    spacing = strides if spacing is None else spacing
    rows, columns = ((whole - part) // strides + 1 for whole, part in zip(shape, size, strict=True))
    for row in range(rows):
        for column in range(columns):
            top, left = row * spacing, column * spacing
            yield row, column, (slice(top, top + size[0]), slice(left, left + size[1]))


def correlated(image: Array, kernel: Array) -> Array:
    """The kernel laid on the image as it is, at every position where it fits; empty if there is none."""
    shape = [max(whole - part + 1, 0) for whole, part in zip(image.shape, kernel.shape, strict=True)]
    result = np.zeros(shape)
    if result.size:
        for row, column, window in windows(image.shape, kernel.shape):
            result[row, column] = (image[window] * kernel).sum()
    return result


def array(*rows: list[float]) -> Array:
    """Rows of numbers as an array of floats."""
    return np.array(rows, dtype=float)


def numbers(*shape: int, seed: int = 0, whole: bool = True) -> Array:
    """Numbers for cases: whole ones from -4 to 4 as floats, so that results are exact, or fractions with two places."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(-4, 5, size=shape).astype(float)
    return drawn if whole else np.round(drawn / 3 + rng.uniform(-1, 1, size=shape), 2)

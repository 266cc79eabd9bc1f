"""Images resampled: the right way, and other ways to read a place or to send a pixel."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from coursekit.augmentation.tasks.interpolation import between
from coursekit.augmentation.tasks.pixels import Array, inside

__all__ = [
    "Read",
    "around",
    "blending",
    "by",
    "filled",
    "forwards",
    "nearest",
    "nearest_around",
    "pixel",
    "right",
    "unpulled",
    "warped",
    "where",
    "whole_pixel",
]

# Image, row, column, fill: the pixel of the result that reads there.
Read = Callable[[Array, float, float, float], Array]


def warped(image: Array, matrix: Array, fill: float, read: Read, *, rows_first: bool = False) -> Array:
    """Each pixel of the result read where `matrix`, which leads backwards, says."""
    result = np.zeros(image.shape)
    for row, column in np.ndindex(image.shape[:2]):
        x, y = (row, column) if rows_first else (column, row)
        at_x, at_y = (matrix[axis] @ (x, y, 1) for axis in range(2))
        place = (at_x, at_y) if rows_first else (at_y, at_x)
        result[row, column] = read(image, *place, fill)
    return result


def pixel(image: Array, row: float, column: float) -> Array:
    """The value of each channel at a place, which is pulled to the outermost centres."""
    row, column = (min(max(place, 0.0), side - 1.0) for place, side in zip((row, column), image.shape, strict=False))
    return np.array([between(image[:, :, channel], row, column) for channel in range(image.shape[2])])


def filled(image: Array, row: float, column: float, fill: float) -> Array:
    """The rule of the task."""
    if not inside(row, column, *image.shape[:2]):
        return np.full(image.shape[2], fill)
    return pixel(image, row, column)


def right(image: Array, matrix: Array, fill: float) -> Array:
    """The right answer."""
    return warped(image, np.linalg.inv(matrix), fill, filled)


def by(read: Read) -> Callable[[Array, Array, float], Array]:
    """The right places, read in another way."""
    return lambda image, matrix, fill: warped(image, np.linalg.inv(matrix), fill, read)


def whole_pixel(choose: Callable[[float], int]) -> Read:
    """One pixel instead of four, chosen by that rule; where the rule finds none, the fill."""

    def read(image: Array, row: float, column: float, fill: float) -> Array:
        r, c = choose(row), choose(column)
        found = inside(row, column, *image.shape[:2]) and 0 <= r < image.shape[0] and 0 <= c < image.shape[1]
        return image[r, c] if found else np.full(image.shape[2], fill)

    return read


def nearest(place: float) -> int:
    """The nearest whole number."""
    return math.floor(place + 0.5)


def where(rule: Callable[[float, float, int, int], bool]) -> Read:
    """Bilinear where the rule, of row, column, height and width, says so; elsewhere the fill."""

    def read(image: Array, row: float, column: float, fill: float) -> Array:
        # A place that is a whole number but for rounding errors is on whichever side a student's arithmetic puts it.
        row, column = round(row, 9), round(column, 9)
        return pixel(image, row, column) if rule(row, column, *image.shape[:2]) else np.full(image.shape[2], fill)

    return read


def unpulled(image: Array, row: float, column: float, fill: float) -> Array:
    """Places in front of the first centre mix with the last one, which Python finds at index -1."""
    if not inside(row, column, *image.shape[:2]):
        return np.full(image.shape[2], fill)
    framed = np.pad(image, ((1, 0), (1, 0), (0, 0)), mode="wrap")
    return pixel(np.pad(framed, ((0, 1), (0, 1), (0, 0)), mode="edge"), row + 1, column + 1)


def blending(image: Array, row: float, column: float, fill: float) -> Array:
    """With a frame of fill around the image, one pixel wide."""
    framed = np.pad(image, ((1, 1), (1, 1), (0, 0)), constant_values=fill)
    return pixel(framed, row + 1, column + 1)


def around(image: Array, row: float, column: float, _fill: float) -> Array:
    """Beyond one edge the image goes on with the opposite one, as negative indices and `%` have it."""
    framed = np.pad(image, ((0, 1), (0, 1), (0, 0)), mode="wrap")
    height, width = image.shape[:2]
    return pixel(framed, row % height, column % width)


def nearest_around(image: Array, row: float, column: float, fill: float) -> Array:
    """Negative indices count from behind, and beyond the last ones is the fill."""
    height, width = image.shape[:2]
    r, c = nearest(row), nearest(column)
    return image[r, c] if -height <= r < height and -width <= c < width else np.full(image.shape[2], fill)


def forwards(
    image: Array, matrix: Array, fill: float, *, start: float | None = None, whole: Callable[[float], int] = nearest
) -> Array:
    """Each pixel of the image sent to where it goes; a later one covers an earlier one."""
    result = np.full(image.shape, fill if start is None else start)
    for row, column in np.ndindex(image.shape[:2]):
        x, y = (whole(matrix[axis] @ (column, row, 1)) for axis in range(2))
        if 0 <= y < image.shape[0] and 0 <= x < image.shape[1]:
            result[y, x] = image[row, column]
    return result

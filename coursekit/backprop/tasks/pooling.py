"""The task on max pooling of one channel, forwards."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.backprop.tasks.forbidden import BY_HAND, POOLING
from coursekit.backprop.tasks.loops import Array, array, numbers, windows
from coursekit.checks import Mistake, Task

__all__ = ["DISTINCT", "PEAKS", "max_pool", "pooled"]

DISTINCT = array([1, 3, 2, 0], [5, -2, 4, 7], [-1, -3, 6, -4], [-6, -5, 8, 9])
_NEGATIVE = array([-1, -3, -2, -5], [-5, -2, -4, -7], [-1.5, -3.5, -6, -4], [-6, -0.5, -8, -9], [2, 3, -1, 4])
PEAKS = array([1, 0, 2, 0, 1], [0, 9, 0, 4, 3], [2, 0, 5, 1, 0], [1, 6, 0, 8, 2], [0, 1, 3, 0, 7])


def pooled(image: Array, pool_size: int, strides: int, choose: Callable[[Array], float] = np.max) -> Array:
    """The number that `choose` makes of each window."""
    rows, columns = ((whole - pool_size) // strides + 1 for whole in image.shape)
    result = np.zeros((rows, columns))
    for row, column, window in windows(image.shape, (pool_size, pool_size), strides):
        result[row, column] = choose(image[window])
    return result


def _max_pool(image: Array, pool_size: int, strides: int) -> Array:
    return pooled(image, pool_size, strides)


def _laid(image: Array, pool_size: int, strides: int, spacing: int, *, size: int = 0) -> Array:
    """As many values as are wanted, of windows `size` large and `spacing` apart, as far as there is image."""
    size = size or pool_size
    result = np.zeros(pooled(image, pool_size, strides).shape)
    for row, column in np.ndindex(result.shape):
        window = image[row * spacing : row * spacing + size, column * spacing : column * spacing + size]
        result[row, column] = window.max() if window.size else 0.0
    return result


def _zeros_behind(image: Array, pool_size: int, strides: int) -> Array:
    """The last row and column stay 0 where the last window ends at the edge of the image."""
    result = pooled(image, pool_size, strides)
    for axis, (size, places) in enumerate(zip(image.shape, result.shape, strict=True)):
        missed = len(range(0, size - pool_size, strides)) - places
        if missed:
            result[(slice(None),) * axis + (slice(missed, None),)] = 0.0
    return result


def _range_too_short(image: Array, pool_size: int, strides: int) -> Array:
    """Without the windows that end exactly at the edge, as with `range(0, height - pool_size, strides)`."""
    rows, columns = (len(range(0, size - pool_size, strides)) for size in image.shape)
    return pooled(image, pool_size, strides)[:rows, :columns]


def _sticking_out(image: Array, pool_size: int, strides: int) -> Array:
    height, width = image.shape
    return np.array(
        [
            [image[top : top + pool_size, left : left + pool_size].max() for left in range(0, width, strides)]
            for top in range(0, height, strides)
        ]
    )


max_pool = Task(
    "max_pool",
    cases=[
        (DISTINCT, 2, 2),
        (PEAKS, 3, 2),
        (_NEGATIVE, 2, 2),
        (PEAKS[:4], 2, 1),
        (numbers(6, 5, seed=3, whole=False), 2, 3),
    ],
    reference=_max_pool,
    mistakes=[
        Mistake(
            "mean",
            lambda image, pool_size, strides: pooled(image, pool_size, strides, np.mean),
            "That is average pooling. Of each window the largest value is asked for.",
        ),
        Mistake(
            "sum",
            lambda image, pool_size, strides: pooled(image, pool_size, strides, np.sum),
            "You add up each window. Its largest value is asked for.",
        ),
        Mistake(
            "minimum",
            lambda image, pool_size, strides: pooled(image, pool_size, strides, np.min),
            "Those are the smallest values of the windows.",
        ),
        Mistake(
            "first value",
            lambda image, pool_size, strides: pooled(image, pool_size, strides, lambda window: window[0, 0]),
            "Those are the first values of the windows, top left. Which of the values in a window is asked for?",
        ),
        Mistake(
            "largest without sign",
            lambda image, pool_size, strides: pooled(image, pool_size, strides, lambda window: np.abs(window).max()),
            "You compare the values without their sign. -5 is smaller than 3.",
        ),
        Mistake(
            "begun with 0",
            lambda image, pool_size, strides: np.maximum(pooled(image, pool_size, strides), 0.0),
            "Where all values of a window are negative you have 0. What is the largest of -3 and -2? (Does your search "
            "for it begin with 0?)",
        ),
        Mistake(
            "window beside window",
            lambda image, pool_size, strides: pooled(image, pool_size, pool_size),
            "You move by the pool size, {pool_size}. Here the window moves by {strides}.",
        ),
        Mistake(
            "steps of 1",
            lambda image, pool_size, strides: pooled(image, pool_size, 1),
            "You move the window by one pixel. Here it moves by {strides}.",
        ),
        Mistake(
            "windows laid 1 apart",
            lambda image, pool_size, strides: _laid(image, pool_size, strides, 1),
            "The shape is right, but your windows lie one pixel apart. In which row of the image does the window for "
            "row 1 of the result begin if the stride is {strides}?",
        ),
        Mistake(
            "windows laid by the pool size",
            lambda image, pool_size, strides: _laid(image, pool_size, strides, pool_size),
            "The shape is right, but your windows lie {pool_size} pixels apart, the pool size. Here it is {strides}.",
        ),
        Mistake(
            "windows as large as the stride",
            lambda image, pool_size, strides: _laid(image, pool_size, strides, strides, size=strides),
            "Your windows lie in the right places and are {strides} pixels wide. Here the window is {pool_size} wide.",
        ),
        Mistake(
            "last windows left at 0",
            _zeros_behind,
            "The shape is right, and the last row or column is still 0. `range` stops *in front of* its end: is a "
            "window that begins at height − pool size inside the image?",
        ),
        Mistake(
            "pool size and strides swapped",
            lambda image, pool_size, strides: pooled(image, strides, pool_size),
            "Pool size and strides have changed places: the window is {pool_size} wide and moves by {strides}.",
        ),
        Mistake(
            "windows that stick out",
            _sticking_out,
            "You count windows that stick out over the edge. Only those that lie completely inside the image give a "
            "value.",
        ),
        Mistake(
            "windows at the edge missing",
            _range_too_short,
            "Windows that end exactly at the edge are missing. `range` stops *in front of* its end: is a window that "
            "begins at height − pool size inside the image?",
        ),
        Mistake(
            "last windows missing",
            lambda image, pool_size, strides: pooled(image, pool_size, strides)[:-1, :-1],
            "A row and a column are missing at the end. A window of 2 on 4 pixels, in steps of 2: how many places are "
            "there?",
        ),
        Mistake(
            "one value for the image",
            lambda image, pool_size, strides: float(image.max()),
            "{got} is the largest value of the whole image. One value for each window is asked for.",
        ),
        Mistake(
            "transposed",
            lambda image, pool_size, strides: pooled(image, pool_size, strides).T,
            "Rows and columns have changed places: the first index goes down, the second across.",
        ),
    ],
    forbidden=POOLING,
    instead=BY_HAND,
)

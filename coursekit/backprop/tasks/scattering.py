"""Max pooling backwards by rules: what each window brings to its pixels, and what comes out by other rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.backprop.tasks.loops import Array, windows

__all__ = ["at", "by_strides", "everywhere", "in_the_corner", "last_window", "scattered", "ties", "winner"]

Rule = Callable[[Array, float], Array]


def at(window: Array, flat: int, value: float) -> Array:
    """The value at one pixel of a window, counted in reading order, and 0 elsewhere."""
    result = np.zeros(window.shape)
    result.flat[flat] = value
    return result


def winner(window: Array, value: float) -> Array:
    """The rule of the task: everything to the first maximum in reading order."""
    return at(window, int(window.argmax()), value)


def ties(window: Array) -> Array:
    """1 for every pixel that is as large as the largest, 0 elsewhere."""
    return np.where(window == window.max(), 1.0, 0.0)


def scattered(
    gradient: Array,
    image: Array,
    pool_size: int,
    strides: int,
    rule: Rule = winner,
    *,
    overwrite: str = "",
    spacing: int | None = None,
) -> Array:
    """Each number of the gradient on its window, by a rule that says what goes to which pixel of the window.

    Keywords:
        rule: takes the values of a window and its number of the gradient.
        overwrite: "winner" or "window" if what stood there before is lost, where windows overlap.
        spacing: how far apart the windows are laid, if not as far as `strides`.
    """
    result = np.zeros(image.shape)
    for row, column, window in windows(image.shape, (pool_size, pool_size), strides, spacing):
        if image[window].shape != (pool_size, pool_size):
            continue  # laid too far apart: over the edge
        brought = rule(image[window], gradient[row, column])
        if overwrite == "window":
            result[window] = brought
        elif overwrite == "winner":
            won = winner(image[window], 1.0) > 0
            result[window][won] = brought[won]
        else:
            result[window] += brought
    return result


def in_the_corner(gradient: Array, image: Array, pool_size: int, strides: int) -> Array:
    """The place in the window taken for one in the image."""
    result = np.zeros(image.shape)
    for row, column, window in windows(image.shape, (pool_size, pool_size), strides):
        result[:pool_size, :pool_size] += winner(image[window], gradient[row, column])
    return result


def by_strides(gradient: Array, image: Array, pool_size: int, strides: int) -> Array:
    """The winner's running number in its window divided by the wrong width; what lands outside the image is lost."""
    result = np.zeros(image.shape)
    for row, column, window in windows(image.shape, (pool_size, pool_size), strides):
        down, across = divmod(int(image[window].argmax()), strides)
        place = row * strides + down, column * strides + across
        if place[0] < image.shape[0] and place[1] < image.shape[1]:
            result[place] += gradient[row, column]
    return result


def last_window(gradient: Array, image: Array, pool_size: int, strides: int) -> Array:
    """The last window alone, as if the result began with zeros for each."""
    alone = np.zeros(gradient.shape)
    alone[-1, -1] = gradient[-1, -1]
    return scattered(alone, image, pool_size, strides)


def everywhere(gradient: Array, image: Array, pool_size: int, strides: int) -> Array:
    """To every pixel of the image that is as large as the winner, inside the window or not."""
    result = np.zeros(image.shape)
    for row, column, window in windows(image.shape, (pool_size, pool_size), strides):
        result[image == image[window].max()] += gradient[row, column]
    return result

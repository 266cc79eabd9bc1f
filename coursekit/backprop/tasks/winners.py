"""The task on max pooling backwards: from each window to its winner."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.forbidden import BY_HAND, POOLING
from coursekit.backprop.tasks.loops import Array, array, numbers
from coursekit.backprop.tasks.pooling import DISTINCT, PEAKS, pooled
from coursekit.backprop.tasks.scattering import (
    at,
    by_strides,
    everywhere,
    in_the_corner,
    last_window,
    scattered,
    ties,
    winner,
)
from coursekit.checks import Mistake, Task

__all__ = ["max_pool_backward"]

_TIES = array([4, 4, 1, 2], [0, 4, 2, 2], [3, 1, 4, 4], [3, 3, 0, 4])


def _max_pool_backward(gradient: Array, image: Array, pool_size: int, strides: int) -> Array:
    return scattered(gradient, image, pool_size, strides)


max_pool_backward = Task(
    "max_pool_backward",
    cases=[
        (array([1, -2], [3, 4]), DISTINCT, 2, 2),
        (array([1, 10], [100, -1000]), PEAKS, 3, 2),
        (array([5, 7], [-3, 2]), _TIES, 2, 2),
        (array([1, 2, 3], [-4, 5, 6], [7, 8, -9]), _TIES, 2, 1),
        (numbers(2, 1, seed=4, whole=False), numbers(5, 3, seed=6), 2, 2),
        (array([2, 3], [5, 7]), numbers(6, 5, seed=8, whole=False), 2, 3),
    ],
    reference=_max_pool_backward,
    mistakes=[
        Mistake(
            "spread over the window",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: np.full(window.shape, value / window.size)
            ),
            "You spread each number over its window: that is the way back of average pooling. Which of the pixels "
            "changes the maximum, if it grows by a little?",
            of_one_case=True,
        ),
        Mistake(
            "to the whole window",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: np.full(window.shape, value)
            ),
            "Every pixel of a window gets its number. Which of them changes the maximum, if it grows by a little?",
            of_one_case=True,  # `np.kron` does it where windows lie side by side, and has another shape elsewhere
        ),
        Mistake(
            "every tie wins",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: ties(window) * value
            ),
            "Where two pixels of a window are equally large, you give the number to both, and it is there twice. "
            "Only the first of them in reading order wins.",
            of_one_case=True,
        ),
        Mistake(
            "ties share",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: ties(window) * value / ties(window).sum()
            ),
            "Where pixels of a window are equally large, you divide the number among them. Only the first of them in "
            "reading order wins here.",
        ),
        Mistake(
            "last tie wins",
            lambda gradient, image, pool_size, strides: scattered(
                gradient,
                image,
                pool_size,
                strides,
                lambda window, value: at(window, window.size - 1 - int(window.ravel()[::-1].argmax()), value),
            ),
            "Where pixels of a window are equally large, the last one wins with you. The first one in reading order "
            "should. (`>=` or `>`?)",
        ),
        Mistake(
            "ties down the columns",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: winner(window.T, value).T
            ),
            "Where pixels of a window are equally large, you look for the first one down the columns. Reading order "
            "goes row by row.",
        ),
        Mistake(
            "overwritten",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, overwrite="winner"
            ),
            "Here a pixel wins several windows, and only the last of them counts in your result. It is in all of their "
            "maxima: what does the chain rule do with several ways to the loss?",
            of_one_case=True,
        ),
        Mistake(
            "window overwritten",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, overwrite="window"
            ),
            "Here windows overlap, and each of yours wipes out what an earlier one left in it. What does the chain "
            "rule do with several ways to the loss?",
            of_one_case=True,
        ),
        Mistake(
            "ones instead of the gradient",
            lambda gradient, image, pool_size, strides: scattered(
                np.ones_like(gradient), image, pool_size, strides, overwrite="winner"
            ),
            "You mark the winners with 1. What comes in from behind, and belongs there?",
        ),
        Mistake(
            "wins counted",
            lambda gradient, image, pool_size, strides: scattered(np.ones_like(gradient), image, pool_size, strides),
            "You count how many windows each pixel wins. What comes in from behind, and belongs there?",
        ),
        Mistake(
            "winner's value instead of the gradient",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: winner(window, window.max())
            ),
            "You put the winners' own values back. What comes in from behind, and belongs there?",
        ),
        Mistake(
            "winner's value times gradient",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: winner(window, value * window.max())
            ),
            "You multiply the gradient by the winner's value. If the winner grows by 1, by how much does the maximum?",
        ),
        Mistake(
            "equal pixels outside the window",
            everywhere,
            "A number of the gradient reaches pixels outside of its window, because they are as large as the winner. "
            "Look for the winner in the window only.",
        ),
        Mistake(
            "first pixel",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: at(window, 0, value)
            ),
            "Each number goes to the top left pixel of its window. Which of the pixels is the maximum?",
        ),
        Mistake(
            "place in the window taken for one in the image",
            in_the_corner,
            "All your numbers are in the top left corner. The winner's row and column are counted from where its "
            "window begins, not from where the image does.",
        ),
        Mistake(
            "winner's number divided by the strides",
            by_strides,
            "You take the winner's number in its window apart by {strides}, the strides. How many pixels are in a row "
            "of the *window*?",
        ),
        Mistake(
            "last window only",
            last_window,
            "Only the last window has left something in your result. Does it begin with zeros again for each window?",
        ),
        Mistake(
            "winner's row and column swapped",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: winner(window, value).T
            ),
            "The winner's row and column have changed places. Of the second pixel in a window of 2×2, which is 0 and "
            "which is 1?",
        ),
        Mistake(
            "smallest instead of largest",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, lambda window, value: at(window, int(window.argmin()), value)
            ),
            "Each number goes to the smallest pixel of its window.",
        ),
        Mistake(
            "negative gradients blocked",
            lambda gradient, image, pool_size, strides: scattered(np.maximum(gradient, 0.0), image, pool_size, strides),
            "Negative numbers of the gradient get lost. They belong to their winners as well.",
        ),
        Mistake(
            "windows laid by the pool size",
            lambda gradient, image, pool_size, strides: scattered(
                gradient, image, pool_size, strides, spacing=pool_size
            ),
            "Your windows are {pool_size} pixels apart, the pool size. Here they are {strides} apart.",
        ),
        Mistake(
            "windows laid 1 apart",
            lambda gradient, image, pool_size, strides: scattered(gradient, image, pool_size, strides, spacing=1),
            "Your windows are one pixel apart. Here they are {strides} apart.",
        ),
        Mistake(
            "forwards",
            lambda gradient, image, pool_size, strides: pooled(image, pool_size, strides),
            "That is max pooling itself, the way forward. The result asked for is as large as the image.",
        ),
    ],
    forbidden=POOLING,
    instead=BY_HAND,
    keeps_arguments=True,
)

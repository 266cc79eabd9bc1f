"""The task on the value of an image between the centres of its pixels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np

from coursekit.augmentation.tasks.forbidden import INTERPOLATION
from coursekit.augmentation.tasks.pixels import Array, array
from coursekit.checks import Mistake, Task

__all__ = ["between", "sample"]

# The four values, in reading order, and how far down and across the place lies; gives the value there.
_Rule = Callable[[float, float, float, float, float, float], float]


def between(image: Array, row: float, column: float) -> float:
    """Bilinear interpolation of one channel: each pixel counts with what is left of 1 by its distance, in both axes.

    Source: Szeliski, Computer Vision, section 3.5.1 (a tent as kernel). Sums over *all* pixels, as the formula does.
    """
    total = 0.0
    for r, c in itertools.product(*map(range, image.shape)):
        total += float(image[r, c]) * max(0.0, 1 - abs(row - r)) * max(0.0, 1 - abs(column - c))
    return total


def _sample(image: Array, row: float, column: float) -> float:
    return between(image, row, column)


def _by(rule: _Rule) -> Callable[[Array, float, float], float]:
    """Another way to mix the four neighbours; at the last row and column they repeat themselves."""

    def wrong(image: Array, row: float, column: float) -> float:
        top, left = math.floor(row), math.floor(column)
        framed = np.pad(image, ((0, 1), (0, 1)), mode="edge")
        a, b, c, d = framed[top : top + 2, left : left + 2].ravel().tolist()
        return float(rule(a, b, c, d, row - top, column - left))

    return wrong


def _line(one: float, two: float, part: float) -> float:
    return one + (two - one) * part


def _square(a: float, b: float, c: float, d: float, down: float, across: float) -> float:
    return _line(_line(a, b, across), _line(c, d, across), down)


def _short(image: Array, row: float, column: float) -> float:
    """As if the last row were where the last column is, and the other way round, as far as there is image."""
    height, width = image.shape
    top, left = math.floor(row), math.floor(column)
    below, behind = min(top + 1, width - 1, height - 1), min(left + 1, height - 1, width - 1)
    a, b, c, d = (float(image[place]) for place in itertools.product((top, below), (left, behind)))
    return _square(a, b, c, d, row % 1, column % 1)


def _from_zero(image: Array, row: float, column: float) -> float:
    """As if the place lay as far below the upper of its two rows as it lies below row 0; across likewise."""
    return _by(lambda a, b, c, d, down, across: _square(a, b, c, d, row, column))(image, row, column)


def _edge_pixel(image: Array, row: float, column: float) -> float:
    """In the last row and in the last column the pixel alone."""
    top, left = math.floor(row), math.floor(column)
    last = top == image.shape[0] - 1 or left == image.shape[1] - 1
    return float(image[top, left]) if last else between(image, row, column)


_FEW = array([0.2, 0.6, 0.0, 0.8], [0.4, 1.0, 0.3, 0.1], [0.9, 0.5, 0.7, 0.05])

sample = Task(
    "sample",
    cases=[
        (array([0.2, 0.6], [0.4, 1.0]), 0.25, 0.75),
        (array([0.2, 0.6], [0.4, 1.0]), 0.0, 0.25),
        (_FEW, 1.25, 0.125),
        (_FEW, 0.625, 2.25),
        (_FEW, 2.0, 1.75),
        (_FEW, 1.125, 3.0),
        (_FEW, 2, 3),
    ],
    reference=_sample,
    mistakes=[
        Mistake(
            "all weights exchanged",
            _by(lambda a, b, c, d, down, across: _square(a, b, c, d, 1 - down, 1 - across)),
            "The *farther* pixels count more in your result. The place is {row} rows and {column} columns from the "
            "top left: which of the four pixels is nearest?",
        ),
        Mistake(
            "weights of the rows exchanged",
            _by(lambda a, b, c, d, down, across: _square(a, b, c, d, 1 - down, across)),
            "From left to right it is right. From top to bottom the *farther* row counts more.",
        ),
        Mistake(
            "weights of the columns exchanged",
            _by(lambda a, b, c, d, down, across: _square(a, b, c, d, down, 1 - across)),
            "From top to bottom it is right. From left to right the *farther* column counts more.",
        ),
        Mistake(
            "down and across exchanged",
            _by(lambda a, b, c, d, down, across: _square(a, b, c, d, across, down)),
            "How far the place lies down and how far it lies across have changed places; or the pixels at the top "
            "right and the bottom left have.",
        ),
        Mistake(
            "counted from the first row and column",
            _from_zero,
            "In the first row and column it is right. How far down is counted from the row `top`, and you count from "
            "row 0; the same with how far across.",
        ),
        Mistake(
            "no rest for the left",
            _by(lambda a, b, c, d, down, across: _line(a + across * b, c + across * d, down)),
            "From left to right your weights are more than 1 in sum: the left pixel counts in full, however far away "
            "it is. What is left for it?",
        ),
        Mistake(
            "pixel alone at the edge",
            _edge_pixel,
            "Inside it is right. On the last row a place may still lie between two columns, and in the last column "
            "between two rows.",
        ),
        Mistake(
            "nearest",
            _by(lambda a, b, c, d, down, across: _square(a, b, c, d, round(down), round(across))),
            "{got} is the value of the nearest pixel. All four around the place have a part in it.",
        ),
        Mistake(
            "top left",
            _by(lambda a, b, c, d, down, across: a),
            "{got} is the value of the pixel at the top left of the place. All four around it have a part in it.",
        ),
        Mistake(
            "bottom right",
            _by(lambda a, b, c, d, down, across: d if down and across else c if down else b if across else a),
            "{got} is the value of the pixel at the bottom right of the place. All four around it have a part in it.",
        ),
        Mistake(
            "mean of four",
            _by(lambda a, b, c, d, down, across: (a + b + c + d) / 4),
            "{got} is the mean of the four pixels. The nearer ones should count more.",
        ),
        Mistake(
            "upper row only",
            _by(lambda a, b, c, d, down, across: _line(a, b, across)),
            "You mix the two pixels above the place, and leave out the two below. How far down does it lie?",
        ),
        Mistake(
            "left column only",
            _by(lambda a, b, c, d, down, across: _line(a, c, down)),
            "You mix the two pixels to the left of the place, and leave out the two to the right. How far across does "
            "it lie?",
        ),
        Mistake(
            "diagonal only",
            _by(lambda a, b, c, d, down, across: a * (1 - down) * (1 - across) + d * down * across),
            "Top left and bottom right count as they should. Top right and bottom left have a part in it, too; with "
            "these two alone the weights do not add up to 1.",
        ),
        Mistake(
            "row and column exchanged",
            lambda image, row, column: between(image, column, row),
            "You read the image in row {column}, column {row}. In `image[..., ...]` the first index goes down, the "
            "second across.",
        ),
        Mistake(
            "height and width exchanged",
            _short,
            "At the edge you stop at the wrong pixel: which of the two numbers in `image.shape` is that of the rows?",
        ),
        Mistake(
            "two lines, averaged",
            _by(lambda a, b, c, d, down, across: (_line(a, b, across) + _line(c, d, across)) / 2),
            "From left to right it is right. Of the two values that you have then, the upper and the lower, you take "
            "the mean; how far down does the place lie?",
        ),
        Mistake(
            "two lines, added",
            _by(lambda a, b, c, d, down, across: _line(a, b, across) + _line(a, c, down)),
            "You add a value along the upper row and one along the left column. Mix the two *rows* instead: one value "
            "for the upper, one for the lower, and then a value between these.",
        ),
        Mistake(
            "weights added",
            _by(
                lambda a, b, c, d, down, across: (
                    (a * (2 - down - across) + b * (1 - down + across) + c * (1 + down - across) + d * (down + across))
                    / 4
                )
            ),
            "You add the parts of the two directions to a weight. They have to be multiplied: a pixel one whole row "
            "away should count nothing, however near its column is.",
        ),
        Mistake(
            "top left missing",
            _by(lambda a, b, c, d, down, across: _square(0.0, b, c, d, down, across)),
            "Three of the four pixels count as they should. The one at the top left is missing.",
        ),
    ],
    forbidden=INTERPOLATION,
    instead="Mix the four pixels around the place yourself: that is the task.",
)

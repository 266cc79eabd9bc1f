"""The task on resampling an image: each pixel of the result asks where it comes from."""

from __future__ import annotations

import math

import numpy as np

from coursekit.augmentation.tasks.forbidden import BY_PLACES, GEOMETRY
from coursekit.augmentation.tasks.pixels import Array, array, inside, numbers
from coursekit.augmentation.tasks.reading import (
    around,
    blending,
    by,
    filled,
    forwards,
    nearest,
    nearest_around,
    pixel,
    right,
    unpulled,
    warped,
    where,
    whole_pixel,
)
from coursekit.augmentation.tasks.rotation import about
from coursekit.checks import Mistake, Task

__all__ = ["warp"]


def _zoom(factor: float, height: int, width: int) -> Array:
    x, y = (width - 1) / 2, (height - 1) / 2
    return array([factor, 0, x - factor * x], [0, factor, y - factor * y], [0, 0, 1])


_EDGES = (
    "The inside is right. But your image begins or ends in the wrong place: pixels reach half a pixel beyond their "
    "centres, as in task 4."
)
_HOLES = (
    "You send each pixel of the image *forwards*, and some pixels of the result get none: they are holes, and others "
    "get several. Go through the pixels of the *result*, and ask each where it comes from."
)

warp = Task(
    "warp",
    cases=[
        (numbers(3, 4, 1, seed=1), array([1, 0, 1.25], [0, 1, 0], [0, 0, 1]), 0.0),
        (numbers(4, 5, 3, seed=2), array([1, 0, -0.75], [0, 1, 0.375], [0, 0, 1]), 0.5),
        (numbers(4, 6, 3, seed=3), _zoom(2.0, 4, 6), 1.0),
        (numbers(6, 5, 3, seed=4), about(30, 2.0, 2.5), 0.25),
        (numbers(4, 5, 2, seed=5), array([0.8, 0.3, 0.4], [-0.1, 0.9, 0.7], [0, 0, 1]), 0.1),
    ],
    reference=right,
    mistakes=[
        Mistake("forwards", forwards, _HOLES),
        Mistake("forwards onto zeros", lambda image, matrix, fill: forwards(image, matrix, fill, start=0.0), _HOLES),
        Mistake(
            "forwards, cut to whole pixels",
            lambda image, matrix, fill: forwards(image, matrix, fill, whole=int),
            _HOLES,
        ),
        Mistake(
            "forwards onto zeros, cut to whole pixels",
            lambda image, matrix, fill: forwards(image, matrix, fill, start=0.0, whole=int),
            _HOLES,
        ),
        Mistake(
            "matrix taken for its inverse",
            lambda image, matrix, fill: warped(image, matrix, fill, filled),
            "Your image is moved the wrong way. The matrix leads from the image *forwards* to the result. A pixel of "
            "the result asks where it comes from: which matrix leads back?",
        ),
        Mistake(
            "rows before columns",
            lambda image, matrix, fill: warped(image, np.linalg.inv(matrix), fill, filled, rows_first=True),
            "You give the matrix (row, column, 1). It takes (x, y, 1), and x counts columns.",
        ),
        Mistake(
            "rows before columns, matrix taken for its inverse",
            lambda image, matrix, fill: warped(image, matrix, fill, filled, rows_first=True),
            "You give the matrix (row, column, 1), where it takes (x, y, 1) and x counts columns. When that is right: "
            "which matrix leads from the result back to the image?",
        ),
        Mistake(
            "transposed",
            lambda image, matrix, fill: warped(image, np.linalg.inv(matrix).T, fill, filled),
            "Your matrix is transposed: it stands on the left of the point, `matrix @ point`.",
        ),
        Mistake(
            "nearest pixel",
            by(whole_pixel(nearest)),
            "The places are right, but you take the nearest pixel there. Mix the four around the place, as in task 5.",
        ),
        Mistake(
            "pixel at the top left",
            by(whole_pixel(math.floor)),
            "The places are right, but you cut off what is after the decimal point. Mix the four pixels around the "
            "place, as in task 5.",
        ),
        Mistake(
            "cut to whole pixels",
            by(whole_pixel(int)),
            "The places are right, but you cut off what is after the decimal point. Mix the four pixels around the "
            "place, as in task 5.",
        ),
        Mistake(
            "negative indices",
            by(nearest_around),
            "What leaves your image on one side comes back on the other: in Python the index -1 is the last one. And "
            "inside, mix four pixels, as in task 5.",
        ),
        Mistake(
            "around",
            by(around),
            "What leaves your image on one side comes back on the other. A place outside of the image gives the fill.",
        ),
        Mistake(
            "edge drawn out",
            by(lambda image, row, column, fill: pixel(image, row, column)),
            "Outside of the image you go on with the values at its edge. A place there gives the fill, {fill}.",
        ),
        Mistake(
            "zeros outside",
            by(lambda image, row, column, fill: filled(image, row, column, 0.0)),
            "Outside of the image you have 0. The fill is {fill} here.",
        ),
        Mistake(
            "centres only",
            by(where(lambda r, c, h, w: 0 <= r <= h - 1 and 0 <= c <= w - 1)),
            "The inside is right. But you give the fill to places that are less than half a pixel beyond the outermost "
            "centres. These still lie on the image, as in task 4, and take the value of the edge.",
        ),
        Mistake(
            "begins at 0",
            by(where(lambda r, c, h, w: 0 <= r < h - 0.5 and 0 <= c < w - 0.5)),
            _EDGES,
        ),
        Mistake("corners counted as pixels", by(where(lambda r, c, h, w: 0 <= r < h and 0 <= c < w)), _EDGES),
        Mistake("too long", by(where(lambda r, c, h, w: -0.5 <= r < h and -0.5 <= c < w)), _EDGES),
        Mistake("too short", by(where(lambda r, c, h, w: -0.5 <= r <= h - 1 and -0.5 <= c <= w - 1)), _EDGES),
        Mistake(
            "x taken for the row",
            by(lambda image, row, column, fill: filled(image, column, row, fill)),
            "You read the first number of the place as its row. The matrix gives (x, y, 1), and x counts columns.",
        ),
        Mistake(
            "height and width exchanged",
            by(where(lambda r, c, h, w: inside(r, c, w, h))),
            "Height and width, or rows and columns, have changed places where you ask whether a place is on the image: "
            "which limits which?",
        ),
        Mistake(
            "not pulled to the first centre",
            by(unpulled),
            "The inside is right. But a place less than half a pixel in front of the first centre is mixed with the "
            "*opposite* edge in your result: index -1 is the last one. Pull such places to the first centre.",
        ),
        Mistake(
            "image kept outside",
            lambda image, matrix, fill: np.where(
                np.isnan(right(image, matrix, np.nan)), image, right(image, matrix, fill)
            ),
            "Where the fill should be your result still shows the image. Begin with an array that holds the fill.",
        ),
        Mistake(
            "nearest pixel onto zeros",
            lambda image, matrix, fill: warped(
                image,
                np.linalg.inv(matrix),
                0.0,
                lambda image, row, column, _: whole_pixel(nearest)(image, row, column, 0),
            ),
            "You take the nearest pixel, and outside of the image you have 0. Mix the four pixels around the place, as "
            "in task 5; outside it is the fill, {fill} here.",
        ),
        Mistake(
            "edge blends with the fill",
            by(blending),
            "The inside is right. But near the edge your values blend with the fill. Up to half a pixel beyond the "
            "outermost centres they should be those of the edge, and further out the fill alone.",
        ),
        Mistake(
            "last row and column lost",
            by(where(lambda r, c, h, w: 0 <= r < h - 1 and 0 <= c < w - 1)),
            "The inside is right. But at the edges you have the fill where the image still is: it reaches half a pixel "
            "beyond the centres of the outermost pixels.",
        ),
        Mistake(
            "one channel for all",
            lambda image, matrix, fill: np.repeat(right(image, matrix, fill)[:, :, :1], image.shape[2], axis=2),
            "All channels of your result hold the first one.",
        ),
        Mistake(
            "fill everywhere",
            lambda image, matrix, fill: np.full(image.shape, fill),
            "Every value of your result is the fill. Does any place count as inside?",
        ),
    ],
    forbidden=GEOMETRY,
    instead=BY_PLACES,
)

"""The task on a quarter turn, pixel by pixel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.augmentation.tasks.forbidden import BY_PLACES, GEOMETRY
from coursekit.augmentation.tasks.pixels import Array, levels
from coursekit.checks import Mistake, Task

__all__ = ["quarter_turn"]

# Takes row and column in the result, height and width of the image; gives row and column in the image.
Source = Callable[[int, int, int, int], tuple[int, int]]


def _gathered(image: Array, source: Source) -> Array:
    height, width = image.shape[:2]
    result = np.zeros_like(image, shape=(width, height, *image.shape[2:]))
    for row, column in np.ndindex(width, height):
        result[row, column] = image[source(row, column, height, width)]
    return result


def _quarter_turn(image: Array) -> Array:
    return _gathered(image, lambda row, column, height, width: (column, width - 1 - row))


quarter_turn = Task(
    "quarter_turn",
    cases=[
        (levels(2, 3, 1, seed=1),),
        (levels(4, 3, 3, seed=2),),
        (levels(1, 4, 2, seed=3),),
        (levels(3, 3, 3, seed=4),),
    ],
    reference=_quarter_turn,
    mistakes=[
        Mistake(
            "clockwise",
            lambda image: _gathered(image, lambda row, column, height, width: (height - 1 - column, row)),
            "That is a quarter turn clockwise. Counter-clockwise, the *right* edge of the image comes to lie on top.",
        ),
        Mistake(
            "transposed",
            lambda image: _gathered(image, lambda row, column, height, width: (column, row)),
            "You exchanged rows and columns, and that mirrors the image at its diagonal: the top left pixel has stayed "
            "where it was. Which corner comes to lie at the top left in a quarter turn?",
        ),
        Mistake(
            "mirrored at the other diagonal",
            lambda image: _gathered(image, lambda row, column, height, width: (height - 1 - column, width - 1 - row)),
            "That is a mirror image: the pixel at the top right has stayed there. Rows and columns change places, and "
            "only *one* of the two directions is reversed besides.",
        ),
        Mistake(
            "one column off",
            lambda image: _gathered(image, lambda row, column, height, width: (column, (width - row) % width)),
            "Your rows are right from the second one on, each one row too low, and the first one comes from the wrong "
            "edge. Index -0 is 0: counted from behind, the last column is -1.",
        ),
        Mistake(
            "height taken for width",
            lambda image: _gathered(image, lambda row, column, height, width: (column, (height - 1 - row) % width)),
            "You count the columns back from the height. How many columns has the image?",
        ),
        Mistake(
            "reshaped",
            lambda image: image.reshape(image.shape[1], image.shape[0], -1),
            "`reshape` turns nothing: it reads the values in their old order, and breaks the rows elsewhere.",
        ),
        Mistake(
            "channels reversed",
            lambda image: _quarter_turn(image)[:, :, ::-1],
            "The pixels lie in the right places, and their channels are in reverse: red has become blue. (`np.flip` "
            "without `axis` reverses every axis.)",
        ),
        Mistake(
            "flipped along every axis",
            lambda image: _gathered(image, lambda row, column, height, width: (height - 1 - column, width - 1 - row))[
                :, :, ::-1
            ],
            "You reversed every axis, the channels too. `np.flip` without `axis` does that, and so does `[::-1]` for "
            "each of the three.",
        ),
        Mistake(
            "clockwise, channels reversed",
            lambda image: _gathered(image, lambda row, column, height, width: (height - 1 - column, row))[:, :, ::-1],
            "That is a quarter turn clockwise, and the channels are in reverse besides. Only rows and columns move.",
        ),
        Mistake(
            "first channel in all",
            lambda image: np.repeat(_quarter_turn(image)[:, :, :1], image.shape[2], axis=2),
            "All channels of your result hold the first one. `image[row, column]` without a third index is the whole "
            "pixel.",
        ),
    ],
    forbidden=GEOMETRY,
    instead=BY_PLACES,
)

"""The task on the matrix of a rotation about the middle of an image."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from coursekit.augmentation.tasks.forbidden import BY_PLACES, GEOMETRY
from coursekit.augmentation.tasks.pixels import Array
from coursekit.checks import Mistake, Task

__all__ = ["about", "middle", "rotation_matrix"]


def middle(height: int, width: int) -> tuple[float, float]:
    """Halfway between the first and the last centre: x and y."""
    return (width - 1) / 2, (height - 1) / 2


def about(degrees: float, x: float, y: float, there: float = -1.0, back: float = 1.0) -> Array:
    """The rotation about a point, counter-clockwise as seen where y points down: the three matrices, multiplied out.

    Args:
        degrees: the angle.
        x: of the point that stays.
        y: of the point that stays.
        there: how often the point is added before the turn; -1 brings it to 0.
        back: how often it is added afterwards.
    """
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array(
        [
            [cos, sin, there * (cos * x + sin * y) + back * x],
            [-sin, cos, there * (cos * y - sin * x) + back * y],
            [0.0, 0.0, 1.0],
        ]
    )


def _rotation_matrix(degrees: float, height: int, width: int) -> Array:
    return about(degrees, *middle(height, width))


def _other(
    turn: Callable[[float, float], tuple[float, float, float, float]], *, about_the_middle: bool = True
) -> Callable[..., Array]:
    """Four other numbers, made of cosine and sine and read row by row."""

    def wrong(degrees: float, height: int, width: int) -> Array:
        a, b, c, d = turn(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
        x, y = middle(height, width) if about_the_middle else (0.0, 0.0)
        return np.array([[a, b, x - a * x - b * y], [c, d, y - c * x - d * y], [0.0, 0.0, 1.0]])

    return wrong


def _two_middles(degrees: float, height: int, width: int, there: float, back: float) -> Array:
    """Right but for a middle that is that much too far right and down: on the way there, on the way back."""
    turn = about(degrees, 0.0, 0.0)
    moved = _rotation_matrix(degrees, height, width)
    moved[:2, 2] += back - turn[:2, :2] @ np.full(2, there)
    return moved


def _rows_first(degrees: float, height: int, width: int) -> Array:
    """For points (row, column, 1): the first two axes change places."""
    order = [1, 0, 2]
    return _rotation_matrix(degrees, height, width)[np.ix_(order, order)]


_CORNER = (
    "Your rotation keeps the pixel at the top left where it is, (0, 0). It is the *middle* of the image that should "
    "stay: what has to happen before the turn, and after it?"
)
_WHOLE = (
    "The direction is right, but the point that stays is always a whole pixel: `//` rounds down, and so does an array "
    "of whole numbers. The middle of 4 columns, 0 to 3, lies between two of them."
)
_HALF = (
    "The direction is right, but the point that stays is not the middle: it lies at half the width and height. The "
    "centres of {width} columns go from 0 to {width} - 1."
)
_TWO_MIDDLES = (
    "The direction is right, but you bring one point to (0, 0) and another one back: half a pixel lies between them. "
    "Both should be the middle, halfway between the first centre and the last."
)

rotation_matrix = Task(
    "rotation_matrix",
    cases=[(90, 3, 3), (30, 5, 8), (-45, 4, 4), (180, 4, 7), (200.0, 6, 5)],
    reference=_rotation_matrix,
    mistakes=[
        Mistake(
            "clockwise",
            lambda degrees, height, width: _rotation_matrix(-degrees, height, width),
            "You turn clockwise. The formula from mathematics lessons turns the other way here, because y points down.",
        ),
        Mistake("about the corner", lambda degrees, height, width: about(degrees, 0, 0), _CORNER),
        Mistake(
            "clockwise about the corner",
            lambda degrees, height, width: about(-degrees, 0, 0),
            "You turn clockwise, and about the pixel at the top left. Where does y point, and which point should stay?",
        ),
        Mistake(
            "about half the width",
            lambda degrees, height, width: about(degrees, width / 2, height / 2),
            _HALF,
        ),
        Mistake(
            "about half the width, rounded down",
            lambda degrees, height, width: about(degrees, width // 2, height // 2),
            _WHOLE,
        ),
        Mistake(
            "about the middle, rounded down",
            lambda degrees, height, width: about(degrees, (width - 1) // 2, (height - 1) // 2),
            _WHOLE,
        ),
        Mistake(
            "clockwise about half the width",
            lambda degrees, height, width: about(-degrees, width / 2, height / 2),
            "You turn clockwise, and about half the width and height. Where does y point, and what is halfway between "
            "the first centre and the last?",
        ),
        Mistake(
            "half the width on the way there only",
            lambda degrees, height, width: _two_middles(degrees, height, width, there=0.5, back=0.0),
            _TWO_MIDDLES,
        ),
        Mistake(
            "half the width on the way back only",
            lambda degrees, height, width: _two_middles(degrees, height, width, there=0.0, back=0.5),
            _TWO_MIDDLES,
        ),
        Mistake(
            "height and width exchanged",
            lambda degrees, height, width: about(degrees, (height - 1) / 2, (width - 1) / 2),
            "The direction is right, but the point that stays is not the middle: height and width have changed places. "
            "Does x count columns or rows?",
        ),
        Mistake(
            "degrees taken for radians",
            lambda degrees, height, width: _rotation_matrix(math.degrees(degrees), height, width),
            "Your angle is {degrees} radians. `np.cos` and `np.sin` take radians, and {degrees} degrees were given.",
        ),
        Mistake(
            "degrees taken for radians, clockwise",
            lambda degrees, height, width: _rotation_matrix(-math.degrees(degrees), height, width),
            "Your angle is {degrees} radians. `np.cos` and `np.sin` take radians, and {degrees} degrees were given. "
            "When that is right, look at the direction again.",
        ),
        Mistake(
            "degrees taken for radians, about the corner",
            lambda degrees, height, width: about(math.degrees(degrees), 0, 0),
            "Your angle is {degrees} radians. `np.cos` and `np.sin` take radians, and {degrees} degrees were given. "
            "When that is right, look at which point stays.",
        ),
        Mistake(
            "degrees made of degrees",
            lambda degrees, height, width: _rotation_matrix(math.degrees(math.degrees(degrees)), height, width),
            "`np.degrees` makes degrees of radians. Which way round do you need it?",
        ),
        Mistake(
            "rows before columns",
            _rows_first,
            "Your matrix is right for points (row, column, 1). Here a point is (x, y, 1): the column comes first.",
        ),
        Mistake(
            "product in reverse",
            lambda degrees, height, width: about(degrees, *middle(height, width), there=1.0, back=-1.0),
            "You move by the middle the wrong way, or multiply in the wrong order. In `a @ b @ c @ point` the matrix "
            "next to the point acts first. What should come first?",
        ),
        Mistake(
            "product in reverse, clockwise",
            lambda degrees, height, width: about(-degrees, *middle(height, width), there=1.0, back=-1.0),
            "You move by the middle the wrong way, or multiply in the wrong order: the matrix next to the point acts "
            "first. When that is right, look at the direction: y points down.",
        ),
        Mistake(
            "moved there twice",
            lambda degrees, height, width: about(degrees, *middle(height, width), back=-1.0),
            "Both of your moves go up and to the left. The first brings the middle to (0, 0): what should the second "
            "do?",
        ),
        Mistake(
            "moved back twice",
            lambda degrees, height, width: about(degrees, *middle(height, width), there=1.0),
            "Both of your moves go down and to the right. The second brings the middle back: what should the first do?",
        ),
        Mistake(
            "multiplied number by number",
            _other(lambda cos, sin: (cos, 0.0, 0.0, cos), about_the_middle=False),
            "`*` multiplies two arrays number by number. Matrices are multiplied with `@`.",
        ),
        Mistake(
            "not moved back",
            lambda degrees, height, width: about(degrees, *middle(height, width), back=0.0),
            "The middle of the image ends up at (0, 0): you bring it there, turn, and do not bring it back.",
        ),
        Mistake(
            "moved behind only",
            lambda degrees, height, width: about(degrees, *middle(height, width), there=0.0),
            "You turn about the pixel at the top left, then move by the middle. What has to happen before the turn?",
        ),
        Mistake(
            "transposed",
            lambda degrees, height, width: _rotation_matrix(degrees, height, width).T,
            "Your matrix is transposed: it is right for points written as rows, `point @ matrix`. Here the point "
            "stands to the right, `matrix @ point`, and the last row is 0, 0, 1.",
        ),
        Mistake(
            "sine and cosine exchanged",
            _other(lambda cos, sin: (sin, cos, -cos, sin)),
            "Sine and cosine have changed places. What should your matrix be for an angle of 0?",
        ),
        Mistake(
            "sine and cosine exchanged, clockwise",
            _other(lambda cos, sin: (sin, -cos, cos, sin)),
            "Sine and cosine have changed places. What should your matrix be for an angle of 0?",
        ),
        Mistake(
            "cut to whole numbers",
            _other(lambda cos, sin: (int(cos), int(sin), -int(sin), int(cos))),
            "Your cosines and sines are whole numbers, whatever the angle. What becomes of 0.87 in an array that was "
            "made of whole numbers, such as `np.array([[1, 0, 0], ...])`?",
        ),
        Mistake(
            "mirrored",
            _other(lambda cos, sin: (cos, sin, sin, -cos)),
            "Your matrix mirrors the image. What should it be for an angle of 0?",
        ),
        Mistake(
            "both sines positive",
            _other(lambda cos, sin: (cos, sin, sin, cos)),
            "Your two sines have the same sign: that is no rotation, it squeezes the image. One of them is negative.",
        ),
        Mistake(
            "both sines negative",
            _other(lambda cos, sin: (cos, -sin, -sin, cos)),
            "Your two sines have the same sign: that is no rotation, it squeezes the image. One of them is positive.",
        ),
    ],
    forbidden=GEOMETRY,
    instead=BY_PLACES,
)

"""The task on points that follow their image."""

from __future__ import annotations

import numpy as np

from coursekit.augmentation.tasks.forbidden import BY_PLACES, GEOMETRY
from coursekit.augmentation.tasks.moving import by, changed, dropped, judged, moved, places_of
from coursekit.augmentation.tasks.pixels import array, inside
from coursekit.augmentation.tasks.rotation import about
from coursekit.checks import Mistake, Task

__all__ = ["move_points"]

_UPPER_LEFT = (
    "The positions are right. But pixel 0 reaches half a pixel to each side of its centre: where does the image begin?"
)
_ENDS = (
    "The positions are right. But your image ends in the wrong place: the last pixel of {height} rows has its centre "
    "at {height} - 1, and reaches half a pixel further."
)
_DROPPED = (
    "You leave out the points that are not on the image. All of them are asked for, and whether each is inside: "
    "otherwise nobody knows which label belongs to which point."
)
_COLUMN_IS_X = "Rows and columns got mixed up: a point is (row, column), and the matrix takes (x, y, 1). Which is x?"

_SHIFT = array([1, 0, 1.5], [0, 1, -0.5], [0, 0, 1])
_MIRROR = array([-1, 0, 6], [0, 1, 0], [0, 0, 1])
_LARGER = array([2, 0, -2.5], [0, 2, -1.5], [0, 0, 1])
_ON_THE_EDGES = array(
    [0, 0], [0, -2], [4, 3], [1.25, 3.5], [0.25, 4], [3.25, 1], [0.5, -1.75], [3.75, 3.75], [4.5, 2], [5, 6]
)

move_points = Task(
    "move_points",
    cases=[
        (array([1, 2], [0, 0], [3, -0.5]), _MIRROR, 4, 7),
        (_ON_THE_EDGES, _SHIFT, 4, 6),
        (np.array([[0, 0], [1, 3], [2, 1], [3, 5]]), _LARGER, 4, 6),
        (array([0, 0], [1.5, 6], [3, 2], [4, 7], [2, 3.5]), about(30, 3.5, 2.0), 5, 8),
    ],
    reference=moved,
    mistakes=[
        Mistake(
            "row taken for x",
            lambda points, matrix, height, width: (
                (places := places_of(points, matrix, take="rows", give="xy")),
                judged(places, height, width),
            ),
            "You give the matrix (row, column, 1). It takes (x, y, 1), and x counts columns.",
        ),
        Mistake(
            "row taken for x on the way in",
            lambda points, matrix, height, width: (
                (places := places_of(points, matrix, take="rows")),
                judged(places, height, width),
            ),
            _COLUMN_IS_X,
        ),
        Mistake(
            "x and y given back",
            changed(lambda places, height, width: places[:, ::-1].copy()),
            "Your positions are (x, y). As the points came, (row, column) is asked for.",
        ),
        Mistake(
            "x and y given back and judged as they are",
            lambda points, matrix, height, width: (
                (places := places_of(points, matrix, give="xy")),
                judged(places, height, width),
            ),
            "Your positions are (x, y), and so they are judged as if x were the row. As the points came, (row, column) "
            "is asked for.",
        ),
        Mistake(
            "inverse",
            lambda points, matrix, height, width: moved(points, np.linalg.inv(matrix), height, width),
            "You use the inverse of the matrix. The matrix leads from a point of the image to where it goes, and that "
            "is what is asked for.",
        ),
        Mistake(
            "transposed",
            lambda points, matrix, height, width: moved(points, matrix.T, height, width),
            "Your matrix is transposed. With points as *columns* it is `matrix @ points`; with points as rows, what "
            "has to be done to the matrix?",
        ),
        Mistake(
            "row taken for x, transposed",
            lambda points, matrix, height, width: (
                (places := places_of(points, matrix.T, take="rows", give="xy")),
                judged(places, height, width),
            ),
            "You multiply (row, column, 1) with the matrix on its right. It takes (x, y, 1), and x counts columns; and "
            "it stands on the left of the point, `matrix @ point`.",
        ),
        Mistake(
            "translation left out",
            lambda points, matrix, height, width: (
                (places := places_of(points, matrix, one=0.0)),
                judged(places, height, width),
            ),
            "The last column of the matrix has no effect in your function. What is the third number of (x, y, 1) for?",
        ),
        Mistake("begins at 0", by(lambda r, c, h, w: 0 <= r < h - 0.5 and 0 <= c < w - 0.5), _UPPER_LEFT),
        Mistake(
            "between the outermost centres",
            by(lambda r, c, h, w: 0 <= r <= h - 1 and 0 <= c <= w - 1),
            "The positions are right. But you count only what lies between the centres of the outermost pixels, and "
            "these reach half a pixel further.",
        ),
        Mistake(
            "corners counted as pixels",
            by(lambda r, c, h, w: 0 <= r < h and 0 <= c < w),
            "The positions are right. Your image reaches from 0 to {height}, as if whole numbers were the edges of "
            "pixels. Here they are the centres: where does pixel 0 begin?",
        ),
        Mistake(
            "corners counted as pixels, both ends included",
            by(lambda r, c, h, w: 0 <= r <= h and 0 <= c <= w),
            "The positions are right. Your image reaches from 0 to {height}, as if whole numbers were the edges of "
            "pixels. Here they are the centres: where does pixel 0 begin?",
        ),
        Mistake("too long", by(lambda r, c, h, w: -0.5 <= r < h and -0.5 <= c < w), _ENDS),
        Mistake(
            "both ends longer by a half",
            by(lambda r, c, h, w: -0.5 <= r < h + 0.5 and -0.5 <= c < w + 0.5),
            _ENDS,
        ),
        Mistake("too short", by(lambda r, c, h, w: -0.5 <= r <= h - 1 and -0.5 <= c <= w - 1), _ENDS),
        Mistake(
            "last edge included",
            by(lambda r, c, h, w: -0.5 <= r <= h - 0.5 and -0.5 <= c <= w - 0.5),
            "The positions are right. You count a point that lies exactly on the lower or right edge; the text has "
            "`<` there and `<=` at the other end. (Otherwise it would lie on two images that touch.)",
        ),
        Mistake(
            "first edge left out",
            by(lambda r, c, h, w: -0.5 < r < h - 0.5 and -0.5 < c < w - 0.5),
            "The positions are right. You leave out a point that lies exactly on the upper or left edge, at -0.5; the "
            "text has `<=` there.",
        ),
        Mistake(
            "cut to whole pixels",
            by(lambda r, c, h, w: -1 < r < h and -1 < c < w),
            "The positions are right. But `int` cuts off what is after the decimal point, and makes 0 of -0.9: points "
            "count as inside that are almost a whole pixel beyond the edge.",
        ),
        Mistake(
            "rounded to even",
            by(lambda r, c, h, w: 0 <= round(r) < h and 0 <= round(c) < w),
            "The positions are right. Exactly on an edge your function errs: `round` takes halves to the *even* "
            "neighbour, 4.5 to 4 and 5.5 to 6. Compare with the edges themselves.",
        ),
        Mistake(
            "height and width exchanged",
            by(lambda r, c, h, w: inside(r, c, w, h)),
            "The positions are right. But height and width, or rows and columns, have changed places where you judge "
            "them: which limits which?",
        ),
        Mistake(
            "where the points were",
            lambda points, matrix, height, width: (places_of(points, matrix), judged(points, height, width)),
            "The positions are right. But you tell of the *old* places whether they are inside.",
        ),
        Mistake(
            "rows only",
            by(lambda r, c, h, w: -0.5 <= r < h - 0.5),
            "The positions are right. But a point beyond the left or right edge counts as inside.",
        ),
        Mistake(
            "columns only",
            by(lambda r, c, h, w: -0.5 <= c < w - 0.5),
            "The positions are right. But a point above or below the image counts as inside.",
        ),
        Mistake(
            "one of both is enough",
            by(lambda r, c, h, w: -0.5 <= r < h - 0.5 or -0.5 <= c < w - 0.5),
            "The positions are right. But a point counts as inside if its row is on the image *or* its column. Both "
            "have to be.",
        ),
        Mistake(
            "outside",
            by(lambda r, c, h, w: not inside(r, c, h, w)),
            "The positions are right. But you tell which points are *outside*.",
        ),
        Mistake(
            "all inside",
            by(lambda r, c, h, w: True),
            "The positions are right. But you call all of them inside, and some have left the image.",
        ),
        Mistake(
            "outside dropped",
            lambda points, matrix, height, width: dropped(points, matrix, height, width, both=False),
            _DROPPED,
        ),
        Mistake(
            "outside dropped from both",
            lambda points, matrix, height, width: dropped(points, matrix, height, width, both=True),
            _DROPPED,
        ),
        Mistake(
            "rounded",
            changed(lambda places, height, width: np.rint(places)),
            "Your positions are rounded to whole pixels. A point may lie between them, and stays there.",
        ),
        Mistake(
            "pulled onto the image",
            changed(lambda places, height, width: np.clip(places, 0, np.array([height, width]) - 1)),
            "You pull points that have left the image back to its edge. There is no animal there: say that it is "
            "outside, and leave it where it is.",
        ),
    ],
    forbidden=GEOMETRY,
    instead=BY_PLACES,
    keeps_arguments=True,
    parts=("positions", "truth values"),
)

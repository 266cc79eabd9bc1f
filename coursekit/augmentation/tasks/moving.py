"""Points moved by a matrix, and what comes out if one thing is done in another way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.augmentation.tasks.pixels import Array, inside

__all__ = ["by", "changed", "dropped", "judged", "moved", "places_of"]

Moved = tuple[Array, Array]
# Takes row and column of a point, height and width of the image.
Rule = Callable[[float, float, int, int], bool]


def places_of(points: Array, matrix: Array, *, take: str = "xy", give: str = "rows", one: float = 1.0) -> Array:
    """The points multiplied by a matrix, one after the other.

    Keywords:
        take: "xy" if column and row become x and y, "rows" if row and column are taken as they stand.
        give: "rows" if y and x become row and column, "xy" if they are left as they stand.
        one: the third coordinate.
    """
    result = np.zeros((len(points), 2))
    for number, (row, column) in enumerate(points):
        first, second = (column, row) if take == "xy" else (row, column)
        x, y = (matrix[axis, 0] * first + matrix[axis, 1] * second + matrix[axis, 2] * one for axis in range(2))
        result[number] = (y, x) if give == "rows" else (x, y)
    return result


def judged(places: Array, height: int, width: int, rule: Rule = inside) -> Array:
    """Of each place, what the rule says of it."""
    return np.array([rule(row, column, height, width) for row, column in places])


def moved(points: Array, matrix: Array, height: int, width: int) -> Moved:
    """The right answer."""
    places = places_of(points, matrix)
    return places, judged(places, height, width)


def by(rule: Rule) -> Callable[[Array, Array, int, int], Moved]:
    """The right positions, judged by another rule."""
    return lambda points, matrix, height, width: (
        (places := places_of(points, matrix)),
        judged(places, height, width, rule),
    )


def changed(change: Callable[[Array, int, int], Array]) -> Callable[[Array, Array, int, int], Moved]:
    """The right answer on which points are inside, with other positions."""

    def wrong(points: Array, matrix: Array, height: int, width: int) -> Moved:
        places, kept = moved(points, matrix, height, width)
        return change(places, height, width), kept

    return wrong


def dropped(points: Array, matrix: Array, height: int, width: int, *, both: bool) -> Moved:
    """Without the points that are outside; in the second array as well, or only in the first."""
    places, kept = moved(points, matrix, height, width)
    return places[kept], kept[kept] if both else kept

"""Where the pixels of a target come to lie when it is laid onto an image; and the known wrong places."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Size", "places"]

Size = tuple[int, int]


def places(
    target: Size,
    row: int,
    column: int,
    image: Size,
    *,
    above: str = "cut",
    below: str = "cut",
    above_across: str = "",
    exchanged: bool = False,
    centred: bool = False,
) -> Iterator[tuple[int, int, int, int]]:
    """For each pixel of a target that lies on the image: its place in the target, then its place in the image.

    Each keyword is a mistake.

    Args:
        target: height and width.
        row: where its top row comes to lie; may be negative.
        column: where its left column comes to lie; may be negative.
        image: height and width.
        above: what becomes of a target that sticks out at the top or on the left: it is "cut"; "other end" keeps as
            much of it, but from its beginning; "wrap" has it come in again at the bottom or on the right; "move"
            pushes it inside; "skip" leaves it out altogether.
        below: the same for the bottom and the right.
        above_across: the same for the left, if it is not the same as for the top.
        exchanged: whether row and column change places.
        centred: whether row and column say where the target's middle lies.
    """
    start = (column, row) if exchanged else (row, column)
    if centred:
        start = (start[0] - target[0] // 2, start[1] - target[1] // 2)
    down, across = (
        list(_along(length, begin, whole, first, below))
        for length, begin, whole, first in zip(target, start, image, (above, above_across or above), strict=True)
    )
    for i, y in down:
        for j, x in across:
            yield i, j, y, x


def _along(length: int, begin: int, whole: int, above: str, below: str) -> Iterator[tuple[int, int]]:
    """Places along one axis: in the target, and in the image."""
    if begin < 0 and above == "move":
        begin = 0
    if begin + length > whole and below == "move":
        begin = max(whole - length, 0)
    if (begin < 0 and above == "skip") or (begin + length > whole and below == "skip"):
        return
    shift = min(begin, 0) if above == "other end" else 0
    if below == "other end":
        shift += max(begin + length - whole, 0)
    for place in range(length):
        there = begin + place
        if 0 <= there < whole:
            # A target of which nothing lies inside has no other end either.
            yield (place + shift, there) if 0 <= place + shift < length else (place, there)
        elif (there < 0 and above == "wrap") or (there >= whole and below == "wrap"):
            yield place, there % whole

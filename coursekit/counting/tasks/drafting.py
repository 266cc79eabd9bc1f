"""A whole pipeline from class maps to counts in a part of an image, and the ways in which a draft of it is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Case", "counted"]

_Array = npt.NDArray[Any]
_Pair = tuple[int, int]
Case = tuple[_Array, _Pair, _Pair, _Pair, float, float, tuple[int, int, int, int]]
"""maps, stride, offset, patch, distance, threshold, area."""


def counted(
    maps: _Array,
    stride: _Pair,
    offset: _Pair,
    patch: _Pair,
    distance: float,
    threshold: float,
    area: tuple[int, int, int, int],
    *,
    background: str = "left out",
    score: str = "highest",
    strides: str = "own",
    order: str = "best first",
    same_class: bool = False,
    place: str = "middle",
    too_near: str = "less",
    area_first: bool = False,
    everywhere: bool = False,
    inclusive: bool = False,
    strict: bool = False,
) -> npt.NDArray[np.int64]:
    """The right way, and with an option changed a wrong one.

    Args:
        maps: shape (rows, columns, classes), the background last.
        stride: pixels from one patch to the next, down and to the right.
        offset: row and column of the first patch.
        patch: its height and width.
        distance: two animals are at least so many pixels apart.
        threshold: the least score.
        area: the part in which animals are counted, (top, left, bottom, right), half-open.
        background: what becomes of patches where the background is best: "left out", "kept", "overruled" by the best
            animal, or overruled only where it has "less than half".
        score: of a candidate: its "highest" value, or that of "any animal", the sum of all but the background.
        strides: whether each axis has its "own", the "other" one, both the "first", or "none".
        order: of the candidates: "best first", "worst first" or "as they come".
        same_class: whether only points of the same class suppress each other.
        place: of a patch: "middle", "corner", "no offset", "neither", or "patch exchanged", where half of its height
            is taken for half of its width and the other way round.
        too_near: which points are too near to each other: those that are "less" than the distance apart, or "up to" it.
        area_first: whether candidates outside of the area are dropped before the suppression.
        everywhere: whether animals count wherever they lie.
        inclusive: whether the area's last row and column count as well.
        strict: whether a score has to lie above the threshold.

    Returns:
        How many animals of each class, without the background.
    """
    last = maps.shape[2] - 1
    judged = maps[..., :last] if background in ("overruled", "less than half") else maps
    scores, labels = judged.max(axis=2), judged.argmax(axis=2)
    if score == "any animal":
        scores = 1 - maps[..., last]
    steps = {"own": stride, "other": stride[::-1], "first": (stride[0], stride[0]), "none": (1, 1)}[strides]
    start = np.array(offset) * (place in ("middle", "corner", "patch exchanged"))
    half = np.array(patch[::-1] if place == "patch exchanged" else patch) // 2
    start = start + half * (place in ("middle", "no offset", "patch exchanged"))
    chosen = scores > threshold if strict else scores >= threshold
    if background == "left out":
        chosen &= labels != last
    if background == "less than half":
        chosen &= maps[..., last] < 0.5
    rows, columns = np.nonzero(chosen)
    points = np.stack([rows, columns], axis=1) * steps + start
    best, classes = scores[rows, columns], labels[rows, columns]
    top, left, bottom, right = area
    high = np.array([bottom, right]) + inclusive
    inside = ((points >= (top, left)) & (points < high)).all(axis=1) | everywhere
    ways = {"best first": np.argsort(-best, kind="stable"), "worst first": np.argsort(best, kind="stable")}
    turns = ways.get(order, np.arange(len(best)))
    kept: list[int] = []
    for turn in turns.tolist():
        if area_first and not inside[turn]:
            continue
        others = [other for other in kept if not same_class or classes[other] == classes[turn]]
        apart = np.array([np.hypot(*(points[turn] - points[other])) for other in others])
        if (apart >= distance if too_near == "less" else apart > distance).all():
            kept.append(turn)
    found = classes[[turn for turn in kept if inside[turn]]]
    return np.asarray(np.bincount(found.astype(np.int64), minlength=last + 1)[:last], dtype=np.int64)

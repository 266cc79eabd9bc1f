"""The task on non-maximum suppression: of points close together, the best one stays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.counting.tasks.forbidden import PEAKS

__all__ = ["suppress"]

_Array = npt.NDArray[Any]


def _apart(one: _Array, two: _Array, norm: str = "straight") -> float:
    steps = np.abs(one.astype(float) - two)
    return float({"straight": np.hypot(*steps), "sum": steps.sum(), "largest": steps.max()}[norm])


def _suppress(
    points: _Array,
    scores: _Array,
    distance: float,
    *,
    order: str = "best first",
    by: str = "kept",
    norm: str = "straight",
    at_most: bool = False,
) -> list[int]:
    """The right way, and with an option changed a wrong one."""
    places = {
        "best first": np.argsort(-scores, kind="stable"),
        "worst first": np.argsort(scores, kind="stable"),
        "as given": np.arange(len(scores)),
        "last of equal ones": np.argsort(scores, kind="stable")[::-1],
    }[order].tolist()
    kept: list[int] = []
    for number, place in enumerate(places):
        against = {"kept": kept, "all": places[:number], "last kept": kept[-1:]}[by]
        near = [_apart(points[place], points[other], norm) for other in against]
        if all(apart > distance if at_most else apart >= distance for apart in near):
            kept.append(place)
    return kept


def _reference(points: _Array, scores: _Array, distance: float) -> list[int]:
    return _suppress(points, scores, distance)


def _all(_points: _Array, scores: _Array, _distance: float) -> list[int]:
    return [int(place) for place in np.argsort(-scores, kind="stable")]


def _in_the_order_given(points: _Array, scores: _Array, distance: float) -> list[int]:
    return sorted(_reference(points, scores, distance))


def _suppressed_ones(points: _Array, scores: _Array, distance: float) -> list[int]:
    kept = _reference(points, scores, distance)
    return [place for place in _all(points, scores, distance) if place not in kept]


# Three in a row: the second falls to the first, and so cannot take the third with it.
_ROW = np.array([[10, 10], [10, 16], [10, 22], [40, 10]])
_SCATTERED = np.array([[5, 5], [9, 8], [30, 31], [5, 13], [33, 27], [12, 12], [50, 2]])

suppress = Task(
    "suppress",
    cases=[
        (_ROW, np.array([0.9, 0.8, 0.7, 0.6]), 8.0),
        (_ROW, np.array([0.6, 0.9, 0.7, 0.8]), 6.0),
        (_SCATTERED, np.array([0.5, 0.75, 0.9, 0.6, 0.9, 0.55, 0.95]), 6.0),
        (np.array([[0, 0], [3, 4], [0, 5], [6, 8]]), np.array([0.7, 0.7, 0.7, 0.9]), 5.0),
        (np.array([[20, 20]]), np.array([0.4]), 10.0),
        (np.array([[4, 8], [0, 0], [8, 4], [10, 10]]), np.array([0.5, 0.9, 0.8, 0.7]), 9.0),
    ],
    reference=_reference,
    mistakes=[
        Mistake(
            "no suppression",
            _all,
            "All points come back. Of points that are less than {distance:g} pixels apart only the best one stays.",
        ),
        Mistake(
            "suppressed by suppressed ones",
            lambda points, scores, distance: _suppress(points, scores, distance, by="all"),
            "A point that is gone already still takes others with it. Only points that you *keep* suppress.",
        ),
        Mistake(
            "last kept one only",
            lambda points, scores, distance: _suppress(points, scores, distance, by="last kept"),
            "You compare each point with the last one kept. It may be near to one that you kept long before.",
        ),
        Mistake(
            "not the best first",
            lambda points, scores, distance: sorted(_suppress(points, scores, distance, order="as given")),
            "You go through the points in the order in which they came. The first to be kept should be the one with "
            "the highest score.",
        ),
        Mistake(
            "worst first",
            lambda points, scores, distance: _suppress(points, scores, distance, order="worst first"),
            "You begin with the *lowest* score. `np.argsort` sorts upwards.",
        ),
        Mistake(
            "last of equal scores",
            lambda points, scores, distance: _suppress(points, scores, distance, order="last of equal ones"),
            "Of equal scores you take the one that came last. The one that came first was asked for: "
            '`np.argsort(-scores, kind="stable")` keeps their order.',
        ),
        Mistake(
            "exactly at the distance",
            lambda points, scores, distance: _suppress(points, scores, distance, at_most=True),
            "Two points are exactly {distance:g} pixels apart, and you drop one. Only points *less* than that apart "
            "are too near.",
        ),
        Mistake(
            "distances added up",
            lambda points, scores, distance: _suppress(points, scores, distance, norm="sum"),
            "You add up the way down and the way to the right. The distance goes straight: `np.hypot`.",
        ),
        Mistake(
            "larger of two distances",
            lambda points, scores, distance: _suppress(points, scores, distance, norm="largest"),
            "You take the larger one of the ways down and to the right, that is a square around each point. The "
            "distance goes straight: `np.hypot`.",
        ),
        Mistake(
            "order lost",
            _in_the_order_given,
            "The right points, in the order in which they came. Return the best one first.",
        ),
        Mistake(
            "suppressed ones returned",
            _suppressed_ones,
            "You return the points that should go, and drop those that should stay.",
        ),
    ],
    forbidden=PEAKS,
    instead="Write the loop yourself: the best one, then the next one that is not too near.",
    keeps_arguments=True,
)

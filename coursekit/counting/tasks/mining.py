"""The task on hard negatives: the backgrounds that look most like animals."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["hard_negatives"]

_Array = npt.NDArray[Any]


def _free(points: _Array, animals: _Array, distance: float, how: str = "at least") -> npt.NDArray[np.bool_]:
    if how == "ignored" or not len(animals):
        return np.ones(len(points), dtype=np.bool_)
    apart = np.hypot(*np.moveaxis(points[:, None].astype(float) - animals[None], -1, 0))
    ways = {
        "at least": (apart >= distance).all(axis=1),
        "of any": (apart >= distance).any(axis=1),
        "within": (apart < distance).any(axis=1),
        "above": (apart > distance).all(axis=1),
        "of the first": apart[:, 0] >= distance,
    }
    return np.asarray(ways[how])


def _hard(
    points: _Array,
    posteriors: _Array,
    animals: _Array,
    distance: float,
    count: int,
    *,
    score: str = "any animal",
    how: str = "at least",
    taken_first: bool = False,
) -> list[int]:
    scores = {
        "any animal": 1 - posteriors[:, -1],
        "best animal": posteriors[:, :-1].max(axis=1),
        "any class": posteriors.max(axis=1),
        "background": posteriors[:, -1],
    }[score]
    free = _free(points, animals, distance, how)
    order = np.argsort(-scores, kind="stable")
    if taken_first:
        return [int(place) for place in order[:count] if free[place]]
    allowed = order[free[order]]
    return [int(place) for place in allowed[:count]]


def _hard_negatives(points: _Array, posteriors: _Array, animals: _Array, distance: float, count: int) -> list[int]:
    return _hard(points, posteriors, animals, distance, count)


def _by_place(*case: Any) -> list[int]:
    return sorted(_hard_negatives(*case))


def _among_the_free(points: _Array, posteriors: _Array, animals: _Array, distance: float, count: int) -> list[int]:
    """Places among the points that are left, not among all."""
    free = np.flatnonzero(_free(points, animals, distance)).tolist()
    return [free.index(place) for place in _hard_negatives(points, posteriors, animals, distance, count)]


def _grid(rows: int, columns: int, step: int) -> _Array:
    return np.stack(np.meshgrid(np.arange(rows) * step, np.arange(columns) * step, indexing="ij"), -1).reshape(-1, 2)


def _drawn(count: int, classes: int, seed: int) -> _Array:
    """Posteriors, no two of them alike."""
    return np.asarray(np.random.default_rng(seed).dirichlet(np.full(classes, 0.6), size=count))


hard_negatives = Task(
    "hard_negatives",
    cases=[
        (
            np.array([[10, 10], [10, 50], [10, 90], [50, 50], [90, 10]]),
            np.array([[0.8, 0.1, 0.1], [0.3, 0.3, 0.4], [0.0, 0.05, 0.95], [0.5, 0.0, 0.5], [0.1, 0.1, 0.8]]),
            np.array([[12, 14]]),
            30.0,
            2,
        ),
        (
            np.array([[0, 0], [0, 40], [0, 80], [30, 40]]),
            np.array([[0.2, 0.1, 0.7], [0.4, 0.5, 0.1], [0.3, 0.3, 0.4], [0.6, 0.2, 0.2]]),
            np.array([[0, 40], [0, 120]]),
            30.0,
            3,
        ),
        (_grid(5, 6, 20), _drawn(30, 4, 81), np.array([[15, 22], [70, 90]]), 30.0, 6),
        (_grid(3, 4, 16), _drawn(12, 3, 82), np.zeros((0, 2), dtype=np.int64), 30.0, 4),
        (_grid(4, 4, 10), _drawn(16, 6, 83), np.array([[0, 0], [30, 30], [14, 20]]), 12.0, 12),
    ],
    reference=_hard_negatives,
    mistakes=[
        Mistake(
            "animals not spared",
            lambda *case: _hard(*case, how="ignored"),
            "Among your places are animals. The network is right there: taught that they are background, it would find "
            "fewer.",
        ),
        Mistake(
            "places on animals",
            lambda *case: _hard(*case, how="within"),
            "Your places are all *near* animals. Those that are far from every one of them were asked for.",
            of_one_case=True,  # without animals none is near, or all are allowed: that is not the mistake
        ),
        Mistake(
            "far from one animal",
            lambda *case: _hard(*case, how="of any"),
            "You take a place if *some* animal is far from it. It must be far from *every* one.",
            of_one_case=True,  # as above: `any` of nothing is false
        ),
        Mistake(
            "far from the first animal",
            lambda *case: _hard(*case, how="of the first"),
            "You look at the first animal only.",
        ),
        Mistake(
            "exactly at the distance",
            lambda *case: _hard(*case, how="above"),
            "A place that is exactly {distance:g} pixels from an animal is allowed: *at least* that far away.",
        ),
        Mistake(
            "best class, background too",
            lambda *case: _hard(*case, score="any class"),
            "You take the highest posterior, the background's among them: places of which the network is sure that "
            "they are background. They teach it nothing.",
        ),
        Mistake(
            "surest background",
            lambda *case: _hard(*case, score="background"),
            "Your places are those of which the network is surest that they are background. They teach it nothing: "
            "where is it most wrong?",
        ),
        Mistake(
            "best animal",
            lambda *case: _hard(*case, score="best animal"),
            "You take the highest posterior of a single animal. A network that wavers between two kinds of animals is "
            "just as sure that there is one: add up.",
        ),
        Mistake(
            "too few taken",
            lambda *case: _hard(*case, taken_first=True),
            "You take the {count} places with the highest scores, and drop those near animals afterwards: fewer are "
            "left. Drop first.",
        ),
        Mistake(
            "order lost",
            _by_place,
            "The right places, in the order in which they came. Return the hardest one first.",
        ),
        Mistake(
            "places among the rest",
            _among_the_free,
            "You leave out the places near animals, and then count places among the others. An index must lead to its "
            "row in `points`: `np.flatnonzero` says where the others were.",
        ),
    ],
    instead="A score for each place, a look at the animals, and `np.argsort`.",
    keeps_arguments=True,
)

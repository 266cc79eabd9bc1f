"""The task on matching: how many found points can have a true one of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["matched"]

_Array = npt.NDArray[Any]


def _near(found: _Array, truth: _Array, distance: float) -> npt.NDArray[np.bool_]:
    return np.asarray(_apart(found, truth) <= distance)


def _apart(found: _Array, truth: _Array) -> npt.NDArray[np.float64]:
    return np.asarray(np.hypot(*np.moveaxis(found[:, None].astype(float) - truth[None], -1, 0)))


def _most(near: npt.NDArray[np.bool_]) -> int:
    """The most pairs, by augmenting paths (J. Hopcroft, R. Karp: SIAM Journal on Computing 2, 1973, for the idea)."""
    partner: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        for other in np.flatnonzero(near[one]).tolist():
            if other in tried:
                continue
            tried.add(other)
            if other not in partner or place(partner[other], tried):
                partner[other] = one
                return True
        return False

    return sum(place(one, set()) for one in range(len(near)))


def _matched(found: _Array, truth: _Array, distance: float) -> int:
    return _most(_near(found, truth, distance))


def _found_near_a_true_one(found: _Array, truth: _Array, distance: float) -> int:
    return int(_near(found, truth, distance).any(axis=1).sum())


def _true_near_a_found_one(found: _Array, truth: _Array, distance: float) -> int:
    return int(_near(found, truth, distance).any(axis=0).sum())


def _all_near_pairs(found: _Array, truth: _Array, distance: float) -> int:
    return int(_near(found, truth, distance).sum())


def _nearest_first(found: _Array, truth: _Array, distance: float) -> int:
    apart, pairs = _apart(found, truth), 0
    while apart.size and apart.min() <= distance:
        one, other = np.unravel_index(apart.argmin(), apart.shape)
        apart[one, :], apart[:, other] = np.inf, np.inf
        pairs += 1
    return pairs


def _one_after_the_other(found: _Array, truth: _Array, distance: float) -> int:
    """Each found point, as they come, takes the nearest true one that is left."""
    apart, pairs = _apart(found, truth), 0
    for row in apart:
        if row.size and row.min() <= distance:
            apart[:, row.argmin()] = np.inf
            pairs += 1
    return pairs


def _first_free(found: _Array, truth: _Array, distance: float) -> int:
    """Each found point, as they come, takes the first true one that is near and left."""
    near, pairs = _near(found, truth, distance), 0
    for row in near:
        if row.any():
            near[:, row.argmax()] = False
            pairs += 1
    return pairs


def _limit_afterwards(found: _Array, truth: _Array, distance: float) -> int:
    """The smallest sum of distances, and then those that are too far apart dropped."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 (SciPy is loaded when it is needed)

    apart = _apart(found, truth)
    return int((apart[linear_sum_assignment(apart)] <= distance).sum())


def _capped(found: _Array, truth: _Array, distance: float) -> int:
    """Distances as costs, and what is too far apart hardly dearer than the farthest pair that is allowed."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 (as above)

    cost = np.minimum(_apart(found, truth), distance + 1)
    return int((cost[linear_sum_assignment(cost)] <= distance).sum())


def _added_up(found: _Array, truth: _Array, distance: float) -> int:
    return _most(np.asarray(np.abs(found[:, None].astype(float) - truth[None]).sum(axis=2) <= distance))


def _larger_way(found: _Array, truth: _Array, distance: float) -> int:
    return _most(np.asarray(np.abs(found[:, None].astype(float) - truth[None]).max(axis=2) <= distance))


def _no_limit(found: _Array, truth: _Array, _distance: float) -> int:
    return min(len(found), len(truth))


def _below_the_limit(found: _Array, truth: _Array, distance: float) -> int:
    return _most(np.asarray(_apart(found, truth) < distance))


def _points(*places: tuple[int, int]) -> _Array:
    return np.array(places, dtype=np.int64).reshape(-1, 2)


# A chain: whoever takes the nearest pair first leaves both ends alone.
_CHAIN = _points((0, 10), (0, 21)), _points((0, 0), (0, 15))

matched = Task(
    "matched",
    cases=[
        (_points((10, 10), (40, 42), (70, 5)), _points((12, 11), (70, 8)), 10.0),
        (_points((10, 10), (12, 10), (14, 10)), _points((12, 11), (80, 80)), 10.0),
        (*_CHAIN, 10.0),
        (_points((0, 0), (0, 40)), _points((0, 35), (0, 52), (0, 8)), 12.0),
        (_points((0, 0), (30, 30), (0, 9)), _points((0, 4), (0, 6), (3, 4), (33, 34)), 5.0),
        (_points((0, 0), (0, 11)), _points((0, 10), (0, 20)), 10.0),
        (_points((0, 0), (0, 20)), _points((0, 11), (0, 31)), 10.0),
        (_points((0, 8), (0, 23)), _points((0, 0), (0, 15)), 10.0),  # near pairs preferred, but not first
        (_points((0, 0), (40, 40)), _points((8, 8), (46, 47)), 10.0),
        (_points((3, 3), (8, 8)), _points(), 10.0),
        (_points((0, 1), (0, 8)), _points((0, 9), (0, -9)), 10.0),
    ],
    reference=_matched,
    mistakes=[
        Mistake(
            "found points near a true one",
            _found_near_a_true_one,
            "You count the found points that are near to some animal. Two of them may be near to the *same* one: it "
            "can be found once only.",
        ),
        Mistake(
            "true points near a found one",
            _true_near_a_found_one,
            "You count the animals that have a found point near them. Two of them may share the *same* point: it can "
            "stand for one only.",
        ),
        Mistake(
            "all pairs that are near",
            _all_near_pairs,
            "You count every pair that is near enough. Each point may belong to one pair only.",
        ),
        Mistake(
            "nearest pair first",
            _nearest_first,
            "You get what nearest first gives: the nearest pair, then the nearest of what is left. In a crowd that "
            "takes a partner from a point that has no other. As many pairs as possible were asked for.",
        ),
        Mistake(
            "one after the other",
            _one_after_the_other,
            "Each found point takes the nearest animal that is left, in the order in which they came. A later one may "
            "then have none, although there is a way to give both of them one.",
        ),
        Mistake(
            "first that is free",
            _first_free,
            "Each found point takes the first animal that is near enough and free. A later one may then have none, "
            "although there is a way to give both of them one.",
        ),
        Mistake(
            "limit kept afterwards",
            _limit_afterwards,
            "You make the sum of all distances as small as possible, and drop the pairs that are too far apart "
            "afterwards. Pairs that nobody wants have had a say in it: they must be dear *before* you assign.",
        ),
        Mistake(
            "near pairs preferred",
            _capped,
            "Among allowed pairs you still prefer near ones, and give up a pair for it. How many pairs there are is "
            "all that counts.",
        ),
        Mistake(
            "distances added up",
            _added_up,
            "You add up the way down and the way to the right. The distance goes straight: `np.hypot`.",
        ),
        Mistake(
            "larger of two distances",
            _larger_way,
            "You take the larger one of the ways down and to the right, that is a square around each animal. The "
            "distance goes straight: `np.hypot`.",
        ),
        Mistake(
            "limit forgotten",
            _no_limit,
            "You pair points however far apart they are. Up to {distance:g} pixels are allowed.",
        ),
        Mistake(
            "below the limit",
            _below_the_limit,
            "Two points are exactly {distance:g} pixels apart, and you do not pair them. *Up to* that distance is "
            "allowed.",
        ),
    ],
    instead="Say which pairs are allowed, and find the most of them that have no point in common.",
    keeps_arguments=True,
)

"""Which patches of a validation set show pixels that a training patch shows as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["leaked"]

_Places = npt.NDArray[np.int64]
_Truths = npt.NDArray[np.bool_]


def _shared(one: Any, other: Any, size: int) -> bool:
    """Whether two squares have a pixel in common, counted pixel by pixel along each side."""
    sides = (
        set(range(first, first + size)) & set(range(second, second + size))
        for first, second in zip(one[1:].tolist(), other[1:].tolist(), strict=True)
    )
    return bool(one[0] == other[0]) and all(sides)


def _by(shares: Callable[[Any, Any, int], bool], combine: Callable[..., bool] = any) -> Callable[..., _Truths]:
    """The answer with another rule for a pair of patches."""

    def answer(train: _Places, valid: _Places, size: int) -> _Truths:
        return np.array([combine(shares(one, other, size) for other in train) for one in valid])

    return answer


def _right(train: _Places, valid: _Places, size: int) -> _Truths:
    return _by(_shared)(train, valid, size)


def _far(one: Any, other: Any) -> Any:
    return np.abs(one[1:] - other[1:])


def _each_for_itself(train: _Places, valid: _Places, size: int) -> _Truths:
    """Where scene, rows and columns may fit for three different training patches."""

    def fits(one: Any) -> bool:
        far = np.abs(train - one)
        return bool((far[:, 0] == 0).any() and (far[:, 1] < size).any() and (far[:, 2] < size).any())

    return np.array([fits(one) for one in valid])


_TRAIN = np.array([[0, 10, 20], [0, 100, 100], [3, 10, 20], [3, 60, 10]])
_VALID = np.array(
    [
        [0, 15, 25],
        [0, 20, 20],
        [0, 19, 29],
        [0, 19, 60],
        [0, 10, 30],
        [1, 10, 20],
        [0, 1, 11],
        [0, 95, 108],
        [3, 10, 20],
        [3, 68, 18],
        [3, 100, 100],
        [0, 50, 20],
    ]
)
_RNG = np.random.default_rng(705)

leaked = Task(
    "leaked",
    cases=[
        (np.array([[0, 0, 0]]), np.array([[0, 0, 5], [0, 5, 5], [0, 0, 8], [0, 8, 3], [1, 0, 0], [0, 30, 30]]), 8),
        (_TRAIN, _VALID, 10),
        (
            np.column_stack([_RNG.integers(0, 3, 14), _RNG.integers(0, 60, (14, 2))]),
            np.column_stack([_RNG.integers(0, 3, 20), _RNG.integers(0, 60, (20, 2))]),
            12,
        ),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "scene ignored",
            _by(lambda one, other, size: bool((_far(one, other) < size).all())),
            "Your function never looks at the scene: two patches at the same place of two different photographs share "
            "nothing.",
        ),
        Mistake(
            "touching counts",
            _by(lambda one, other, size: bool(one[0] == other[0] and (_far(one, other) <= size).all())),
            "Patches that lie {size} pixels apart only touch: the one ends where the other begins, and no pixel is in "
            "both.",
        ),
        Mistake(
            "one pixel is too little",
            _by(lambda one, other, size: bool(one[0] == other[0] and (_far(one, other) < size - 1).all())),
            lambda train, valid, size: (
                f"Patches that begin {size - 1} pixels apart still have one row or column in common."
            ),
        ),
        Mistake(
            "rows or columns",
            _by(lambda one, other, size: bool(one[0] == other[0] and (_far(one, other) < size).any())),
            "You ask whether rows *or* columns come close. Two patches in the same rows may be at two ends of the "
            "scene.",
        ),
        Mistake(
            "only below and to the right",
            _by(
                lambda one, other, size: bool(
                    one[0] == other[0] and (one[1:] >= other[1:]).all() and (one[1:] - other[1:] < size).all()
                )
            ),
            "You find patches that begin inside of a training patch. One that begins above it or to its left may reach "
            "into it as well.",
        ),
        Mistake(
            "no absolute value",
            _by(lambda one, other, size: bool(one[0] == other[0] and (one[1:] - other[1:] < size).all())),
            "A negative difference is below {size} however far away the patch is: what about those that lie far above "
            "or to the left?",
        ),
        Mistake(
            "the same place alone",
            _by(lambda one, other, size: bool((one == other).all())),
            "You find patches at exactly the same place. Those moved by a few pixels show the same animal, too.",
        ),
        Mistake(
            "the same scene is enough",
            _by(lambda one, other, size: bool(one[0] == other[0])),
            "You find all patches of the same scene. That is a stricter rule; here patches that share pixels were "
            "asked for.",
        ),
        Mistake(
            "rows alone",
            _by(lambda one, other, size: bool(one[0] == other[0] and _far(one, other)[0] < size)),
            "You compare the rows and not the columns.",
        ),
        Mistake(
            "columns alone",
            _by(lambda one, other, size: bool(one[0] == other[0] and _far(one, other)[1] < size)),
            "You compare the columns and not the rows.",
        ),
        Mistake(
            "a circle",
            _by(lambda one, other, size: bool(one[0] == other[0] and np.hypot(*_far(one, other)) < size)),
            "You measure the distance in a straight line. Patches are squares: those that meet at a corner are "
            "further apart than {size}.",
        ),
        Mistake(
            "rows and columns added up",
            _by(lambda one, other, size: bool(one[0] == other[0] and _far(one, other).sum() < size)),
            "You add the two differences up. Patches are squares: where only corners overlap the sum is larger than "
            "{size}.",
        ),
        Mistake(
            "half the size",
            _by(lambda one, other, size: bool(one[0] == other[0] and (_far(one, other) < size / 2).all())),
            "You find patches that share a lot. One common pixel is enough.",
        ),
        Mistake(
            "overlaps all of them",
            _by(_shared, all),
            "You ask whether a patch overlaps *every* training patch. One is enough to leak.",
        ),
        Mistake(
            "last training patch decides",
            _by(_shared, lambda found: list(found)[-1]),
            "One training patch that overlaps is enough, whatever comes after it. Yours is the answer for the last.",
        ),
        Mistake(
            "each condition for itself",
            _each_for_itself,
            "Scene, rows and columns have to fit for the *same* training patch.",
        ),
        Mistake(
            "turned round",
            lambda *case: ~_right(*case),
            "It is the other way round: True where pixels are shared.",
        ),
        Mistake(
            "training patches judged",
            lambda train, valid, size: _right(valid, train, size),
            "Your answer has an entry for each *training* patch. Which validation patches leak?",
        ),
    ],
    instead="Compare the places of the patches pair by pair.",
)

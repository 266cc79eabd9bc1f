"""The task on precision, recall and two errors of a survey: errors cancel in one of them, and not in the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.counting.tasks.forbidden import COUNTS

__all__ = ["class_report"]

_Array = npt.NDArray[Any]
_Report = tuple[_Array, _Array, _Array, _Array]


def _class_report(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return (
        pairs.sum(axis=0) / found.sum(axis=0),
        pairs.sum(axis=0) / truth.sum(axis=0),
        found.sum(axis=0) - truth.sum(axis=0),
        np.abs(found - truth).sum(axis=0),
    )


def _with(
    truth: _Array,
    found: _Array,
    pairs: _Array,
    *,
    precision: _Array | None = None,
    recall: _Array | None = None,
    error: _Array | None = None,
    absolute: _Array | None = None,
) -> _Report:
    """The right report, with one column or more exchanged."""
    right = _class_report(truth, found, pairs)
    others = (precision, recall, error, absolute)
    made = [own if other is None else other for own, other in zip(right, others, strict=True)]
    return made[0], made[1], made[2], made[3]


def _exchanged(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    precision, recall, *_ = _class_report(truth, found, pairs)
    return _with(truth, found, pairs, precision=recall, recall=precision)


def _sign(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return _with(truth, found, pairs, error=truth.sum(axis=0) - found.sum(axis=0))


def _cancelled(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return _with(truth, found, pairs, absolute=np.abs(found.sum(axis=0) - truth.sum(axis=0)))


def _without_sign(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return _with(truth, found, pairs, error=np.abs(found.sum(axis=0) - truth.sum(axis=0)))


def _never_cancelled(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return _with(truth, found, pairs, error=np.abs(found - truth).sum(axis=0))


def _mean_of_scenes(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    precision = np.mean(np.divide(pairs, found, out=np.zeros(found.shape), where=found > 0), axis=0)
    recall = np.mean(np.divide(pairs, truth, out=np.zeros(truth.shape), where=truth > 0), axis=0)
    return _with(truth, found, pairs, precision=precision, recall=recall)


def _by_scene(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return _class_report(truth.T, found.T, pairs.T)


def _mean_absolute(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return _with(truth, found, pairs, absolute=np.abs(found - truth).mean(axis=0))


def _counts_as_hits(truth: _Array, found: _Array, _pairs: _Array) -> _Report:
    """As if every found animal were one that is there, as long as there are so many."""
    return _class_report(truth, found, np.minimum(truth, found))


def _unpaired(truth: _Array, found: _Array, pairs: _Array) -> _Report:
    return _with(truth, found, pairs, absolute=(found + truth - 2 * pairs).sum(axis=0))


_PUPS = (
    np.array([[4, 10], [2, 6], [5, 8]]),
    np.array([[5, 6], [2, 10], [3, 8]]),
    np.array([[4, 5], [1, 6], [3, 5]]),
)

class_report = Task(
    "class_report",
    cases=[
        _PUPS,
        (np.array([[3, 7, 1]]), np.array([[4, 5, 2]]), np.array([[3, 4, 1]])),
        (
            np.array([[1, 0, 4], [0, 3, 4], [2, 2, 0], [1, 5, 6]]),
            np.array([[0, 1, 5], [2, 3, 2], [2, 1, 3], [1, 4, 5]]),
            np.array([[0, 0, 3], [0, 2, 2], [2, 1, 0], [1, 4, 4]]),
        ),
    ],
    reference=_class_report,
    mistakes=[
        Mistake(
            "precision and recall exchanged",
            _exchanged,
            "Precision and recall have changed places. The precision is a share of what was *found*.",
        ),
        Mistake(
            "sign of the error",
            _sign,
            "Your count error has the wrong sign: it is above 0 where too *many* were found.",
        ),
        Mistake(
            "errors of scenes cancel",
            _cancelled,
            "Your absolute error takes the sums first: four too many in one scene make up for four too few in another. "
            "Take the absolute value of each scene's error, then the sum.",
        ),
        Mistake(
            "count error without sign",
            _without_sign,
            "Your count error has lost its sign. Whether a survey finds too many or too few is what one wants to know.",
        ),
        Mistake(
            "count error that cannot cancel",
            _never_cancelled,
            "Your count error adds up absolute errors. It is the one that *may* cancel: found less true, all scenes "
            "together.",
        ),
        Mistake(
            "means of shares",
            _mean_of_scenes,
            "You take the precision and the recall of each scene, and then means. A scene with one animal counts as "
            "much as one with a hundred then: add up first, and divide once.",
            # Where nothing was found in a scene, its share is 0/0: what becomes of that is not the mistake.
            of_one_case=True,
        ),
        Mistake(
            "by scene",
            _by_scene,
            "You report each *scene*. Scenes are the rows; a number for each class was asked for.",
        ),
        Mistake(
            "mean for sum",
            _mean_absolute,
            "Your absolute error is a mean over the scenes. The sum was asked for.",
        ),
        Mistake(
            "counts taken for hits",
            _counts_as_hits,
            "You take as many hits as the smaller one of both counts. A count may be right although the points lie "
            "somewhere else: `pairs` says how many are matched.",
        ),
        Mistake(
            "unmatched for absolute error",
            _unpaired,
            "Your absolute error counts the points without a partner. It compares *counts*, wherever the points lie.",
        ),
    ],
    forbidden=COUNTS,
    instead="Sums along an axis and two divisions are all you need.",
    keeps_arguments=True,
    parts=("precision", "recall", "count error", "absolute error"),
)

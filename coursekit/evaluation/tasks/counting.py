"""The task on making a confusion matrix from labels."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array, divided
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["confusion_counts"]


def _counted(true: Array, predicted: Array, classes: int) -> Array:
    pairs = list(zip(true.tolist(), predicted.tolist(), strict=True))
    return np.array([[pairs.count((row, column)) for column in range(classes)] for row in range(classes)])


def _occurring(true: Array, predicted: Array, classes: int) -> Array:
    """Only rows and columns of classes that occur."""
    found = sorted({*true.tolist(), *predicted.tolist()})
    return _counted(true, predicted, classes)[np.ix_(found, found)]


def _without(table: Array, *, diagonal: bool) -> Array:
    kept = np.eye(len(table), dtype=int)
    return np.asarray(table * (1 - kept if diagonal else kept))


_SIX = np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 2, 0])

confusion_counts = Task(
    "confusion_counts",
    cases=[
        (*_SIX, 3),
        (np.array([1, 0, 0, 0, 1, 0]), np.array([1, 1, 0, 1, 1, 1]), 2),
        (np.array([0, 1, 3, 3, 1, 0, 3]), np.array([1, 1, 1, 3, 1, 0, 1]), 5),
    ],
    reference=_counted,
    mistakes=[
        Mistake(
            "transposed",
            lambda true, predicted, classes: _counted(predicted, true, classes),
            "Your table lies on its side: its rows are the *predicted* classes. Which of the two indices comes first?",
        ),
        Mistake(
            "each pair once",
            lambda *case: np.minimum(_counted(*case), 1),
            "Your table has a 1 where a pair occurs, however often. (`counts[true, predicted] += 1` for whole arrays "
            "does that: NumPy adds once for each place. A loop over the images counts them all.)",
        ),
        Mistake(
            "right ones only",
            lambda *case: _without(_counted(*case), diagonal=False),
            "You count only what was right. What is mistaken for what?",
        ),
        Mistake(
            "wrong ones only",
            lambda *case: _without(_counted(*case), diagonal=True),
            "You count only the mistakes. What was right belongs on the diagonal.",
        ),
        Mistake(
            "all on the diagonal",
            lambda true, predicted, classes: _counted(true, true, classes),
            "In yours every image is right: `predicted` has no part in the table. Which index is the column?",
        ),
        Mistake(
            "whole rows",
            lambda true, predicted, classes: np.repeat(_counted(true, true, classes).sum(axis=1), classes).reshape(
                classes, classes
            ),
            "Each image is counted in a whole row. `counts[row]` is all of it: a second index says which place.",
        ),
        Mistake(
            "up to the highest label",
            lambda true, predicted, classes: _counted(true, predicted, int(max(true.max(), predicted.max())) + 1),
            "Your table ends at the highest class that occurs. There are {classes} classes, and the table of one "
            "survey has to fit on that of another.",
        ),
        Mistake(
            "one place too early",
            lambda true, predicted, classes: _counted((true - 1) % classes, (predicted - 1) % classes, classes),
            "Your counts stand one row and one column too early: you subtract 1, and class 0 lands at index −1, which "
            "is the last. The classes are counted from 0.",
        ),
        Mistake(
            "only classes that occur",
            _occurring,
            "A class that is absent from these labels has no row and no column in yours. There are {classes} classes, "
            "and the table of one survey has to fit on that of another.",
        ),
        Mistake(
            "shares of all",
            lambda true, predicted, classes: _counted(true, predicted, classes) / len(true),
            "Those are shares. Asked for are numbers of images.",
        ),
        Mistake(
            "shares of the class",
            lambda *case: divided(_counted(*case), _counted(*case).sum(axis=1, keepdims=True)),
            "Those are shares of each class. Asked for are numbers of images; percent come in the next task.",
            of_one_case=True,
        ),
        Mistake(
            "percent",
            lambda true, predicted, classes: 100 * _counted(true, predicted, classes) / len(true),
            "Those are percent. Asked for are numbers of images; percent come in the next task.",
        ),
        Mistake(
            "counted from 1",
            lambda *case: np.pad(_counted(*case), ((1, 0), (1, 0))),
            "Your table has an empty first row and column. The classes are counted from 0.",
        ),
        Mistake(
            "one too many",
            lambda *case: np.pad(_counted(*case), ((0, 1), (0, 1))),
            "Your table has an empty last row and column. There are {classes} classes: how many rows are that?",
        ),
        Mistake(
            "begun at 1",
            lambda *case: _counted(*case) + 1,
            "Each of your numbers is one too high. What do you start from: zeros or ones?",
        ),
        Mistake(
            "counted both ways",
            lambda true, predicted, classes: _counted(true, predicted, classes) + _counted(predicted, true, classes),
            "You count each image at two places. To take class 0 for class 1 is another mistake than the reverse.",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
)

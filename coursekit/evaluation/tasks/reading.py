"""The task on reading a confusion matrix in percent."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["misses_and_false_alarms"]

Pair = tuple[float, float]


def _images(percent: Array, sizes: Array) -> list[list[float]]:
    """How many images each place of the matrix stands for."""
    return [[percent[row, column] * sizes[row] / 100 for column in range(len(sizes))] for row in range(len(sizes))]


def _off_diagonal(table: list[list[float]], label: int) -> Pair:
    """The sums along a row and along a column, without the place where they cross."""
    others = [other for other in range(len(table)) if other != label]
    return sum(table[label][other] for other in others), sum(table[other][label] for other in others)


def _read(percent: Array, sizes: Array, label: int) -> Pair:
    return _off_diagonal(_images(percent, sizes), label)


def _percent(percent: Array, _sizes: Array, label: int) -> Pair:
    return _off_diagonal(percent.astype(float).tolist(), label)


def _by_columns(percent: Array, sizes: Array, label: int) -> Pair:
    """Read as if columns were the true classes."""
    return _off_diagonal(_images(percent.T, sizes), label)


def _last_only(percent: Array, sizes: Array, label: int) -> Pair:
    """Of the last other class alone."""
    other = max(place for place in range(len(sizes)) if place != label)
    table = _images(percent, sizes)
    return table[label][other], table[other][label]


def _with_the_hits(percent: Array, sizes: Array, label: int, *, missed: bool, alarms: bool) -> Pair:
    found = _read(percent, sizes, label)
    hits = percent[label, label] * sizes[label] / 100
    return found[0] + hits * missed, found[1] + hits * alarms


misses_and_false_alarms = Task(
    "misses_and_false_alarms",
    cases=[
        (np.array([[85.0, 15.0], [10.0, 90.0]]), np.array([100, 1000]), 0),
        (np.array([[85.0, 15.0], [10.0, 90.0]]), np.array([100, 1000]), 1),
        (np.array([[80.0, 15.0, 5.0], [10.0, 70.0, 20.0], [0.0, 40.0, 60.0]]), np.array([40, 200, 10]), 1),
        (np.array([[80.0, 15.0, 5.0], [10.0, 70.0, 20.0], [0.0, 40.0, 60.0]]), np.array([40, 200, 10]), 2),
    ],
    reference=_read,
    mistakes=[
        Mistake(
            "exchanged",
            lambda percent, sizes, label: _read(percent, sizes, label)[::-1],
            "Your two numbers have changed places. Missed are images *of* the class: they stand in its row. And the "
            "missed ones come first.",
        ),
        Mistake(
            "percent",
            _percent,
            "Those are percent, added up. Each row is in percent of its own class, and the classes differ in size: "
            "percent of what would the sum of a column be? How many *images* does each of them stand for?",
        ),
        Mistake(
            "shares",
            lambda *case: tuple(value / 100 for value in _percent(*case)),
            "Those are shares, added up. Each row has its own size: how many *images* is each share?",
        ),
        Mistake(
            "not divided by 100",
            lambda *case: tuple(value * 100 for value in _read(*case)),
            "That is a hundred times too many: the table is in percent.",
        ),
        Mistake(
            "false alarms by the class's own size",
            lambda percent, sizes, label: (
                _read(percent, sizes, label)[0],
                _percent(percent, sizes, label)[1] * sizes[label] / 100,
            ),
            "What you miss is right. The false alarms are images of *other* classes: percent of which size is each of "
            "the numbers in the column?",
        ),
        Mistake(
            "false alarms by the number of all images",
            lambda percent, sizes, label: (
                _read(percent, sizes, label)[0],
                _percent(percent, sizes, label)[1] * sizes.sum() / 100,
            ),
            "What you miss is right. The false alarms are not in percent of all images: each number in the column is "
            "in percent of the class of its own row.",
        ),
        Mistake(
            "both by the number of all images",
            lambda percent, sizes, label: tuple(value * sizes.sum() / 100 for value in _percent(percent, sizes, label)),
            "You take percent of *all* images. Each number of this table is in percent of the class of its row.",
        ),
        Mistake(
            "false alarms in percent",
            lambda *case: (_read(*case)[0], _percent(*case)[1]),
            "What you miss is right. Your false alarms are percent, added up, of classes that differ in size: how many "
            "*images* does each of them stand for?",
        ),
        Mistake(
            "false alarms in shares",
            lambda *case: (_read(*case)[0], _percent(*case)[1] / 100),
            "What you miss is right. Your false alarms are shares, added up, of classes that differ in size: how many "
            "*images* does each of them stand for?",
        ),
        Mistake(
            "missed by the sizes of the others",
            lambda *case: (_off_diagonal(_images(case[0].T, case[1]), case[2])[1], _read(*case)[1]),
            "The false alarms are right. For what is missed you take percent of the *other* classes. The whole row of "
            "a class is in percent of that class.",
        ),
        Mistake(
            "both by the sizes of the columns",
            lambda *case: _off_diagonal(_images(case[0].T, case[1]), case[2])[::-1],
            "You multiply each place by the size of the class of its *column*. Each place of the table is in percent "
            "of the class of its row.",
        ),
        Mistake(
            "false alarms along the row",
            lambda *case: (_read(*case)[0], _off_diagonal(_images(case[0].T, case[1]), case[2])[1]),
            "What you miss is right. Your false alarms come from the same row: these images *are* of the class. Where "
            "are those that are *called* so?",
        ),
        Mistake(
            "missed twice",
            lambda *case: (_read(*case)[0], _read(*case)[0]),
            "Your two numbers are the same. What you miss is right; your false alarms come from the same row. Where "
            "are the images that are *called* this class?",
        ),
        Mistake(
            "false alarms twice",
            lambda *case: (_read(*case)[1], _read(*case)[1]),
            "Your two numbers are the same. The false alarms are right; your missed ones come from the same column. "
            "Where are the images that *are* of this class?",
        ),
        Mistake(
            "last of the others only",
            _last_only,
            "Your numbers are those of one other class alone, the last one. Is something added up (`+=`), or is it set "
            "anew each time (`=`)?",
        ),
        Mistake(
            "columns read as true classes",
            _by_columns,
            "You read the columns as the true classes. Here the *rows* are: what stands in row 0, column 1 is of class "
            "0 and was called class 1.",
        ),
        Mistake(
            "found ones among the missed",
            lambda percent, sizes, label: _with_the_hits(percent, sizes, label, missed=True, alarms=False),
            "Among your missed ones are those that were found: that is the whole class. Which place of the row must "
            "stay out?",
        ),
        Mistake(
            "found ones among the false alarms",
            lambda percent, sizes, label: _with_the_hits(percent, sizes, label, missed=False, alarms=True),
            "Among your false alarms are those that really are of this class. Which place of the column must stay out?",
        ),
        Mistake(
            "found ones in both",
            lambda percent, sizes, label: _with_the_hits(percent, sizes, label, missed=True, alarms=True),
            "You add up the whole row and the whole column. The place where they cross is no mistake.",
        ),
        Mistake(
            "found ones instead of missed ones",
            lambda percent, sizes, label: (
                percent[label, label] * sizes[label] / 100,
                _read(percent, sizes, label)[1],
            ),
            "Your first number counts those that were *found*. How many of the class were not?",
        ),
        Mistake(
            "false alarms by their own size, missed in percent",
            lambda *case: (_percent(*case)[0], _read(*case)[1]),
            "The false alarms are right. The missed ones are in percent of their class: how many *images* are that?",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
    parts=("missed", "false alarms"),
)

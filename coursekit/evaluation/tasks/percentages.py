"""The task on percent of the class."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array, divided
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["percent_of_class"]


def _percent_of_class(counts: Array) -> Array:
    rows = [[100 * value / sum(row) if sum(row) else np.nan for value in row] for row in counts.tolist()]
    return np.array(rows)


def _of_predicted(counts: Array) -> Array:
    return _percent_of_class(counts.T).T


def _row_sums_across(counts: Array) -> Array:
    """`counts / counts.sum(axis=1)`: NumPy lays the sums of the rows along the columns."""
    sums = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(100 * counts / sums)


_ROUNDED = "Your numbers are rounded. Round for print only: what is computed from them later should be exact."


def _of_empty(said: str) -> str:
    return (
        f"A class without images has no percentages, and yours says {said} of it. Of nothing, nothing is known: make "
        "its row `np.nan`."
    )


percent_of_class = Task(
    "percent_of_class",
    cases=[
        # The first has no whole percentages: whoever writes them into an array of whole numbers sees it at once.
        (np.array([[8, 1, 1], [0, 2, 3], [7, 14, 20]]),),
        (np.array([[17, 3], [90, 810]]),),
        (np.array([[6, 2, 2], [0, 0, 0], [1, 1, 2]]),),
    ],
    reference=_percent_of_class,
    mistakes=[
        Mistake(
            "percent of the predicted class",
            _of_predicted,
            "Your *columns* add up to 100: that is percent of what was *called* a class. Rows are the true classes. "
            "(NumPy's `axis` is the one that is added up and goes away.)",
            of_one_case=True,
        ),
        Mistake(
            "percent of all",
            lambda counts: 100 * counts / counts.sum(),
            "Yours is in percent of all images: the whole table adds up to 100. Each *row* should.",
            of_one_case=True,
        ),
        Mistake(
            "row sums laid across",
            _row_sums_across,
            "You divide by the sums of the rows, but NumPy lays them *along* a row: column 1 is divided by the sum of "
            "row 1. What does `keepdims=True` do?",
            of_one_case=True,
        ),
        Mistake(
            "column sums laid down",
            lambda counts: 100 * divided(counts, counts.sum(axis=0)[:, None]),
            "You divide each row by the sum of the *column* of the same number. Which images does a class have: those "
            "of its row, or those of its column?",
            of_one_case=True,
        ),
        Mistake(
            "shares",
            lambda counts: _percent_of_class(counts) / 100,
            "Your rows add up to 1. Percent were asked for.",
            of_one_case=True,
        ),
        Mistake(
            "transposed",
            lambda counts: _percent_of_class(counts).T,
            "The numbers are right, but your table lies on its side. Rows are the true classes, before and after.",
            of_one_case=True,
        ),
        Mistake(
            "transposed before",
            lambda counts: _percent_of_class(counts.T),
            "You turned the table before dividing: your rows are the predicted classes.",
            of_one_case=True,
        ),
        Mistake(
            "zeros for an empty class",
            lambda counts: np.nan_to_num(_percent_of_class(counts)),
            _of_empty("0 percent"),
        ),
        Mistake(
            "an empty class all right",
            lambda counts: (
                np.where(counts.sum(axis=1, keepdims=True) == 0, 100 * np.eye(len(counts)), 0)
                + np.nan_to_num(_percent_of_class(counts))
            ),
            _of_empty("that all of it is right"),
        ),
        Mistake(
            "empty class left out",
            lambda counts: _percent_of_class(counts)[counts.sum(axis=1) > 0],
            "The row of a class without images is missing in yours. Keep it, filled with `np.nan`: otherwise every "
            "later class moves up by one.",
        ),
        Mistake(
            "rounded to whole percent",
            lambda counts: np.round(_percent_of_class(counts)),
            _ROUNDED,
            of_one_case=True,
        ),
        Mistake(
            "rounded to one place",
            lambda counts: np.round(_percent_of_class(counts), 1),
            _ROUNDED,
            of_one_case=True,
        ),
        Mistake(
            "rounded to two places",
            lambda counts: np.round(_percent_of_class(counts), 2),
            _ROUNDED,
            of_one_case=True,
        ),
        Mistake(
            "rounded down",
            lambda counts: np.floor(_percent_of_class(counts)),
            "Your numbers have lost what is after the decimal point. `//` rounds down, and so does an array of whole "
            "numbers.",
            of_one_case=True,
        ),
        Mistake(
            "percent of the right ones",
            lambda counts: 100 * divided(counts, np.diag(counts)[:, None]),
            "Each of your diagonal numbers is 100: you divide by what was right. Percent of the class is percent of "
            "*all* of its images.",
        ),
        Mistake(
            "percent of the largest",
            lambda counts: 100 * divided(counts, counts.max(axis=1, keepdims=True)),
            "The largest number of each of your rows is 100. Percent are of the *sum* of a row.",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
)

"""The task on a table with a row for each class."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["class_report"]


class _Four(NamedTuple):
    """One class against the rest: how many images are of each kind, and how many of the others are quite right."""

    tp: int
    fn: int
    fp: int
    tn: int
    others_right: int


_Column = Callable[[_Four], float]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


def _four(counts: Array, label: int) -> _Four:
    tp = int(counts[label, label])
    fn, fp = int(counts[label].sum()) - tp, int(counts[:, label].sum()) - tp
    right = sum(int(counts[other, other]) for other in range(len(counts)))
    return _Four(tp, fn, fp, int(counts.sum()) - tp - fn - fp, right - tp)


def _precision(of: _Four) -> float:
    return _share(of.tp, of.tp + of.fp)


def _recall(of: _Four) -> float:
    return _share(of.tp, of.tp + of.fn)


def _specificity(of: _Four) -> float:
    return _share(of.tn, of.tn + of.fp)


def _images(of: _Four) -> float:
    return of.tp + of.fn


def _report(
    counts: Array,
    precision: _Column = _precision,
    recall: _Column = _recall,
    specificity: _Column = _specificity,
    images: _Column = _images,
) -> DataFrame:
    import pandas as pd  # noqa: PLC0415 (half a second, which importing the tasks should not cost)

    four = [_four(counts, label) for label in range(len(counts))]
    columns = {"precision": precision, "recall": recall, "specificity": specificity, "images": images}
    return pd.DataFrame({name: [column(of) for of in four] for name, column in columns.items()})


def _reference(counts: Array) -> DataFrame:
    return _report(counts)


def _with(**columns: _Column) -> Callable[[Array], DataFrame]:
    """The report with some of its columns filled in another way."""
    return lambda counts: _report(counts, **columns)


def _zero(column: _Column) -> _Column:
    """0 where there is nothing to divide by."""
    return lambda of: float(np.nan_to_num(column(of)))


_CASE_EMPTY = np.array([[6, 2, 0], [0, 0, 0], [3, 1, 8]])
_ALONE = np.array([[0, 0], [3, 9]])
_NEVER = np.array([[12, 0, 4], [3, 0, 2], [1, 0, 18]])

class_report = Task(
    "class_report",
    cases=[
        (np.array([[17, 3], [90, 810]]),),
        (np.array([[20, 4, 1], [6, 30, 4], [0, 10, 5]]),),
        (_CASE_EMPTY,),
        (_NEVER,),
        (_ALONE,),
    ],
    reference=_reference,
    mistakes=[
        Mistake(
            "precision and recall exchanged",
            _with(precision=_recall, recall=_precision),
            "Precision and recall have changed places. Of what *is* the class, how much was found: that is recall, and "
            "it goes along a row.",
        ),
        Mistake(
            "false positives and false negatives exchanged",
            _with(precision=_recall, recall=_precision, specificity=lambda of: _share(of.tn, of.tn + of.fn)),
            "Your false positives and false negatives have changed places. A false negative *is* of the class, and "
            "stands in its row.",
        ),
        Mistake(
            "transposed",
            lambda counts: _report(counts.T),
            "You read the columns as the true classes: even the numbers of images are those that were *called* so. "
            "Rows are the true classes.",
        ),
        Mistake(
            "recall twice",
            _with(precision=_recall),
            "Your precision is the recall. Of the images that are *called* this class, how many are it? Along what do "
            "you add up?",
        ),
        Mistake(
            "precision twice",
            _with(recall=_precision),
            "Your recall is the precision. Of the images that *are* this class, how many were found? Along what do you "
            "add up?",
        ),
        Mistake(
            "precision as a share of all",
            _with(precision=lambda of: _share(of.tp, of.tp + of.fn + of.fp + of.tn)),
            "Your precision is a share of *all* images. Divide what was found by what was *called* this class.",
        ),
        Mistake(
            "true negatives only where quite right",
            _with(specificity=lambda of: _share(of.others_right, of.others_right + of.fp)),
            "Your true negatives are those of the others that got their own class. One class against the rest: a pup "
            "that is called a juvenile is a true negative of the males, too.",
            of_one_case=True,
        ),
        Mistake(
            "share of the others that are quite right",
            _with(specificity=lambda of: _share(of.others_right, of.tn + of.fp)),
            "Your specificity counts the others that got their own class. One class against the rest: a pup that is "
            "called a juvenile is a true negative of the males, too.",
            of_one_case=True,
        ),
        Mistake(
            "share of all that is not called so",
            _with(specificity=lambda of: _share(of.tn, of.tn + of.fn)),
            "Your specificity divides by what is *not called* this class. Divide by what *is not* this class.",
            of_one_case=True,
        ),
        Mistake(
            "false positive rate",
            _with(specificity=lambda of: _share(of.fp, of.tn + of.fp)),
            "That is the false positive rate, which is 1 minus the specificity: count those that were rightly *not* "
            "called this class.",
            of_one_case=True,
        ),
        Mistake(
            "accuracy of one against the rest",
            _with(specificity=lambda of: _share(of.tp + of.tn, of.tp + of.tn + of.fp + of.fn)),
            "Your specificity is the accuracy of one class against the rest. Images *of* the class have no part in it.",
            of_one_case=True,
        ),
        Mistake(
            "true negatives of all images",
            _with(specificity=lambda of: _share(of.tn, of.tp + of.tn + of.fp + of.fn)),
            "You divide the true negatives by all images. Specificity is a share of those that *are not* this class.",
            of_one_case=True,
        ),
        Mistake(
            "hits among the negatives",
            _with(specificity=lambda of: _share(of.tn + of.tp, of.tn + of.tp + of.fp)),
            "Among your true negatives are the images of the class itself that were found. What is left of the table "
            "without its row and its column?",
            of_one_case=True,
        ),
        Mistake(
            "hits taken away twice",
            _with(specificity=lambda of: _share(of.tn - of.tp, of.tn - of.tp + of.fp)),
            "Your true negatives are too few: the place where row and column cross is taken away with the row, and "
            "once more with the column.",
            of_one_case=True,
        ),
        Mistake(
            "hits taken away twice above the line",
            _with(specificity=lambda of: _share(of.tn - of.tp, of.tn + of.fp)),
            "Your true negatives are too few: the place where row and column cross is taken away with the row, and "
            "once more with the column.",
            of_one_case=True,
        ),
        Mistake(
            "misses among the true negatives",
            _with(specificity=lambda of: _share(of.tn + of.fn, of.tn + of.fn + of.fp)),
            "Among your true negatives are images *of* the class that were missed. What is left of the table without "
            "its row and its column?",
            of_one_case=True,
        ),
        Mistake(
            "zeros where nothing is known",
            _with(precision=_zero(_precision), recall=_zero(_recall), specificity=_zero(_specificity)),
            "Where there is nothing to divide by, you say 0. A class that was never called, or has no images, has done "
            "nothing wrong: make it `np.nan`.",
        ),
        Mistake(
            "precision zero where nothing was called so",
            _with(precision=_zero(_precision)),
            "Your precision is 0 where nothing was called this class. Of nothing, nothing is known: make it `np.nan`.",
            of_one_case=True,
        ),
        Mistake(
            "recall zero where there are no images",
            _with(recall=_zero(_recall)),
            "Your recall is 0 for a class without images. Of nothing, nothing is known: make it `np.nan`.",
            of_one_case=True,
        ),
        Mistake(
            "specificity zero where there are no others",
            _with(specificity=_zero(_specificity)),
            "Your specificity is 0 where there are no images of other classes. Of nothing, nothing is known: make it "
            "`np.nan`.",
            of_one_case=True,
        ),
        Mistake(
            "images called so",
            _with(images=lambda of: of.tp + of.fp),
            "Your last column counts the images that were *called* this class. Asked for are those that *are* it.",
        ),
        Mistake(
            "images that were found",
            _with(images=lambda of: of.tp),
            "Your last column counts the images that were found. All images of the class were asked for.",
        ),
        Mistake(
            "percent",
            lambda counts: _report(counts).mul([100, 100, 100, 1]),
            "Those are percent. Shares from 0 to 1 were asked for.",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
)

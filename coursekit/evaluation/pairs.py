"""Counting a confusion matrix from what is true and what a classifier said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.inputs import Label, checked_labels, checked_posteriors, listed, same_length
from coursekit.evaluation.matrix import Confusion, checked_classes

__all__ = ["confusion"]


def confusion(
    true: Any, predicted: Any, classes: Sequence[Label] | None = None, normalize: str | None = "true"
) -> Confusion:
    """Count which true class was given which class.

    Args:
        true: the class of each image, whole numbers or names, shape (n,).
        predicted: what a classifier said. Either classes, as `true`; or posteriors, shape (n, classes), of which the
            largest decides and of equal ones the first (so logits do as well); or a single column, shape (n, 1), as
            from a sigmoid: the posterior p of class 1, read as two, 1 - p and p, so that 0.5 itself is class 0.
        classes: all classes in the order of rows and columns. If they are names, whole numbers in `true` and
            `predicted` are places in this list, counted from 0; columns of posteriors are in its order. If they are
            whole numbers, they are the labels themselves. If None, the classes are the labels that occur, sorted; with
            posteriors 0, 1, ... for the columns.
        normalize: what 100 percent are in `.table`: "true" each row (the course's convention), "predicted" each
            column, "all" the whole table; None for counts.

    Raises:
        ValueError: for wrong shapes or lengths, NaN, a label that is not in the list, or one class only.
        TypeError: for labels that are neither whole numbers nor names, or numbers beside names without `classes`.

    Example:
        >>> from coursekit import evaluation
        >>> seen = evaluation.confusion([0, 0, 0, 0, 1], [0, 0, 0, 1, 1], classes=["background", "sea lion"])
        >>> seen.counts
        array([[3, 1],
               [0, 1]])
        >>> seen.table
        predicted   background  sea lion
        true
        background        75.0      25.0
        sea lion           0.0     100.0
    """
    from sklearn.metrics import confusion_matrix  # noqa: PLC0415 (a second, which importing the package should not cost)

    truth = checked_labels(true, "true")
    given = np.asarray(predicted)
    order = None if classes is None else checked_classes(classes)
    if given.ndim >= 2:
        posteriors = checked_posteriors(given, len(truth))
        said = posteriors.argmax(axis=1)
        if order is None:
            if truth.dtype.kind == "U":
                raise ValueError(
                    "true has names and predicted has posteriors: say with classes=[...] which column is which class."
                )
            order = tuple(range(posteriors.shape[1]))
        elif posteriors.shape[1] != len(order):
            raise ValueError(
                f"predicted has {posteriors.shape[1]} columns, but there are {len(order)} classes: "
                "one column for each class is needed, in the order of classes."
            )
    else:
        labels = checked_labels(predicted, "predicted")
        same_length(len(truth), len(labels), "predicted")
        if order is None:
            order = _found(truth, labels)
        said = _places(labels, order, "predicted")
    counts = confusion_matrix(_places(truth, order, "true"), said, labels=range(len(order)))
    return Confusion(counts, order, normalize)


def _found(true: npt.NDArray[Any], predicted: npt.NDArray[Any]) -> tuple[Label, ...]:
    """The classes that occur, sorted."""
    if true.dtype.kind != predicted.dtype.kind:
        raise TypeError(
            "of true and predicted, one has numbers and one has names: say with classes=[...] which name is which "
            "number, counted from 0."
        )
    found = np.unique(np.concatenate([true, predicted])).tolist()
    if len(found) < 2:
        raise ValueError(f"only one class occurs, {found[0]!r}: name all classes with classes=[...].")
    return tuple(found)


def _places(labels: npt.NDArray[Any], classes: tuple[Label, ...], what: str) -> npt.NDArray[np.int64]:
    """For each label its place in the list of classes."""
    named = isinstance(classes[0], str)
    if named and labels.dtype.kind != "U":
        wrong = (labels < 0) | (labels >= len(classes))
        if wrong.any():
            raise ValueError(
                f"{what} has the label {labels[wrong][0]}, but the {len(classes)} classes have the numbers 0 to "
                f"{len(classes) - 1}. Name every class, and count labels from 0."
            )
        return labels
    place: dict[Any, int] = {name: index for index, name in enumerate(classes)}
    values, inverse = np.unique(labels, return_inverse=True)
    for value in values.tolist():
        if value not in place:
            raise ValueError(
                f"{what} has the label {value!r}, which is not among the classes {listed(classes)}. "
                "Look for a typing error, or add it to classes."
            )
    return np.array([place[value] for value in values.tolist()], dtype=np.int64)[inverse]

"""What the calculators of this topic take: labels, scores, shares; and what they refuse, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Label", "checked_labels", "checked_scores", "is_positive", "listed", "real", "same_length", "share"]

Label = int | str
"""A class: its number or its name."""


def checked_labels(values: Any, what: str) -> npt.NDArray[Any]:
    """Labels as an array of whole numbers (int64) or of names (str), shape (n,). True and False become 1 and 0.

    Raises:
        ValueError: for another shape, none at all, or a missing one.
        TypeError: for labels that are neither whole numbers nor names, or some of each.
    """
    array = np.asarray(values)
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{what} must be one label for each image, shape (n,), not {array.shape}.{_hint(array)}")
    if array.dtype.kind == "U" and not isinstance(values, np.ndarray):
        array = np.asarray(values, dtype=object)  # in a list of both, NumPy turns numbers into names without a word
    if array.dtype == object:
        array = _from_objects(array, what)
    if array.dtype.kind == "f":
        if np.isnan(array).any():
            raise ValueError(f"{what} has NaN at index {int(np.isnan(array).argmax())}: leave out what has no label.")
        remedy = (
            "If these are class numbers, astype(int) makes them whole."
            if (array == np.floor(array)).all()
            else "If these are scores, decide first: (scores >= threshold).astype(int)."
        )
        raise TypeError(f"{what} must be whole numbers or names, not {array.dtype}. {remedy}")
    if array.dtype.kind == "U":
        return array
    if array.dtype.kind not in "iub":
        raise TypeError(f"{what} must be whole numbers or names, not {array.dtype}.")
    return array.astype(np.int64)


def _hint(array: npt.NDArray[Any]) -> str:
    """What to do about labels of a wrong shape."""
    if array.ndim != 2:
        return ""
    return " Use ravel()." if array.shape[1] == 1 else " Turn one-hot rows into classes with argmax(axis=1)."


def _from_objects(array: npt.NDArray[Any], what: str) -> npt.NDArray[Any]:
    """An array of Python objects (a column of pandas, a list of names) as one of numbers or names."""
    for index, value in enumerate(array):
        if value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value)):
            raise ValueError(f"{what} has no label at index {index}: leave out what has no label.")
    kinds = {str if isinstance(value, str) else type(value) for value in array}
    if str in kinds and len(kinds) > 1:
        raise TypeError(f"{what} must be whole numbers or names, not some of each.")
    return np.array(array.tolist())


def checked_scores(values: Any, count: int, *, probabilities: bool = False) -> npt.NDArray[np.float64]:
    """Scores of the positive class as float64, shape (count,); a column (count, 1), as from a sigmoid, is flattened.

    Args:
        values: higher is more positive.
        count: how many labels there are.
        probabilities: refuse what lies outside of 0 to 1.

    Raises:
        ValueError: for another shape or length, or a score that is NaN, infinite or out of range.
        TypeError: for what are no real numbers.
    """
    array = np.asarray(values)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        hint = " Choose the column of the positive class: posteriors[:, 1]." if array.ndim == 2 else ""
        raise ValueError(f"scores must be one number for each image, shape (n,), not {array.shape}.{hint}")
    same_length(count, len(array), "scores")
    scores = _finite(array, "scores")
    if probabilities and not 0 <= scores.min() <= scores.max() <= 1:
        raise ValueError(
            f"scores must be probabilities from 0 to 1 here, but they reach from {scores.min():g} to "
            f"{scores.max():g}. If they are logits, apply a sigmoid (or softmax) first."
        )
    return scores


def checked_posteriors(values: npt.NDArray[Any], count: int) -> npt.NDArray[np.float64]:
    """Posteriors as float64, shape (count, classes). A column (count, 1), as from a sigmoid, becomes two: 1 - p and p.

    Raises:
        ValueError: for another shape, NaN, infinity, or a single column out of 0 to 1.
        TypeError: for what are no real numbers.
    """
    if values.ndim != 2 or not values.shape[1]:
        raise ValueError(f"posteriors must have shape ({count}, classes), one row for each image, not {values.shape}.")
    same_length(count, len(values), "predicted")
    posteriors = _finite(values, "predicted")
    if posteriors.shape[1] > 1:
        return posteriors
    if not 0 <= posteriors.min() <= posteriors.max() <= 1:
        raise ValueError(
            "predicted is a single column, which is read as the posterior of class 1, but it reaches from "
            f"{posteriors.min():g} to {posteriors.max():g}. Apply a sigmoid to logits; use ravel() on class numbers."
        )
    return np.concatenate([1 - posteriors, posteriors], axis=1)


def _finite(array: npt.NDArray[Any], what: str) -> npt.NDArray[np.float64]:
    """Real, finite numbers as float64."""
    if array.dtype == object or array.dtype.kind not in "iubf":
        raise TypeError(f"{what} must be real numbers, not {array.dtype}.")
    numbers = array.astype(np.float64)
    wrong = ~np.isfinite(numbers)
    if wrong.any():
        place = np.argwhere(wrong)[0].tolist()
        raise ValueError(
            f"{what} has {numbers[tuple(place)]} at index {place[0] if len(place) == 1 else tuple(place)}: "
            "look at how it was computed, a loss that became NaN leaves a model that says NaN."
        )
    return numbers


def same_length(count: int, other: int, what: str) -> None:
    """Refuse `what` if it is not one for each label.

    Raises:
        ValueError: if the two lengths differ.
    """
    if count != other:
        raise ValueError(
            f"true has {count} labels, but {what} has {other}: both must be about the same images, in the same order."
        )


def is_positive(true: Any, positive: Label) -> npt.NDArray[np.bool_]:
    """Which labels are the positive class, shape (n,). All others are negative: one class against the rest.

    Raises:
        ValueError: if `positive` is none of the labels, or all of them.
        TypeError: for labels that are neither whole numbers nor names.
    """
    labels = checked_labels(true, "true")
    found = np.unique(labels)
    chosen = np.asarray(labels == positive, dtype=np.bool_)  # to NumPy, 1 and "1" are two labels, as they are here
    if not chosen.any():
        raise ValueError(
            f"no label is positive={positive!r}; the labels are {listed(found.tolist())}. "
            "Say which of them is the positive class, or take data that has it."
        )
    if chosen.all():
        raise ValueError(
            f"all {len(labels)} labels are positive={positive!r}: both classes are needed, "
            "as a rate of false positives is a share of the negatives."
        )
    return chosen


def real(value: Any, what: str) -> float:
    """`value` as a float that is no NaN.

    Raises:
        TypeError: if it is no real number.
        ValueError: if it is NaN.
    """
    if isinstance(value, (bool, np.bool_, str)):
        raise TypeError(f"{what} must be a number, not {value!r}.")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{what} must be a number, not {value!r} ({type(value).__name__}).") from None
    if math.isnan(number):
        raise ValueError(f"{what} must be a number, not NaN.")
    return number


def share(value: Any, what: str, *, ends: bool = True) -> float:
    """`value` as a float from 0 to 1.

    Args:
        value: the share.
        what: its name in a message.
        ends: whether 0 and 1 themselves will do.

    Raises:
        TypeError: if it is no real number.
        ValueError: if it lies outside; above 1, percent is the likely reason.
    """
    number = real(value, what)
    if not (0 <= number <= 1 if ends else 0 < number < 1):
        raise ValueError(
            f"{what} must lie between 0 and 1{'' if ends else ', without these two'}, not {number:g}."
            + (f" {number:g} percent is {number / 100:g}." if 1 < number <= 100 else "")
        )
    return number


def listed(labels: Iterable[Any], most: int = 8) -> str:
    """Labels for a message, the first few of many."""
    words = [repr(label) for label in labels]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")

"""A threshold chosen on some images and told of others: the right rule, and those that are known mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from coursekit.evaluation.tasks.arrays import Array

__all__ = [
    "allowed_rate",
    "at_most",
    "below",
    "by",
    "by_false_share",
    "closest",
    "exchanged",
    "highest",
    "highest_fpr",
    "lowest",
    "mixed_rates",
    "mixed_tpr",
    "nearest",
    "nearest_first",
    "no_infinity",
    "numbers_called",
    "other_rates",
    "over",
    "same_place",
    "strictly",
    "thresholds_and_rates",
    "youden",
    "youden_allowed",
]

Point = tuple[float, float, float]


class _At(NamedTuple):
    """What a threshold gives on some images."""

    threshold: float
    fpr: float
    tpr: float
    false_share: float
    """Which share of what is called positive is not; 0 where nothing is."""


class _Images(NamedTuple):
    truth: Array
    scores: Array

    def at(self, threshold: float, *, strict: bool = False) -> _At:
        called = [score > threshold if strict else score >= threshold for score in self.scores.tolist()]
        of_negatives = [call for call, is_positive in zip(called, self.truth.tolist(), strict=True) if not is_positive]
        of_positives = [call for call, is_positive in zip(called, self.truth.tolist(), strict=True) if is_positive]
        false_share = sum(of_negatives) / sum(called) if sum(called) else 0.0
        fpr, tpr = sum(of_negatives) / len(of_negatives), sum(of_positives) / len(of_positives)
        return _At(threshold, fpr, tpr, false_share)

    def curve(self, *, strict: bool = False) -> list[_At]:
        thresholds = [np.inf, *sorted(set(self.scores.tolist()), reverse=True)]
        return [self.at(threshold, strict=strict) for threshold in thresholds]

    def together(self, other: _Images) -> _Images:
        return _Images(np.concatenate([self.truth, other.truth]), np.concatenate([self.scores, other.scores]))


_Choice = Callable[[_Images, float], float]
_Case = tuple[Array, Array, Array, Array, float]


def _best(allowed: list[_At]) -> float:
    """The highest TPR; of equal ones the lowest FPR."""
    return max(allowed, key=lambda at: (at.tpr, -at.fpr)).threshold


def _right(images: _Images, max_fpr: float) -> float:
    return _best([at for at in images.curve() if at.fpr <= max_fpr])


def below(images: _Images, max_fpr: float) -> float:
    """The highest TPR with an FPR below the limit."""
    allowed = [at for at in images.curve() if at.fpr < max_fpr]
    return _best(allowed) if allowed else np.inf


def lowest(images: _Images, max_fpr: float) -> float:
    """The lowest threshold that keeps the limit."""
    return min(at.threshold for at in images.curve() if at.fpr <= max_fpr)


def highest(images: _Images, max_fpr: float) -> float:
    """The highest score of all that is allowed."""
    finite = [at.threshold for at in images.curve() if at.fpr <= max_fpr and at.threshold < np.inf]
    return max(finite, default=np.inf)


def nearest(images: _Images, max_fpr: float) -> float:
    """The FPR nearest to the limit, on whichever side."""
    curve = images.curve()
    distance = min(abs(at.fpr - max_fpr) for at in curve)
    return _best([at for at in curve if abs(at.fpr - max_fpr) == distance])


def nearest_first(images: _Images, max_fpr: float) -> float:
    """The first of those whose FPR is nearest to the limit."""
    return min(images.curve(), key=lambda at: abs(at.fpr - max_fpr)).threshold


def over(images: _Images, max_fpr: float) -> float:
    """The first threshold that breaks the limit."""
    return next((at.threshold for at in images.curve() if at.fpr > max_fpr), images.curve()[-1].threshold)


def youden(images: _Images, _max_fpr: float) -> float:
    """Youden's point, whatever the limit is."""
    return max(images.curve(), key=lambda at: at.tpr - at.fpr).threshold


def closest(images: _Images, _max_fpr: float) -> float:
    """The point closest to (0, 1), whatever the limit is."""
    return min(images.curve(), key=lambda at: np.hypot(at.fpr, 1 - at.tpr)).threshold


def youden_allowed(images: _Images, max_fpr: float) -> float:
    """The highest J of the thresholds that keep the limit."""
    return max((at for at in images.curve() if at.fpr <= max_fpr), key=lambda at: at.tpr - at.fpr).threshold


def highest_fpr(images: _Images, max_fpr: float) -> float:
    """The highest FPR of the thresholds that keep the limit."""
    return max((at for at in images.curve() if at.fpr <= max_fpr), key=lambda at: at.fpr).threshold


def by_false_share(images: _Images, max_fpr: float) -> float:
    """The limit kept by the share of false ones among what is called positive."""
    return _best([at for at in images.curve() if at.false_share <= max_fpr])


def no_infinity(images: _Images, max_fpr: float) -> float:
    """Of the scores alone; where none is allowed, the highest."""
    allowed = [at for at in images.curve()[1:] if at.fpr <= max_fpr]
    return _best(allowed) if allowed else float(images.scores.max())


def strictly(images: _Images, max_fpr: float) -> float:
    """Chosen with only scores above a threshold called positive."""
    return _best([at for at in images.curve(strict=True) if at.fpr <= max_fpr])


def by(
    choose: _Choice = _right, chosen_on: str = "validation", told_of: str = "test", *, strict: bool = False
) -> Callable[..., Point]:
    """A threshold chosen on one part, and its rates on another.

    Args:
        choose: from images and the highest FPR.
        chosen_on: "validation", "test" or "both".
        told_of: the same.
        strict: whether only scores above the threshold are called positive when the rates are told.
    """

    def point(
        validation_truth: Array, validation_scores: Array, test_truth: Array, test_scores: Array, max_fpr: float
    ) -> Point:
        validation, test = _Images(validation_truth, validation_scores), _Images(test_truth, test_scores)
        parts = {"validation": validation, "test": test, "both": validation.together(test)}
        at = parts[told_of].at(choose(parts[chosen_on], max_fpr), strict=strict)
        return float(at.threshold), at.fpr, at.tpr

    return point


def thresholds_and_rates(thresholds_of: str, limit_on: str, best_on: str) -> Callable[..., Point]:
    """A threshold chosen among the scores of one part, by the FPR of another and the TPR of a third."""

    def point(
        validation_truth: Array, validation_scores: Array, test_truth: Array, test_scores: Array, max_fpr: float
    ) -> Point:
        parts = {"validation": _Images(validation_truth, validation_scores), "test": _Images(test_truth, test_scores)}
        candidates = [at.threshold for at in parts[thresholds_of].curve()]
        allowed = [at for at in candidates if parts[limit_on].at(at).fpr <= max_fpr]
        threshold = max(allowed, key=lambda at: parts[best_on].at(at).tpr)  # the first of equal ones is the highest
        at = parts["test"].at(threshold)
        return float(threshold), at.fpr, at.tpr

    return point


def other_rates(rates: Callable[[_Images, float], tuple[float, float]]) -> Callable[..., Point]:
    """The right threshold, with other numbers of the test images."""

    def point(*case: *_Case) -> Point:
        threshold, *_ = by()(*case)
        return threshold, *rates(_Images(case[2], case[3]), threshold)

    return point


def numbers_called(images: _Images, threshold: float) -> tuple[float, float]:
    """How many negatives and how many positives are called positive."""
    called = images.scores >= threshold
    return float((called & (images.truth == 0)).sum()), float((called & (images.truth == 1)).sum())


def at_most(images: _Images, threshold: float) -> tuple[float, float]:
    """With what lies up to the threshold called positive."""
    called = images.scores <= threshold
    return float(called[images.truth == 0].mean()), float(called[images.truth == 1].mean())


def mixed_tpr(*case: *_Case) -> Point:
    """With the TPR of the validation images."""
    threshold, fpr, _ = by()(*case)
    return threshold, fpr, by(told_of="validation")(*case)[2]


def exchanged(*case: *_Case) -> Point:
    """With FPR and TPR exchanged."""
    threshold, fpr, tpr = by()(*case)
    return threshold, tpr, fpr


def same_place(*case: *_Case) -> Point:
    """With the rates at the same place of the curve of the test images; nan where that ends before."""
    validation, test = _Images(case[0], case[1]), _Images(case[2], case[3])
    threshold, *_ = by()(*case)
    place = [at.threshold for at in validation.curve()].index(threshold)
    at = dict(enumerate(test.curve())).get(place, _At(np.nan, np.nan, np.nan, np.nan))
    return threshold, at.fpr, at.tpr


def allowed_rate(*case: *_Case) -> Point:
    """With the FPR that was allowed."""
    threshold, _, tpr = by()(*case)
    return threshold, case[-1], tpr


def mixed_rates(*case: *_Case) -> Point:
    """With the FPR of the validation images."""
    threshold, fpr, _ = by(told_of="validation")(*case)
    return threshold, fpr, by()(*case)[2]

"""ROC curves: with the thresholds and rates that are asked for, and with others."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from coursekit.evaluation.tasks.arrays import Array

__all__ = [
    "above",
    "at_most",
    "below",
    "curve_of",
    "falling_from",
    "halfway",
    "one_by_one",
    "other_rates",
    "reference",
    "repeated",
]

Curve = tuple[Array, Array, Array]
_Called = Callable[[Array, float], Array]


def _at_least(scores: Array, threshold: float) -> Array:
    return np.array([score >= threshold for score in scores.tolist()])


def above(scores: Array, threshold: float) -> Array:
    """Only what lies above the threshold is called positive."""
    return np.array([score > threshold for score in scores.tolist()])


def at_most(scores: Array, threshold: float) -> Array:
    """What lies up to the threshold is called positive."""
    return np.array([score <= threshold for score in scores.tolist()])


def below(scores: Array, threshold: float) -> Array:
    """Only what lies below the threshold is called positive."""
    return np.array([score < threshold for score in scores.tolist()])


def falling_from(scores: Array, *first: float) -> list[float]:
    """These thresholds, then the scores that occur, falling."""
    return [*first, *sorted(set(scores.tolist()), reverse=True)]


def _counts(truth: Array, called: Array) -> tuple[int, int, int, int]:
    """True positives, false positives, positives, negatives."""
    pairs = list(zip(truth.tolist(), called.tolist(), strict=True))
    return pairs.count((1, True)), pairs.count((0, True)), truth.tolist().count(1), truth.tolist().count(0)


def curve_of(truth: Array, scores: Array, thresholds: list[float] | None = None, called: _Called = _at_least) -> Curve:
    """The rates at these thresholds; without any, at infinity and at every score that occurs."""
    at = falling_from(scores, np.inf) if thresholds is None else thresholds
    found = [_counts(truth, called(scores, threshold)) for threshold in at]
    return (
        np.array(at, dtype=float),
        np.array([fp / negatives for _, fp, _, negatives in found]),
        np.array([tp / positives for tp, _, positives, _ in found]),
    )


def halfway(scores: Array) -> list[float]:
    """Thresholds between each score and the next."""
    falling = falling_from(scores)
    return [(high + low) / 2 for high, low in itertools.pairwise(falling)]


def reference(truth: Array, scores: Array) -> Curve:
    """The right answer."""
    return curve_of(truth, scores)


def one_by_one(truth: Array, scores: Array) -> Curve:
    """A step for each image, in the order of a stable sort, whether scores are equal or not."""
    order = np.argsort(-scores, kind="stable")
    ordered = truth[order]
    tpr = np.concatenate([[0], np.cumsum(ordered) / ordered.sum()])
    fpr = np.concatenate([[0], np.cumsum(1 - ordered) / (1 - ordered).sum()])
    return np.concatenate([[np.inf], scores[order]]), fpr, tpr


def repeated(truth: Array, scores: Array) -> Curve:
    """The right rates, but a threshold for every image."""
    return curve_of(truth, scores, [np.inf, *sorted(scores.tolist(), reverse=True)])


def other_rates(fpr: Callable[..., Array], tpr: Callable[..., Array] | None = None) -> Callable[[Array, Array], Curve]:
    """With other rates, of the numbers tp, fp, positives, negatives of all thresholds."""

    def curve(truth: Array, scores: Array) -> Curve:
        thresholds, _, right_tpr = curve_of(truth, scores)
        tp, fp, positives, negatives = np.array(
            [_counts(truth, _at_least(scores, threshold)) for threshold in thresholds.tolist()], dtype=float
        ).T
        numbers = tp, fp, positives, negatives
        return thresholds, fpr(*numbers), tpr(*numbers) if tpr else right_tpr

    return curve

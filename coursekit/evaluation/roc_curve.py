"""The ROC curve: what a threshold on scores finds, and what it gets wrong, for every threshold."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.delong import variance
from coursekit.evaluation.inputs import Label, checked_scores, is_positive, real, share
from coursekit.evaluation.matrix import Confusion

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Interval", "Pairs", "Point", "Roc", "roc"]

Array = npt.NDArray[np.float64]


class Point(NamedTuple):
    """What one threshold gives."""

    threshold: float
    """A score of at least this is called positive; infinite where nothing is."""
    fpr: float
    """False positive rate: the share of the negatives that is called positive."""
    tpr: float
    """True positive rate: the share of the positives that is called positive."""


class Interval(NamedTuple):
    """A confidence interval."""

    low: float
    high: float
    standard_error: float
    """The estimated standard deviation of the estimate."""


class Pairs(NamedTuple):
    """All pairs of a positive and a negative, by whose score is higher."""

    right: int
    """The positive's."""
    tied: int
    """Neither: the scores are equal."""
    wrong: int
    """The negative's."""


@dataclass(frozen=True, repr=False, eq=False)
class Roc:
    """The points of a ROC curve, from (0, 0) to (1, 1). `roc` makes it; a score >= threshold is positive."""

    thresholds: Array
    """Infinity, then every score that occurs once, falling; shape (k,)."""
    fpr: Array
    """Share of the negatives with a score of at least the threshold, rising from 0 to 1, shape (k,)."""
    tpr: Array
    """Share of the positives with a score of at least the threshold, rising from 0 to 1, shape (k,)."""
    positive: Label
    """The class that is positive; every other is negative."""
    positive_scores: Array
    """Rising, shape (m,)."""
    negative_scores: Array
    """Rising, shape (n,)."""

    def __repr__(self) -> str:
        positives, negatives = len(self.positive_scores), len(self.negative_scores)
        return f"<Roc: {positives} positives, {negatives} negatives, AUC {self.auc:.3f}>"

    @property
    def table(self) -> DataFrame:
        """A row per point, from (0, 0) to (1, 1), with the columns `threshold`, `FPR` and `TPR` (shares, 0 to 1)."""
        import pandas as pd  # noqa: PLC0415 (half a second, which importing the package should not cost)

        return pd.DataFrame({"threshold": self.thresholds, "FPR": self.fpr, "TPR": self.tpr})

    @property
    def positive_share(self) -> float:
        """Which share of the images is positive."""
        positives = len(self.positive_scores)
        return positives / (positives + len(self.negative_scores))

    @property
    def auc(self) -> float:
        """Area under the curve, by trapezoids: the share of `pairs` that are right, tied ones counting half."""
        from sklearn.metrics import auc  # noqa: PLC0415 (a second, which importing the package should not cost)

        return float(auc(self.fpr, self.tpr))

    @property
    def pairs(self) -> Pairs:
        """How the scores order each pair of a positive and a negative."""
        below = int(np.searchsorted(self.negative_scores, self.positive_scores, "left").sum())
        up_to = int(np.searchsorted(self.negative_scores, self.positive_scores, "right").sum())
        return Pairs(below, up_to - below, len(self.positive_scores) * len(self.negative_scores) - up_to)

    def interval(self, confidence: float = 0.95) -> Interval:
        """Where the AUC lies with this confidence, if other images were drawn: DeLong's method, normal approximation.

        The images must have been drawn independently: patches cut from one scene were not, and the true interval is
        wider. It says nothing about another training run. Cut off at 0 and 1. See `coursekit.evaluation.delong`.

        Args:
            confidence: between 0 and 1, such as 0.95.

        Raises:
            ValueError: for another confidence, or fewer than two positives or negatives.

        Warns:
            UserWarning: if the estimated variance is 0, as where the classes do not overlap: the interval is then a
                point, which is no certainty but too few images to see a mistake.
        """
        from scipy.special import ndtri  # noqa: PLC0415 (importing the package should not cost it)

        confidence = share(confidence, "confidence", ends=False)
        error = float(np.sqrt(variance(self.positive_scores, self.negative_scores)))
        if error == 0:
            warnings.warn(
                f"DeLong's variance is 0 at an AUC of {self.auc:g} here: the interval is a point and says nothing. "
                "More images are needed.",
                stacklevel=2,
            )
        reach = float(ndtri((1 + confidence) / 2)) * error
        return Interval(max(self.auc - reach, 0.0), min(self.auc + reach, 1.0), error)

    def at(self, threshold: float) -> Point:
        """What any threshold gives, also one between the scores.

        Raises:
            TypeError: if it is no number.
            ValueError: if it is NaN.
        """
        threshold = real(threshold, "threshold")
        shares = [
            float((len(scores) - np.searchsorted(scores, threshold, "left")) / len(scores))
            for scores in (self.negative_scores, self.positive_scores)
        ]
        return Point(threshold, *shares)

    def confusion(self, threshold: float, normalize: str | None = "true") -> Confusion:
        """The confusion matrix at a threshold; the positive class comes first, the rest is one class.

        Args:
            threshold: a score of at least this is called positive.
            normalize: as for `coursekit.evaluation.confusion`.

        Raises:
            TypeError: if the threshold is no number.
            ValueError: if it is NaN.
        """
        threshold = real(threshold, "threshold")
        rows = []
        for scores in (self.positive_scores, self.negative_scores):
            below = int(np.searchsorted(scores, threshold, "left"))
            rows.append((len(scores) - below, below))
        return Confusion(np.array(rows), (str(self.positive), f"not {self.positive}"), normalize)


def roc(true: Any, scores: Any, positive: Label = 1) -> Roc:
    """The ROC curve of scores: a point for every threshold that makes a difference.

    A score of at least the threshold is called positive. The first point, at an infinite threshold, is (0, 0); the
    last, at the lowest score, is (1, 1). Images with equal scores cross the threshold together: where both classes are
    among them the curve is slanted, and no threshold gives the points between. Points on a straight line are kept.

    Args:
        true: the class of each image, whole numbers or names, shape (n,).
        scores: how positive each image seems, shape (n,) or (n, 1): posteriors of the positive class, logits, anything
            that is higher for more positive. They need not lie between 0 and 1, as only their order counts.
        positive: the positive class. All others are negative, so that of several classes one is set against the rest.

    Raises:
        ValueError: for wrong shapes or lengths, NaN, infinity, a positive class that does not occur, or no other.
        TypeError: for labels that are neither whole numbers nor names, or scores that are no numbers.

    Example:
        >>> from coursekit import evaluation
        >>> curve = evaluation.roc([1, 1, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.2])
        >>> round(curve.auc, 3), curve.pairs
        (0.833, Pairs(right=5, tied=0, wrong=1))
    """
    from sklearn.metrics import roc_curve  # noqa: PLC0415 (a second, which importing the package should not cost)

    chosen = is_positive(true, positive)
    values = checked_scores(scores, len(chosen))
    fpr, tpr, thresholds = roc_curve(chosen, values, drop_intermediate=False)
    return Roc(thresholds, fpr, tpr, positive, np.sort(values[chosen]), np.sort(values[~chosen]))

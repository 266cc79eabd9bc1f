"""Calibration: whether of the images with a score of 0.8 eight in ten are positive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.inputs import Label, checked_scores, is_positive
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Calibration", "calibration"]


@dataclass(frozen=True, repr=False, eq=False)
class Calibration:
    """Scores and what became of them, bin by bin. `calibration` makes it."""

    edges: npt.NDArray[np.float64]
    """Where bins begin and end, shape (bins + 1,). An edge belongs to the bin below it, the first one to the first."""
    counts: npt.NDArray[np.int64]
    """Images in each bin, shape (bins,)."""
    mean_score: npt.NDArray[np.float64]
    """Mean score of the images of each bin; NaN in an empty one."""
    positive_share: npt.NDArray[np.float64]
    """Which share of the images of each bin is positive; NaN in an empty one."""
    brier_score: float
    """Mean of (score - 1)² over positives and score² over negatives: 0 is perfect, 0.25 is saying 0.5 to everything.
    G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78, 1950."""

    def __repr__(self) -> str:
        return (
            f"<Calibration: {self.counts.sum()} images in {len(self.counts)} bins, expected calibration error "
            f"{self.expected_calibration_error:.3f}, Brier score {self.brier_score:.3f}>"
        )

    @property
    def table(self) -> DataFrame:
        """The reliability table: a row per bin.

        The columns are `above` and `up to` (the bin's edges; the first bin has its lower one too), `count`,
        `mean score`, `positive share`, and `gap`, the share less the score: below 0 the scores promise too much.
        """
        import pandas as pd  # noqa: PLC0415 (half a second, which importing the package should not cost)

        return pd.DataFrame(
            {
                "above": self.edges[:-1],
                "up to": self.edges[1:],
                "count": self.counts,
                "mean score": self.mean_score,
                "positive share": self.positive_share,
                "gap": self.positive_share - self.mean_score,
            }
        )

    @property
    def expected_calibration_error(self) -> float:
        """Expected calibration error: the mean distance of positive share and mean score, over images.

        It depends on the bins: more bins, more noise in each. M. P. Naeini, G. Cooper, M. Hauskrecht, "Obtaining well
        calibrated probabilities using Bayesian binning", AAAI 2015.
        """
        filled = self.counts > 0
        gaps = np.abs(self.positive_share - self.mean_score)[filled]
        return float(np.average(gaps, weights=self.counts[filled]))


def calibration(
    true: Any, scores: Any, positive: Label = 1, *, bins: int = 10, strategy: str = "uniform"
) -> Calibration:
    """Sort scores into bins and compare the mean score of each with the share of positives in it.

    Of several classes, either one is set against the rest, or the winner is asked whether it is right as often as it
    says: `calibration(posteriors.argmax(axis=1) == labels, posteriors.max(axis=1))`, as in C. Guo, G. Pleiss, Y. Sun,
    K. Weinberger, "On calibration of modern neural networks", ICML 2017.

    Args:
        true: the class of each image, whole numbers or names, shape (n,).
        scores: posteriors of the positive class, from 0 to 1, shape (n,) or (n, 1).
        positive: the positive class. All others are negative.
        bins: how many.
        strategy: "uniform" for bins of equal width from 0 to 1; "quantile" for about equally many images in each, from
            the lowest score to the highest (fewer bins are filled where scores are equal).

    Raises:
        ValueError: for wrong shapes or lengths, NaN, scores outside of 0 to 1, a positive class that does not
            occur, no other, no bin, or another strategy.
        TypeError: for labels that are neither whole numbers nor names, scores that are no numbers, or a number of bins
            that is not whole.

    Example:
        >>> from coursekit import evaluation
        >>> seen = evaluation.calibration([0, 1, 1, 1], [0.5, 0.5, 1.0, 1.0], bins=2)
        >>> seen.expected_calibration_error, seen.brier_score
        (0.0, 0.125)
    """
    from sklearn.metrics import brier_score_loss  # noqa: PLC0415 (a second, which importing the package should not cost)

    bins, strategy = whole(bins, "bins"), one_of(strategy, "strategy", ("uniform", "quantile"))
    chosen = is_positive(true, positive)
    values = checked_scores(scores, len(chosen), probabilities=True)
    even = np.linspace(0, 1, bins + 1)
    edges = even if strategy == "uniform" else np.percentile(values, 100 * even)
    bin_of = np.searchsorted(edges[1:-1], values, "left")  # as scikit-learn's calibration_curve, which hides the counts
    counts = np.bincount(bin_of, minlength=bins)
    mean_score, positive_share = (
        np.divide(
            np.bincount(bin_of, weights=weights, minlength=bins), counts, out=np.full(bins, np.nan), where=counts > 0
        )
        for weights in (values, chosen.astype(np.float64))
    )
    return Calibration(edges, counts, mean_score, positive_share, float(brier_score_loss(chosen, values)))

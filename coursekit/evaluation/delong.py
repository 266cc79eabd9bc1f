"""The variance of an area under the ROC curve, by DeLong's method."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["variance"]

Array = npt.NDArray[np.float64]


def variance(positives: Array, negatives: Array) -> float:
    """Estimated variance of the AUC over samples of so many positives and negatives.

    For each positive, its placement is the share of negatives that it outranks, an equal one counting half; for each
    negative, the share of positives that outrank it. The AUC is the mean of either. Its variance is the variance of the
    first (divided by m - 1) over m, plus that of the second (divided by n - 1) over n, for m positives and n negatives:
    E. DeLong, D. DeLong, D. Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
    characteristic curves", Biometrics 44, 1988. Instead of comparing m n pairs, each placement is the difference
    between a score's rank among all and its rank among its own class, equal scores sharing their mean rank: X. Sun,
    W. Xu, "Fast implementation of DeLong's algorithm", IEEE Signal Processing Letters 21, 2014.

    Args:
        positives: scores of the positives, shape (m,).
        negatives: scores of the negatives, shape (n,).

    Raises:
        ValueError: for fewer than two of either: one score has no variance.
    """
    from scipy.stats import rankdata  # noqa: PLC0415 (most of a second, which importing the package should not cost)

    m, n = len(positives), len(negatives)
    if min(m, n) < 2:
        raise ValueError(
            f"an interval needs at least two positives and two negatives, not {m} and {n}: one has no variance."
        )
    ranks = rankdata(np.concatenate([positives, negatives]))
    # Counts in halves are exact: where all are equal, the variance is exactly 0.
    outranked = ranks[:m] - rankdata(positives)  # negatives below each positive
    missed = ranks[m:] - rankdata(negatives)  # positives below each negative: as 1 - x, its variance is that of x
    return float(np.var(outranked, ddof=1) / n**2 / m + np.var(missed, ddof=1) / m**2 / n)

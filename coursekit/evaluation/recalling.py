"""Precision against recall: what ROC curves hide where positives are rare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.inputs import Label, checked_scores, is_positive

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["PrecisionRecall", "precision_recall"]


@dataclass(frozen=True, repr=False, eq=False)
class PrecisionRecall:
    """The points of a precision-recall curve. `precision_recall` makes it; a score >= threshold is positive."""

    thresholds: npt.NDArray[np.float64]
    """Infinity, then every score that occurs once, falling; shape (k,)."""
    precision: npt.NDArray[np.float64]
    """Of what is called positive, the share that is; shape (k,). 1 at the infinite threshold, by convention."""
    recall: npt.NDArray[np.float64]
    """Of the positives, the share that is called so (the TPR), rising from 0 to 1, shape (k,)."""
    average_precision: float
    """The precision at each threshold, weighted by how much the recall rises there: no interpolation, so that it is not
    the area under the drawn line."""
    positive_share: float
    """Which share of the images is positive: the precision of calling everything positive, and the average precision
    to expect of scores that know nothing."""
    positive: Label
    """The class that is positive; every other is negative."""

    def __repr__(self) -> str:
        return (
            f"<PrecisionRecall: {len(self.thresholds)} points, {100 * self.positive_share:.3g} % positive, "
            f"average precision {self.average_precision:.3f}>"
        )

    @property
    def table(self) -> DataFrame:
        """A row per point, with the columns `threshold` (falling), `recall` and `precision` (shares, 0 to 1)."""
        import pandas as pd  # noqa: PLC0415 (half a second, which importing the package should not cost)

        return pd.DataFrame({"threshold": self.thresholds, "recall": self.recall, "precision": self.precision})


def precision_recall(true: Any, scores: Any, positive: Label = 1) -> PrecisionRecall:
    """Precision and recall at every threshold that makes a difference; a score of at least the threshold is positive.

    Args:
        true: the class of each image, whole numbers or names, shape (n,).
        scores: how positive each image seems, shape (n,) or (n, 1); any numbers, as only their order counts.
        positive: the positive class. All others are negative.

    Raises:
        ValueError: for wrong shapes or lengths, NaN, infinity, a positive class that does not occur, or no other.
        TypeError: for labels that are neither whole numbers nor names, or scores that are no numbers.

    Example:
        >>> from coursekit import evaluation
        >>> curve = evaluation.precision_recall([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1])
        >>> round(curve.average_precision, 3)  # 1/2 of precision 1, then 1/2 of precision 2/3
        0.833
    """
    from sklearn import metrics  # noqa: PLC0415 (a second, which importing the package should not cost)

    chosen = is_positive(true, positive)
    values = checked_scores(scores, len(chosen))
    precision, recall, thresholds = metrics.precision_recall_curve(chosen, values)
    return PrecisionRecall(
        np.append(np.inf, thresholds[::-1]),  # scikit-learn's thresholds rise, and its last point has none
        precision[::-1],
        recall[::-1],
        float(metrics.average_precision_score(chosen, values)),
        float(chosen.mean()),
        positive,
    )

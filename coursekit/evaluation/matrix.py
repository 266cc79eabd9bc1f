"""The confusion matrix, and what is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.inputs import Label, checked_labels
from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["NORMALIZE", "Confusion", "checked_classes"]

NORMALIZE = ("true", "predicted", "all")
"""What 100 percent are: a row (all of a true class), a column (all called a class), or the whole table."""


@dataclass(frozen=True, repr=False, eq=False)
class Confusion:
    """How often each true class was given each class. Rows are true classes, columns are predicted ones.

    Args:
        counts: shape (classes, classes); whole numbers where images were counted, floats where they are expected.
        classes: their numbers or names, in the order of rows and columns.
        normalize: what 100 percent are in `table`: "true", "predicted", "all", or None for counts.

    Raises:
        ValueError: if counts are not square, negative, not finite, all 0, or do not fit the classes.
    """

    counts: npt.NDArray[Any]
    classes: tuple[Label, ...]
    normalize: str | None = "true"

    def __post_init__(self) -> None:
        counts, size = np.asarray(self.counts), len(self.classes)
        if counts.shape != (size, size) or size < 2:
            raise ValueError(
                f"counts must have a row and a column for each of at least two classes; "
                f"its shape is {counts.shape}, with {size} classes."
            )
        if not (np.isfinite(counts).all() and counts.min() >= 0 and counts.sum() > 0):
            raise ValueError("counts must be finite, none below 0, and not all 0.")
        object.__setattr__(self, "counts", counts)
        object.__setattr__(self, "classes", checked_classes(self.classes))
        object.__setattr__(self, "normalize", checked_normalize(self.normalize))

    def __repr__(self) -> str:
        return (
            f"<Confusion: {len(self.classes)} classes, {self.counts.sum():,.12g} images, accuracy {self.accuracy:.3f}>"
        )

    @property
    def table(self) -> DataFrame:
        """The matrix as `normalize` says: percent, or counts."""
        return self.normalized(self.normalize)

    def normalized(self, normalize: str | None = "true") -> DataFrame:
        """The matrix in percent of each true class, of each predicted class, of all; or as counts.

        Args:
            normalize: "true", "predicted", "all" or None.

        Returns:
            A DataFrame, a row per true class, a column per predicted one. A class without images has no percentages:
            its row is NaN for "true", as the column of a class that was never predicted is for "predicted"
            (scikit-learn writes 0 there).

        Raises:
            ValueError: for another `normalize`.
        """
        import pandas as pd  # noqa: PLC0415 (half a second, which importing the package should not cost)

        axes = {"true": 1, "predicted": 0, "all": None}
        values = self.counts
        if (normalize := checked_normalize(normalize)) is not None:
            values = _ratio(100.0 * values, values.sum(axis=axes[normalize], keepdims=True))
        names = list(self.classes)
        return pd.DataFrame(values, index=pd.Index(names, name="true"), columns=pd.Index(names, name="predicted"))

    @property
    def accuracy(self) -> float:
        """Which share of all images got its class, from 0 to 1."""
        return float(np.trace(self.counts) / self.counts.sum())

    @property
    def balanced_accuracy(self) -> float:
        """The mean of the recalls of all classes that have images: accuracy if all of these were equally common."""
        size = self.counts.sum(axis=1)
        return float(np.mean(np.diag(self.counts)[size > 0] / size[size > 0]))

    @property
    def by_class(self) -> DataFrame:
        """Each class against the rest.

        A DataFrame with a row per class and the columns

        - `precision`: of what was called this class, the share that is it: TP / (TP + FP),
        - `recall`: of what is this class, the share that was called so: TP / (TP + FN),
        - `specificity`: of what is not this class, the share that was not called so: TN / (TN + FP),
        - `balanced accuracy`: the mean of recall and specificity,
        - `F1`: 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall,
        - `support`: images of this class.

        What would be 0 / 0 is NaN. The first, second and fifth are scikit-learn's.
        """
        import pandas as pd  # noqa: PLC0415 (half a second, which importing the package should not cost)
        from sklearn.metrics import precision_recall_fscore_support  # noqa: PLC0415 (as pandas)

        size = len(self.classes)
        true, predicted = np.divmod(np.arange(size * size), size)
        precision, recall, f1, _ = precision_recall_fscore_support(
            true, predicted, labels=range(size), sample_weight=self.counts.ravel(), zero_division=np.nan
        )
        support = self.counts.sum(axis=1)
        negatives = support.sum() - support
        false_positives = self.counts.sum(axis=0) - np.diag(self.counts)
        specificity = _ratio(negatives - false_positives, negatives)
        columns = {
            "precision": precision,
            "recall": recall,
            "specificity": specificity,
            "balanced accuracy": (recall + specificity) / 2,
            "F1": f1,
            "support": support,
        }
        return pd.DataFrame(columns, index=pd.Index(list(self.classes), name="class"))

    def most_confused(self, count: int = 5, by: str = "count") -> DataFrame:
        """The pairs of classes that are mistaken most often.

        Args:
            count: how many pairs at most. A pair that was never mistaken is left out.
            by: "count" for the most images, "percent" for the largest share of the true class. Where a class is rare
                the two differ.

        Returns:
            A DataFrame with the columns `true`, `predicted`, `count` and `percent` (of the true class), the worst
            first; of equal ones that which comes first in the matrix, row by row.

        Raises:
            ValueError: for another `by`, or a count below 1.
            TypeError: if the count is not whole.
        """
        import pandas as pd  # noqa: PLC0415 (half a second, which importing the package should not cost)

        count, by = whole(count, "count"), one_of(by, "by", ("count", "percent"))
        rows, columns = np.nonzero(self.counts * (1 - np.eye(len(self.classes))))
        counts = self.counts[rows, columns]
        frame = pd.DataFrame(
            {
                "true": [self.classes[row] for row in rows],
                "predicted": [self.classes[column] for column in columns],
                "count": counts,
                "percent": 100.0 * counts / self.counts.sum(axis=1)[rows],
            }
        )
        return frame.sort_values(by, ascending=False, kind="stable", ignore_index=True).head(count)


def checked_classes(classes: Sequence[Label]) -> tuple[Label, ...]:
    """The classes as a tuple of Python's own numbers or names.

    Raises:
        ValueError: for fewer than two, or one listed twice.
        TypeError: for what are neither whole numbers nor names, or some of each.
    """
    if isinstance(classes, str) or not isinstance(classes, (Sequence, np.ndarray)):
        raise TypeError(f"classes must be a list of names or whole numbers, not {classes!r}.")
    order: tuple[Label, ...] = tuple(checked_labels(classes, "classes").tolist()) if len(classes) else ()
    if len(order) < 2:
        raise ValueError(f"classes must name at least two classes, not {list(order)}.")
    if len(set(order)) < len(order):
        twice = next(name for name in order if order.count(name) > 1)
        raise ValueError(f"classes has {twice!r} more than once.")
    return order


def checked_normalize(normalize: str | None) -> str | None:
    """`normalize` if it is one of `NORMALIZE`, or None.

    Raises:
        ValueError: if it is anything else.
    """
    return None if normalize is None else one_of(normalize, "normalize (if not None)", NORMALIZE)


def _ratio(part: npt.NDArray[Any], of: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """`part / of`, NaN where `of` is 0."""
    ratio = np.full(np.broadcast_shapes(part.shape, of.shape), np.nan)
    np.divide(part, of, out=ratio, where=of > 0)
    return ratio

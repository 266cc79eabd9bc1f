"""Two rates and the share of positives: the same classifier where a class is common and where it is rare."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from coursekit.evaluation.inputs import real, share
from coursekit.evaluation.matrix import Confusion

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["EXAMPLES", "Rates", "across_balance", "from_rates"]


class Rates(NamedTuple):
    """What a classifier of two classes does, whatever the share of positives is."""

    tpr: float
    """True positive rate: the share of the positives that is called positive."""
    fpr: float
    """False positive rate: the share of the negatives that is called positive."""


EXAMPLES: Mapping[str, Rates] = MappingProxyType({"A": Rates(tpr=0.85, fpr=0.10), "B": Rates(tpr=0.60, fpr=0.02)})
"""The two classifiers of the lecture, whose confusion matrices in percent of the true class are

```
A                 called positive  called negative     B                 called positive  called negative
truly positive                 85               15     truly positive                 60               40
truly negative                 10               90     truly negative                  2               98
```

A finds more, B raises fewer false alarms. Which is better depends on how common positives are, and on what mistakes
cost: by accuracy, B as soon as less than 8/33 (24.2 percent) of the images are positive, and calling nothing positive
beats both where they are less than 2/62 (3.2 percent).
"""


def from_rates(
    tpr: float,
    fpr: float,
    positive_share: float,
    *,
    count: float = 1,
    classes: tuple[str, str] = ("positive", "negative"),
    normalize: str | None = "true",
) -> Confusion:
    """The confusion matrix to expect of two rates, where so many images are positive.

    Its accuracy is positive_share * tpr + (1 - positive_share) * (1 - fpr).

    Args:
        tpr: share of the positives that is called positive, from 0 to 1.
        fpr: share of the negatives that is called positive, from 0 to 1.
        positive_share: share of the images that is positive, from 0 to 1.
        count: how many images; with 1, the matrix holds shares of all. Counts are not rounded.
        classes: names of the positive and the negative class, in this order: the positive one comes first.
        normalize: as for `coursekit.evaluation.confusion`.

    Raises:
        ValueError: for a share outside of 0 to 1, or a count that is not above 0.
        TypeError: for what is no number.

    Example:
        >>> from coursekit import evaluation
        >>> rare = evaluation.from_rates(*evaluation.EXAMPLES["A"], positive_share=0.01, count=1000)
        >>> rare.counts.round(1).tolist()
        [[8.5, 1.5], [99.0, 891.0]]
    """
    tpr, fpr, positive_share = share(tpr, "tpr"), share(fpr, "fpr"), share(positive_share, "positive_share")
    count = real(count, "count")
    if not 0 < count < np.inf:
        raise ValueError(f"count must be above 0 and finite, not {count:g}.")
    sizes = count * np.array([[positive_share], [1 - positive_share]])
    return Confusion(sizes * np.array([[tpr, 1 - tpr], [fpr, 1 - fpr]]), classes, normalize)


def across_balance(tpr: float, fpr: float, positive_shares: Any = (0.5, 0.2, 0.1, 0.05, 0.01, 0.001)) -> DataFrame:
    """What becomes of accuracy and precision as positives get rarer, while the classifier stays the same.

    Args:
        tpr: share of the positives that is called positive, from 0 to 1.
        fpr: share of the negatives that is called positive, from 0 to 1.
        positive_shares: shares of positives, from 0 to 1, shape (n,).

    Returns:
        A DataFrame with a row per share (the index) and the columns `accuracy`; `precision` of the positive class, NaN
        where nothing is called positive; `balanced accuracy`, the mean of TPR and 1 - FPR, which stays; and
        `majority`, the accuracy of always saying the more common class, which is what accuracy has to be compared with.

    Raises:
        ValueError: for a share outside of 0 to 1, or none at all.
        TypeError: for what is no number.
    """
    import pandas as pd  # noqa: PLC0415 (half a second, which importing the package should not cost)

    tpr, fpr = share(tpr, "tpr"), share(fpr, "fpr")
    given = np.asarray(positive_shares)
    if given.ndim != 1 or not len(given):
        raise ValueError(f"positive_shares must be a list of shares, shape (n,), not {given.shape}.")
    shares = np.array([share(value, "each of positive_shares") for value in given.tolist()])
    called = shares * tpr + (1 - shares) * fpr
    return pd.DataFrame(
        {
            "accuracy": shares * tpr + (1 - shares) * (1 - fpr),
            "precision": np.divide(shares * tpr, called, out=np.full(len(shares), np.nan), where=called > 0),
            "balanced accuracy": (tpr + 1 - fpr) / 2,
            "majority": np.maximum(shares, 1 - shares),
        },
        index=pd.Index(shares, name="positive share"),
    )

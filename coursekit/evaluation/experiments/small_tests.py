"""What a small test set says of an AUC, and how often the interval holds what it promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.experiments.drawing import by_class, by_group
from coursekit.evaluation.inputs import Label, is_positive
from coursekit.evaluation.roc_curve import roc

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["small_tests"]


def small_tests(
    true: Any,
    scores: Any,
    positive: Label = 1,
    *,
    sizes: Sequence[int] = (60, 120, 240, 480),
    draws: int = 200,
    groups: Any = None,
    seed: int = 0,
) -> DataFrame:
    """Draw test sets from many images, and look at the AUC of each and its 95 % interval.

    The many images stand for all that there are: sets are drawn with replacement, and the AUC of all is the true one.

    Args:
        true: the class of each image, as `coursekit.evaluation.roc` takes it, shape (n,).
        scores: shape (n,).
        positive: the positive class.
        sizes: images in a test set.
        draws: test sets of each size.
        groups: the group (the scene) of each image, shape (n,), to draw whole groups; None draws images one by one,
            with the same share of positives in each set.
        seed: of the drawing.

    Returns:
        A row per test set: "size", "draw", "auc", "low", "high" (of the interval), and "true_auc", that of all. A set
        whose scores do not overlap, or which has fewer than two of a class, has no interval and is drawn again.

    Raises:
        ValueError: if the scores of all images do not overlap, or what `coursekit.evaluation.roc` refuses.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    whole_curve, chosen = roc(true, scores, positive), is_positive(true, positive)
    values, truth = np.asarray(scores, dtype=np.float64), whole_curve.auc
    if _apart(whole_curve.positive_scores, whole_curve.negative_scores):
        raise ValueError("the scores of the two classes do not overlap: no set of them has an interval.")
    random, rows = np.random.default_rng(seed), []
    for size in sizes:
        drawn = 0
        while drawn < draws:
            own = by_class(chosen, size, random) if groups is None else by_group(groups, size, random)
            kinds, mine = chosen[own], values[own]
            if min(kinds.sum(), (~kinds).sum()) < 2 or _apart(mine[kinds], mine[~kinds]):
                continue
            curve = roc(kinds, mine)
            low, high, _ = curve.interval()
            rows.append({"size": size, "draw": drawn, "auc": curve.auc, "low": low, "high": high, "true_auc": truth})
            drawn += 1
    return pd.DataFrame(rows)


def _apart(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    """Whether all scores of one class lie above all of the other."""
    return bool(one.min() > other.max() or one.max() < other.min())

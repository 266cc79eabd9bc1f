"""A threshold chosen on few images: what it promises there, and what it keeps on all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.evaluation.experiments.drawing import by_class
from coursekit.evaluation.inputs import Label, is_positive
from coursekit.evaluation.roc_curve import roc
from coursekit.evaluation.threshold import best_threshold
from coursekit.network.validation import one_of

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["CRITERIA", "choosing"]

CRITERIA = ("youden", "accuracy")
"""Whose value is comparable between sets: TPR - FPR, and the share that is right."""


def choosing(
    true: Any,
    scores: Any,
    positive: Label = 1,
    *,
    criterion: str = "youden",
    sizes: Sequence[int] = (30, 60, 120, 240, 480),
    draws: int = 200,
    seed: int = 0,
) -> DataFrame:
    """Choose the best threshold on a small set, and see what the same threshold gives on all images.

    The many images stand for all that there are: sets are drawn from them with replacement, with the same share of
    positives.

    Args:
        true: the class of each image, as `coursekit.evaluation.roc` takes it, shape (n,).
        scores: shape (n,).
        positive: the positive class.
        criterion: "youden" or "accuracy", as `coursekit.evaluation.best_threshold` takes it.
        sizes: images in a set to choose on.
        draws: sets of each size.
        seed: of the drawing.

    Returns:
        A row per set: "criterion", "size", "draw", "threshold", "promised" (the criterion on the set), "kept" (the same
        threshold on all images), and "best", which no threshold exceeds on all images.

    Raises:
        ValueError: for another criterion.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    criterion = one_of(criterion, "criterion", CRITERIA)
    everything, chosen = roc(true, scores, positive), is_positive(true, positive)
    values = np.asarray(scores, dtype=np.float64)
    best = best_threshold(everything, criterion=criterion).value
    share = everything.positive_share
    random, rows = np.random.default_rng(seed), []
    for size in sizes:
        for draw in range(draws):
            own = by_class(chosen, size, random)
            found = best_threshold(roc(chosen[own], values[own]), criterion=criterion)
            there = everything.at(found.threshold)
            kept = there.tpr - there.fpr if criterion == "youden" else share * there.tpr + (1 - share) * (1 - there.fpr)
            rows.append(
                {
                    "criterion": criterion,
                    "size": size,
                    "draw": draw,
                    "threshold": found.threshold,
                    "promised": found.value,
                    "kept": kept,
                    "best": best,
                }
            )
    return pd.DataFrame(rows)

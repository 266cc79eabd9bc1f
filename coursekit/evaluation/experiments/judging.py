"""One classifier of several classes, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.evaluation.calibrating import calibration
from coursekit.evaluation.pairs import confusion
from coursekit.evaluation.roc_curve import roc

__all__ = ["judged"]


def judged(labels: Any, posteriors: Any, classes: Sequence[str]) -> dict[str, float]:
    """How often it is right, how sure it is, and how well it tells each class from the rest.

    Args:
        labels: the class of each image as a number, shape (n,). Every class must occur at least twice, and another one.
        posteriors: what a classifier says of it, shape (n, classes), each row adding up to 1.
        classes: their names.

    Returns:
        "accuracy"; "confidence", the mean of the highest posterior; "calibration_error" and "brier_score" of the
        highest posterior as a statement on being right (`coursekit.evaluation.calibration`, ten bins); and for each
        class "recall CLASS", "precision CLASS" (NaN where it was never predicted), "auc CLASS" of the class against the
        rest and "low CLASS", "high CLASS", the ends of its 95 % interval.
    """
    said = np.asarray(posteriors, dtype=np.float64)
    seen = confusion(labels, said, classes=classes)
    sure, right = said.max(axis=1), said.argmax(axis=1) == np.asarray(labels)
    promised = calibration(right, sure)
    row = {
        "accuracy": seen.accuracy,
        "confidence": float(sure.mean()),
        "calibration_error": promised.expected_calibration_error,
        "brier_score": promised.brier_score,
    }
    by_class = seen.by_class
    recalls, precisions = by_class["recall"].tolist(), by_class["precision"].tolist()
    for number, name in enumerate(classes):
        curve = roc(labels, said[:, number], positive=number)
        low, high, _ = curve.interval()
        row |= {
            f"recall {name}": recalls[number],
            f"precision {name}": precisions[number],
            f"auc {name}": curve.auc,
            f"low {name}": low,
            f"high {name}": high,
        }
    return row

"""An ensemble: the posteriors of several networks, averaged."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["averaged"]


def averaged(posteriors: Any, labels: Any) -> list[dict[str, Any]]:
    """What averaging the posteriors of some of the networks gives, for every choice of them.

    Args:
        posteriors: shape (networks, n, classes).
        labels: the class of each image, shape (n,).

    Returns:
        A row for each number of networks, 1 up to all: "networks", "choices" (how many ways there are to choose so
        many), "accuracy" (mean over the choices), "lowest" and "highest" (of the choices), "log_loss" (mean over the
        choices; natural logarithm).

    Raises:
        ValueError: if the shapes do not fit.
    """
    said = np.asarray(posteriors, dtype=np.float64)
    truth = np.asarray(labels)
    if said.ndim != 3 or truth.shape != said.shape[1:2]:
        raise ValueError(
            f"posteriors must have shape (networks, n, classes) and labels (n,), not {said.shape} and {truth.shape}."
        )
    rows = []
    for count in range(1, len(said) + 1):
        found = np.array(
            [_judged(said[list(some)].mean(axis=0), truth) for some in combinations(range(len(said)), count)]
        )
        accuracies, losses = found.T
        rows.append(
            {
                "networks": count,
                "choices": len(found),
                "accuracy": float(accuracies.mean()),
                "lowest": float(accuracies.min()),
                "highest": float(accuracies.max()),
                "log_loss": float(losses.mean()),
            }
        )
    return rows


def _judged(said: npt.NDArray[np.float64], truth: npt.NDArray[Any]) -> tuple[float, float]:
    right = np.maximum(said[np.arange(len(said)), truth], 1e-7)  # no logarithm of 0
    return float((said.argmax(axis=1) == truth).mean()), float(-np.log(right).mean())

"""Test-time augmentation, measured: right or not, how sure, at which cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.prediction import predict

__all__ = ["SURE", "calibration_error", "compare_views"]

Posteriors = npt.NDArray[np.float64]

SURE = (0.5, 0.9)
"""Highest posterior of the plain image: below is unsure, above is sure."""

_BINS = 10


def calibration_error(said: Posteriors, labels: Any) -> float:
    """Expected calibration error: Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks".

    Args:
        said: posteriors, shape (n, classes).
        labels: shape (n,).

    Returns:
        The mean distance between how sure a decision is (its posterior) and how often it is right, over ten equal
        ranges of posteriors, each by its number of images; from 0 to 1.
    """
    sure, right = said.max(axis=1), said.argmax(axis=1) == labels
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float(sure[bins == one].sum() - right[bins == one].sum())) for one in range(_BINS)]
    return sum(gaps) / len(said)


def compare_views(
    model: Any, images: Any, labels: Any, augment: Augment, views: tuple[int, ...] = (1, 2, 4, 8, 16)
) -> Iterator[dict[str, Any]]:
    """What the mean of posteriors and the vote over several views say.

    Args:
        model: gives posteriors.
        images: shape (n, height, width, channels).
        labels: shape (n,).
        augment: makes the views; `augmentation.predict` tells how.
        views: numbers of views; with 1, there is only the image itself.

    Yields:
        For each number, for "mean" and "vote", and for "all" images and those on which the model was "unsure" (highest
        posterior of the plain image below 0.5), "between" and "sure" (0.9 or above): "views", "combine", "images"
        (which of these), "count", "accuracy", "log_loss", "brier" (mean squared distance to the right answer, summed
        over classes), "calibration_error", "changed" (share decided otherwise than on the plain image), "model_calls"
        (images that went through the model) and "seconds" (both for all images). The posteriors of a vote are the
        shares of the votes; its log loss is None, as a right class without a vote makes it infinite.
    """
    labels = np.asarray(labels)
    plain: Posteriors | None = None
    for number in views:
        start = time.perf_counter()
        found = predict(model, images, augment, n=number, progress=False, batch_size=256)
        seconds = time.perf_counter() - start
        if plain is None:
            plain = found.posteriors if number == 1 else predict(model, images, augment, n=1, progress=False).posteriors
            highest = plain.max(axis=1)
        groups = {
            "all": np.full(len(labels), True),
            "unsure": highest < SURE[0],
            "between": (highest >= SURE[0]) & (highest < SURE[1]),
            "sure": highest >= SURE[1],
        }
        for combine in ("mean", "vote"):
            said = found.posteriors if combine == "mean" else found.votes / number
            decided = found.classes
            if combine == "vote":
                # As `predict` does: a tie goes to the higher mean. A test compares.
                tied = found.votes == found.votes.max(axis=1, keepdims=True)
                decided = np.where(tied, found.posteriors, -1.0).argmax(axis=1)
            for group, own in groups.items():
                if not own.any():
                    continue
                mine, truth = said[own], labels[own]
                right = mine[np.arange(len(mine)), truth]
                squared = np.square(mine - np.eye(said.shape[1])[truth]).sum(axis=1)
                yield {
                    "views": number,
                    "combine": combine,
                    "images": group,
                    "count": int(own.sum()),
                    "accuracy": float((decided[own] == truth).mean()),
                    "log_loss": float(-np.log(np.maximum(right, 1e-7)).mean()) if combine == "mean" else None,
                    "brier": float(squared.mean()),
                    "calibration_error": calibration_error(mine, truth),
                    "changed": float((decided != plain.argmax(axis=1))[own].mean()),
                    "model_calls": number * len(labels),
                    "seconds": seconds,
                }

"""Rare classes: what class weights, balanced sampling and augmentation do for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.experiments.training import STEPS, posteriors, trained
from coursekit.data.dataset import Part

__all__ = ["STRATEGIES", "Strategy", "imbalance"]


class Strategy(NamedTuple):
    """How a training treats classes of which there are few images."""

    weighted: bool = False
    """Whether the loss of a class counts in inverse proportion to its images (scikit-learn's "balanced")."""
    balance: float = 0.0
    """1 if every class is drawn equally often."""
    augment: Augment | None = None


_TURNS = Augment(rotation_range=180, horizontal_flip=True, fill_mode="constant")
_FLIPS = Augment(horizontal_flip=True, vertical_flip=True)
STRATEGIES: Mapping[str, Strategy] = {
    "plain": Strategy(),
    "augmentation": Strategy(augment=_TURNS),
    "class weights": Strategy(weighted=True),
    "class weights, augmentation": Strategy(weighted=True, augment=_TURNS),
    "balanced sampling": Strategy(balance=1.0),
    "balanced sampling, augmentation": Strategy(balance=1.0, augment=_TURNS),
    "balanced sampling, flips": Strategy(balance=1.0, augment=_FLIPS),
}
"""A wafer may be turned and mirrored: no class depends on the direction. "augmentation" turns by any angle, which
blends neighbouring dies into values that no map has; "flips" only moves dies to other places."""


def imbalance(
    name: str,
    train: Part,
    usual: Part,
    even: Part,
    classes: tuple[str, ...],
    *,
    steps: int = STEPS,
    seed: int = 0,
) -> dict[str, Any]:
    """Train with one of `STRATEGIES`.

    Args:
        name: which.
        train: images of which some classes are rare.
        usual: test images with the same shares of the classes.
        even: test images, the same number of each class: enough of the rare ones to count by.
        classes: their names.
        steps: batches of 30.
        seed: of the training.

    Returns:
        "accuracy": share of `usual` that is right. "mean_recall": of `even`, the mean over the classes of the share
        that is found (balanced accuracy). "recall CLASS" for each class. "none_always": the accuracy on `usual` of
        whoever always says the most frequent class.
    """
    from sklearn.utils.class_weight import compute_class_weight  # noqa: PLC0415 (a second to import)

    strategy = STRATEGIES[name]
    weights = None
    if strategy.weighted:
        present = np.unique(train.labels)
        values = compute_class_weight("balanced", classes=present, y=train.labels)
        weights = {int(label): float(value) for label, value in zip(present, values, strict=True)}
    model = trained(
        *train,
        len(classes),
        strategy.augment,
        steps=steps,
        seed=seed,
        balance=strategy.balance,
        class_weight=weights,
    )
    right = posteriors(model, even.images).argmax(axis=1) == even.labels
    recall = [float(right[even.labels == label].mean()) for label in range(len(classes))]
    often = np.bincount(train.labels).argmax()
    return {
        "accuracy": float((posteriors(model, usual.images).argmax(axis=1) == usual.labels).mean()),
        "mean_recall": float(np.mean(recall)),
        "none_always": float((usual.labels == often).mean()),
        **{f"recall {pattern}": value for pattern, value in zip(classes, recall, strict=True)},
    }

"""Dropout and weight decay: how far a network with many weights and few images is from training to test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coursekit.architectures.experiments.networks import small_alexnet
from coursekit.architectures.experiments.training import adam, fitted, judged
from coursekit.augmentation import Augment

if TYPE_CHECKING:
    from coursekit.data import Part

__all__ = ["BATCH", "LEARNING_RATE", "REGULARISATIONS", "STEPS", "alexnet_fitted", "regularised"]

BATCH = 30
STEPS = 300
LEARNING_RATE = 1e-3
REGULARISATIONS: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "none": ((0.0,), (0.0,)),
    "dropout": ((0.5,), (0.0,)),
    "weight decay": ((0.0,), (0.3, 1.0, 3.0)),
}
"""Dropout as in the AlexNet paper; three weight decays to choose from; "both" takes the dropout and the best decay."""


def alexnet_fitted(
    train: Part,
    classes: int,
    augment: Augment | None = None,
    *,
    dropout: float = 0.0,
    weight_decay: float = 0.0,
    steps: int = STEPS,
    seed: int = 0,
) -> Any:
    """A `small_alexnet`, trained by Adam in batches of 30, with a learning rate that falls from 0.001 to 0.

    Args:
        train: images with values in [0, 1], and labels.
        classes: how many there are.
        augment: what is done to each image each time it is seen; nothing if None.
        dropout: see `small_alexnet`.
        weight_decay: decoupled, see `training.adam`.
        steps: batches to learn from.
        seed: of the weights at the start, the order, dropout and the transforms.

    Returns:
        A `keras.Model` that gives logits.
    """
    shape = train.images.shape[1:]
    return fitted(
        lambda: small_alexnet(shape, classes, dropout),
        lambda: adam(LEARNING_RATE, steps, weight_decay),
        train,
        augment,
        steps=steps,
        batch_size=BATCH,
        seed=seed,
    )


def regularised(
    train: Part,
    test: Part,
    classes: int,
    *,
    dropout: float = 0.0,
    weight_decay: float = 0.0,
    steps: int = STEPS,
    seed: int = 0,
) -> dict[str, Any]:
    """Train `alexnet_fitted` without augmentation and judge it on the images it knows and on others.

    Returns:
        "images" (how many it learns from), "train_accuracy", "test_accuracy", "train_loss", "test_loss"; dropout is
        off when it is judged.
    """
    model = alexnet_fitted(train, classes, dropout=dropout, weight_decay=weight_decay, steps=steps, seed=seed)
    known, new = judged(model, train), judged(model, test)
    return {
        "images": len(train.images),
        "train_accuracy": known.accuracy,
        "test_accuracy": new.accuracy,
        "train_loss": known.loss,
        "test_loss": new.loss,
    }

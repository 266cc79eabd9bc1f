"""Deeper with small filters against shallow with large ones: the same receptive field, more or as many parameters."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from coursekit import receptive_field
from coursekit.architectures.experiments.networks import stacked
from coursekit.architectures.experiments.training import adam, fitted, judged

if TYPE_CHECKING:
    from coursekit.data import Part

__all__ = ["BATCH", "NETWORKS", "RATES", "STEPS", "Stack", "depth_learnt"]

BATCH = 30
STEPS = 300
RATES = (1e-3, 3e-3)


class Stack(NamedTuple):
    """What stands in each of the two stacks of `stacked`."""

    kernel: int
    convolutions: int
    width: int


NETWORKS: Mapping[str, Stack] = {
    "one 7×7": Stack(7, 1, 12),
    "three 3×3, same width": Stack(3, 3, 12),
    "three 3×3, same parameters": Stack(3, 3, 16),
}
"""One 7x7 and three 3x3 see the same. With widths of 12 and 16 they have as many parameters, but for 1 %."""


def depth_learnt(
    name: str,
    train: Part,
    test: Part,
    classes: int,
    *,
    learning_rate: float,
    steps: int = STEPS,
    seed: int = 0,
) -> dict[str, Any]:
    """Train one of `NETWORKS` by Adam in batches of 30, with a learning rate that falls to 0 along a cosine.

    Args:
        name: of the network.
        train: images to learn from, values in [0, 1].
        test: images to judge on.
        classes: how many there are.
        learning_rate: of the first step.
        steps: batches to learn from.
        seed: of the weights at the start and the order.

    Returns:
        "width", "parameters", "receptive_field" (of a value before the mean over the map, in pixels), "train_accuracy",
        "test_accuracy", "train_loss", "test_loss", "seconds" (of the training).
    """
    shape = train.images.shape[1:]
    start = time.perf_counter()
    model = fitted(
        lambda: stacked(*NETWORKS[name], shape, classes),
        lambda: adam(learning_rate, steps),
        train,
        steps=steps,
        batch_size=BATCH,
        seed=seed,
    )
    seconds = time.perf_counter() - start
    last_pooling = model.layers[-3].name  # before the mean and the dense layer
    known, new = judged(model, train), judged(model, test)
    return {
        "width": NETWORKS[name].width,
        "parameters": model.count_params(),
        "receptive_field": receptive_field.of(model, last_pooling).size[0],
        "train_accuracy": known.accuracy,
        "test_accuracy": new.accuracy,
        "train_loss": known.loss,
        "test_loss": new.loss,
        "seconds": seconds,
    }

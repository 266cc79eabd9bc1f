"""Few images, with and without augmentation: how far training and test lie apart."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.experiments.training import BATCH, STEPS, judged, trained
from coursekit.data.dataset import Part
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["SEALIONS", "few", "fit_few", "overfitting"]

SEALIONS = Augment(
    rotation_range=180,
    width_shift_range=0.1,
    height_shift_range=0.1,
    horizontal_flip=True,
    fill_mode="reflect",
    brightness_range=(0.75, 1.3),
    contrast_range=(0.8, 1.25),
    channel_shift_range=0.05,
)
"""What changes no class of a sea lion seen from above: where its head points, where it lies, which light there is.

No zoom, as a pup is smaller than a female."""


def few(part: Part, count: int, seed: int = 0) -> Part:
    """Some of the images, the same number of each class.

    Args:
        part: images and labels.
        count: how many, a multiple of the number of classes.
        seed: which ones. Those for a smaller count are among those for a larger one.

    Raises:
        ValueError: if a class has too few images, or the count does not divide.
    """
    images, labels = part
    names, counts = np.unique(labels, return_counts=True)
    each, left = divmod(whole(count, "count"), len(names))
    if left or each > counts.min():
        raise ValueError(
            f"count must be a multiple of {len(names)} and at most {len(names) * counts.min()}, "
            f"the same number of each class, not {count}."
        )
    random = np.random.default_rng(seed)
    chosen = np.concatenate([random.permutation(np.flatnonzero(labels == name))[:each] for name in names])
    return Part(images[chosen], labels[chosen])


def fit_few(
    train: Part, test: Part, classes: int, count: int, augment: Augment | None, *, steps: int = STEPS, seed: int = 0
) -> dict[str, Any]:
    """Train on `count` images and judge on those and on others.

    Args:
        train: to take the images from; see `few`.
        test: to judge on.
        classes: how many classes there are.
        count: images to train on.
        augment: None for none.
        steps: batches of 30, the same with few and many images.
        seed: which images, and all of the training.

    Returns:
        "images", "train_accuracy" (of the images as they are, not augmented), "test_accuracy", "train_loss",
        "test_loss".
    """
    own = few(train, count, seed)
    model = trained(*own, classes, augment, steps=steps, seed=seed)
    known, new = judged(model, *own), judged(model, *test)
    return {
        "images": count,
        "train_accuracy": known.accuracy,
        "test_accuracy": new.accuracy,
        "train_loss": known.loss,
        "test_loss": new.loss,
    }


def overfitting(
    train: Part,
    valid: Part,
    classes: int,
    augment: Augment = SEALIONS,
    *,
    steps: int = 300,
    every: int = 20,
    seed: int = 0,
    progress: bool = True,
) -> DataFrame:
    """Two trainings of the same network on the same images, without and with augmentation, watched as they go.

    Args:
        train: the images to learn from.
        valid: images that are not learnt from.
        classes: how many classes there are.
        augment: the transforms of the second training.
        steps: batches of 30 in each training.
        every: steps between two looks.
        seed: of both trainings.
        progress: show how far it is.

    Returns:
        A row per look: "augmentation" ("none" or "with"), "step", "epoch" (how often each image was seen), and
        "train_loss", "train_accuracy", "valid_loss", "valid_accuracy", all of images as they are.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    from coursekit.console import steps as shown  # noqa: PLC0415 (Rich)

    steps, every = whole(steps, "steps"), whole(every, "every")
    rows: list[dict[str, Any]] = []
    with shown("Training", 2 * steps) if progress else contextlib.nullcontext() as bar:
        for name, used in (("none", None), ("with", augment)):

            def watch(step: int, model: Any, name: str = name) -> None:
                if bar is not None and step:
                    bar.advance("without augmentation" if name == "none" else "with augmentation")
                if step % every and step != steps:
                    return
                row: dict[str, Any] = {
                    "augmentation": name,
                    "step": step,
                    "epoch": step * min(BATCH, len(train.images)) / len(train.images),
                }
                for part, (images, labels) in (("train", train), ("valid", valid)):
                    found = judged(model, images, labels)
                    row |= {f"{part}_loss": found.loss, f"{part}_accuracy": found.accuracy}
                rows.append(row)

            trained(*train, classes, used, steps=steps, seed=seed, watch=watch)
    return pd.DataFrame(rows)

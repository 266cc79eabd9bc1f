"""Leakage: copies of one image, or patches that share pixels, on both sides of a split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.experiments.few_images import SEALIONS, few
from coursekit.augmentation.experiments.training import STEPS, judged, posteriors, trained
from coursekit.data.dataset import Dataset, Part

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Classifier", "Order", "augmented_before_split", "patches_split"]

Order = Literal["augment, then split", "split, then augment"]
Classifier = Literal["CNN", "nearest neighbour"]


def augmented_before_split(
    order: Order,
    train: Part,
    test: Part,
    classes: int,
    *,
    count: int = 120,
    copies: int = 5,
    augment: Augment = SEALIONS,
    steps: int = STEPS,
    seed: int = 0,
) -> dict[str, Any]:
    """Make copies of few images and keep a fifth for validation: of the copies, or of the images before.

    Args:
        order: "augment, then split": the copies are divided at random, so that those of one image are on both sides.
            "split, then augment": the images are divided, then those to learn from are copied.
        train: to take the images from.
        test: other images, which tell the truth.
        classes: how many there are.
        count: how many images.
        copies: of each, itself included.
        augment: makes the copies.
        steps: batches of 30.
        seed: of everything.

    Returns:
        "valid_accuracy": what the author believes. "test_accuracy": what is true.
    """
    own = few(train, count, seed)
    random = np.random.default_rng([seed, 1])

    def copied(part: Part) -> Part:
        more = [augment(part.images, seed=seed, epoch=number) for number in range(1, copies)]
        return Part(np.concatenate([part.images, *more]), np.tile(part.labels, copies))

    everything = copied(own) if order == "augment, then split" else own
    places = random.permutation(len(everything.labels))
    kept, learnt = np.split(places, [len(places) // 5])
    valid = Part(everything.images[kept], everything.labels[kept])
    fit = Part(everything.images[learnt], everything.labels[learnt])
    model = trained(*(fit if order == "augment, then split" else copied(fit)), classes, steps=steps, seed=seed)
    return {"valid_accuracy": judged(model, *valid).accuracy, "test_accuracy": judged(model, *test).accuracy}


def patches_split(
    by: Literal["random", "groups"],
    classifier: Classifier,
    patches: Dataset,
    small: Any,
    *,
    pairs: pd.DataFrame | None = None,
    steps: int = STEPS,
    seed: int = 0,
) -> dict[str, Any]:
    """Keep a quarter of overlapping patches for validation, and learn from the others.

    Args:
        by: as `data.resplit` takes it.
        classifier: "CNN" (`small_cnn` with the transforms `SEALIONS`) or "nearest neighbour" (one, by the pixels).
        patches: as they were cut.
        small: the same patches resampled, for the classifier.
        pairs: what `data.overlaps` gave, to save the time.
        steps: batches of 30.
        seed: which division, and the training.

    Returns:
        "accuracy" on the kept patches. "accuracy of overlapping" and "accuracy of others": on those that share pixels
        with a patch that was learnt from, and on those that do not; None if there are none. "overlapping": their share.
    """
    from coursekit import data  # noqa: PLC0415 (Pandas comes with it where overlaps are asked for)

    pairs = data.overlaps(patches) if pairs is None else pairs
    learnt = data.resplit(patches, by, valid=0.25, seed=seed, pairs=pairs).split == "train"
    if classifier == "CNN":
        model = trained(small[learnt], patches.labels[learnt], len(patches.classes), SEALIONS, steps=steps, seed=seed)
        guesses = posteriors(model, small[~learnt]).argmax(axis=1)
    else:
        from sklearn.neighbors import KNeighborsClassifier  # noqa: PLC0415 (a second to import)

        flat = small.reshape(len(small), -1)
        nearest = KNeighborsClassifier(1).fit(flat[learnt], patches.labels[learnt])
        guesses = nearest.predict(flat[~learnt])
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    met = np.zeros(len(patches), dtype=bool)
    met[a[learnt[b]]] = True
    met[b[learnt[a]]] = True
    met, right = met[~learnt], guesses == patches.labels[~learnt]
    return {
        "accuracy": float(right.mean()),
        "accuracy of overlapping": float(right[met].mean()) if met.any() else None,
        "accuracy of others": float(right[~met].mean()) if not met.all() else None,
        "overlapping": float(met.mean()),
    }

"""Rows for the head behind a base that has taken a step; by default right, and each keyword is a mistake."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["MEAN", "Array", "Labels", "Parts", "parts"]

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Parts = dict[str, Any]

MEAN = (104.0, 117.0, 123.0)
"""Blue, green, red: what the exercise's base has learnt with."""


def _prepared(image: Array, times: int) -> Array:
    for _ in range(times):
        image = 255 * image[..., ::-1] - np.array(MEAN)
    return image


def _features(image: Array, base: Array, times: int) -> Array:
    return np.asarray(np.maximum(_prepared(image, times).ravel() @ base, 0))


def parts(
    images: Array,
    labels: Labels,
    order: npt.NDArray[np.int64],
    valid_count: int,
    base: Array,
    gradient: Array,
    rates: dict[str, float],
    *,
    times: int = 1,
    images_in: str = "order",
    labels_in: str = "order",
    mirrored: str = "columns",
    held: str = "last",
    rows: str = "image by image",
    labelled: str = "image by image",
    trained: str = "training",
    labels_of: str = "",
    valid_rows: str = "as it is",
    rate: str = "base",
    way: float = -1.0,
    seen_by: str = "tuned",
    returned: str = "tuned",
) -> Parts:
    """The rows, image by image; by default right, and each keyword is a mistake.

    Args:
        images: RGB from 0 to 1.
        labels: of the images.
        order: which image comes first, and so on.
        valid_count: how many of the last are for validation.
        base: weights from pixels to features.
        gradient: of the loss for each of them.
        rates: learning rates of "base" and "head".
        times: how often an image is prepared.
        images_in: "order" or "given".
        labels_in: the same for labels.
        mirrored: which axis of an image the mirror turns round: "columns", "rows" or "colours".
        held: which images of the new order are for validation: the "last", the "first", or from "minus" that many on,
            which is all of them where there should be none.
        rows: order of the training rows: "image by image" or "variant by variant".
        labelled: the same for their labels; "once" for one label an image.
        trained: whose rows are trained on: "training" or "all".
        labels_of: whose labels: the same, if it is another choice.
        valid_rows: "as it is" or "both" variants.
        rate: whose learning rate the base takes.
        way: -1 for downhill.
        seen_by: which base computes features: "tuned", "old", or "mixed" for an old one in the validation alone.
        returned: "tuned" or "old".
    """
    tuned = base + way * rates[rate] * gradient
    at = {"order": [int(place) for place in order], "given": list(range(len(images)))}
    ordered = [images[place] for place in at[images_in]]
    named = [labels[place] for place in at[labels_in]]
    count = len(images) - valid_count
    train, valid = {
        "last": (slice(count), slice(count, None)),
        "first": (slice(valid_count, None), slice(valid_count)),
        "minus": (slice(-valid_count), slice(-valid_count, None)),
    }[held]
    axis = {"rows": 0, "columns": 1, "colours": 2}[mirrored]
    train_base = base if seen_by == "old" else tuned
    valid_base = tuned if seen_by == "tuned" else base
    known = ordered if trained == "all" else ordered[train]
    known_labels = named if (labels_of or trained) == "all" else named[train]
    both = [(image, np.flip(image, axis)) for image in known]
    flat = [variant for pair in both for variant in pair]
    if rows == "variant by variant":
        flat = [pair[view] for view in range(2) for pair in both]
    twice = {
        "image by image": [label for label in known_labels for _ in range(2)],
        "variant by variant": [*known_labels, *known_labels],
        "once": known_labels,
    }
    views = 1 if valid_rows == "as it is" else 2
    valid_images = [(image, np.flip(image, axis))[view] for image in ordered[valid] for view in range(views)]
    return {
        "base": tuned if returned == "tuned" else base,
        "train_features": _stacked([_features(image, train_base, times) for image in flat], base),
        "train_labels": np.array(twice[labelled], dtype=labels.dtype),
        "valid_features": _stacked([_features(image, valid_base, times) for image in valid_images], base),
        "valid_labels": np.array([label for label in named[valid] for _ in range(views)], dtype=labels.dtype),
    }


def _stacked(rows: list[Array], base: Array) -> Array:
    return np.array(rows).reshape(-1, base.shape[1])

"""From features of several variants of each image to rows for training and validation."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task

__all__ = ["training_rows"]

_Array = npt.NDArray[np.float64]
_Labels = npt.NDArray[np.int64]
_Parts = dict[str, Any]


def _parts(
    features: _Array,
    labels: _Labels,
    held_back: npt.NDArray[np.bool_],
    *,
    trained: str = "training",
    order: str = "image by image",
    labelled: str = "image by image",
    valid_variants: str = "first",
    valid_order: str = "image by image",
) -> _Parts:
    """The rows, by default the right ones; each keyword is a mistake.

    Args:
        features: shape (images, variants, channels).
        labels: of the images.
        held_back: which are for validation.
        trained: whose variants are among the training rows: "training", "all" or "valid".
        order: of the training rows: "image by image" or "variant by variant".
        labelled: in which order their labels come; "once" for one label an image.
        valid_variants: "first", "all" or "mean".
        valid_order: of the validation labels where all variants are in: as for training.
    """
    chosen = {"training": ~held_back, "all": np.ones_like(held_back), "valid": held_back}[trained]
    kept = held_back if trained != "valid" else ~held_back
    variants = features.shape[1]
    valid = {"first": features[kept][:, :1], "all": features[kept], "mean": features[kept].mean(axis=1, keepdims=True)}
    rows = valid[valid_variants]
    return {
        "train_features": _rows(features[chosen], order),
        "train_labels": _labels(labels[chosen], variants, labelled),
        "valid_features": _rows(rows, "image by image"),
        "valid_labels": _labels(labels[kept], rows.shape[1], valid_order),
    }


def _rows(features: _Array, order: str) -> _Array:
    count, variants, channels = features.shape
    pairs = [(n, v) for n in range(count) for v in range(variants)]
    if order == "variant by variant":
        pairs = [(n, v) for v in range(variants) for n in range(count)]
    return np.array([features[n, v] for n, v in pairs]).reshape(-1, channels)


def _labels(labels: _Labels, variants: int, order: str) -> _Labels:
    if order == "once":
        return labels
    return np.repeat(labels, variants) if order == "image by image" else np.tile(labels, variants)


def _right(features: _Array, labels: _Labels, held_back: npt.NDArray[np.bool_]) -> _Parts:
    return _parts(features, labels, held_back)


def _first_variant(features: _Array, labels: _Labels, held_back: npt.NDArray[np.bool_]) -> _Parts:
    return _parts(features[:, :1], labels, held_back)


def _mean_variant(features: _Array, labels: _Labels, held_back: npt.NDArray[np.bool_]) -> _Parts:
    mean = features.mean(axis=1, keepdims=True)
    right = _parts(features, labels, held_back)
    return right | {key: _parts(mean, labels, held_back)[key] for key in ("train_features", "train_labels")}


def _reshaped(features: _Array, labels: _Labels, held_back: npt.NDArray[np.bool_]) -> _Parts:
    """Variants of an image side by side in one row."""
    right = _parts(features, labels, held_back)
    chosen = ~held_back
    flat = features[chosen].reshape(int(chosen.sum()), -1)
    return right | {"train_features": flat, "train_labels": labels[chosen]}


def _no_channels(features: _Array, labels: _Labels, held_back: npt.NDArray[np.bool_]) -> _Parts:
    """What becomes of an empty list of rows: an array of one axis."""
    right = _parts(features, labels, held_back)
    return right if held_back.any() else right | {"valid_features": np.zeros(0)}


_RNG = np.random.default_rng(706)

training_rows = Task(
    "training_rows",
    cases=[
        (np.array([[[1.0], [2.0]], [[10.0], [20.0]], [[100.0], [200.0]]]), np.array([0, 1, 2]), np.zeros(3, bool)),
        (
            np.arange(24.0).reshape(4, 3, 2),
            np.array([5, 0, 7, 3]),
            np.array([False, True, False, False]),
        ),
        (
            _RNG.normal(size=(7, 4, 3)),
            _RNG.permutation(7),
            np.array([True, False, False, True, False, False, True]),
        ),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "labels tiled",
            lambda *case: _parts(*case, labelled="variant by variant"),
            "Your rows go image by image, and your labels go through all images again and again (as `np.tile` does). "
            "To which image does your second row belong, and to which your second label?",
        ),
        Mistake(
            "variant by variant",
            lambda *case: _parts(*case, order="variant by variant", labelled="variant by variant"),
            "Rows and labels belong together, but go variant by variant. All variants of the first image should come "
            "first.",
        ),
        Mistake(
            "rows variant by variant, labels image by image",
            lambda *case: _parts(*case, order="variant by variant"),
            "Your labels go image by image, and your rows go variant by variant: most rows have the label of another "
            "image.",
        ),
        Mistake(
            "a label for each image",
            lambda *case: _parts(*case, labelled="once"),
            "There is a label for each image, but there are several rows of each. Every row needs one.",
        ),
        Mistake(
            "all variants trained on",
            lambda *case: _parts(*case, trained="all"),
            "Among your training rows are variants of images that are held back. Whoever has seen an image mirrored "
            "has seen it.",
        ),
        Mistake(
            "parts exchanged",
            lambda *case: _parts(*case, trained="valid"),
            "You train on the images that are held back, and validate on the others.",
        ),
        Mistake(
            "all variants validated",
            lambda *case: _parts(*case, valid_variants="all"),
            "Your validation has all variants of its images. It should have each image once, as it is: variant 0.",
        ),
        Mistake(
            "all variants validated, labels tiled",
            lambda *case: _parts(*case, valid_variants="all", valid_order="variant by variant"),
            "Your validation has all variants of its images, and with labels in another order. It should have each "
            "image once, as it is: variant 0.",
        ),
        Mistake(
            "mean variant validated",
            lambda *case: _parts(*case, valid_variants="mean"),
            "You validate on the mean of all variants. Here each image should be there as it is: variant 0.",
        ),
        Mistake(
            "first variant trained on",
            _first_variant,
            "You train on variant 0 alone. For what were the others made?",
        ),
        Mistake(
            "mean variant trained on",
            _mean_variant,
            "You train on the mean of all variants, one row for each image. Every variant should be a row of its own.",
        ),
        Mistake(
            "variants side by side",
            _reshaped,
            "You put all variants of an image side by side into one row. Every variant should be a row of its own, as "
            "long as the features are.",
        ),
        Mistake(
            "no channels where there are no rows",
            _no_channels,
            "Nothing is held back here, and an empty list says nothing of channels. Without rows there are still as "
            "many channels: the shape is (0, channels).",
        ),
    ],
    instead="Choose, reshape and repeat: NumPy has all that you need.",
)

"""What a frozen network costs: seconds of training, and megabytes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coursekit.transfer_learning.classifier import classifier, head
from coursekit.transfer_learning.feature_extraction import features

__all__ = ["fit_seconds", "vgg16_size"]

_BATCH = 32


def fit_seconds(
    backbone: Any,
    images: Any,
    labels: Any,
    classes: int,
    folder: str | Path,
    *,
    epochs: int = 20,
    timed_epochs: int = 2,
) -> Iterator[dict[str, Any]]:
    """Train a head on a frozen backbone: on images, on features computed before, and on features kept before.

    Args:
        backbone: what `transfer_learning.backbone` gave.
        images: as `features` takes them.
        labels: class ids, shape (n,).
        classes: how many.
        folder: an empty one for the features.
        epochs: how many are told of.
        timed_epochs: how many are run with the backbone in front, as each takes the same.

    Yields:
        "way", "images", "epochs", "timed_epochs", "once_seconds" (features, before the first epoch), "epoch_seconds"
        (mean) and "total_seconds" (once, and all epochs). One epoch goes before all timings: `fit` traces in it.
    """
    whole = classifier(backbone, classes, units=())
    yield _row(
        "base every epoch", _epoch_seconds(whole, images, labels, timed_epochs), 0.0, images, epochs, timed_epochs
    )
    for way in ("cached features", "read from the cache"):
        start = time.perf_counter()
        known = features(backbone, images, cache=folder, progress=False)[:, 0].copy()
        once = time.perf_counter() - start
        small = head(known.shape[1:], classes, pooling=None, units=())
        yield _row(way, _epoch_seconds(small, known, labels, epochs), once, images, epochs, epochs)


def _epoch_seconds(model: Any, x: Any, y: Any, epochs: int) -> float:
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=False)
    model.fit(x, y, batch_size=_BATCH, epochs=1, verbose=0)
    start = time.perf_counter()
    model.fit(x, y, batch_size=_BATCH, epochs=epochs, verbose=0)
    return (time.perf_counter() - start) / epochs


def _row(way: str, epoch: float, once: float, images: Any, epochs: int, timed_epochs: int) -> dict[str, Any]:
    return {
        "way": way,
        "images": len(images),
        "epochs": epochs,
        "timed_epochs": timed_epochs,
        "once_seconds": once,
        "epoch_seconds": epoch,
        "total_seconds": once + epochs * epoch,
    }


def vgg16_size() -> Iterator[dict[str, Any]]:
    """Parameters of VGG16 for images of 224x224 and 1,000 classes, and the megabytes that they take in float32.

    Yields:
        "part" ("convolutions", "dense layers", "all"), "include_top" (which setting of it has just this part; empty for
        the dense layers, which none has alone), "parameters" and "megabytes" (of 1,000,000 bytes).
    """
    from coursekit import parameters  # noqa: PLC0415 - with Pandas
    from coursekit.architectures import vgg16  # noqa: PLC0415 - with Keras

    every = _count(parameters.table(vgg16()))
    convolutions = _count(parameters.table(vgg16(include_top=False, input_shape=(224, 224, 3))))
    for part, top, count in (
        ("convolutions", "False", convolutions),
        ("dense layers", "", every - convolutions),
        ("all", "True", every),
    ):
        yield {"part": part, "include_top": top, "parameters": count, "megabytes": round(count * 4 / 1e6, 1)}


def _count(table: Any) -> int:
    return int(table.loc["total", "parameters"])

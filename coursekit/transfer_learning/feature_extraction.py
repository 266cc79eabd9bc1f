"""What a frozen backbone makes of images, computed once and kept on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.transforms.apply import checked_images
from coursekit.augmentation.transforms.parameters import Parameters
from coursekit.console import console, steps
from coursekit.errors import CourseError
from coursekit.network.validation import flag, one_of, whole
from coursekit.transfer_learning import cache_file

if TYPE_CHECKING:
    from coursekit.augmentation import Augment

__all__ = ["features"]

_VERSION = 1
"""Part of every key: another number where the same question has another answer than before."""


def features(
    backbone: Any,
    images: npt.ArrayLike,
    *,
    augment: Augment | None = None,
    variants: int = 1,
    seed: int = 0,
    pooling: str | None = "average",
    batch_size: int = 32,
    cache: str | Path | bool = True,
    progress: bool = True,
) -> npt.NDArray[np.float32]:
    """What a backbone gives for images and for augmented variants of them.

    As long as the backbone is frozen these numbers never change: compute them once, then train heads on them in
    seconds (see `head`). The variants are the views of `augmentation.predict` with the same seed: the image itself
    first, then augmented ones, each from the seed, its number and the image's index alone.

    The file in the cache is found by content: the images' values, the backbone's layers and weights, augmentation,
    variants, seed and pooling. What changes one of these is computed anew. Files may be deleted at any time.

    Args:
        backbone: what `backbone` gave, or another Keras model; it runs as at inference.
        images: RGB, shape (n, height, width, channels), floats from 0 to 1 or uint8. They are brought to the range of
            values that the backbone's `BGRMinusMean` asks for; for backbones without one to 0 to 1.
        augment: what makes the variants. Without `preprocessing_function` and `rescale`.
        variants: of each image, itself included: a fixed number.
        seed: of the variants.
        pooling: of maps: "average" or "max" over all places; None keeps them. Without effect on vectors.
        batch_size: images that go through the backbone at a time: it bounds memory. The numbers may differ in the last
            digits by batch size and machine; the cache does not ask.
        cache: the folder to keep features in; True: a folder for the course among the user's caches. False: nowhere.
        progress: show how far it is, where it is more than ten batches.

    Returns:
        Shape (n, variants, ...) in float32: `[:, 0]` is of the images as they are. From a cache the array is read from
        the disk as it is used, and cannot be written to. To fit a head on all variants:
        `values.reshape(-1, values.shape[-1])` with `np.repeat(labels, variants)`; split images before, not after.

    Raises:
        TypeError, ValueError: if an argument is impossible.
        CourseError: if the folder cannot be written.
    """
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    if not isinstance(backbone, keras.Model):
        raise TypeError(f"backbone must be a Keras model, not {backbone!r}.")
    variants, seed, batch_size = whole(variants, "variants"), whole(seed, "seed", 0), whole(batch_size, "batch_size")
    kind = None if pooling is None else one_of(pooling, "pooling", ("average", "max"))
    flag(progress, "progress")
    batch = checked_images(images)
    settings = _settings(augment, variants)
    pieces = _Pieces(backbone, batch, augment, variants, seed, kind, batch_size, progress)
    if cache is False:
        return np.concatenate(list(pieces))
    folder = _folder(cache)
    path = folder / f"{_key(backbone, batch, [settings, variants, seed if settings else 0, kind])}.npy"
    try:
        if path.exists():
            if cache_file.is_whole(path):
                return cache_file.read(path)
            console.print(f"The kept features in {path} are damaged: they are computed anew.", soft_wrap=True)
        cache_file.write(path, pieces, len(batch))
    except OSError as failed:
        raise CourseError(
            f"Features cannot be kept in {folder}: {failed.strerror or failed}.",
            "Make room, or name another folder as cache; cache=False keeps them in memory alone.",
        ) from failed
    return cache_file.read(path)


class _Pieces:
    """The features of some images after the other, all variants of an image together."""

    def __init__(
        self,
        backbone: Any,
        images: npt.NDArray[Any],
        augment: Augment | None,
        variants: int,
        seed: int,
        pooling: str | None,
        batch_size: int,
        progress: bool,
    ) -> None:
        self.backbone, self.images, self.augment, self.variants = backbone, images, augment, variants
        self.seed, self.pooling, self.batch_size, self.progress = seed, pooling, batch_size, progress
        self.range = _value_range(backbone)

    def __iter__(self) -> Iterator[npt.NDArray[np.float32]]:
        together = max(1, self.batch_size // self.variants)  # images whose variants fit into one batch
        starts = range(0, len(self.images), together)
        if not self.progress or len(starts) <= 10:
            yield from map(self._of, starts, [together] * len(starts))
            return
        with steps("Features", len(starts)) as bar:
            for start in starts:
                yield self._of(start, together)
                bar.advance()

    def _of(self, start: int, together: int) -> npt.NDArray[np.float32]:
        """Shape (images, variants, ...)."""
        views = self._views(self.images[start : start + together], start)
        count = len(views) // self.variants
        # Batches of one size, so that no backend compiles the model once for every size that happens to come.
        size = min(self.batch_size, together * self.variants)
        given = [self._forward(views[at : at + size], size) for at in range(0, len(views), size)]
        values = np.concatenate(given)
        return np.ascontiguousarray(np.swapaxes(values.reshape(self.variants, count, *values.shape[1:]), 0, 1))

    def _views(self, images: npt.NDArray[Any], first: int) -> npt.NDArray[np.float32]:
        """First every image as it is, then every image changed once, and so on, as in `augmentation.predict`."""
        made = [images]
        if self.augment is not None:
            count, height, width, channels = images.shape
            made[0] = self.augment.apply(images, Parameters.identity(count, channels))
            indices = np.arange(first, first + count)
            for view in range(1, self.variants):
                drawn = self.augment.draw(
                    count, height, width, self.seed, epoch=view, indices=indices, channels=channels
                )
                made.append(self.augment.apply(images, drawn))
        views = np.concatenate(made)
        black, white = self.range
        scaled = views.astype(np.float32) / np.float32(255) if views.dtype == np.uint8 else views
        return (scaled * np.float32(white - black) + np.float32(black)).astype(np.float32, copy=False)

    def _forward(self, views: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
        missing = size - len(views)
        filled = np.concatenate([views, np.zeros((missing, *views.shape[1:]), np.float32)]) if missing else views
        values = np.asarray(self.backbone.predict_on_batch(filled), dtype=np.float32)[: len(views)]
        if values.ndim == 4 and self.pooling is not None:
            return np.asarray(values.mean(axis=(1, 2)) if self.pooling == "average" else values.max(axis=(1, 2)))
        return values


def _value_range(backbone: Any) -> tuple[float, float]:
    """Black and white as the backbone takes them."""
    from coursekit.transfer_learning.preprocessing import BGRMinusMean  # noqa: PLC0415 - with Keras

    for layer in backbone.layers:
        if isinstance(layer, BGRMinusMean):
            return layer.value_range
    return 0.0, 1.0


def _settings(augment: Augment | None, variants: int) -> dict[str, Any] | None:
    if augment is None:
        if variants != 1:
            raise ValueError(f"variants={variants} needs augment: without it all of them would be the same.")
        return None
    if augment.preprocessing_function is not None or augment.options.rescale is not None:
        raise ValueError(
            "preprocessing is the backbone's here: leave preprocessing_function and rescale out of the Augment."
        )
    return augment.get_config()


def _folder(cache: Any) -> Path:
    if cache is True:
        import platformdirs  # noqa: PLC0415 - not needed where a folder is named

        folder = platformdirs.user_cache_path("coursekit", appauthor=False) / "features"
    elif isinstance(cache, str | Path):
        folder = Path(cache).expanduser()
    else:
        raise TypeError(f"cache must be a folder, True or False, not {cache!r}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        raise CourseError(
            f"The folder {folder} for features cannot be made: {failed.strerror or failed}.",
            "Name another folder as cache, or cache=False.",
        ) from failed
    return folder


def _key(backbone: Any, images: npt.NDArray[Any], settings: list[Any]) -> str:
    """SHA-256 of all that the features depend on."""
    import keras  # noqa: PLC0415 - as above

    digest = hashlib.sha256()

    def add(*parts: Any) -> None:
        text = json.dumps(parts, sort_keys=True).encode()
        digest.update(len(text).to_bytes(8, "big") + text)  # with lengths, so that no two questions read the same

    add(_VERSION, settings, images.shape, images.dtype.str)
    for image in images:  # one by one: they may be on disk
        digest.update(np.ascontiguousarray(image).data)
    add(keras.backend.backend(), keras.saving.serialize_keras_object(backbone.get_config()))
    for weight in backbone.get_weights():
        values = np.ascontiguousarray(weight)
        add(values.shape, values.dtype.str)
        digest.update(values.tobytes())  # bfloat16 has no buffer of its own
    return digest.hexdigest()

"""A small classifier of sea lion patches, trained and ready: what lecture and exercise count with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.data.sealion_classes import CLASSES
from coursekit.network.validation import whole

if TYPE_CHECKING:
    import keras

__all__ = ["PATCH", "example", "small_classifier"]

PATCH = 96
"""Height and width of its patches, in pixels of a scene."""

_FILTERS, _UNITS = (16, 32, 48), 48
_WEIGHTS = "example.npz"


def small_classifier(
    classes: int = len(CLASSES), *, size: int = PATCH, halve: bool = True, name: str = "patches"
) -> Any:
    """Three 3x3 convolutions of 16, 32 and 48 filters, each normalised by batch, two poolings, a dense layer; softmax.

    Nothing is padded: made fully convolutional, it says of each patch what it says of the patch by itself.

    Args:
        classes: how many posteriors it gives.
        size: height and width of a patch.
        halve: begin with means over 2x2 pixels: most of an animal can be seen at half resolution, at a quarter of the
            cost. False for training with images of half the resolution; the weights are the same.
        name: of the model.

    Returns:
        A `keras.Sequential` from images (n, size, size, 3), values in [0, 1]; without `halve` (n, size/2, size/2, 3).
        The stride of its fully convolutional twin is 8 pixels, without `halve` 4.
    """
    from keras import Sequential, layers  # noqa: PLC0415 (seconds, for those who train or predict)

    size = whole(size, "size", 32)
    blocks: list[Any] = [layers.Input((size, size, 3)), layers.AveragePooling2D(2)]
    if not halve:
        blocks = [layers.Input((size // 2, size // 2, 3))]
    blocks.append(layers.Rescaling(4, offset=-2))
    for number, filters in enumerate(_FILTERS):
        blocks += [layers.Conv2D(filters, 3, use_bias=False), layers.BatchNormalization(), layers.ReLU()]
        if number < 2:
            blocks.append(layers.MaxPooling2D())
    # A name of its own: Keras' automatic ones count up with every model of a session.
    dense = layers.Dense(_UNITS, activation="relu", name="dense")
    blocks += [layers.Flatten(), layers.Dropout(0.3), dense, layers.Dropout(0.3)]
    return Sequential([*blocks, layers.Dense(classes, activation="softmax", name="predictions")], name=name)


def example(weights: str | Path | None = None) -> keras.Model:
    """A classifier of 96x96 patches of simulated scenes, trained: five kinds of animals, and backgrounds.

    `benchmarks/counting_example.py` has trained it on scenes of its own, with backgrounds far from animals, beside them
    and where it raised false alarms, and tells in `benchmarks/results/counting_example.csv` how good it is on others.
    The classes are those of `data.sealions()`, in their order. Its fully convolutional twin has a stride of 8 pixels.

    Args:
        weights: other ones, as `store` wrote them; by default those that come with the course.

    Returns:
        `small_classifier()` with its weights: from images (n, 96, 96, 3), values in [0, 1], to six posteriors. Each
        call makes a new one.

    Example:
        >>> scene = data.sealions().scenes[0]
        >>> maps = counting.predict(counting.example(), scene.image())
        >>> found = counting.detect(maps, data.sealions().classes, counting.LENGTHS, threshold=0.5)
    """
    model = small_classifier(name="example")
    place = files("coursekit.counting").joinpath(_WEIGHTS) if weights is None else Path(weights)
    with place.open("rb") as file, np.load(file) as stored:
        model.set_weights([stored[f"{number:02d}"].astype(np.float32) for number in range(len(stored.files))])
    return model


def store(model: keras.Model, path: str | Path) -> None:
    """Write the weights of a `small_classifier`, at full or half resolution, as `example` reads them."""
    arrays = {f"{number:02d}": weights.astype(np.float16) for number, weights in enumerate(model.get_weights())}
    np.savez_compressed(path, **arrays)

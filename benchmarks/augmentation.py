"""Augmenting 96x96 colour images: how many a second, by whom.

From the root of the course, in its environment:

    python benchmarks/augmentation.py                    # about a minute, on a machine that does nothing else
    python benchmarks/augmentation.py --quick --to DIR   # few images, once: does it still run?

Writes `augmentation_speed.csv`: images a second (the median of several rounds, all ways in turn within each round) for
the same kind of augmentation, of rotation, shifts, shear, zoom, flip, brightness and channel shift, on one core: Keras'
old `ImageDataGenerator`, plain Keras layers in a `tf.data` pipeline, albumentations where it is installed (it is no
part of the course: `pip install albumentations`), and `Augment` on uint8 and on floats, with OpenCV, with SciPy's and
with NumPy's resampling in its place, and as a layer.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any
from unittest import mock

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording
import tensorflow as tf
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from scipy import ndimage

from coursekit.augmentation import Augment
from coursekit.augmentation.transforms import apply, gather
from coursekit.console import console, steps

GEOMETRY: dict[str, Any] = {
    "rotation_range": 20,
    "width_shift_range": 0.1,
    "height_shift_range": 0.1,
    "shear_range": 5,
    "zoom_range": 0.2,
    "horizontal_flip": True,
    "fill_mode": "reflect",
    "brightness_range": (0.8, 1.2),
}
AUGMENT = Augment(**GEOMETRY, channel_shift_range=0.1)
BATCH = 32


def by_scipy(image: Any, inverse: Any, fill_mode: Any, cval: float, done: Any) -> None:
    """One image, by `scipy.ndimage.map_coordinates`, a channel at a time."""
    height, width, channels = image.shape
    x, y = (axis.reshape(height, width) for axis in gather.coordinates(np, inverse[None], height, width))
    for channel in range(channels):
        ndimage.map_coordinates(image[..., channel], [y, x], done[..., channel], order=1, mode=fill_mode, cval=cval)


def by_numpy(image: Any, inverse: Any, fill_mode: str, cval: float, done: Any) -> None:
    """One image, by looking up four neighbours."""
    done[...] = gather.warp(np, image[None], inverse[None], fill_mode, cval)[0]


@contextmanager
def resampling(function: Callable[..., Any]) -> Iterator[None]:
    """`Augment` with another resampling."""
    with mock.patch.multiple(apply, _by_opencv=function, _by_gathering=function):
        yield


def old_generator(images: Any) -> None:
    """Keras' old generator, on values from 0 to 255."""
    flow = ImageDataGenerator(**GEOMETRY, channel_shift_range=25.5).flow(images, batch_size=BATCH, seed=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the name by which it calls SciPy
        for _ in range(len(flow)):
            next(flow)


def keras_layers() -> Callable[[Any], None]:
    """Keras' own layers, one after the other, in `tf.data`."""
    layers = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomRotation(20 / 360),
            keras.layers.RandomTranslation(0.1, 0.1),
            keras.layers.RandomShear(0.08, 0.08),
            keras.layers.RandomZoom(0.2, 0.2),
            keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
        ]
    )
    return in_tf_data(lambda batch: layers(batch, training=True))


def in_tf_data(function: Callable[[Any], Any]) -> Callable[[Any], None]:
    """A function of tensors as part of a pipeline, traced once."""
    traced = tf.function(function, input_signature=[tf.TensorSpec((None, 96, 96, 3), tf.float32)])

    def run(images: Any) -> None:
        for _ in tf.data.Dataset.from_tensor_slices(images).batch(BATCH).map(traced):
            pass

    return run


def ours(images: Any) -> None:
    """`Augment`, a batch at a time."""
    for start in range(0, len(images), BATCH):
        AUGMENT(images[start : start + BATCH], indices=np.arange(start, min(start + BATCH, len(images))))


def other(function: Callable[..., Any]) -> Callable[[Any], None]:
    """`Augment` with another resampling."""

    def run(images: Any) -> None:
        with resampling(function):
            ours(images)

    return run


def albumentations() -> Callable[[Any], None]:
    """The same kind of augmentation by albumentations."""
    alb = importlib.import_module("albumentations")  # optional

    made = alb.Compose(
        [
            alb.Affine(rotate=(-20, 20), translate_percent=(-0.1, 0.1), shear=(-5, 5), scale=(0.8, 1.2), p=1),
            alb.HorizontalFlip(p=0.5),
            alb.RandomBrightnessContrast(contrast_limit=0, p=1),
            alb.RGBShift(p=1),
        ]
    )

    def run(images: Any) -> None:
        for image in images:
            made(image=image)

    return run


def main(arguments: list[str]) -> None:
    """Measure and write down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    count, rounds = (8, 1) if chosen.quick else (512, 7)
    whole = np.random.default_rng(0).integers(0, 256, (count, 96, 96, 3), np.uint8)
    floats = (whole / 255).astype(np.float32)
    opencv = find_spec("cv2") is not None
    layer = AUGMENT.as_layer(seed=0)
    ways: list[tuple[str, Callable[[Any], None], Any]] = [
        ("ImageDataGenerator", old_generator, whole.astype(np.float32)),
        ("Keras layers in tf.data", keras_layers(), floats),
        ("Augment, NumPy, float32", other(by_numpy), floats),
        ("Augment, SciPy, float32", other(by_scipy), floats),
        ("Augment as a layer in tf.data", in_tf_data(lambda batch: layer(batch, training=True)), floats),
    ]
    if opencv:
        ways += [("Augment, OpenCV, float32", ours, floats), ("Augment, OpenCV, uint8", ours, whole)]
    if find_spec("albumentations") is not None:
        ways.append(("albumentations, uint8", albumentations(), whole))
    times: dict[str, list[float]] = {name: [] for name, _, _ in ways}
    with steps("Augmenting", (rounds + 1) * len(ways)) as bar:
        for turn in range(rounds + 1):
            for name, run, images in ways:
                start = time.perf_counter()
                # The slow ones on fewer images; the first round, which compiles, is left out.
                part = images if "OpenCV" in name or "albumentations" in name else images[: max(len(images) // 4, 1)]
                run(part)
                if turn:
                    times[name].append((time.perf_counter() - start) / len(part))
                bar.advance(name)
    rows: list[dict[str, object]] = [
        {
            "augmented by": name,
            "rounds": rounds,
            "images_per_second": round(1 / statistics.median(taken)),
            "lowest": round(1 / max(taken)),
            "highest": round(1 / min(taken)),
        }
        for name, taken in times.items()
    ]
    about: dict[str, object] = {
        "machine": recording.machine(
            ["keras", "tensorflow", "numpy", "scipy", "opencv-python-headless", "albumentations"]
        )
    }
    if opencv:
        drawn = AUGMENT.draw(count, 96, 96, seed=0)._replace(
            brightness=np.ones(count), channel_shift=np.zeros((count, 3))
        )
        fast = AUGMENT.apply(floats, drawn)
        with resampling(by_numpy):
            about["largest_difference_of_opencv_from_exact"] = float(np.abs(fast - AUGMENT.apply(floats, drawn)).max())
    recording.write("augmentation_speed", rows, about, chosen, script="augmentation")
    for row in rows:
        console.print(f"{row['augmented by']}: {row['images_per_second']:,} images/s")


if __name__ == "__main__":
    main(sys.argv[1:])

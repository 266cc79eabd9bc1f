"""One way to train a classifier of patches, whatever its backgrounds are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.example import PATCH, small_classifier
from coursekit.counting.experiments.windows import Windows
from coursekit.data.sealion_classes import ANIMALS, BACKGROUND, CLASSES
from coursekit.network.validation import whole

__all__ = ["BATCH", "augmented", "trained"]

BATCH = 64
_LEARNING_RATE = 2e-3
_BACKGROUNDS = 0.5  # share of what is seen
_SHIFT = 2  # pixels at half resolution: outputs of the network are 4 apart


def augmented(pixels: npt.NDArray[np.uint8], side: int, seed: int, epoch: int) -> npt.NDArray[np.float32]:
    """Windows turned, mirrored, moved by up to 2 pixels and in other light; their middles, values in [0, 1].

    Args:
        pixels: windows (n, side + margin, side + margin, 3).
        side: height and width of what is taken out of the middle.
        seed: of the transforms.
        epoch: another one draws anew.
    """
    from coursekit.augmentation import Augment  # noqa: PLC0415 (OpenCV, for those who train)

    whole_side = pixels.shape[1]
    augment = Augment(
        rotation_range=180,
        width_shift_range=_SHIFT / whole_side,
        height_shift_range=_SHIFT / whole_side,
        horizontal_flip=True,
        fill_mode="reflect",
        brightness_range=(0.8, 1.25),
        contrast_range=(0.85, 1.2),
        channel_shift_range=0.03,
    )
    margin = (whole_side - side) // 2
    turned = augment(pixels, seed=seed, epoch=epoch)[:, margin : margin + side, margin : margin + side]
    return np.asarray(turned / np.float32(255), dtype=np.float32)


def trained(
    windows: Windows,
    *,
    steps: int,
    batch_size: int = BATCH,
    seed: int = 0,
    start: Any = None,
    watch: Callable[[int], None] | None = None,
) -> Any:
    """A `small_classifier` of patches at half resolution, trained by Adam with a rate that falls from 0.002 to 0.

    Half of what it sees is background, each kind of it equally often, whatever there is of it; the other half is
    animals. Rare classes are drawn more often than they occur: in proportion to the square root of their number.

    Args:
        windows: what to learn from.
        steps: batches.
        batch_size: windows in each.
        seed: of the weights at the start, the choice of windows and their transforms.
        start: a model to go on with; its weights are changed. None for a new one.
        watch: called after each step with the number of steps done.

    Returns:
        The model, from images (n, 48, 48, 3) to six posteriors.

    Raises:
        ValueError: if there are no animals, or no backgrounds.
    """
    import keras  # noqa: PLC0415 (seconds, for those who train)

    steps = whole(steps, "steps")
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    chances = _chances(windows)
    model = small_classifier(halve=False) if start is None else start
    rate = keras.optimizers.schedules.CosineDecay(_LEARNING_RATE if start is None else _LEARNING_RATE / 2, steps)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", jit_compile=False)
    for step in range(steps):
        chosen = random.choice(len(windows), batch_size, p=chances)
        images = augmented(windows.pixels[chosen], PATCH // 2, seed, step)
        model.train_on_batch(images, windows.labels[chosen])
        if watch is not None:
            watch(step + 1)
    return model


def _chances(windows: Windows) -> npt.NDArray[np.float64]:
    """How likely each window is drawn."""
    background = windows.labels == CLASSES.index(BACKGROUND)
    if background.all() or not background.any():
        raise ValueError("There must be windows with animals and windows without.")
    chances = np.zeros(len(windows))
    kinds = np.unique(windows.kinds[background])
    for kind in kinds:
        these = background & (windows.kinds == kind)
        chances[these] = _BACKGROUNDS / len(kinds) / these.sum()
    counts = np.bincount(windows.labels[~background], minlength=len(ANIMALS)).astype(np.float64)
    share = np.sqrt(counts) / np.sqrt(counts).sum()
    for label in np.flatnonzero(counts):
        chances[windows.labels == label] = (1 - _BACKGROUNDS) * share[label] / counts[label]
    return np.asarray(chances / chances.sum())

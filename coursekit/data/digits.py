"""Handwritten digits: small, real, and shipped inside scikit-learn."""

from __future__ import annotations

import numbers
from typing import Literal

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset

__all__ = ["digits"]

_SIZES = (8, 28, 32)

# The file repeats one sheet of about 130 digits fourteen times, always in the same order of labels
# (0 to 9 three times, then 0 9 5 5 6 5 0 9 ...). The twelfth sheet starts here, so a cut here goes
# between two sheets and not through the middle of one person's writing.
_FIRST_OF_LAST_SHEETS = 1415

_SOURCE = (
    "Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998 "
    "(its test part, written by 13 people, as shipped with scikit-learn). Each of the 8×8 values counts the ink in "
    "a 4×4 block of a 32×32 scan, divided by 16."
)


def digits(size: Literal[8, 28, 32] = 8, split: Literal["random", "order"] = "random", seed: int = 0) -> Dataset:
    """1,797 real handwritten digits: 1,415 to train on, 382 to test on. No network is needed.

    Args:
        size: height and width in pixels. 8 is what was recorded. For 28 and 32, each image is resampled by
            Pillow with bicubic interpolation and clipped to [0, 1]: larger and smoother, but no detail is added.
        split: how the test images are chosen.

            - `"random"` draws them at random, the same share from each class. One sheet's digits are then on
              both sides, and a model can profit from knowing the hand: the score is too good for new writers.
            - `"order"` takes the last three of the fourteen sheets in the file; every sheet has the same digits
              in the same order. This comes near what one wants to know: how well does the model read people it
              has never met? It does not quite get there: the file names no writers, and 13 people filled 14 sheets.
        seed: which random split; `"order"` has only one and ignores it.

    Returns:
        A `Dataset` whose images are float32 in [0, 1] of shape (1797, size, size, 1), in the order of the file.

    Raises:
        ValueError: if an argument is not one of those above.
    """
    if isinstance(size, bool) or size not in _SIZES:
        raise ValueError(f"size must be 8, 28 or 32, not {size!r}.")
    if split not in {"random", "order"}:
        raise ValueError(f'split must be "random" (mixes the sheets) or "order" (keeps them apart), not {split!r}.')
    if isinstance(seed, bool) or not isinstance(seed, numbers.Integral) or not 0 <= seed < 2**32:
        raise ValueError(f"seed must be a whole number from 0 to 4,294,967,295, not {seed!r}.")

    from sklearn.datasets import load_digits  # noqa: PLC0415 (a second to import: only when asked for)

    bunch = load_digits()
    labels = np.asarray(bunch.target, dtype=np.int64)
    images = np.asarray(bunch.images, dtype=np.float32) / 16
    return Dataset(
        name=f"Handwritten digits ({split} split)",
        images=_resample(images, int(size))[..., np.newaxis],
        labels=labels,
        classes=tuple("0123456789"),
        split=_split(labels, split, int(seed)),
        source=_SOURCE if size == 8 else f"{_SOURCE} Resampled to {size}×{size} by Pillow, bicubic, clipped to [0, 1].",
    )


def _resample(images: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    """Images of shape (n, 8, 8) as (n, size, size)."""
    if size == 8:
        return images
    from PIL import Image  # noqa: PLC0415 (not needed for the recorded size)

    larger = [Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC) for image in images]
    # Bicubic interpolation overshoots at sharp edges.
    return np.stack([np.asarray(image, dtype=np.float32) for image in larger]).clip(0, 1)


def _split(labels: npt.NDArray[np.int64], split: str, seed: int) -> npt.NDArray[np.str_]:
    """The part that each image belongs to, "train" or "test"."""
    parts = np.full(len(labels), "train")
    if split == "order":
        parts[_FIRST_OF_LAST_SHEETS:] = "test"
        return parts
    from sklearn.model_selection import train_test_split  # noqa: PLC0415 (see above)

    size = len(labels) - _FIRST_OF_LAST_SHEETS
    _, test = train_test_split(np.arange(len(labels)), test_size=size, stratify=labels, random_state=seed)
    parts[test] = "test"
    return parts

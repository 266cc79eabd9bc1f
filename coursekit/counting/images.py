"""Images to predict on: what is wrong with one, said at once, and pieces of it as a network wants them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["checked_image", "piece"]

_SHIFT = {1: "Add the axis: image[..., None].", 3: "For three equal channels: np.stack([image] * 3, axis=-1)."}


def checked_image(image: Any, channels: int) -> npt.NDArray[Any]:
    """An image as an array (a `numpy.memmap` stays on disk), or why it is none that the model can take.

    Raises:
        TypeError: if it is no array of bytes or floats.
        ValueError: if its shape or number of channels is not what the model takes.
    """
    pixels = image if isinstance(image, np.ndarray) else np.asarray(image)
    if pixels.dtype != np.uint8 and not np.issubdtype(pixels.dtype, np.floating):
        raise TypeError(
            f"The image holds {pixels.dtype}. It must be uint8 (0 to 255), or floats from 0 to 1: divide by the "
            "largest value that its format allows, 65535 for 16 bits."
        )
    if pixels.ndim == 2:
        remedy = _SHIFT.get(channels, f"The model wants {channels} channels.")
        raise ValueError(f"The image of shape {pixels.shape} has no channels (greyscale). {remedy}")
    if pixels.ndim != 3:
        raise ValueError(f"One image (height, width, channels) is wanted, not an array of shape {pixels.shape}.")
    found = pixels.shape[2]
    if found != channels:
        if found == channels + 1:
            remedy = f"If the last channel is alpha, leave it out: image[..., :{channels}]."
        elif found == 1:
            remedy = f"If it is greyscale: np.repeat(image, {channels}, axis=-1)."
        else:
            remedy = "Convert the image, or take the model that was trained on such images."
        raise ValueError(f"The image has {found} channels, and the model takes {channels}. {remedy}")
    return pixels


def piece(
    pixels: npt.NDArray[Any],
    rows: tuple[int, int],
    columns: tuple[int, int],
    preprocess: Callable[[npt.NDArray[np.float32]], Any] | None,
) -> npt.NDArray[np.float32]:
    """A rectangle of the image in float32: bytes divided by 255, then preprocessed.

    Raises:
        ValueError: if it holds no numbers from 0 to 1, or the preprocessing changes its shape.
    """
    cut = pixels[slice(*rows), slice(*columns)]
    if cut.dtype == np.uint8:
        values = cut.astype(np.float32)
        values /= 255  # in place: pieces may be large
    else:
        values = cut.astype(np.float32)
        where = f"in rows {rows[0]} to {rows[1] - 1}, columns {columns[0]} to {columns[1] - 1}"
        if not np.isfinite(values).all():
            raise ValueError(f"The image holds values that are no numbers, {where}.")
        low, high = float(values.min()), float(values.max())
        if low < 0 or high > 1:
            raise ValueError(
                f"Floats must be from 0 to 1, but {where} they are from {low:g} to {high:g}. Divide by 255, or pass "
                "uint8. What a model wants beyond that, such as a mean to subtract, belongs into preprocess=."
            )
    if preprocess is None:
        return values
    changed = np.asarray(preprocess(values), dtype=np.float32)
    if changed.shape != values.shape:
        raise ValueError(f"preprocess gives an array of shape {changed.shape} for one of shape {values.shape}.")
    return changed

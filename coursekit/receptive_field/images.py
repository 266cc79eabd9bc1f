"""Images that receptive fields are drawn on, in the one form that drawing needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["as_picture"]


def as_picture(image: npt.ArrayLike, size: tuple[int, ...] | None = None) -> npt.NDArray[np.uint8]:
    """An image as Matplotlib and Pillow take it: shape (h, w, 3), values 0 to 255.

    Args:
        image: (h, w), (h, w, 1) or (h, w, 3); whole numbers from 0 to 255, or floats from 0 to 1.
        size: (h, w) that it must have.

    Raises:
        ValueError: if it is no such image, or has another size.
    """
    pixels = np.asarray(image)
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.ndim != 3 or pixels.shape[2] not in (1, 3):
        raise ValueError(f"An image is (h, w), (h, w, 1) or (h, w, 3), not {np.shape(image)}.")
    if size is not None and pixels.shape[:2] != tuple(size):
        raise ValueError(f"The image is {pixels.shape[0]}×{pixels.shape[1]}, but the network takes "
                         f"{size[0]}×{size[1]}. Resize it.")  # fmt: skip
    if np.issubdtype(pixels.dtype, np.floating) or pixels.dtype == bool:
        if not (pixels.min() >= 0 and pixels.max() <= 1):  # neither holds with a nan in it
            raise ValueError("An image of floats has values from 0 to 1. Divide it by 255, or scale it.")
        pixels = np.round(255 * pixels.astype(float))
    elif pixels.min() < 0 or pixels.max() > 255:
        raise ValueError("An image of whole numbers has values from 0 to 255.")
    return np.broadcast_to(pixels, (*pixels.shape[:2], 3)).astype(np.uint8)

"""A scene as the ground of a figure: averaged down, so that a notebook stays small."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["backdrop", "photograph"]


def backdrop(image: npt.ArrayLike, most: int, grey: bool = False) -> npt.NDArray[np.float64]:
    """An image with at most `most` columns, each pixel the mean of a block, in 32 levels.

    Args:
        image: (height, width, 3), uint8 or floats from 0 to 1.
        most: columns, at most.
        grey: whether without colour, and light, so that what is drawn over it stands out.

    Returns:
        From 0 to 1, shape (rows, columns, 3). What is left over at the end of a row or column of blocks is cut off.

    Raises:
        ValueError: if it is no image of three channels.
    """
    pixels = np.asarray(image)
    if pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"image must have the shape (height, width, 3), not {pixels.shape}.")
    step = -(-pixels.shape[1] // most)
    rows, columns = pixels.shape[0] // step, pixels.shape[1] // step
    blocks = pixels[: rows * step, : columns * step].reshape(rows, step, columns, step, 3)
    small = blocks.mean(axis=(1, 3)) / (255 if pixels.dtype == np.uint8 else 1)
    if grey:
        small = np.repeat(0.35 + 0.6 * small.mean(axis=2, keepdims=True), 3, axis=2)
    return np.asarray(np.rint(31 * small) / 31, dtype=np.float64)


def photograph(plot: Any, image: npt.ArrayLike, most: int, grey: bool = False) -> None:
    """Draw an image without axes, in its own pixels: points are drawn at (column, row)."""
    height, width = np.asarray(image).shape[:2]
    small = backdrop(image, most, grey)
    step = -(-width // most)
    # Nearest: blocks of one colour take little room in a PNG.
    plot.imshow(small, extent=(0, small.shape[1] * step, small.shape[0] * step, 0), interpolation="nearest")
    plot.set_xlim(0, width)
    plot.set_ylim(height, 0)
    plot.set_xticks([])
    plot.set_yticks([])
    for side in plot.spines.values():
        side.set_visible(False)

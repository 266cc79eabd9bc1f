"""Examples for a classifier of patches: windows a little larger than a patch, so that they can be turned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.experiments.places import Places

__all__ = ["SIDE", "Windows", "cut", "halved"]

SIDE = 64  # pixels at half resolution: 128 of the scene, for patches of 96


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows of scenes at half resolution, and what their middle shows.

    Args:
        pixels: shape (n, side, side, 3), uint8.
        labels: shape (n,), the index in `data.sealions().classes`.
        kinds: shape (n,): "animal", "far", "near" or "mined".
    """

    pixels: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.labels)

    def of(self, *kinds: str) -> Windows:
        """Those of some kinds."""
        keep = np.isin(self.kinds, kinds)
        return Windows(self.pixels[keep], self.labels[keep], self.kinds[keep])

    @staticmethod
    def joined(parts: list[Windows]) -> Windows:
        """One after the other."""
        return Windows(
            np.concatenate([part.pixels for part in parts]),
            np.concatenate([part.labels for part in parts]),
            np.concatenate([part.kinds for part in parts]),
        )


def halved(image: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """An image (height, width, channels) of bytes at half resolution: means over 2x2, rounded.

    A last row or column without a partner is left out.
    """
    height, width = (size // 2 * 2 for size in image.shape[:2])
    squares = image[:height, :width].reshape(height // 2, 2, width // 2, 2, -1)
    return np.asarray(np.rint(squares.mean(axis=(1, 3), dtype=np.float32)), dtype=np.uint8)


def cut(half: npt.NDArray[np.uint8], places: Places, kind: str, side: int = SIDE) -> Windows:
    """Cut a window around each place; what lies beyond the border is the image mirrored.

    Args:
        half: a scene at half resolution, (height, width, 3).
        places: in pixels of the scene itself.
        kind: what to call them.
        side: height and width of a window, at half resolution.
    """
    points, labels = places
    margin = side // 2
    padded = np.pad(half, ((margin, margin), (margin, margin), (0, 0)), mode="symmetric")
    corners = np.asarray(points) // 2  # the margin before the image and half a window before the middle are equal
    pixels = [padded[row : row + side, column : column + side] for row, column in corners]
    return Windows(
        np.array(pixels, dtype=np.uint8).reshape(-1, side, side, half.shape[2]),
        np.asarray(labels, dtype=np.int64),
        np.full(len(pixels), kind),
    )

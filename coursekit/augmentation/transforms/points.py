"""Points that follow their image."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["MovedPoints", "move"]


class MovedPoints(NamedTuple):
    """Where the points of one image are now, and which of them are still on it."""

    positions: npt.NDArray[np.float64]
    """Row and column, shape (k, 2); NaN for a point that a perspective took behind the camera."""
    inside: npt.NDArray[np.bool_]
    """Whether the point lies on a pixel of the image, shape (k,)."""


def move(points: Any, forward: npt.NDArray[np.float64], height: int, width: int) -> MovedPoints:
    """The points of one image.

    Args:
        points: row and column, shape (k, 2); whole numbers are centres of pixels.
        forward: the homography of the image, shape (3, 3).
        height: of the image, in pixels; a point is inside from -0.5 to below height - 0.5.
        width: as height.

    Raises:
        ValueError: if the points are not pairs of finite numbers.
    """
    places = np.asarray(points, dtype=np.float64)
    if places.size == 0:
        places = places.reshape(0, 2)
    if places.ndim != 2 or places.shape[1] != 2 or not np.isfinite(places).all():
        raise ValueError(f"points of an image must be finite rows and columns, shape (k, 2), not {places.shape}.")
    moved = np.column_stack([places[:, 1], places[:, 0], np.ones(len(places))]) @ forward.T
    seen = moved[:, 2] > 1e-6
    positions = np.full((len(places), 2), np.nan)
    positions[seen] = moved[seen, 1::-1] / moved[seen, 2:]
    inside = seen.copy()
    inside[seen] = ((positions[seen] >= -0.5) & (positions[seen] < np.array([height, width]) - 0.5)).all(axis=1)
    return MovedPoints(positions, inside)

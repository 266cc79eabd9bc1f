"""What the references of this topic share: small images for cases, and places on them."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["Array", "array", "inside", "levels", "numbers"]

Array = np.ndarray[Any, Any]


def array(*rows: list[float]) -> Array:
    """Rows of numbers as an array of floats."""
    return np.array(rows, dtype=float)


def numbers(*shape: int, seed: int = 0) -> Array:
    """Values from 0 to 1 with two places, none of them 0 or 1, for images of floats."""
    return np.round(np.random.default_rng(seed).uniform(0.02, 0.98, size=shape), 2)


def levels(*shape: int, seed: int = 0, low: int = 0, high: int = 255) -> Array:
    """Whole values from `low` to `high`, for images of uint8."""
    return np.random.default_rng(seed).integers(low, high + 1, size=shape, dtype=np.uint8)


def inside(row: float, column: float, height: int, width: int) -> bool:
    """Whether a place lies on the image: its pixels reach half a pixel beyond their centres."""
    return -0.5 <= row < height - 0.5 and -0.5 <= column < width - 0.5

"""Where land is and where sea: the elevation, coarse enough to be known for a whole scene at once."""

from __future__ import annotations

import numpy as np

from coursekit.data.simulator.looks import Look
from coursekit.data.simulator.noise import Floats, Integers, fractal, key, value_noise

__all__ = ["elevation"]


def elevation(rows: Integers, cols: Integers, look: Look, seed: int) -> Floats:
    """Height above the sea, in no particular unit: sea below 0, dry rock above 0.1; mostly within [-1, 1].

    Args:
        rows: whole numbers, rising, shape (h,); also in steps of more than one.
        cols: the same, shape (w,).
        look: of the scene; its `sea_level` says how much lies under water.
        seed: of the scene.

    Returns:
        Shape (h, w).
    """
    large = fractal(rows, cols, 1500, 4, key(seed, 10), 0.48)
    # Rugged at the waterline: coves and ledges of some tens of pixels.
    rugged = value_noise(rows, cols, 90, key(seed, 11)) + 0.5 * value_noise(rows, cols, 34, key(seed, 12))
    return np.asarray(large + 0.05 * rugged - np.float32(look.sea_level), dtype=np.float32)

"""Maps of numbers as colours: blue above 0, orange below, white at 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.figures import BLUE, ORANGE

__all__ = ["coloured"]


def coloured(values: npt.ArrayLike, largest: float) -> npt.NDArray[np.float64]:
    """The colours of numbers: white at 0, full blue at `largest`, full orange at minus that, and no fuller beyond.

    Args:
        values: of any shape.
        largest: the number of the full colour, above 0.

    Returns:
        An array of that shape and an axis more, red, green and blue from 0 to 1.
    """
    parts = np.clip(np.asarray(values, dtype=float) / largest, -1, 1)[..., None]
    full = np.where(parts > 0, _rgb(BLUE), _rgb(ORANGE))
    colours: npt.NDArray[np.float64] = 1 - np.abs(parts) * (1 - full)
    return colours


def _rgb(colour: str) -> Any:
    return np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])

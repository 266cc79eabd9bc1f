"""What the tasks of this topic share: a type, and division that knows 0 / 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "divided"]

Array = npt.NDArray[Any]


def divided(part: Any, whole: Any, empty: float = np.nan) -> Array:
    """`part / whole`, value by value, and `empty` where `whole` is 0."""
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    result: Array = np.full(part.shape, float(empty))
    np.divide(part, whole, out=result, where=whole != 0)
    return result

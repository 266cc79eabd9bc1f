"""The checks of the arguments of `data.wafers`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["checked_imbalance", "checked_size", "checked_whole"]

_REAL = int | float | np.integer | np.floating


def checked_whole(name: str, value: Any, least: int, most: int) -> int:
    """A whole number between two bounds, both allowed.

    Raises:
        ValueError: if it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least:,} to {most:,}, not {value!r}.")
    return int(value)


def checked_size(size: Any) -> tuple[int, int]:
    """Rows and columns; one number stands for both.

    Raises:
        ValueError: if it is neither a whole number nor two, from 8 to 512.
    """
    sides = tuple(size) if isinstance(size, tuple | list) else (size, size)
    if len(sides) != 2:
        raise ValueError(f"size must be one number or (rows, columns), not {size!r}.")
    rows, columns = (checked_whole("size", side, 8, 512) for side in sides)
    return rows, columns


def checked_imbalance(
    imbalance: Any,
    classes: tuple[str, ...],
    counts: Mapping[str, int],
) -> npt.NDArray[np.float64]:
    """The share of each class.

    Args:
        imbalance: None, a power from 0 to 1, or weights by name: see `data.wafers`.
        classes: the names.
        counts: how often each occurs in WM-811K; if `classes` are others, there is no default but equal shares.

    Returns:
        Shares that sum to 1, shape (classes,).

    Raises:
        ValueError: if it is something else.
    """
    single = tuple(counts) == classes
    if isinstance(imbalance, Mapping):
        unknown = [str(name) for name in imbalance if name not in classes]
        if unknown:
            raise ValueError(f"imbalance names {', '.join(unknown)}; the classes are {', '.join(classes)}.")
        for name, value in imbalance.items():
            if isinstance(value, bool) or not isinstance(value, _REAL) or not 0 <= value < math.inf:
                raise ValueError(f"imbalance must have numbers from 0 up, not {value!r} for {name}.")
        weights = np.array([float(imbalance.get(name, 0)) for name in classes])
        if not weights.sum() > 0:
            raise ValueError("imbalance leaves no class: at least one number must be above 0.")
        return np.asarray(weights / weights.sum())
    power = (1.0 if single else 0.0) if imbalance is None else imbalance
    if isinstance(power, bool) or not isinstance(power, _REAL) or not 0 <= power <= 1:
        raise ValueError(
            "imbalance must be a number from 0 (balanced) to 1 (as in WM-811K), or a number for each class by name, "
            f"not {imbalance!r}."
        )
    if not single and power:
        raise ValueError("Mixed maps have no published imbalance: take 0, or a number for each class by name.")
    weights = np.array([float(counts[name]) ** float(power) for name in classes]) if power else np.ones(len(classes))
    # Powers differ in the last bit between platforms; what is drawn from the shares must not.
    return np.asarray((weights / weights.sum()).round(12))

"""Distances by class, as detecting and matching both take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

__all__ = ["by_class"]


def by_class(distance: Any, classes: Sequence[str], what: str) -> dict[str, float]:
    """A distance in pixels for each class, from one number or a number for each.

    Raises:
        ValueError: if a class has none, a name is no class, or a distance is not above 0.
        TypeError: if it is no number.
    """
    if isinstance(distance, Mapping):
        missing = [name for name in classes if name not in distance]
        unknown = [str(name) for name in distance if name not in classes]
        if missing or unknown:
            said = [f"has none for {', '.join(missing)}"] * bool(missing)
            said += [f"names {', '.join(unknown)}, which are no classes here"] * bool(unknown)
            raise ValueError(f"{what} {' and '.join(said)}. The classes are {', '.join(classes)}.")
        return {name: _above_zero(distance[name], f"{what} of {name}") for name in classes}
    return dict.fromkeys(classes, _above_zero(distance, what))


def _above_zero(value: Any, what: str) -> float:
    if isinstance(value, bool | str):
        raise TypeError(f"{what} must be a number of pixels, not {value!r}.")
    try:
        number = float(value)
    except TypeError:
        raise TypeError(f"{what} must be a number of pixels, not {value!r}.") from None
    if not (isfinite(number) and number > 0):
        raise ValueError(f"{what} must be a number of pixels above 0, not {value!r}.")
    return number

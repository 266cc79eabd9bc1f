"""Simulated wafer maps: which classes, which lots, which dies fail."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.data.wafers.classes import DEFECTS
from coursekit.data.wafers.patterns import PATTERNS, Grid, grid

__all__ = ["FAILED", "LOT", "OUTSIDE", "PASSED", "Simulated", "draw_labels", "simulate"]

OUTSIDE, PASSED, FAILED = 0, 1, 2
"""The values of a die map, as WM-811K has them."""

LOT = 25
"""Wafers that are made together: as many as a carrier holds."""

_LABELS, _LOTS, _DIES = 0, 1, 2  # one stream of random numbers for each, so that none shifts another

# At most this many dies are drawn at once: 32 MB for each field of chances.
_DIES_AT_ONCE = 2**22


class Simulated(NamedTuple):
    """What was simulated."""

    die_maps: npt.NDArray[np.uint8]
    """0 outside of the wafer, 1 passed, 2 failed; shape (n, rows, columns)."""
    lots: npt.NDArray[np.int64]
    """The lot of each wafer, shape (n,)."""


def draw_labels(shares: npt.NDArray[np.float64], count: int, seed: int) -> npt.NDArray[np.int64]:
    """The class of each map: drawn one by one, or, for equal shares, as many of each as whole numbers allow.

    Args:
        shares: how often each class occurs, shape (classes,); they sum to 1 up to rounding.
        count: how many maps.
        seed: which draw.

    Returns:
        Index of a class for each map, shape (count,).
    """
    random = np.random.default_rng([seed, _LABELS])
    if (shares == shares[0]).all():
        return random.permutation(np.arange(count, dtype=np.int64) % len(shares))
    edges = np.cumsum(shares)
    return np.asarray(np.searchsorted(edges, random.random(count) * edges[-1], side="right"), dtype=np.int64)


def simulate(defects: npt.NDArray[np.bool_], size: tuple[int, int], seed: int) -> Simulated:
    """Draw die maps with given defects.

    Each lot has a background rate of failing dies, each wafer some more or less of it; the rate rises towards the rim.
    A die works if it survives the background and each of the defects, independently: their chances multiply.

    Args:
        defects: which of `DEFECTS` each map has, shape (n, 8).
        size: rows and columns of dies.
        seed: the same seed gives the same maps, on every platform.

    Returns:
        The die maps and the lot of each.
    """
    where = grid(*size)
    count = len(defects)
    lots = np.arange(count, dtype=np.int64) // LOT
    draws = np.random.default_rng([seed, _LOTS]).random(-(-count // LOT))
    # Most lots are good and a few are bad: between 1 % and 13 %, half of them below 4 %.
    rates = 0.01 + 0.12 * draws * draws
    maps = np.empty((count, *size), dtype=np.uint8)
    at_once = max(1, _DIES_AT_ONCE // (size[0] * size[1]))
    for number, start in enumerate(range(0, count, at_once)):
        part = slice(start, start + at_once)
        random = np.random.default_rng([seed, _DIES, number])
        maps[part] = _part(random, where, defects[part], rates[lots[part]])
    return Simulated(maps, lots)


def _part(
    random: np.random.Generator, where: Grid, defects: npt.NDArray[np.bool_], rates: npt.NDArray[np.float64]
) -> npt.NDArray[np.uint8]:
    """Die maps of some wafers, from their defects and the rates of their lots."""
    count = len(defects)
    rate = (rates * (0.5 + random.random(count)))[:, None, None]
    # What survives the background: the rim fails about twice as often as the middle.
    survives = 1 - rate * (0.8 + 0.8 * (where.radius * where.radius) * (where.radius * where.radius))
    for column, name in enumerate(DEFECTS):
        chosen = np.flatnonzero(defects[:, column])
        if len(chosen):
            survives[chosen] *= 1 - PATTERNS[name](random, where, len(chosen))
    maps = np.where(random.random(survives.shape) < survives, np.uint8(PASSED), np.uint8(FAILED))
    maps[:, ~where.inside] = OUTSIDE
    return maps

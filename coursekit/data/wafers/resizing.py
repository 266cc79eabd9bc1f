"""Die maps of any size brought to one size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from coursekit.data.wafers.simulation import FAILED, OUTSIDE

__all__ = ["by_area", "by_nearest", "resized"]

_AT_ONCE = 2048  # maps: some 50 MB at 64×64

DieMaps = npt.NDArray[np.uint8]


def resized(
    die_maps: Sequence[DieMaps], size: tuple[int, int]
) -> tuple[DieMaps, npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """All maps at one size, as die maps and as images.

    Args:
        die_maps: values 0, 1, 2, each of its own shape (rows, columns).
        size: rows and columns of the result.

    Returns:
        Die maps by `by_nearest`, uint8 of shape (n, *size); images by `by_area`, float32 of shape (n, *size, 1); the
        share of failed among the dies of each original, shape (n,), NaN where there is no die.
    """
    maps = np.empty((len(die_maps), *size), dtype=np.uint8)
    images = np.empty((len(die_maps), *size, 1), dtype=np.float32)
    failed = np.full(len(die_maps), np.nan)
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, die_map in enumerate(die_maps):
        groups.setdefault(die_map.shape, []).append(number)
    for group in groups.values():
        for start in range(0, len(group), _AT_ONCE):
            chosen = group[start : start + _AT_ONCE]
            stack = np.stack([die_maps[number] for number in chosen])
            maps[chosen] = by_nearest(stack, size)
            images[chosen, ..., 0] = by_area(stack, size)
            dies = np.count_nonzero(stack, axis=(1, 2))
            bad = np.count_nonzero(stack == FAILED, axis=(1, 2))
            failed[chosen] = np.divide(bad, dies, out=np.full(len(chosen), np.nan), where=dies > 0)
    return maps, images, failed


def by_nearest(stack: DieMaps, size: tuple[int, int]) -> DieMaps:
    """Each cell takes the die that lies under its middle.

    Every value is that of a real die, so no die fails that did not. Where maps become smaller, dies are left out: a
    scratch one die wide may break up.

    Args:
        stack: shape (n, rows, columns).
        size: rows and columns of the result.

    Returns:
        Shape (n, *size).
    """
    # In whole numbers: the middle of cell i lies at (2i + 1) / (2 · new) of the width.
    rows, columns = (
        (2 * np.arange(new) + 1) * old // (2 * new) for new, old in zip(size, stack.shape[1:], strict=True)
    )
    return stack[:, rows[:, None], columns]


def by_area(stack: DieMaps, size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Each cell is 0.5 plus half of the share of failed dies under it, weighted by area; 0 outside.

    So 0.5 is all passed and 1 all failed; a cell between 0.5 and 1 lies over both. A cell exceeds 0.5 only if a failed
    die lies under it, and whatever failed leaves its trace. A cell is on the wafer if at least half of it is.

    Args:
        stack: values 0, 1, 2, shape (n, rows, columns).
        size: rows and columns of the result.

    Returns:
        Shape (n, *size).
    """
    down, across = (_overlaps(old, new) for old, new in zip(stack.shape[1:], size, strict=True))
    # The overlaps are whole numbers and their sums far below 2^53: exact.
    wafer = down @ (stack != OUTSIDE).astype(np.float64) @ across.T
    failed = down @ (stack == FAILED).astype(np.float64) @ across.T
    inside = 2 * wafer >= stack.shape[1] * stack.shape[2]
    share = np.divide(failed, wafer, out=np.zeros_like(wafer), where=inside)
    return np.where(inside, 0.5 + share / 2, 0).astype(np.float32)


def _overlaps(old: int, new: int) -> npt.NDArray[np.float64]:
    """How much of each new cell lies over each old one, in units of 1 / (old · new) of the width; shape (new, old)."""
    first, second = np.arange(new)[:, None] * old, np.arange(old)[None, :] * new
    shared = np.minimum(first + old, second + new) - np.maximum(first, second)
    return np.asarray(np.maximum(0, shared), dtype=np.float64)

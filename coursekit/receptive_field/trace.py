"""Goes backwards from one unit: which places of every earlier map it depends on, as exact masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.receptive_field.analysis import Analysis
from coursekit.receptive_field.place import Place
from coursekit.receptive_field.taps import HERE, Everything, Reading, Taps

__all__ = ["Patch", "trace"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Patch:
    """Some places of a map.

    Attributes:
        origin: place of the mask's first entry, one number for each spatial axis.
        mask: which places are meant, one axis for each spatial axis; its borders hold at least one of them.
    """

    origin: tuple[int, ...]
    mask: Mask

    @property
    def box(self) -> tuple[int, ...]:
        """The smallest box around them, half-open: first places, then last places plus one."""
        return (*self.origin, *(first + size for first, size in zip(self.origin, self.mask.shape, strict=True)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Patch) and self.origin == other.origin and np.array_equal(self.mask, other.mask)

    def __hash__(self) -> int:
        return hash(self.box)


def trace(analysis: Analysis, name: str, unit: tuple[int, ...], clip: bool) -> dict[str, Patch]:
    """For every node before `name` the places of its map that a unit depends on.

    Args:
        analysis: of the network.
        name: the unit's node.
        unit: its place along each spatial axis.
        clip: whether places outside a map are left out, as they hold padding and not the image; else maps are taken
            to go on for ever.

    Returns:
        By name, itself and the input included; nodes of which nothing is seen are not there.

    Raises:
        ValueError: if a whole axis is read whose size is not known, or which has none because nothing is clipped.
    """
    found: dict[str, Patch] = {name: Patch(unit, np.ones((1,) * len(unit), dtype=bool))}
    for node in reversed(analysis.before(name)):
        seen = analysis.seen[node]
        if node not in found or seen.reach is None:
            continue
        for source, readings in zip(seen.reading, seen.reach.readings, strict=True):
            patch = _read(found[node], readings, analysis.seen[source].place, clip)
            if patch is not None:
                found[source] = _joined(found[source], patch) if source in found else patch
    return found


def _read(patch: Patch, readings: tuple[Reading, ...], place: Place, clip: bool) -> Patch | None:
    """The places that are read to compute those of a patch; None if there are none."""
    origin, mask = list(patch.origin), patch.mask
    changed = False
    for axis, (reading, size) in enumerate(zip(readings, place.sizes, strict=True)):
        if reading is HERE:
            continue
        changed = True
        if isinstance(reading, Everything):
            if not clip or size is None:
                raise ValueError("A unit that sees the whole input has no box unless the input has a fixed size.")
            origin[axis], mask = 0, np.repeat(mask.any(axis=axis, keepdims=True), size, axis=axis)
            continue
        first, mask = _tapped(origin[axis], np.moveaxis(mask, axis, 0), reading)
        if (clip or reading.inside) and size is not None:
            mask = mask[max(0, -first) : max(0, size - first)]
            first = max(first, 0)
        origin[axis], mask = first, np.moveaxis(mask, 0, axis)
    return _trimmed(Patch(tuple(origin), mask)) if changed else patch


def _tapped(first: int, mask: Mask, taps: Taps) -> tuple[int, Mask]:
    """The inputs along axis 0 that the outputs `first`, `first + 1`, ... in the mask read, and the first of them."""
    count = len(mask)
    parts = []
    for phase, offsets in enumerate(taps.offsets):
        skipped = (phase - first) % taps.period
        if skipped >= count or not offsets:
            continue
        period = (first + skipped) // taps.period
        parts.append((period * taps.step, mask[skipped :: taps.period], offsets))
    if not parts:
        return 0, mask[:0]
    low = min(start + offsets[0] for start, _, offsets in parts)
    high = max(start + (len(part) - 1) * taps.step + offsets[-1] for start, part, offsets in parts)
    read = np.zeros((high - low + 1, *mask.shape[1:]), dtype=bool)
    for start, part, offsets in parts:
        for offset in offsets:
            at = start + offset - low
            if taps.step:
                read[at : at + (len(part) - 1) * taps.step + 1 : taps.step] |= part
            else:
                read[at] |= part.any(axis=0)
    return low, read


def _trimmed(patch: Patch) -> Patch | None:
    mask: Any = patch.mask
    if mask.all():
        return patch if mask.size else None
    origin = []
    for axis in range(mask.ndim):
        used = np.flatnonzero(mask.any(axis=tuple(other for other in range(mask.ndim) if other != axis)))
        if not len(used):
            return None
        origin.append(patch.origin[axis] + int(used[0]))
        mask = np.take(mask, range(int(used[0]), int(used[-1]) + 1), axis=axis)
    return Patch(tuple(origin), mask)


def _joined(one: Patch, other: Patch) -> Patch:
    low = tuple(map(min, one.origin, other.origin))
    rank = len(low)
    high = tuple(map(max, one.box[rank:], other.box[rank:]))
    mask = np.zeros(tuple(end - start for start, end in zip(low, high, strict=True)), dtype=bool)
    for patch in (one, other):
        inside = tuple(
            slice(start - base, end - base)
            for start, end, base in zip(patch.origin, patch.box[rank:], low, strict=True)
        )
        mask[inside] |= patch.mask
    return Patch(low, mask)

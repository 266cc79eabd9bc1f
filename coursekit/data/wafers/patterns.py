"""How likely a die fails, for each of the eight defects: fields over the disc of the wafer.

Every shape is made with additions, multiplications, divisions and square roots only. IEEE 754 fixes how these are
rounded, so a die fails on every platform or on none; sines, powers and exponentials differ in the last bit.

What makes the shapes: a ring comes from etching or polishing that ends differently at the edge, an arc from where a
wafer is held or its edge was touched, a blob in the middle or a donut from a plasma or a coating that is uneven along
the radius, a scratch from handling or from a grain under the polishing pad, a whole bad wafer from a step gone wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["PATTERNS", "Grid", "grid"]

Field = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """The centres of the dies; the wafer is the disc of radius 1.

    Args:
        x: to the right, shape (1, 1, columns).
        y: downwards, shape (1, rows, 1).
        radius: distance from the middle, shape (1, rows, columns).
        inside: which dies are on the wafer, shape (rows, columns).
    """

    x: Field
    y: Field
    radius: Field
    inside: npt.NDArray[np.bool_]

    @property
    def pitch(self) -> float:
        """The larger side of a die, in radii of the wafer."""
        return 2.0 / float(min(self.inside.shape))


def grid(rows: int, columns: int) -> Grid:
    """A grid of rows × columns dies that just covers the wafer; dies need not be square.

    A die is on the wafer if its centre is.
    """
    down, right = 2 * np.arange(rows) + 1 - rows, 2 * np.arange(columns) + 1 - columns
    # In whole numbers, so that no die on the rim depends on rounding.
    inside = (down[:, None] * columns) ** 2 + (right * rows) ** 2 <= (rows * columns) ** 2
    y, x = (down / rows)[None, :, None], (right / columns)[None, None, :]
    return Grid(x, y, np.sqrt(x * x + y * y), inside)


def _uniform(random: np.random.Generator, low: float, high: float, count: int) -> Field:
    """Numbers from low to high, shape (count, 1, 1)."""
    return low + (high - low) * random.random((count, 1, 1))


def _directions(random: np.random.Generator, count: int) -> tuple[Field, Field]:
    """Unit vectors, each direction equally likely, x and y each of shape (count, 1, 1).

    The first of 32 points drawn in a square that lies in the disc and not too near to its centre, brought to length 1:
    that none does has a chance of 1 in 10^21.
    """
    points = 2 * random.random((count, 32, 2)) - 1
    length = points[..., 0] * points[..., 0] + points[..., 1] * points[..., 1]
    first = ((length <= 1) & (length > 0.01)).argmax(axis=1)
    chosen, scale = points[np.arange(count), first], np.sqrt(length[np.arange(count), first])
    return (chosen[:, 0] / scale)[:, None, None], (chosen[:, 1] / scale)[:, None, None]


def _distance(random: np.random.Generator, where: Grid, x: Field, y: Field, stretch: float, wobble: float) -> Field:
    """Distance from (x, y) in a bent measure: circles become ovals with dents.

    Args:
        random: draws the axes and the dents.
        where: the dies.
        x: centres, shape (count, 1, 1).
        y: the same.
        stretch: the long axis of an oval is at most 1 + stretch times the short one.
        wobble: dents of at most about this share of the radius.
    """
    count = len(x)
    along_x, along_y = _directions(random, count)
    longer = _uniform(random, 1, 1 + stretch, count)
    right, down = where.x - x, where.y - y
    along, across = (right * along_x + down * along_y) / longer, right * along_y - down * along_x
    distance = np.sqrt(along * along + across * across)
    # cos 2t, sin 2t, cos 3t, sin 3t of the direction t as polynomials of cos t and sin t.
    cos, sin = along / (distance + 1e-9), across / (distance + 1e-9)
    cos_2, sin_2 = cos * cos - sin * sin, 2 * cos * sin
    waves = (cos_2, sin_2, cos * cos_2 - sin * sin_2, sin * cos_2 + cos * sin_2)
    factor = np.ones_like(distance)
    for wave in waves:
        factor += _uniform(random, -wobble, wobble, count) * wave
    return np.asarray(distance * factor)


def _fading(distance: Field, reach: Field, softness: Field) -> Field:
    """1 within, 0 beyond `reach`, falling over the last `softness` of it."""
    return ((1 - distance / reach) / softness).clip(0, 1)


def _centre(random: np.random.Generator, where: Grid, count: int) -> Field:
    x, y = _directions(random, count)
    off = _uniform(random, 0, 0.14, count)
    distance = _distance(random, where, x * off, y * off, stretch=0.5, wobble=0.1)
    # Large blobs are rarer than small ones.
    share = random.random((count, 1, 1))
    reach = 0.24 + 0.36 * share * share
    return _uniform(random, 0.65, 1, count) * _fading(distance, reach, _uniform(random, 0.15, 0.6, count))


def _donut(random: np.random.Generator, where: Grid, count: int) -> Field:
    x, y = _directions(random, count)
    off = _uniform(random, 0, 0.18, count)
    distance = _distance(random, where, x * off, y * off, stretch=0.2, wobble=0.06)
    radius, half = _uniform(random, 0.4, 0.58, count), _uniform(random, 0.16, 0.26, count)
    # A donut is often denser on one side.
    lean_x, lean_y = _directions(random, count)
    side = 1 + _uniform(random, 0, 0.35, count) * (where.x * lean_x + where.y * lean_y)
    ring = _fading(np.abs(distance - radius), half, _uniform(random, 0.3, 0.8, count))
    return (_uniform(random, 0.55, 0.9, count) * side * ring).clip(0, 1)


def _edge_loc(random: np.random.Generator, where: Grid, count: int) -> Field:
    towards_x, towards_y = _directions(random, count)
    # Cosine of half the arc: the arcs are 30 to 120 degrees long.
    limit = _uniform(random, 0.5, 0.966, count)
    cosine = (where.x * towards_x + where.y * towards_y) / (where.radius + 1e-9)
    # Deepest in the middle of the arc.
    depth = np.maximum(_uniform(random, 0.14, 0.42, count), 2.5 * where.pitch)
    local = depth * np.sqrt(((cosine - limit) / (1 - limit)).clip(0, 1))
    rim = ((where.radius - (1 - local)) / (0.4 * depth)).clip(0, 1)
    return np.asarray(_uniform(random, 0.65, 1, count) * np.where(local > 0, rim, 0))


def _edge_ring(random: np.random.Generator, where: Grid, count: int) -> Field:
    width = np.maximum(_uniform(random, 0.07, 0.2, count), 1.6 * where.pitch)
    lean_x, lean_y = _directions(random, count)
    # Wider and denser towards one side, as when a ring of the chamber is not quite centred.
    towards = (where.x * lean_x + where.y * lean_y) / (where.radius + 1e-9)
    width = width * (1 + _uniform(random, 0, 0.4, count) * towards)
    dense = _uniform(random, 0.6, 0.95, count) * (1 + _uniform(random, 0, 0.35, count) * towards)
    ring = ((where.radius - (1 - width)) / (_uniform(random, 0.2, 0.7, count) * width)).clip(0, 1)
    return np.asarray((dense * ring).clip(0, 1))


def _loc(random: np.random.Generator, where: Grid, count: int) -> Field:
    x, y = _directions(random, count)
    off = _uniform(random, 0.32, 0.62, count)
    reach = np.maximum(_uniform(random, 0.16, 0.3, count), 2.5 * where.pitch)
    distance = _distance(random, where, x * off, y * off, stretch=0.7, wobble=0.15)
    return _uniform(random, 0.7, 1, count) * _fading(distance, reach, _uniform(random, 0.15, 0.6, count))


def _scratch(random: np.random.Generator, where: Grid, count: int) -> Field:
    """A walk of half a die a step, its heading bent by a curvature that itself drifts."""
    rows, columns = where.inside.shape
    step = 0.5 * 2 / max(rows, columns)
    x, y = _directions(random, count)
    # The square root: each part of the disc is as likely as any other of its size.
    off = np.sqrt(random.random((count, 1, 1))) * 0.85
    x, y = (x * off)[:, 0, 0], (y * off)[:, 0, 0]
    heading_x, heading_y = (part[:, 0, 0] for part in _directions(random, count))
    # Never outwards, and from the rim rather inwards: a scratch that leaves the wafer at once is none.
    away = np.where(heading_x * x + heading_y * y > 0, -1.0, 1.0)
    heading_x, heading_y = heading_x * away - x, heading_y * away - y
    scale = np.sqrt(heading_x * heading_x + heading_y * heading_y)
    heading_x, heading_y = heading_x / scale, heading_y / scale
    curvature = 3 * random.random(count) - 1.5
    length = np.maximum(0.45 + 0.95 * random.random(count), 12 * step)
    dense = 0.8 + 0.2 * random.random(count)
    thick = random.random(count) < 0.3
    hits = np.zeros((count, rows, columns))
    number = np.arange(count)
    gap = np.zeros(count, dtype=np.int64)
    for turn in range(int(1.4 / step) + 1):
        draws = random.random((3, count))
        # Here and there the grain lifts off for two or three dies.
        gap = np.where((gap == 0) & (draws[0] < 0.03), 4 + (draws[1] < 0.5) * 2, np.maximum(gap - 1, 0))
        row, column = np.floor((y + 1) * (rows / 2)), np.floor((x + 1) * (columns / 2))
        alive = (gap == 0) & (turn * step < length) & (x * x + y * y < 1)
        chosen = number[alive]
        i, j = row[alive].astype(np.int64), column[alive].astype(np.int64)
        hits[chosen, i, j] = dense[alive]
        # The second die of a thick scratch lies beside the heading.
        beside = np.abs(heading_x[alive]) > np.abs(heading_y[alive])
        i2, j2 = (i + beside).clip(0, rows - 1), (j + ~beside).clip(0, columns - 1)
        wide = thick[alive]
        hits[chosen[wide], i2[wide], j2[wide]] = dense[alive][wide]
        curvature = curvature + (draws[2] - 0.5) * 0.35
        bend_x, bend_y = heading_x - heading_y * curvature * step, heading_y + heading_x * curvature * step
        scale = np.sqrt(bend_x * bend_x + bend_y * bend_y)
        heading_x, heading_y = bend_x / scale, bend_y / scale
        x, y = x + heading_x * step, y + heading_y * step
    return hits


def _uneven(random: np.random.Generator, where: Grid, count: int) -> Field:
    """A smooth field between about -1 and 1 over the wafer."""
    lean_x, lean_y = _directions(random, count)
    along, across = where.x * lean_x + where.y * lean_y, where.x * lean_y - where.y * lean_x
    sizes = [_uniform(random, -1, 1, count) for _ in range(3)]
    return np.asarray((sizes[0] * along + sizes[1] * (along * along - across * across) + sizes[2] * across * along) / 2)


def _random(random: np.random.Generator, where: Grid, count: int) -> Field:
    rate = _uniform(random, 0.2, 0.48, count)
    return np.asarray((rate * (1 + _uneven(random, where, count))).clip(0, 0.9))


def _near_full(random: np.random.Generator, where: Grid, count: int) -> Field:
    rate = _uniform(random, 0.82, 0.99, count)
    # A patch of dies that still work, mostly small.
    x, y = _directions(random, count)
    off = _uniform(random, 0.2, 0.9, count)
    distance = _distance(random, where, x * off, y * off, stretch=0.8, wobble=0.2)
    patch = _fading(distance, _uniform(random, 0.1, 0.5, count), _uniform(random, 0.5, 1, count))
    return np.asarray(rate * (1 - _uniform(random, 0, 0.7, count) * patch))


PATTERNS: dict[str, Callable[[np.random.Generator, Grid, int], Field]] = {
    "centre": _centre,
    "donut": _donut,
    "edge-loc": _edge_loc,
    "edge-ring": _edge_ring,
    "loc": _loc,
    "near-full": _near_full,
    "scratch": _scratch,
    "random": _random,
}
"""For each defect: from a generator, the dies and a count to chances of failure, shape (count, rows, columns)."""

"""Irregular cells: blocks of rock and cobbles. As `noise`, bit for bit the same on every platform."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from coursekit.data.simulator.noise import Floats, key, scatter

__all__ = ["Cells", "cells"]


class Cells(NamedTuple):
    """A plane divided into irregular cells; arrays of shape (h, w)."""

    edge: Floats
    """How much nearer the cell's own point is than the next one: 0 on the border of two cells."""
    distance: Floats
    """To the cell's own point."""
    du: Floats
    """Where the place lies seen from the cell's own point."""
    dv: Floats
    numbers: tuple[Floats, ...]
    """Random numbers in [0, 1) that are the same all over a cell."""


def cells(u: Floats, v: Floats, seed: int, numbers: int) -> Cells:
    """Divide the plane into cells around scattered points (S. Worley, "A cellular texture basis function", 1996).

    Looks at the four nearest squares only and not at nine: now and then a border has a step, as cracks have.

    Args:
        u: coordinates, in units of a cell's size, shape (h, w).
        v: the same, across.
        seed: which cells.
        numbers: how many random numbers each cell gets.
    """
    base_u, base_v = np.floor(u - 0.5).astype(np.int32), np.floor(v - 0.5).astype(np.int32)
    u0, v0 = int(base_u.min()), int(base_v.min())
    rows = np.arange(u0, int(base_u.max()) + 2)[:, np.newaxis]
    cols = np.arange(v0, int(base_v.max()) + 2)[np.newaxis]
    points_u = (rows + (0.12 + 0.76 * scatter(rows, cols, key(seed, 1)))).astype(np.float32).ravel()
    points_v = (cols + (0.12 + 0.76 * scatter(rows, cols, key(seed, 2)))).astype(np.float32).ravel()
    width = cols.size
    first = ((base_u - u0) * width + (base_v - v0)).astype(np.intp)
    nearest = np.full(u.shape, 9, dtype=np.float32)
    second = nearest.copy()
    winner = np.zeros_like(first)
    for step in (0, 1, width, width + 1):
        square = _squared(u - points_u[step:].take(first), v - points_v[step:].take(first))
        np.copyto(winner, step, where=square < nearest)
        np.minimum(second, np.maximum(nearest, square), out=second)
        np.minimum(nearest, square, out=nearest)
    winner += first
    distance = np.sqrt(nearest)
    drawn = tuple(scatter(rows, cols, key(seed, 3 + n)).ravel().take(winner) for n in range(numbers))
    return Cells(np.sqrt(second) - distance, distance, u - points_u.take(winner), v - points_v.take(winner), drawn)


def _squared(a: Floats, b: Floats) -> Floats:
    """a² + b², in the arrays that are given."""
    a *= a
    b *= b
    a += b
    return a

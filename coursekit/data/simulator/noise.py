"""Noise as a function of the place alone, so that any window of a scene can be drawn without the rest of it.

Bit for bit the same on every platform, by construction: whole numbers, and floating-point operations that IEEE 754
rounds correctly (+, -, *, / and the square root), one at a time. No sine, power or exponential, whose last digit
depends on the mathematics library, and no sums whose order depends on the processor.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Cells", "cells", "clipped", "fractal", "key", "scatter", "smoothstep", "value_noise"]

Floats = npt.NDArray[np.floating[Any]]
"""Always float32; NumPy's annotations take the product of such an array and a number for a float64."""
Integers = npt.NDArray[np.int64]


def key(*numbers: int) -> int:
    """One number from 0 to 2³² - 1 out of several: the seed of a layer of noise."""
    mixed = 0x9E3779B9
    for number in numbers:
        mixed = _mixed_int(mixed ^ _mixed_int(number & 0xFFFFFFFF))
    return mixed


def _mixed_int(x: int) -> int:
    """The finaliser below, for one number; Python's own numbers, as NumPy's would warn of overflow."""
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


def scatter(rows: Integers, cols: Integers, seed: int) -> Floats:
    """A random number in [0, 1) for every whole row and column (arrays that broadcast).

    A hash of the place: two rounds of multiply and xor-shift with the constants that C. Wellons found by search
    ("Prospecting for hash functions", 2018; lowest bias among 32-bit functions of this form).
    """
    x = rows.astype(np.uint32) * _FIRST + cols.astype(np.uint32) * _SECOND
    x ^= np.uint32(seed)
    x ^= x >> _16
    x *= _THIRD
    x ^= x >> _15
    x *= _FOURTH
    x ^= x >> _16
    x >>= _8
    # 24 bits: all that a float32 holds exactly.
    return x.astype(np.float32) * _STEP


_FIRST, _SECOND, _THIRD, _FOURTH = (np.uint32(n) for n in (0x9E3779B1, 0x85EBCA77, 0x7FEB352D, 0x846CA68B))
_8, _15, _16 = (np.uint32(n) for n in (8, 15, 16))
_STEP = np.float32(2.0**-24)


def smoothstep(x: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, and a smooth rise (3t² - 2t³) between them; falls if `low` > `high`."""
    t = x - np.float32(low)
    t *= np.float32(1 / (high - low))
    t = clipped(t)
    smooth: Floats = t * t * (3 - 2 * t)
    return smooth


def clipped(x: Floats, low: float = 0, high: float = 1) -> Floats:
    """As `np.clip`, which takes three times as long on small arrays."""
    return np.minimum(np.maximum(x, np.float32(low)), np.float32(high))


def value_noise(rows: Integers, cols: Integers, period: int, seed: int, amplitude: float = 1.0) -> Floats:
    """Smooth random hills: random values on a lattice, interpolated.

    Args:
        rows: whole numbers, rising, shape (h,).
        cols: the same, shape (w,).
        period: distance of the lattice's points.
        seed: which noise.
        amplitude: the largest value.

    Returns:
        Values in [-amplitude, amplitude], shape (h, w).
    """
    # Each layer gets its own origin: lattice lines of several layers must not fall together.
    i, s = _split(rows + _mixed_int(seed ^ 0x51ED270B) % 8192, period)
    j, t = _split(cols + _mixed_int(seed ^ 0x2545F491) % 8192, period)
    i0, j0 = int(i[0]), int(j[0])
    lattice = scatter(np.arange(i0, i[-1] + 2)[:, np.newaxis], np.arange(j0, j[-1] + 2)[np.newaxis], seed)
    lattice *= np.float32(2 * amplitude)
    lattice -= np.float32(amplitude)
    i, j = i - i0, j - j0
    left = lattice.take(j, axis=1)
    across = left + t * (lattice.take(j + 1, axis=1) - left)
    # In place: these are the large arrays.
    above, below = across.take(i, axis=0), across.take(i + 1, axis=0)
    below -= above
    below *= s[:, np.newaxis]
    above += below
    return above


def _split(places: Integers, period: int) -> tuple[Integers, Floats]:
    """Index of the lattice point before each place, and the smoothed weight of the one after it."""
    index = places // period
    t = ((places - index * period) / period).astype(np.float32)
    return index, t * t * (3 - 2 * t)


def fractal(rows: Integers, cols: Integers, period: int, octaves: int, seed: int, roughness: float = 0.5) -> Floats:
    """Noise of several periods, each half of the last; mostly within [-1, 1], shape (h, w)."""
    total = value_noise(rows, cols, period, key(seed, 0))
    amplitude = 1.0
    for octave in range(1, octaves):
        period = max(1, period // 2)
        amplitude *= roughness
        total += value_noise(rows, cols, period, key(seed, octave), amplitude)
    return total


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
    second = nearest
    winner = first
    for step in (0, 1, width, width + 1):
        at = first + step
        a, b = u - points_u.take(at), v - points_v.take(at)
        square = a * a + b * b
        closer = square < nearest
        second = np.where(closer, nearest, np.minimum(second, square))
        nearest = np.minimum(nearest, square)
        winner = np.where(closer, at, winner)
    distance = np.sqrt(nearest)
    drawn = tuple(scatter(rows, cols, key(seed, 3 + n)).ravel().take(winner) for n in range(numbers))
    return Cells(np.sqrt(second) - distance, distance, u - points_u.take(winner), v - points_v.take(winner), drawn)

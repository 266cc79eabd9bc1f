"""Noise as a function of the place alone, so that any window of a scene can be drawn without the rest of it.

Bit for bit the same on every platform, by construction: whole numbers, and floating-point operations that IEEE 754
rounds correctly (+, -, *, / and the square root), one at a time. No sine, power or exponential, whose last digit
depends on the mathematics library, and no sums whose order depends on the processor.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "Integers", "clipped", "fractal", "key", "scatter", "smoothstep", "value_noise"]

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
    return _scattered(x)


def _scattered(x: npt.NDArray[np.uint32]) -> Floats:
    """A random number in [0, 1) for each whole number; these are overwritten."""
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
    np.clip(t, 0, 1, out=t)
    # In place: the time goes into fetching memory.
    smooth: Floats = t * t
    t *= 2
    np.subtract(3, t, out=t)
    smooth *= t
    return smooth


def clipped(x: Floats, low: float = 0, high: float = 1) -> Floats:
    """As `np.clip`, which NumPy's annotations take for something wider than an array of floats."""
    limited: Floats = np.clip(x, np.float32(low), np.float32(high))
    return limited


def value_noise(rows: Integers, cols: Integers, period: int, seed: int, amplitude: float = 1.0) -> Floats:
    """Smooth random hills: random values on a lattice, interpolated.

    Args:
        rows: whole numbers, rising in equal steps, shape (h,).
        cols: the same, shape (w,).
        period: distance of the lattice's points.
        seed: which noise.
        amplitude: the largest value.

    Returns:
        Values in [-amplitude, amplitude], shape (h, w).
    """
    return _hills(rows, cols, [(period, seed, amplitude)])


def fractal(rows: Integers, cols: Integers, period: int, octaves: int, seed: int, roughness: float = 0.5) -> Floats:
    """Noise of several periods, each half of the last; mostly within [-1, 1], shape (h, w)."""
    layers = []
    amplitude = 1.0
    for octave in range(octaves):
        layers.append((max(1, period >> octave), key(seed, octave), amplitude))
        amplitude *= roughness
    return _hills(rows, cols, layers)


class _Axis(NamedTuple):
    """Places between the points of a lattice, along rows or columns."""

    first: int
    """The first point that is needed."""
    points: int
    """How many are."""
    before: Integers
    """The point before each place, counted from the first."""
    weight: Floats
    """The smoothed weight of the point after it."""


def _hills(rows: Integers, cols: Integers, layers: Sequence[tuple[int, int, float]]) -> Floats:
    """The sum of layers of noise, each of a period, a seed and an amplitude."""
    # Each layer gets its own origin: lattice lines of several layers must not fall together.
    axes = [
        (_axis(rows, period, _mixed_int(seed ^ 0x51ED270B)), _axis(cols, period, _mixed_int(seed ^ 0x2545F491)))
        for period, seed, _ in layers
    ]
    total: Floats | None = None
    for (down, right), lattice in zip(axes, _lattices(axes, layers), strict=True):
        # Differences between neighbours on the lattice, where there are few of them, and not between pixels.
        across = (lattice[:, 1:] - lattice[:, :-1]).take(right.before, axis=1)
        across *= right.weight
        across += lattice.take(right.before, axis=1)
        hills: Floats = (across[1:] - across[:-1]).take(down.before, axis=0)
        hills *= down.weight[:, np.newaxis]
        hills += across.take(down.before, axis=0)
        if total is None:
            total = hills
        else:
            total += hills
    assert total is not None  # noqa: S101 (for mypy: there is at least one layer)
    return total


def _axis(places: Integers, period: int, origin: int) -> _Axis:
    """Where places lie on a lattice whose first point has a number of its own for every layer."""
    first, phase = divmod(int(places[0]) + origin % 8192, period)
    step = int(places[1] - places[0]) if len(places) > 1 else 1
    # From a table and not computed: there are many layers, and most windows are small.
    end = phase + (len(places) - 1) * step + 1
    before, weight = _table(period, 1 << end.bit_length())
    before, weight = before[phase:end:step], weight[phase:end:step]
    return _Axis(first, int(before[-1]) + 2, before, weight)


@lru_cache(maxsize=512)
def _table(period: int, length: int) -> tuple[Integers, Floats]:
    """For each of the places 0, 1, ...: the point before it, and the smoothed weight of the next one."""
    before, rest = np.divmod(np.arange(length), period)
    t = (rest / period).astype(np.float32)
    return before, t * t * (3 - 2 * t)


def _lattices(axes: Sequence[tuple[_Axis, _Axis]], layers: Sequence[tuple[int, int, float]]) -> Iterator[Floats]:
    """The values at the points of each layer's lattice: what `scatter` gives there, but hashed all at once."""
    ends = list(itertools.accumulate((down.points * right.points for down, right in axes), initial=0))
    places = np.empty(ends[-1], dtype=np.uint32)
    for (down, right), (start, end), (_, seed, _) in zip(axes, itertools.pairwise(ends), layers, strict=True):
        lattice = places[start:end].reshape(down.points, right.points)
        np.add(_multiples(down, _FIRST)[:, np.newaxis], _multiples(right, _SECOND), out=lattice)
        lattice ^= np.uint32(seed)
    values = _scattered(places)
    for (down, right), (start, end), (_, _, amplitude) in zip(axes, itertools.pairwise(ends), layers, strict=True):
        hills = values[start:end].reshape(down.points, right.points)
        hills *= np.float32(2 * amplitude)
        hills -= np.float32(amplitude)
        yield hills


def _multiples(axis: _Axis, factor: np.uint32) -> npt.NDArray[np.uint32]:
    """The number of each point times a factor, modulo 2³²."""
    return _multiples_from_zero(factor, 1 << axis.points.bit_length())[: axis.points] + np.uint32(
        axis.first * int(factor) & 0xFFFFFFFF
    )


@lru_cache(maxsize=64)
def _multiples_from_zero(factor: np.uint32, length: int) -> npt.NDArray[np.uint32]:
    return np.arange(length, dtype=np.uint32) * factor

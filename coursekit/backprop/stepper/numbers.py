"""All numbers of one pass there and back, and who is connected with whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.backprop.example import Example, Run
from coursekit.backprop.stepper.state import Cell

__all__ = ["POOL", "Numbers", "Path", "Tap", "path"]

POOL = 2
"""Rows and columns of a pooling window."""

Place = tuple[int, int]


class Tap(NamedTuple):
    """One product of the convolution.

    Attributes:
        output: the place whose sum it belongs to.
        weight: place in the kernel.
        input: place that it reads; outside the input, where the zeros of the padding are, too.
        padding: whether it is outside.
    """

    output: Place
    weight: Place
    input: Place
    padding: bool


class Path(NamedTuple):
    """What one cell has to do with.

    Attributes:
        values: cells that it is computed from, and cells that are computed from it; itself included.
        gradients: cells on the way that the gradient takes to it and on from it; itself included. Places that lose in
            pooling or that ReLU blocks are on no way.
    """

    values: frozenset[Cell]
    gradients: frozenset[Cell]


@dataclass(frozen=True, eq=False)
class Numbers:
    """The example, run there and back.

    Attributes:
        example: what it was computed from.
    """

    example: Example

    @cached_property
    def run(self) -> Run:
        """The example's run."""
        return self.example.run()

    @cached_property
    def values(self) -> dict[str, npt.NDArray[np.float64]]:
        """The values of each part."""
        given = {"kernel": self.example.kernel, "bias": np.array([[self.example.bias]])}
        return {stage.name: stage.values for stage in self.run.stages} | given

    @cached_property
    def gradients(self) -> dict[str, npt.NDArray[np.float64]]:
        """The gradients of each part."""
        given = {"kernel": self.run.kernel_gradient, "bias": np.array([[self.run.bias_gradient]])}
        return {stage.name: stage.gradient for stage in self.run.stages} | given

    @cached_property
    def taps(self) -> tuple[Tap, ...]:
        """All products of the convolution, those with a zero of the padding included."""
        rows, columns = self.example.kernel.shape
        height, width = self.example.inputs.shape
        top, left = (rows // 2, columns // 2) if self.example.padding == "same" else (0, 0)
        found = []
        for row, col in np.ndindex(self.run.active.shape):
            for i, j in np.ndindex(rows, columns):
                read = row + i - top, col + j - left
                inside = 0 <= read[0] < height and 0 <= read[1] < width
                found.append(Tap((row, col), (i, j), read, not inside))
        return tuple(found)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places of the convolution's map, in reading order."""
        return tuple((row, col) for row, col in np.ndindex(self.run.active.shape))

    def value(self, cell: Cell) -> float:
        """The value of a cell."""
        return float(self.values[cell.part][cell.row, cell.col])

    def gradient(self, cell: Cell) -> float:
        """The gradient of a cell."""
        return float(self.gradients[cell.part][cell.row, cell.col])

    def window(self, pooled: Place) -> tuple[Place, ...]:
        """The four places that a pooled value is the largest of, in reading order."""
        return tuple((POOL * pooled[0] + row, POOL * pooled[1] + col) for row, col in np.ndindex(POOL, POOL))

    def winner(self, pooled: Place) -> Place:
        """The one of them that gets the gradient."""
        return next(place for place in self.window(pooled) if self.run.winners[place])

    def reaches(self, place: Place) -> bool:
        """Whether a gradient comes through pooling and ReLU to this place of the convolution."""
        return bool(self.run.winners[place] and self.run.active[place])

    def connected(self, cell: Cell) -> tuple[Place, ...]:
        """The places of the convolution that a cell has to do with, in reading order."""
        place = (cell.row, cell.col)
        if cell.part in ("convolution", "relu"):
            return (place,)
        if cell.part == "pooling":
            return self.window(place)
        if cell.part == "bias":
            return self.places
        return tuple(dict.fromkeys(tap.output for tap in self.taps if not tap.padding and place == _end(tap, cell)))

    def value_factors(self, cell: Cell) -> dict[Cell, float]:
        """What the inputs are multiplied by whose sum gives a value of the convolution, also the one that ReLU gets."""
        if cell.part not in ("convolution", "relu"):
            return {}
        taps = (tap for tap in self.taps if tap.output == (cell.row, cell.col) and not tap.padding)
        return {Cell("input", *tap.input): float(self.example.kernel[tap.weight]) for tap in taps}

    def gradient_factors(self, cell: Cell) -> dict[Cell, float]:
        """What the convolution's gradients are multiplied by whose sum gives the gradient of an input or a weight."""
        if cell.part not in ("input", "kernel"):
            return {}
        other = self.example.kernel if cell.part == "input" else self.example.inputs
        taps = (tap for tap in self.taps if not tap.padding and _end(tap, cell) == (cell.row, cell.col))
        return {
            Cell("convolution", *tap.output): float(other[tap.weight if cell.part == "input" else tap.input])
            for tap in taps
        }


def path(numbers: Numbers, cell: Cell) -> Path:
    """Everything that the value of a cell, and its gradient, go through."""
    places = numbers.connected(cell)
    values = {cell} | _around(numbers, cell, places)
    values |= {Cell("relu", *place) for place in places}
    if cell.part != "pooling":
        values |= {Cell("pooling", row // POOL, col // POOL) for row, col in places}

    through = tuple(place for place in places if numbers.reaches(place))
    # A gradient that ReLU blocks has come as far as ReLU.
    arriving = tuple(place for place in places if numbers.run.winners[place])
    if cell.part not in ("relu", "pooling"):
        arriving = through
    # Neither does the gradient of an input pass through that of a weight, nor the other way round.
    beside = {"input": "kernel", "kernel": "input"}.get(cell.part)
    gradients = {cell} | {one for one in _around(numbers, cell, through) if one.part != beside}
    gradients |= {Cell("relu", *place) for place in arriving}
    gradients |= {Cell("pooling", row // POOL, col // POOL) for row, col in arriving}
    return Path(frozenset(values), frozenset(gradients))


def _around(numbers: Numbers, cell: Cell, places: tuple[Place, ...]) -> set[Cell]:
    """Those places of the convolution, with the inputs and weights that meet in them on a way through the cell."""
    found = {Cell("convolution", *place) for place in places}
    if cell.part == "bias":
        return found
    place = (cell.row, cell.col)
    for tap in numbers.taps:
        if tap.output not in places or tap.padding:
            continue
        if cell.part not in ("input", "kernel") or place == _end(tap, cell):
            found |= {Cell("input", *tap.input), Cell("kernel", *tap.weight)}
    return found if cell.part in ("input", "kernel") or not places else found | {Cell("bias")}


def _end(tap: Tap, cell: Cell) -> Place:
    return tap.weight if cell.part == "kernel" else tap.input

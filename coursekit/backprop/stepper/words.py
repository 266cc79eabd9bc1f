"""What the stepper says about a cell: where its value comes from and where its gradient goes, sums written out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from coursekit.backprop.stepper.numbers import POOL, Numbers, Place
from coursekit.backprop.stepper.state import Cell

__all__ = ["TITLES", "at", "gradient_words", "name", "number", "spread", "value_words"]

TITLES = {
    "input": "input",
    "kernel": "kernel",
    "bias": "bias",
    "convolution": "convolution",
    "relu": "ReLU",
    "pooling": "max pooling",
}
"""The parts as they are written."""

_COUNTS = ("none", "one", "two", "three", "four")


def number(value: float) -> str:
    """A number with at most three decimals and a true minus sign."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def at(place: Place) -> str:
    """A place in words."""
    return f"row {place[0]}, column {place[1]}"


def name(cell: Cell) -> str:
    """A cell in words."""
    return "bias" if cell.part == "bias" else f"{TITLES[cell.part]}, {at((cell.row, cell.col))}"


def spread(numbers: Numbers, pooled: Place) -> str:
    """The four values of a window, as a list in words."""
    *first, last = (number(numbers.value(Cell("relu", *place))) for place in numbers.window(pooled))
    return f"{', '.join(first)} and {last}"


def value_words(numbers: Numbers, cell: Cell) -> str:
    """Where the value of a cell comes from."""
    value, place = numbers.value(cell), (cell.row, cell.col)
    if cell.part in ("input", "kernel", "bias"):
        used = len(numbers.connected(cell))
        return f"{number(value)}, given. {_used(cell, used, len(numbers.places))}"
    if cell.part == "convolution":
        return _convolved(numbers, place, value)
    if cell.part == "relu":
        before = numbers.value(Cell("convolution", *place))
        why = "the input is above 0 and goes on as it is" if before > 0 else "what is not above 0 becomes 0"
        return f"max(0, {number(before)}) = {number(value)}: {why}."
    tied = _tied(numbers, place)
    if len(tied) > 1:
        return f"The largest of {spread(numbers, place)} is {number(value)}, {_COUNTS[len(tied)]} times: a tie."
    return f"The largest of {spread(numbers, place)} is {number(value)}, from {at(tied[0])}."


def gradient_words(numbers: Numbers, cell: Cell) -> str:
    """Where the gradient of a cell comes from, and what happens to it there."""
    if cell.part == "pooling":
        return _incoming(numbers, cell)
    if cell.part == "relu":
        return _routed(numbers, (cell.row, cell.col))
    if cell.part == "convolution":
        return _gated(numbers, (cell.row, cell.col))
    if cell.part == "input":
        return _input_gradient(numbers, cell)
    return _parameter_gradient(numbers, cell)


def _used(cell: Cell, count: int, places: int) -> str:
    times = "once" if count == 1 else f"{count} times"
    if cell.part == "input":
        return f"The convolution reads it {times}, each time with another weight."
    if cell.part == "kernel":
        zeros = "" if count == places else f"; at the other {places - count} places it meets a zero of the padding"
        return f"It is used {times}, each time on another input{zeros}."
    return f"It is added {times}, once to each sum."


def _convolved(numbers: Numbers, place: Place, value: float) -> str:
    inputs, kernel = numbers.example.inputs, numbers.example.kernel
    taps = [tap for tap in numbers.taps if tap.output == place]
    rows = (
        [(0.0 if tap.padding else inputs[tap.input], kernel[tap.weight]) for tap in row]
        for _, row in groupby(taps, key=lambda tap: tap.weight[0])
    )
    outside = sum(tap.padding for tap in taps)
    padded = f", {outside} of them with a zero of the padding" if outside else ""
    return (
        f"Nine products, input times weight, row by row{padded}, and the bias: {_sum(rows)} + "
        f"{_factor(numbers.example.bias)} = {number(value)}."
    )


def _incoming(numbers: Numbers, cell: Cell) -> str:
    gradient, target = numbers.gradient(cell), numbers.example.target
    if target is not None:
        return (
            "For half the squared error it is the output less the target: "
            f"{number(numbers.value(cell))} − {_factor(target[cell.row, cell.col])} = {number(gradient)}."
        )
    if gradient == 0:
        return "0 comes in from behind: the loss does not depend on this output."
    loss = "grows" if gradient > 0 else "falls"
    return (
        f"{number(gradient)} comes in from behind: if this output grows by a little, the loss {loss} by "
        f"{number(abs(gradient))} times that."
    )


def _routed(numbers: Numbers, place: Place) -> str:
    pooled = place[0] // POOL, place[1] // POOL
    winner, gradient = numbers.winner(pooled), number(numbers.gradient(Cell("pooling", *pooled)))
    if place == winner:
        told = f"The gradient {gradient} goes to {at(place)}, the winner of its window; the other three get 0."
    else:
        told = f"It gets 0: the gradient {gradient} of its window goes to {at(winner)}, the winner."
    tied = _tied(numbers, pooled)
    if len(tied) == 1:
        return told
    return (
        f"{told} {_COUNTS[len(tied)].capitalize()} values tie at {number(numbers.value(Cell('relu', *winner)))}: the "
        "first in reading order wins here; other frameworks may differ."
    )


def _gated(numbers: Numbers, place: Place) -> str:
    arriving, value = numbers.gradient(Cell("relu", *place)), numbers.value(Cell("convolution", *place))
    active = value > 0
    if not numbers.run.winners[place]:
        gate = "have let it through" if active else "have blocked it"
        return (
            "It is 0: nothing arrives at ReLU, because this place lost in its window. (ReLU would "
            f"{gate}: the input was {number(value)}.)"
        )
    if active:
        return f"ReLU lets {number(arriving)} through: the input was {number(value)}, above 0."
    kink = ", and there the slope is taken as 0" if value == 0 else ""
    return f"ReLU blocks it: the input was {number(value)}{kink}. Of {number(arriving)}, 0 is left."


def _parameter_gradient(numbers: Numbers, cell: Cell) -> str:
    value = number(numbers.gradient(cell))
    factors = numbers.gradient_factors(cell)
    places = [place for place in numbers.connected(cell) if numbers.gradient(Cell("convolution", *place))]
    what = "each place's gradient" if cell.part == "bias" else "each place's gradient times the input that it met there"
    if not places:
        return f"The sum over all places of {what}: nothing has come through to any of them, so it is 0."
    gradients = [(place, numbers.gradient(Cell("convolution", *place))) for place in places]
    if cell.part == "bias":
        terms = " + ".join(_factor(gradient) for _, gradient in gradients)
    else:
        terms = _sum([[(gradient, factors[Cell("convolution", *place)])] for place, gradient in gradients])
    left = len(numbers.connected(cell)) - len(places)
    zeros = f" The other {left} have a gradient of 0." if left else ""
    where = "; ".join(at(place) for place in places)
    return f"The sum over all places of {what}: {terms} = {value}, from {where}.{zeros}"


def _input_gradient(numbers: Numbers, cell: Cell) -> str:
    """The sum over all taps, in the order of the gradients that they read: that of the turned kernel."""
    height, width = numbers.run.active.shape
    rows, columns = numbers.example.kernel.shape
    # The tap that reads this input with weight (0, 0) lies furthest down and right.
    first = numbers.taps[0].input
    top, left = cell.row - first[0], cell.col - first[1]
    terms, outside = [], 0
    for i in range(rows - 1, -1, -1):
        line = []
        for j in range(columns - 1, -1, -1):
            row, col = top - i, left - j
            inside = 0 <= row < height and 0 <= col < width
            outside += not inside
            gradient = numbers.gradient(Cell("convolution", row, col)) if inside else 0.0
            line.append((gradient, float(numbers.example.kernel[i, j])))
        terms.append(line)
    beyond = f", {outside} of them beyond the edge" if outside else ""
    return (
        f"Nine gradients of the convolution around it, row by row{beyond}, times the kernel turned by half a turn: "
        f"{_sum(terms)} = {number(numbers.gradient(cell))}."
    )


def _tied(numbers: Numbers, pooled: Place) -> list[Place]:
    """The places of a window that hold its largest value."""
    largest = numbers.value(Cell("pooling", *pooled))
    return [place for place in numbers.window(pooled) if numbers.value(Cell("relu", *place)) == largest]


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _sum(rows: Iterable[Iterable[tuple[float, float]]]) -> str:
    """Products, row by row; a row is kept together by spaces that do not break."""
    return " + ".join(
        "\u00a0+\u00a0".join(f"{_factor(one)}·{_factor(other)}" for one, other in row) for row in rows
    )  # fmt: skip

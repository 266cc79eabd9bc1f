"""What the stepper asks before a step shows its numbers, and which cell the question is about."""

from __future__ import annotations

from coursekit.backprop.stepper.numbers import POOL, Numbers, Place
from coursekit.backprop.stepper.state import STEPS, Cell
from coursekit.backprop.stepper.words import at, number, spread

__all__ = ["END", "asked", "subject"]

END = (
    "Everything has arrived. Type in another input, weight, bias or incoming gradient below. Which values will change, "
    "and which gradients?"
)
"""What is asked when there is no further step."""


def subject(numbers: Numbers, cell: Cell, step: int) -> Cell:
    """The cell that a step's question is about: on the way of the selected one where there is one.

    Args:
        numbers: the example.
        cell: the selected one.
        step: number of the step.
    """
    name = STEPS[step]
    part = name.removeprefix("gradient of ").split(" ", maxsplit=1)[0]
    if cell.part == part or (part == "kernel" and cell.part == "bias"):
        return cell
    if part == "kernel":
        return _weight(numbers)
    places = numbers.connected(cell)
    if part == "input":
        return Cell("input", *_read(numbers, places))
    # On the way back the one whose gradient gets furthest tells most.
    row, col = _furthest(numbers, places) if name.startswith("gradient") else places[len(places) // 2]
    return Cell("pooling", row // POOL, col // POOL) if part == "pooling" else Cell(part, row, col)


def asked(numbers: Numbers, cell: Cell, step: int) -> str:
    """The question before a step; the numbers that the step shows are not in it."""
    one = subject(numbers, cell, step)
    place = one.row, one.col
    name = STEPS[step]
    if name == "convolution":
        return _about_convolution(numbers, place)
    before = number(numbers.value(Cell("convolution", *place))) if one.part in ("relu", "convolution") else ""
    if name == "relu":
        return f"The convolution gave {before} at {at(place)}. What does ReLU make of it?"
    if name == "pooling":
        return (
            f"ReLU left {spread(numbers, place)} in the window that starts at {at(numbers.window(place)[0])}. "
            "Which of the four goes on?"
        )
    if name == "gradient of pooling":
        return _about_incoming(numbers, one)
    if name == "gradient of relu":
        return _about_window(numbers, (place[0] // POOL, place[1] // POOL))
    if name == "gradient of convolution":
        arriving = number(numbers.gradient(Cell("relu", *place)))
        return f"ReLU got {before} at {at(place)}, and the gradient {arriving} comes back. How much does it pass on?"
    if one.part == "bias":
        return "The bias was added at every place. What is its gradient?"
    if one.part == "kernel":
        return (
            f"The weight at {at(place)} of the kernel was used {len(numbers.connected(one))} times. At which places "
            "does a gradient arrive, and by what is each multiplied before they are added up?"
        )
    return (
        f"The input at {at(place)} was read {len(numbers.connected(one))} times. Which gradients come back to it, and "
        "through which weight each?"
    )


def _about_convolution(numbers: Numbers, place: Place) -> str:
    outside = any(tap.padding for tap in numbers.taps if tap.output == place)
    zeros = " (beyond the edge are zeros)" if outside else ""
    middle = numbers.example.kernel.shape[0] // 2 if numbers.example.padding == "same" else 0
    where = f"with its middle on {at(place)}" if middle else f"with its corner on {at(place)}"
    return (
        f"Lay the kernel on the input, {where}{zeros}: multiply, add up, add the bias "
        f"{number(numbers.example.bias)}. What comes out?"
    )


def _about_incoming(numbers: Numbers, cell: Cell) -> str:
    place = cell.row, cell.col
    if numbers.example.target is not None:
        return (
            f"The output is {number(numbers.value(cell))}, its target {number(numbers.example.target[place])}, and the "
            "loss half the squared error. What is the gradient of the loss with respect to the output?"
        )
    return (
        "Forward is done; now it goes back. By how much does the loss change if an output grows a little? That is "
        "decided behind this picture, so it is given. What would a negative number mean?"
    )


def _about_window(numbers: Numbers, pooled: Place) -> str:
    gradient = numbers.gradient(Cell("pooling", *pooled))
    return (
        f"The gradient {number(gradient)} comes back to the window with {spread(numbers, pooled)}. Which of the four "
        f"gets the {number(gradient)}?"
    )


def _furthest(numbers: Numbers, places: tuple[Place, ...]) -> Place:
    """The first place that a gradient reaches; else the first that wins its window; else the first."""
    for rule in (numbers.reaches, lambda place: bool(numbers.run.winners[place])):
        for place in places:
            if rule(place):
                return place
    return places[0]


def _weight(numbers: Numbers) -> Cell:
    """The weight in the middle, which meets no padding and so all of the input."""
    rows, columns = numbers.example.kernel.shape
    return Cell("kernel", rows // 2, columns // 2)


def _read(numbers: Numbers, places: tuple[Place, ...]) -> Place:
    """The input under the middle of the kernel at one of these places."""
    place = _furthest(numbers, places)
    rows, columns = numbers.example.kernel.shape
    middle = rows // 2, columns // 2
    return next(tap.input for tap in numbers.taps if tap.output == place and tap.weight == middle)

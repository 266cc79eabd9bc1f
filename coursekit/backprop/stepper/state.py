"""What the stepper is looking at, and how it moves: an immutable state, and pure functions from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.backprop.example import Example

__all__ = [
    "GRADIENT_STEP",
    "LARGEST",
    "PARTS",
    "STEPS",
    "VALUE_STEP",
    "Cell",
    "State",
    "beginning",
    "changed",
    "moved",
    "number_of",
    "parsed",
    "selected",
    "size",
    "stepped",
]

STEPS = (
    "input",
    "convolution",
    "relu",
    "pooling",
    "gradient of pooling",
    "gradient of relu",
    "gradient of convolution",
    "gradient of kernel and bias",
    "gradient of input",
)
"""What is shown one after the other, named as in `figures.flow`."""

PARTS = ("input", "kernel", "bias", "convolution", "relu", "pooling")
"""What has numbers, from left to right; the bias stands below the kernel."""

VALUE_STEP = {"input": 0, "kernel": 0, "bias": 0, "convolution": 1, "relu": 2, "pooling": 3}
"""The step from which on the values of a part are shown."""
GRADIENT_STEP = {"pooling": 4, "relu": 5, "convolution": 6, "kernel": 7, "bias": 7, "input": 8}
"""The step from which on its gradients are shown."""

LARGEST = 99
"""Of what can be typed in. Whole numbers and halves of this size make all sums exact, and short enough for a square."""

_ACROSS = ("input", "kernel", "convolution", "relu", "pooling")
_SHAPES = {"inputs": (4, 4), "kernel": (3, 3)}


class Cell(NamedTuple):
    """One place of a part: a value and, below it, its gradient.

    Attributes:
        part: one of `PARTS`.
        row: its row.
        col: its column.
    """

    part: str
    row: int = 0
    col: int = 0


@dataclass(frozen=True, eq=False)
class State:
    """What is shown.

    Attributes:
        example: the numbers.
        cell: the selected one.
        step: how many of `STEPS` have been made after the first.
        before: the numbers before the last change; None if nothing has been changed yet.
    """

    example: Example
    cell: Cell
    step: int = 0
    before: Example | None = None


def beginning(example: Example) -> State:
    """Nothing computed yet; selected is the first place where a gradient gets through.

    Raises:
        TypeError: if it is no `Example`.
        ValueError: if the example has no room, or its numbers are too large.
    """
    if not isinstance(example, Example):
        raise TypeError(f"example must be a backprop.example.Example, not {type(example).__name__}.")
    for name, shape in _SHAPES.items():
        if getattr(example, name).shape != shape:
            raise ValueError(
                f"{name} has shape {getattr(example, name).shape}: the stepper has room for inputs of 4x4 and a kernel "
                "of 3x3, one channel. Take Example.default() or Example.by_hand(), or figures.flow for others."
            )
    target = example.gradient if example.target is None else example.target
    for name, values in (("inputs", example.inputs), ("kernel", example.kernel), ("bias", np.array(example.bias)),
                         ("gradient or target", target)):  # fmt: skip
        if np.abs(values).max() > LARGEST:
            raise ValueError(f"{name}: the stepper has room for numbers from -{LARGEST} to {LARGEST}.")
    run = example.run()
    through = np.argwhere(run["convolution"].gradient)
    row, col = through[0].tolist() if len(through) else (0, 0)
    return State(example, Cell("convolution", row, col))


def size(example: Example, part: str) -> tuple[int, int]:
    """Rows and columns of a part."""
    lost = 2 if example.padding == "valid" else 0
    height, width = (length - lost for length in _SHAPES["inputs"])
    sizes = {
        "input": _SHAPES["inputs"],
        "kernel": _SHAPES["kernel"],
        "bias": (1, 1),
        "convolution": (height, width),
        "relu": (height, width),
        "pooling": (height // 2, width // 2),
    }
    return sizes[part]


def stepped(state: State, by: int) -> State:
    """The state some steps further, or back; the first and the last are the end."""
    return replace(state, step=max(0, min(len(STEPS) - 1, state.step + by)))


def selected(state: State, cell: Cell) -> State:
    """The state with another cell selected.

    Raises:
        ValueError: if there is no such cell.
    """
    if cell.part not in PARTS:
        raise ValueError(f"There is no part {cell.part!r}; there are {', '.join(PARTS)}.")
    rows, columns = size(state.example, cell.part)
    if not (0 <= cell.row < rows and 0 <= cell.col < columns):
        raise ValueError(f"{cell.part} is {rows}x{columns}: it has no row {cell.row}, column {cell.col}.")
    return replace(state, cell=cell)


def moved(state: State, key: str) -> State:
    """The state after an arrow key; at the edge of a part the next part follows."""
    part, row, col = state.cell
    down, right = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}.get(key, (0, 0))
    rows, columns = size(state.example, part)
    if down:
        if part == "bias":
            return selected(state, Cell("kernel", 2, 1)) if down < 0 else state
        if part == "kernel" and row + down == rows:
            return selected(state, Cell("bias"))
        return selected(state, Cell(part, max(0, min(rows - 1, row + down)), col))
    if 0 <= col + right < columns:
        return selected(state, Cell(part, row, col + right))
    at = _ACROSS.index("kernel" if part == "bias" else part) + right
    if not 0 <= at < len(_ACROSS):
        return state
    next_rows, next_columns = size(state.example, _ACROSS[at])
    # At the same height of the picture, in which all parts are centred; the bias lies at the foot of the maps.
    height = next_rows - 1 if part == "bias" else int(row + (next_rows - rows) / 2)
    return selected(
        state, Cell(_ACROSS[at], max(0, min(next_rows - 1, height)), 0 if right > 0 else next_columns - 1)
    )  # fmt: skip


def parsed(text: str) -> float:
    """What was typed in, as a number.

    Raises:
        ValueError: if it is none, too large, or no whole number or half; the message says why.
    """
    tidy = text.strip().replace("−", "-")
    if not tidy:
        raise ValueError("The field is empty: type a number.")
    try:
        value = float(tidy)
    except ValueError:
        hint = " Decimals have a point, as in 2.5." if "," in tidy else ""
        raise ValueError(f"{text.strip()!r} is no number.{hint}") from None
    if not np.isfinite(value):
        raise ValueError(f"{text.strip()!r} is no number that can be calculated with.")
    if abs(value) > LARGEST:
        raise ValueError(f"{text.strip()} is too large for the squares: take a number from −{LARGEST} to {LARGEST}.")
    if value * 2 != int(value * 2):
        raise ValueError(
            f"{text.strip()} is neither whole nor a half. Whole numbers and halves, such as 2.5, keep every sum exact."
        )
    return value + 0.0  # a negative zero becomes a zero


def number_of(example: Example, cell: Cell) -> float | None:
    """The number of a cell that can be changed; None where it follows from others.

    For a pooled value this is its target if the example has one, else the gradient that comes in.
    """
    if cell.part == "bias":
        return example.bias
    values = _given(example).get(cell.part)
    return None if values is None else float(values[cell.row, cell.col])


def changed(state: State, value: float) -> State:
    """The state with another number in the selected cell.

    Raises:
        ValueError: if its number follows from others.
    """
    cell, example = state.cell, state.example
    if cell.part == "bias":
        return replace(state, example=example.replace(bias=value), before=example)
    values = _given(example).get(cell.part)
    if values is None:
        raise ValueError("This number follows from others: change one of the input, the kernel, the bias or behind.")
    values = values.copy()
    values[cell.row, cell.col] = value
    behind = "gradient" if example.target is None else "target"
    name = {"input": "inputs", "kernel": "kernel", "pooling": behind}[cell.part]
    return replace(state, example=example.replace(**{name: values}), before=example)


def _given(example: Example) -> dict[str, npt.NDArray[np.float64]]:
    behind = example.gradient if example.target is None else example.target
    return {"input": example.inputs, "kernel": example.kernel, "pooling": behind}

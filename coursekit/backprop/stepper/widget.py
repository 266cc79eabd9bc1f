"""The stepper: forward through convolution, ReLU and pooling, and back, one step at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ipywidgets

from coursekit.backprop.example import Example
from coursekit.backprop.stepper import state as states
from coursekit.backprop.stepper.controls import BUTTONS, PLACE, controls, stand
from coursekit.backprop.stepper.picture import Picture, render
from coursekit.backprop.stepper.state import Cell, State
from coursekit.backprop.stepper.words import number
from coursekit.widgets import Widget, alert

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Stepper", "step_through"]


class Stepper(Widget):
    """The controls of an example, and the picture of one of its steps.

    Tab goes from one control to the next. In the picture the arrow keys select a number, as a click does. What is typed
    in and is no number, too large, or neither whole nor a half is refused with the reason, and nothing changes.

    The argument is that of `step_through`.

    Attributes:
        state: what is shown.
        picture: how it is shown.
        problem: why the last entry was refused; empty if it was not.
        controls: the widgets by name: the buttons `back`, `forward`, `all` and `start_over`; `part`, `row` and `col`,
            which select a number, and `value`, which changes it.
    """

    def __init__(self, example: Example | None = None) -> None:
        self._first = states.beginning(Example.default() if example is None else example)
        self.state: State = self._first
        self.picture: Picture = render(self.state)
        self.problem = ""
        self._heard = 0
        self.controls = controls()
        self._pointer = ipywidgets.Text(layout=ipywidgets.Layout(display="none"))
        self._ask, self._shown, self._refused, self._tell = (ipywidgets.HTML() for _ in range(4))
        self._box = stand(self.controls, self._pointer, self._ask, self._shown, self._refused, self._tell)
        for name in BUTTONS:
            self.controls[name].on_click(lambda _, name=name: getattr(self, name)())
        for name in PLACE:
            self.controls[name].observe(self._on_place, names="value")
        self.controls["value"].observe(lambda change: self.enter(change["new"]), names="value")
        self._pointer.observe(self._on_pointer, names="value")
        self._show()

    def forward(self) -> None:
        """Make one step more."""
        self._take(states.stepped(self.state, 1))

    def back(self) -> None:
        """Take one step back."""
        self._take(states.stepped(self.state, -1))

    def all(self) -> None:
        """Make all steps."""
        self._take(states.stepped(self.state, len(states.STEPS)))

    def start_over(self) -> None:
        """Go to the first step, with the numbers of the beginning; the same cell stays selected."""
        self._take(states.selected(self._first, self.state.cell))

    def select(self, part: str, row: int = 0, col: int = 0) -> None:
        """Select a number.

        Raises:
            ValueError: if there is no such place.
        """
        self._take(states.selected(self.state, Cell(part, row, col)))

    def enter(self, text: str) -> None:
        """Put another number into the selected cell, as if typed in: what is none is refused."""
        if self._changing:
            return
        try:
            value = states.parsed(text)
            if value != states.number_of(self.state.example, self.state.cell):
                self.state = states.changed(self.state, value)
        except ValueError as reason:
            self.problem = f"{reason} Nothing has been changed."
            self._refused.value = alert(self.problem)
            return
        self._take(self.state)

    def figure(self) -> Figure:
        """What is shown as a figure for paper: `figures.flow`."""
        from coursekit.backprop import figures  # noqa: PLC0415 (Matplotlib, only when something is drawn)

        return figures.flow(self.state.example, self.state.step)

    def _take(self, state: State) -> None:
        self.state, self.picture, self.problem = state, render(state), ""
        self._show()

    def _on_place(self, change: Any) -> None:
        if self._changing:
            return
        part, row, col = (self.controls[name].value for name in PLACE)
        rows, columns = states.size(self.state.example, part)
        if change["owner"] is self.controls["part"]:
            row, col = min(row, rows - 1), min(col, columns - 1)
        self.select(part, row, col)

    def _on_pointer(self, change: Any) -> None:
        """The picture was clicked, or got an arrow key: the last few times that it was, each with a time of its own."""
        state = self.state
        for time, what, value in json.loads(change["new"] or "[]"):
            if time <= self._heard:
                continue
            self._heard = time
            if what == "key":
                state = states.moved(state, value)
            else:
                part, row, col = value.split(",")
                state = states.selected(state, Cell(part, int(row), int(col)))
        if state is not self.state:
            self._take(state)

    def _show(self) -> None:
        example, cell = self.state.example, self.state.cell
        rows, columns = states.size(example, cell.part)
        given = states.number_of(example, cell)
        labels = {"pooling": "gradient, given" if example.target is None else "target"}
        with self._quietly():
            self.controls["part"].value = cell.part
            for name, place, count in (("row", cell.row, rows), ("col", cell.col, columns)):
                # A field must not hold a number above its largest, not even in between.
                self.controls[name].max = max(count - 1, self.controls[name].value)
                self.controls[name].value = place
                self.controls[name].max = count - 1
                self.controls[name].disabled = count == 1
            field = self.controls["value"]
            field.disabled = given is None
            field.description = "computed" if given is None else labels.get(cell.part, "value")
            there = given is not None or self.state.step >= states.VALUE_STEP[cell.part]
            field.value = number(self.picture.numbers.value(cell) if given is None else given) if there else ""
        self._refused.value = ""
        self._ask.value, self._shown.value, self._tell.value = self.picture.ask, self.picture.svg, self.picture.tell

    def __repr__(self) -> str:
        return f"Not possible. {self.problem}" if self.problem else self.picture.summary


def step_through(example: Example | None = None) -> Stepper:
    """The stepper, to be shown as the last expression of a cell.

    Args:
        example: a 4x4 input and a 3x3 kernel; `Example.default()` if it is left out.

    Raises:
        TypeError: if it is no `Example`.
        ValueError: if it has another size, or numbers beyond ±99.
    """
    return Stepper(example)

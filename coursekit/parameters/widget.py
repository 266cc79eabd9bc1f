"""The convolution playground: turn one knob of a convolution and see what it does to matrix and parameters."""

from __future__ import annotations

import dataclasses
from typing import Any

import ipywidgets

from coursekit.parameters.widget_picture import LIMITS, Picture, State, render
from coursekit.widgets import Widget, alert, own_keys, run

__all__ = ["Playground", "playground"]

_ROOT = "convolution-playground"

_LABELS = {
    "height": "input height",
    "width": "input width",
    "channels": "input channels",
    "filters": "filters",
    "kernel_size": "kernel size",
    "strides": "strides",
    "padding": "padding",
    "dilation_rate": "dilation rate",
    "pixel": "output pixel",
}


class Playground(Widget):
    """The controls of one convolution, and its picture.

    A combination that is no convolution is refused with the reason; the last picture stays, greyed.
    All controls are the browser's own number fields and lists: Tab goes from one to the next, the
    arrow keys change a value.

    Args:
        state: what to begin with.

    Attributes:
        state: what the controls say now.
        picture: what is shown: the last state that could be drawn.
        problem: why `state` cannot be drawn; empty if it can.
        controls: the widget for each field of `State`.
    """

    def __init__(self, state: State | None = None) -> None:
        self.state = state or State()
        self.picture: Picture = render(self.state)
        self.problem = ""
        self.controls = {name: _control(name, getattr(self.state, name)) for name in _LABELS}
        self._shown = ipywidgets.HTML()
        grid = ipywidgets.Layout(grid_template_columns="repeat(auto-fill, 220px)", grid_gap="2px 12px")
        keys = ipywidgets.HTML(run(own_keys(_ROOT)))
        self._box = ipywidgets.VBox([ipywidgets.GridBox(list(self.controls.values()), layout=grid), keys, self._shown])
        self._box.add_class(_ROOT)
        for control in self.controls.values():
            control.observe(self._on_change, names="value")
        self._show()

    def change(self, **values: Any) -> None:
        """Set several controls at once, as if by hand, and draw once.

        Raises:
            ValueError: if there is no such control. Values that make no convolution are refused as by hand.
        """
        unknown = sorted(values.keys() - self.controls.keys())
        if unknown:
            raise ValueError(f"There is no control {', '.join(unknown)}; there are {', '.join(self.controls)}.")
        self._changing = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._update()

    def _on_change(self, _: Any) -> None:
        if not self._changing:
            self._update()

    def _update(self) -> None:
        self.state = State(**{name: control.value for name, control in self.controls.items()})
        try:
            self.picture, self.problem = render(self.state), ""
        except ValueError as reason:
            self.problem = str(reason)
        self._show()

    def _show(self) -> None:
        if not self.problem:
            self._shown.value = f"<div role='status'>{self.picture.html}</div>"
            return
        refused = alert(self.problem, "Below, in grey, is the last one that was.")
        self._shown.value = f"{refused}<div style='opacity: 0.35'>{self.picture.html}</div>"

    def __repr__(self) -> str:
        return f"Not possible: {self.problem}" if self.problem else self.picture.summary


def playground(**state: Any) -> Playground:
    """The convolution playground, to be shown as the last expression of a cell.

    Args:
        **state: what to begin with, where it differs from an 8×8 image, one channel, one 3×3 filter:
            `height`, `width`, `channels`, `filters`, `kernel_size`, `strides`, `padding`, `dilation_rate`, `pixel`.

    Raises:
        ValueError: if that is no convolution, or no field of the playground.
    """
    known = {field.name for field in dataclasses.fields(State)}
    unknown = sorted(state.keys() - known)
    if unknown:
        raise ValueError(f"There is no control {', '.join(unknown)}; there are {', '.join(_LABELS)}.")
    return Playground(State(**state))


def _control(name: str, value: Any) -> Any:
    style, layout = {"description_width": "105px"}, ipywidgets.Layout(width="210px")
    if name == "padding":
        return ipywidgets.Dropdown(
            options=["valid", "same"], value=value, description=_LABELS[name], style=style, layout=layout
        )
    least, most = LIMITS.get(name, (0, LIMITS["height"][1] * LIMITS["width"][1] - 1))
    return ipywidgets.BoundedIntText(
        value=value, min=least, max=most, description=_LABELS[name], style=style, layout=layout
    )

"""The controls of the viewer, how they stand, and how its picture listens to the mouse."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets

from coursekit.counting.marks import spoken
from coursekit.counting.viewer.state import NO_HEAT, Choices, State, scales
from coursekit.widgets import SEND, find, own_keys, run

__all__ = ["POINTER", "controls", "listening", "stand"]

POINTER = "scene-pointer"
"""Class of the hidden text field by which the picture tells where it was clicked, or how far it was dragged."""

_ROOT = "scene-viewer"
_STEP = 32  # pixels of the image that an arrow key moves
_HINT = (
    "Tab goes from control to control, the arrow keys move a slider: across and down move over the scene, zoom goes "
    "nearer. The picture can be dragged, and a click puts a place into the middle. Counts are of the whole scene."
)


def controls(state: State, choices: Choices) -> dict[str, Any]:
    """The widgets by name, set as the state says; those of the classes are named by class."""
    style, layout = {"description_width": "72px"}, ipywidgets.Layout(width="290px")

    def slider(name: str, most: int, step: int, value: int) -> Any:
        return ipywidgets.IntSlider(
            description=name, min=0, max=most, step=step, value=value, style=style, layout=layout, readout=False
        )

    made: dict[str, Any] = {
        "column": slider("across", choices.shape[1], _STEP, state.column),
        "row": slider("down", choices.shape[0], _STEP, state.row),
        "zoom": slider("zoom", len(scales(choices.shape)) - 1, 1, state.zoom),
        "threshold": ipywidgets.FloatSlider(
            description="threshold",
            min=choices.least,
            max=1.0,
            step=0.01,
            value=state.threshold,
            readout_format=".2f",
            style=style,
            layout=layout,
        ),
        "heat": ipywidgets.Dropdown(
            description="heat map",
            options=[("none", NO_HEAT), *((spoken(name), name) for name in choices.maps)],
            value=state.heat,
            style=style,
            layout=layout,
        ),
    }
    for name, said in (("predictions", "predictions"), ("truth", "truth")):
        made[name] = _box(said, getattr(state, name))
    for name in choices.animals:
        made[name] = _box(spoken(name), name in state.classes)
    return made


def _box(said: str, value: bool) -> Any:
    return ipywidgets.Checkbox(
        description=said, value=value, indent=False, layout=ipywidgets.Layout(width="auto", margin="0 8px 0 4px")
    )


def stand(made: dict[str, Any], pointer: Any, shown: Any) -> Any:
    """Sliders over the boxes to tick, over the picture."""
    row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 12px", align_items="center")
    ticks = [control for control in made.values() if isinstance(control, ipywidgets.Checkbox)]
    others = [control for control in made.values() if not isinstance(control, ipywidgets.Checkbox)]
    hint = ipywidgets.HTML(
        f"{run(own_keys(_ROOT))}<div style='font-size: 12px; line-height: 1.4; max-width: 72em'>{_HINT}</div>"
    )
    parts = [ipywidgets.Box(others, layout=row), ipywidgets.Box(ticks, layout=row), shown, hint, pointer]
    box = ipywidgets.VBox(parts, layout=ipywidgets.Layout(max_width="960px"))
    box.add_class(_ROOT)
    return box


def listening(picture: str) -> str:
    """The picture, told to say where it was clicked (x and y as shares) or how far dragged (dx and dy as shares)."""
    place = "const t = event.target.closest('[data-scene]'); if (!t) return; const b = t.getBoundingClientRect(); "
    down = f"{place}this.from = [event.clientX, event.clientY]"
    up = (
        f"if (!this.from) return; {place}const d = [event.clientX - this.from[0], event.clientY - this.from[1]]; "
        "this.from = null; const far = Math.hypot(d[0], d[1]) > 4; "
        f"{find(_ROOT, POINTER)}const v = JSON.stringify([far ? 'drag' : 'click', "
        "far ? d[0] / b.width : (event.clientX - b.left) / b.width, "
        f"far ? d[1] / b.height : (event.clientY - b.top) / b.height, Date.now()]); {SEND}"
    )
    return f"<div onpointerdown='{html.escape(down)}' onpointerup='{html.escape(up)}'>{picture}</div>"

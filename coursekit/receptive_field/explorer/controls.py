"""The controls of the explorer, how they stand, and how its picture listens to the mouse."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets

from coursekit.receptive_field.explorer.editing import KINDS
from coursekit.widgets import SEND, find, own_keys, run

__all__ = ["EDITING", "POINTER", "UNIT", "controls", "listening", "set_slider", "stand"]

UNIT = ("layer", "row", "col")
"""Controls that choose a unit."""
EDITING = ("kind", "kernel_size", "strides", "dilation_rate", "padding")
"""Controls that change a layer, in the order of `editing.Geometry`."""
POINTER = "receptive-field-pointer"
"""Class of the hidden text field by which the picture tells where the mouse is."""

_ROOT = "receptive-field-explorer"
_LIMITS = {"kernel_size": 31, "strides": 16, "dilation_rate": 32}
_HINT = "Point at a unit to look at it, click to choose it; or choose layer, row and column above."

_FIND = find(_ROOT, POINTER)
_PLACE = (
    "const s = event.target.closest('svg[data-layer]'); if (!s) return; "
    "const b = s.getBoundingClientRect(), n = +s.dataset.rows, m = +s.dataset.columns; "
    "const at = (p, start, length, count) => "
    "Math.max(0, Math.min(count - 1, Math.floor((p - start - 2) / (length - 4) * count))); "
    "const r = at(event.clientY, b.top, b.height, n), c = at(event.clientX, b.left, b.width, m); "
)


def controls() -> dict[str, Any]:
    """The widgets by name, not yet told what to show."""
    style = {"description_width": "90px"}
    wide, narrow = ipywidgets.Layout(width="330px"), ipywidgets.Layout(width="200px")
    made: dict[str, Any] = {
        "layer": ipywidgets.Dropdown(description="layer", style=style, layout=wide),
        "row": ipywidgets.IntSlider(description="row", style=style, layout=wide),
        "col": ipywidgets.IntSlider(description="column", style=style, layout=wide),
        "kind": ipywidgets.Dropdown(options=list(KINDS), description="kind", style=style, layout=narrow),
    }
    for name, most in _LIMITS.items():
        made[name] = ipywidgets.BoundedIntText(
            value=1, min=1, max=most, description=name.replace("_", " "), style=style, layout=narrow
        )
    made["padding"] = ipywidgets.Dropdown(
        options=["valid", "same"], description="padding", style=style, layout=narrow
    )  # fmt: skip
    button = ipywidgets.Layout(width="200px")
    made["add"] = ipywidgets.Button(description="add a layer behind it", layout=button)
    made["remove"] = ipywidgets.Button(description="remove this layer", layout=button)
    return made


def stand(made: dict[str, Any], pointer: Any, shown: Any, fixed: str) -> Any:
    """All controls over the picture; where nothing can be changed, the reason in place of what would change it."""
    row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 12px")
    unit = ipywidgets.Box([made[name] for name in UNIT], layout=row)
    edit = ipywidgets.Box([made[name] for name in (*EDITING, "add", "remove")], layout=row)
    note = ipywidgets.HTML(f"<div style='max-width: 60em; line-height: 1.4'>{html.escape(fixed)}</div>")
    hint = ipywidgets.HTML(f"{run(own_keys(_ROOT))}<div style='font-size: 12px; line-height: 1.4'>{_HINT}</div>")
    box = ipywidgets.VBox([unit, note if fixed else edit, hint, pointer, shown])
    box.add_class(_ROOT)
    return box


def set_slider(slider: Any, value: int, count: int) -> None:
    """Let a slider run over `count` places; with one place there is nothing to choose."""
    slider.disabled = count == 1
    most = max(1, count - 1)
    # A slider must not hold a value above its largest, not even in between.
    if value > slider.max:
        slider.max, slider.value = most, value
    else:
        slider.value, slider.max = value, most


def listening(picture: str) -> str:
    """The picture, told to say where the mouse is and what was clicked."""
    point = f"{_FIND}{_PLACE}const v = JSON.stringify(['point', s.dataset.layer, r, c]); {SEND}"
    click = f"{_FIND}{_PLACE}const v = JSON.stringify(['click', s.dataset.layer, r, c, Date.now()]); {SEND}"
    left = f"{_FIND}const v = ''; {SEND}"
    handlers = " ".join(
        f"on{event}='{html.escape(script)}'"
        for event, script in (("mousemove", point), ("click", click), ("mouseleave", left))
    )
    return f"<div {handlers}>{picture}</div>"

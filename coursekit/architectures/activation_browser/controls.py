"""The controls of the activation browser, how they stand, and how its maps listen to the mouse."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets

from coursekit.widgets import SEND, find, own_keys, run

__all__ = ["POINTER", "controls", "listening", "set_slider", "stand"]

POINTER = "activation-pointer"
"""Class of the hidden text field by which the maps tell which of them was clicked."""

_ROOT = "activation-browser"
_HINT = (
    "Tab goes from control to control, the arrow keys move a slider. A map can be clicked as well. Below it stand its "
    "number and its largest value; maps of more than 64 rows are averaged down."
)


def controls(layers: list[tuple[str, str]], images: int) -> dict[str, Any]:
    """The widgets by name, not yet told what to show."""
    style = {"description_width": "70px"}
    wide = ipywidgets.Layout(width="360px")
    made: dict[str, Any] = {
        "layer": ipywidgets.Dropdown(description="layer", options=layers, style=style, layout=wide),
        "image": ipywidgets.IntSlider(description="image", style=style, layout=wide),
        "page": ipywidgets.IntSlider(description="page", style=style, layout=wide),
        "channel": ipywidgets.IntSlider(description="channel", style=style, layout=wide),
        "own_scale": ipywidgets.Checkbox(
            description="each map to a scale of its own", indent=False, layout=ipywidgets.Layout(width="300px")
        ),
    }
    set_slider(made["image"], 0, images)
    return made


def stand(made: dict[str, Any], pointer: Any, shown: Any) -> Any:
    """All controls over the picture, side by side where there is room."""
    row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 12px", align_items="center")
    hint = ipywidgets.HTML(
        f"{run(own_keys(_ROOT))}<div style='font-size: 12px; line-height: 1.4; max-width: 72em'>{_HINT}</div>"
    )
    head = ipywidgets.Box(list(made.values()), layout=row)
    box = ipywidgets.VBox([head, shown, hint, pointer], layout=ipywidgets.Layout(max_width="900px"))
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
    """The picture, told to say which map was clicked."""
    script = (
        f"{find(_ROOT, POINTER)}const t = event.target.closest('[data-channel]'); if (!t) return; "
        f"const v = JSON.stringify([+t.dataset.channel, Date.now()]); {SEND}"
    )
    return f"<div onclick='{html.escape(script)}'>{picture}</div>"

"""The controls of the neighbours' widget, how they stand, and how its tiles listen to the mouse."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import ipywidgets

from coursekit.widgets import SEND, find, own_keys, run

__all__ = ["POINTER", "controls", "listening", "stand"]

POINTER = "neighbours-pointer"
"""Class of the hidden text field by which the tiles tell which of them was clicked."""

_ROOT = "neighbours-by-features"
_HINT = (
    "Tab goes from control to control, the arrow keys move a slider. A neighbour can be clicked as well: it becomes "
    "the patch. ✓ and a solid frame: the label of the patch; ✗ and a dashed frame: another one."
)


def controls(blocks: Sequence[str], images: int, most: int, group_name: str | None) -> dict[str, Any]:
    """The widgets by name, not yet told what to show."""
    style = {"description_width": "80px"}
    wide = ipywidgets.Layout(width="360px")
    return {
        "block": ipywidgets.Dropdown(description="block", options=list(blocks), style=style, layout=wide),
        "image": ipywidgets.IntSlider(description="patch", max=images - 1, style=style, layout=wide),
        "count": ipywidgets.IntSlider(
            description="neighbours", min=1, max=max(2, most), value=1, disabled=most == 1, style=style, layout=wide
        ),
        "elsewhere": ipywidgets.Checkbox(
            description=f"only from other {group_name or 'group'}s",
            disabled=group_name is None,
            indent=False,
            layout=ipywidgets.Layout(width="300px"),
        ),
    }


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


def listening(picture: str) -> str:
    """The picture, told to say which neighbour was clicked."""
    script = (
        f"{find(_ROOT, POINTER)}const t = event.target.closest('[data-image]'); if (!t) return; "
        f"const v = JSON.stringify([+t.dataset.image, Date.now()]); {SEND}"
    )
    return f"<div onclick='{html.escape(script)}'>{picture}</div>"

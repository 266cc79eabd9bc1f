"""The controls of the stepper, how they stand, and how its picture listens to mouse and arrow keys."""

from __future__ import annotations

from typing import Any

import ipywidgets

from coursekit.backprop.stepper.state import PARTS
from coursekit.backprop.stepper.words import TITLES
from coursekit.widgets import SEND, own_keys, run

__all__ = ["BUTTONS", "PLACE", "controls", "stand"]

BUTTONS = ("back", "forward", "all", "start_over")
PLACE = ("part", "row", "col")
"""Controls that select a cell."""

_ROOT, _POINTER, _PICTURE, _VALUE, _LIVE = (
    f"backprop-stepper{part}" for part in ("", "-pointer", "-picture", "-value", "-live")
)
_HINT = (
    "Click a number, or go to the picture with Tab and move with the arrow keys; Enter leads to the field below it. "
    "The example is as large as a picture with room for every number: 4×4, one channel, one image, one filter. Real "
    "layers do the same, and sum over channels too."
)

# The picture is put anew into the page at every change; what holds it stays, and with it the keyboard. Two events may
# come before Python has answered the first, so each word holds the last few, numbered by time.
_SCRIPT = (
    f"const root = this.closest('.{_ROOT}'), heard = []; let last = 0; "
    "const say = (...what) => { last = Math.max(last + 1, Date.now()); heard.push([last, ...what]); "
    f"const i = root.querySelector('.{_POINTER} input'), v = JSON.stringify(heard.slice(-20)); {SEND} }}; "
    f"const ready = () => {{ const p = root.querySelector('.{_PICTURE}'), l = root.querySelectorAll('.{_LIVE}'); "
    "if (!p || l.length < 2) { requestAnimationFrame(ready); return; } "
    "p.tabIndex = 0; p.setAttribute('role', 'group'); p.setAttribute('data-lm-suppress-shortcuts', 'true'); "
    "p.setAttribute('aria-label', 'Values and gradients: the arrow keys select a number'); "
    "l.forEach(e => e.setAttribute('aria-live', 'polite')); "
    "p.addEventListener('click', event => { const g = event.target.closest('g[data-cell]'); "
    "if (g) say('select', g.dataset.cell); }); "
    "p.addEventListener('keydown', event => { "
    "if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return; "
    f"if (event.key === 'Enter') {{ const f = root.querySelector('.{_VALUE} input'); event.preventDefault(); "
    "if (!f.disabled) { f.focus(); f.select(); } } "
    "else if (event.key.startsWith('Arrow')) { event.preventDefault(); say('key', event.key); } }); }; ready();"
)


def controls() -> dict[str, Any]:
    """The widgets by name, not yet told what to show."""
    wide, narrow = ipywidgets.Layout(width="130px"), ipywidgets.Layout(width="110px")
    made: dict[str, Any] = {
        "back": ipywidgets.Button(description="◀ Back", tooltip="One step back", layout=wide),
        "forward": ipywidgets.Button(
            description="Forward ▶", tooltip="Show the next step", button_style="primary", layout=wide
        ),
        "all": ipywidgets.Button(description="All", tooltip="Show all steps", layout=wide),
        "start_over": ipywidgets.Button(
            description="Start over", tooltip="The first step, with the numbers of the beginning", layout=wide
        ),
        "part": ipywidgets.Dropdown(
            description="number of",
            options=[(TITLES[part], part) for part in PARTS],
            style={"description_width": "75px"},
            layout=ipywidgets.Layout(width="220px"),
        ),
    }
    for name, label in (("row", "row"), ("col", "column")):
        made[name] = ipywidgets.BoundedIntText(
            description=label, min=0, max=3, style={"description_width": "52px"}, layout=narrow
        )
    made["value"] = ipywidgets.Text(
        description="value",
        continuous_update=False,
        style={"description_width": "125px"},
        layout=ipywidgets.Layout(width="225px"),
    )
    made["value"].add_class(_VALUE)
    return made


def stand(made: dict[str, Any], pointer: Any, ask: Any, shown: Any, refused: Any, tell: Any) -> Any:
    """Buttons and question above the picture, the selected number and its words below it."""
    pointer.add_class(_POINTER)
    shown.add_class(_PICTURE)
    for live in (ask, tell):
        live.add_class(_LIVE)
    row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 8px")
    buttons = ipywidgets.Box([made[name] for name in BUTTONS], layout=row)
    place = ipywidgets.Box([made[name] for name in (*PLACE, "value")], layout=row)
    hint = ipywidgets.HTML(
        f"{run(own_keys(_ROOT))}{run(_SCRIPT)}<div style='font-size: 12px; line-height: 1.4; max-width: 72em'>"
        f"{_HINT}</div>"
    )
    box = ipywidgets.VBox(
        [buttons, ask, shown, place, refused, tell, hint, pointer], layout=ipywidgets.Layout(max_width="900px")
    )
    box.add_class(_ROOT)
    return box

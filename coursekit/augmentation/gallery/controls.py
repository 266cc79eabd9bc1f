"""The controls of the gallery, and how they stand."""

from __future__ import annotations

from typing import Any

import ipywidgets

from coursekit.augmentation.gallery.choices import CHOICES, FILLS, FLIPS, GEOMETRY, OFF, VALUES
from coursekit.widgets import own_keys, run

__all__ = ["BUTTONS", "controls", "stand"]

BUTTONS = ("draw_again", "other_images", "all_off")
_ROOT = "augmentation-gallery"
_HINT = (
    "Tab goes from control to control, the arrow keys move a slider; its leftmost position is off. What was drawn for "
    "an image is told when the mouse rests on it. ± is drawn evenly from both sides."
)


def controls(datasets: list[str]) -> dict[str, Any]:
    """The widgets by name, everything off."""
    style = {"description_width": "105px"}
    made: dict[str, Any] = {
        "dataset": ipywidgets.Dropdown(
            description="dataset",
            options=[(name, number) for number, name in enumerate(datasets)],
            style=style,
            layout=ipywidgets.Layout(width="350px"),
        )
    }
    for name, choice in CHOICES.items():
        positions = [("off" if strength == OFF else choice.text(strength), strength) for strength in choice.strengths]
        made[name] = ipywidgets.SelectionSlider(
            description=choice.label, options=positions, style=style, layout=ipywidgets.Layout(width="340px")
        )
    for name, label in FLIPS.items():
        made[name] = ipywidgets.Checkbox(
            description=label, indent=False, layout=ipywidgets.Layout(width="150px", margin="2px 0 2px 12px")
        )
    made["fill_mode"] = ipywidgets.Dropdown(
        description="outside",
        options=list(FILLS),
        value="reflect",
        style=style,
        layout=ipywidgets.Layout(width="340px"),
    )
    button = ipywidgets.Layout(width="110px")
    for name, label, told in (
        ("draw_again", "Draw again", "Other transforms with the same settings"),
        ("other_images", "Other images", "The next images of the dataset"),
        ("all_off", "All off", "Every slider and box to off"),
    ):
        made[name] = ipywidgets.Button(description=label, tooltip=told, layout=button)
    made["draw_again"].button_style = "primary"
    return made


def stand(made: dict[str, Any], shown: Any) -> Any:
    """Dataset and buttons, geometry and values side by side where there is room, the picture below."""
    row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 12px", align_items="flex-start")
    column = ipywidgets.Layout(width="350px")
    buttons = ipywidgets.Box([made[name] for name in BUTTONS], layout=ipywidgets.Layout(flex_flow="row wrap"))
    head = ipywidgets.Box([made["dataset"], buttons], layout=row)
    flips = ipywidgets.Box([made[name] for name in FLIPS], layout=ipywidgets.Layout(flex_flow="row wrap"))
    geometry = ipywidgets.VBox([*(made[name] for name in GEOMETRY), flips], layout=column)
    values = ipywidgets.VBox([*(made[name] for name in VALUES), made["fill_mode"]], layout=column)
    both = ipywidgets.Box([geometry, values], layout=row)
    hint = ipywidgets.HTML(
        f"{run(own_keys(_ROOT))}<div style='font-size: 12px; line-height: 1.4; max-width: 72em'>{_HINT}</div>"
    )
    box = ipywidgets.VBox([head, both, shown, hint], layout=ipywidgets.Layout(max_width="900px"))
    box.add_class(_ROOT)
    return box

"""The controls of the explorer, and how they stand."""

from __future__ import annotations

from typing import Any

import ipywidgets

from coursekit.evaluation.threshold_explorer.state import DISTANCES, IMAGES, SHARES, State
from coursekit.widgets import own_keys, run

__all__ = ["SLIDERS", "controls", "stand"]

SLIDERS = ("threshold", "distance", "positive_share")
_ROOT = "threshold-explorer"
_HINT = (
    f"{IMAGES:,} made-up images. Tab goes from control to control, the arrow keys move a slider. The distance is that "
    "of the class means, in standard deviations: at 0 the scores know nothing."
)


def controls(state: State) -> dict[str, Any]:
    """The widgets by name, set as the state says."""
    style, layout = {"description_width": "130px"}, ipywidgets.Layout(width="400px")
    return {
        "threshold": ipywidgets.FloatSlider(
            description="threshold",
            min=0.0,
            max=1.0,
            step=0.01,
            value=state.threshold,
            readout_format=".2f",
            style=style,
            layout=layout,
        ),
        "distance": ipywidgets.SelectionSlider(
            description="distance of classes",
            options=[(f"{distance:g}", distance) for distance in DISTANCES],
            value=state.distance,
            style=style,
            layout=layout,
        ),
        "positive_share": ipywidgets.SelectionSlider(
            description="share of positives",
            options=[(f"{share:.0%}", share) for share in SHARES],
            value=state.positive_share,
            style=style,
            layout=layout,
        ),
        "other_images": ipywidgets.Button(
            description="Other images",
            tooltip="Draw other images of the same two classes",
            layout=ipywidgets.Layout(width="120px"),
        ),
    }


def stand(made: dict[str, Any], shown: Any) -> Any:
    """The sliders in two columns where there is room, the picture below."""
    row = ipywidgets.Layout(flex_flow="row wrap", grid_gap="2px 12px", align_items="center")
    head = ipywidgets.Box([made[name] for name in (*SLIDERS, "other_images")], layout=row)
    hint = ipywidgets.HTML(
        f"{run(own_keys(_ROOT))}<div style='font-size: 12px; line-height: 1.4; max-width: 72em'>{_HINT}</div>"
    )
    box = ipywidgets.VBox([head, shown, hint], layout=ipywidgets.Layout(max_width="900px"))
    box.add_class(_ROOT)
    return box

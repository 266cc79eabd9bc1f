"""The explorer: a threshold to move over the scores of two classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from coursekit.evaluation.threshold_explorer.controls import SLIDERS, controls, stand
from coursekit.evaluation.threshold_explorer.picture import Picture, render
from coursekit.evaluation.threshold_explorer.state import State, changed
from coursekit.widgets import Widget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ThresholdExplorer", "explore"]


class ThresholdExplorer(Widget):
    """A threshold, how far two classes lie apart and how common they are; and what follows from it.

    The arguments are those of `explore`.

    Attributes:
        state: what is chosen.
        picture: how it is shown.
        controls: the widgets by name: `threshold`, `distance`, `positive_share`, `other_images`.
    """

    def __init__(self, **start: Any) -> None:
        self.state = changed(State(), **start)
        self.picture: Picture = render(self.state)
        self.controls = controls(self.state)
        self._shown = ipywidgets.HTML()
        self._box = stand(self.controls, self._shown)
        for name in SLIDERS:
            self.controls[name].observe(self._on_change, names="value")
        self.controls["other_images"].on_click(lambda _: self.other_images())
        self._show()

    def change(self, **values: Any) -> None:
        """Set several controls at once, as if by hand, and draw once.

        Args:
            **values: `threshold` (0 to 1), `distance` (0 to 4 in quarters), `positive_share` (one of its positions,
                such as 0.1), `seed` (of the images).

        Raises:
            ValueError: if there is no such control or position.
        """
        self._take(changed(self.state, **values))

    def other_images(self) -> None:
        """Other images of the same two classes."""
        self._take(changed(self.state, seed=self.state.seed + 1))

    def figure(self) -> Figure:
        """What is shown as a figure for paper: `figures.threshold`."""
        from coursekit.evaluation import figures  # noqa: PLC0415 (Matplotlib, only when something is drawn)

        return figures.threshold(self.picture.found.curve, self.state.threshold, "positive")

    def _take(self, state: State) -> None:
        self.picture = render(state)
        self.state = state
        self._show()

    def _on_change(self, change: Any) -> None:
        if self._changing:
            return
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        self.change(**{name: change["new"]})

    def _show(self) -> None:
        with self._quietly():
            for name in SLIDERS:
                self.controls[name].value = getattr(self.state, name)
        self._shown.value = self.picture.html

    def __repr__(self) -> str:
        return self.picture.summary


def explore(**start: Any) -> ThresholdExplorer:
    """A threshold to move over the scores of two classes, to be shown as the last expression of a cell.

    Confusion matrix and ROC point move with it; overlap and balance of the classes can be changed.

    Args:
        **start: where to start: `threshold`, `distance`, `positive_share`, `seed`, as `ThresholdExplorer.change` takes
            them.

    Raises:
        ValueError: if there is no such control or position.
    """
    return ThresholdExplorer(**start)

"""The viewer of a whole scene: pan, zoom, and see which points are right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy.typing as npt

from coursekit.counting.maps import Maps
from coursekit.counting.viewer.controls import POINTER, controls, listening, stand
from coursekit.counting.viewer.picture import Picture, render
from coursekit.counting.viewer.scene import Viewed
from coursekit.counting.viewer.state import changed, start
from coursekit.widgets import Widget

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["SceneViewer", "view"]


class SceneViewer(Widget):
    """A scene to pan over and to zoom into, with the points of a threshold, the truth, and a heat map.

    A disc is a point that was found and is there, a triangle a false alarm, a square an animal that was missed, a cross
    any animal. Only what is in sight is cut out and resampled, so that a scene of 5,000 by 3,000 pixels moves as soon
    as a small one.

    The arguments are those of `view`.

    Attributes:
        state: what is chosen.
        picture: how it is shown.
        controls: the widgets by name: `column`, `row`, `zoom`, `threshold`, `heat`, `predictions`, `truth`, and one for
            each class, by its name.
    """

    def __init__(
        self,
        image: npt.ArrayLike,
        maps: Maps,
        classes: Sequence[str],
        distance: float | Mapping[str, float],
        truth: pd.DataFrame | None = None,
        *,
        near: float | Mapping[str, float] | None = None,
        background: str | None = "backgrounds",
        least: float = 0.0,
        smooth: float = 0.0,
        threshold: float | None = None,
    ) -> None:
        self._viewed = Viewed(image, maps, classes, distance, truth, near, background, least, smooth)
        self._animals = self._viewed.animals
        self._image = image
        self.state = start(self._viewed.choices, threshold)
        self.picture: Picture = render(self._viewed, self.state)
        self.controls = controls(self.state, self._viewed.choices)
        if truth is None:
            self.controls["truth"].disabled = True
        self._pointer = ipywidgets.Text(layout=ipywidgets.Layout(display="none"))
        self._pointer.add_class(POINTER)
        self._shown = ipywidgets.HTML()
        self._box = stand(self.controls, self._pointer, self._shown)
        self._show()
        for control in self.controls.values():
            control.observe(self._on_change, names="value")
        self._pointer.observe(self._on_pointer, names="value")

    def change(self, **values: Any) -> None:
        """Choose several things at once, as if by hand, and draw once.

        Args:
            **values: `row`, `column` (the pixel in the middle; moved so that the picture stays in the scene), `zoom`,
                `threshold`, `heat` (a class, or "none"), `classes` (whose marks are shown), `predictions`, `truth`.

        Raises:
            ValueError: if there is no such thing, or no such value.
        """
        state = changed(self.state, self._viewed.choices, **values)
        self.picture = render(self._viewed, state)
        self.state = state
        self._show()

    def figure(self) -> Figure:
        """What is in sight as a figure for paper: `figures.points`.

        Raises:
            ValueError: if the truth is not known.
        """
        from coursekit.counting import figures  # noqa: PLC0415 (Matplotlib, only when something is drawn)

        matched = self._viewed.judged(self.state.threshold)[1]
        if matched is None or self._viewed.truth is None:
            raise ValueError("Without truth there is nothing right or wrong to draw: give it to `view`.")
        found = self._viewed.found(self.state.threshold)
        return figures.points(self._image, found, self._viewed.truth, matched, self._animals, window=self.picture.box)

    def _on_change(self, change: Any) -> None:
        if self._changing:
            return
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        if name in self._animals:
            shown = {*self.state.classes, name} if change["new"] else {*self.state.classes} - {name}
            self.change(classes=tuple(shown))
        else:
            self.change(**{name: change["new"]})

    def _on_pointer(self, change: Any) -> None:
        if not change["new"]:
            return
        kind, x, y, _ = json.loads(change["new"])
        top, left, bottom, right = self.picture.box
        height, width = bottom - top, right - left
        if kind == "drag":
            self.change(row=self.state.row - y * height, column=self.state.column - x * width)
        else:
            self.change(row=top + y * height, column=left + x * width)

    def _show(self) -> None:
        with self._quietly():
            for name in ("row", "column", "zoom", "threshold", "heat", "predictions", "truth"):
                self.controls[name].value = getattr(self.state, name)
            for name in self._animals:
                self.controls[name].value = name in self.state.classes
        self._shown.value = listening(self.picture.html)

    def __repr__(self) -> str:
        return self.picture.summary


def view(
    image: npt.ArrayLike,
    maps: Maps,
    classes: Sequence[str],
    distance: float | Mapping[str, float],
    truth: pd.DataFrame | None = None,
    *,
    near: float | Mapping[str, float] | None = None,
    background: str | None = "backgrounds",
    least: float = 0.0,
    smooth: float = 0.0,
    threshold: float | None = None,
) -> SceneViewer:
    """The viewer of a whole scene, to be shown as the last expression of a cell.

    Args:
        image: (height, width, 3), uint8 from 0 to 255 or floats from 0 to 1.
        maps: from `predict` on this image.
        classes: the name of each map.
        distance: in pixels, how near two points may be, as `detect` takes it: one for all, or one for each class but
            the background.
        truth: the annotations: columns `class_name`, `row`, `col`. None if they are not known.
        near: in pixels, how far a point may be from its animal, as `match` takes it; `distance` if left out.
        background: the class that is no animal; None if there is none.
        least: the lowest threshold that can be chosen.
        smooth: of `detect`.
        threshold: to begin with; `least` if left out.

    Raises:
        ValueError: if image, maps, classes and truth do not fit, or a number makes no sense.
        TypeError: if something is of another kind.
    """
    return SceneViewer(
        image,
        maps,
        classes,
        distance,
        truth,
        near=near,
        background=background,
        least=least,
        smooth=smooth,
        threshold=threshold,
    )

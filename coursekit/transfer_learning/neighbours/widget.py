"""The neighbours' widget: choose a patch and a block, and see which patches the block takes for similar."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy.typing as npt

from coursekit.transfer_learning.neighbours.controls import POINTER, controls, listening, stand
from coursekit.transfer_learning.neighbours.picture import Picture, render
from coursekit.transfer_learning.neighbours.scene import Scene, State, checked
from coursekit.widgets import Widget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Neighbours", "explore"]

_NAMES = ("block", "image", "count", "elsewhere")


class Neighbours(Widget):
    """Images and their nearest neighbours by the features of each block.

    Tab goes from one control to the next, the arrow keys change a value; a neighbour can be clicked, too.

    The arguments are those of `explore`.

    Attributes:
        state: what is chosen.
        picture: how it is shown.
        controls: the widgets by name: `block`, `image`, `count`, `elsewhere`.
    """

    def __init__(
        self,
        images: npt.ArrayLike,
        labels: npt.ArrayLike,
        features: Mapping[str, npt.ArrayLike],
        *,
        classes: Sequence[str] | None = None,
        groups: npt.ArrayLike | None = None,
        group_name: str = "group",
        block: str | None = None,
    ) -> None:
        self._scene = Scene(images, labels, features, classes, groups, group_name)
        first = State(
            next(iter(self._scene.features)) if block is None else block, count=min(State.count, self._scene.most)
        )
        self.state = checked(self._scene, first)
        self.picture: Picture = render(self._scene, self.state)
        named = None if groups is None else group_name
        self.controls = controls(list(self._scene.features), len(self._scene.images), self._scene.most, named)
        self._pointer = ipywidgets.Text(layout=ipywidgets.Layout(display="none"))
        self._pointer.add_class(POINTER)
        self._shown = ipywidgets.HTML()
        self._box = stand(self.controls, self._pointer, self._shown)
        self._show()
        for control in self.controls.values():
            control.observe(self._on_change, names="value")
        self._pointer.observe(self._on_click, names="value")

    def change(self, **values: Any) -> None:
        """Choose a `block`, an `image`, a `count` or `elsewhere`, several at once, as if by hand.

        Raises:
            ValueError: if there is no such control, block, image or number of neighbours.
            TypeError: if a number is not whole, or `elsewhere` is not True or False.
        """
        unknown = sorted(values.keys() - set(_NAMES))
        if unknown:
            raise ValueError(f"There is no {unknown[0]!r} to change; there are {', '.join(_NAMES)}.")
        state = checked(self._scene, replace(self.state, **values))
        self.picture = render(self._scene, state)
        self.state = state
        self._show()

    def figure(self) -> Figure:
        """The chosen patch and its neighbours by every block, as a figure for paper: `figures.neighbours`.

        There is room for eight neighbours in a row.
        """
        # Matplotlib, only when something is drawn.
        from coursekit.transfer_learning.figures.neighbours import MOST, neighbours  # noqa: PLC0415

        scene, state = self._scene, self.state
        return neighbours(
            scene.images,
            scene.labels,
            scene.features,
            image=state.image,
            classes=scene.classes,
            count=min(state.count, MOST),
            groups=scene.groups if state.elsewhere else None,
        )

    def _on_change(self, change: Any) -> None:
        if self._changing:
            return
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        self.change(**{name: change["new"]})

    def _on_click(self, change: Any) -> None:
        if not change["new"]:
            return
        image = json.loads(change["new"])[0]
        if image in self.picture.neighbours:  # else a late word from a picture that is no longer there
            self.change(image=image)

    def _show(self) -> None:
        with self._quietly():
            for name in _NAMES:
                self.controls[name].value = getattr(self.state, name)
        self._shown.value = listening(self.picture.html)

    def __repr__(self) -> str:
        return self.picture.summary


def explore(
    images: npt.ArrayLike,
    labels: npt.ArrayLike,
    features: Mapping[str, npt.ArrayLike],
    *,
    classes: Sequence[str] | None = None,
    groups: npt.ArrayLike | None = None,
    group_name: str = "group",
    block: str | None = None,
) -> Neighbours:
    """The neighbours' widget, to be shown as the last expression of a cell.

    All pairs of images are compared: a thousand images are no problem, ten thousand are.

    Args:
        images: as they are shown, values from 0 to 1, shape (n, height, width, 1 or 3).
        labels: class ids, shape (n,).
        features: by block, shape (n, channels): what `by_block` gave.
        classes: names of the classes; their numbers if left out.
        groups: what images have in common, such as the photograph they were cut from, shape (n,): the widget can then
            leave out neighbours from the same one.
        group_name: what a group is called, such as "scene".
        block: the block to begin with; the first one if left out.

    Raises:
        ValueError: if something does not fit.
    """
    return Neighbours(images, labels, features, classes=classes, groups=groups, group_name=group_name, block=block)

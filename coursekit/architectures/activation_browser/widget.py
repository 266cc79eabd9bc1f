"""The activation browser: choose a layer, an image and a channel, and see what the layer makes of the image."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy.typing as npt

from coursekit.architectures.activation_browser.controls import POINTER, controls, listening, set_slider, stand
from coursekit.architectures.activation_browser.picture import Picture, render
from coursekit.architectures.activation_browser.scene import PAGE, Scene, State, checked
from coursekit.widgets import Widget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ActivationBrowser", "browse"]


class ActivationBrowser(Widget):
    """A model's layers, and what they make of some images.

    Blue is above 0, orange below, white is 0. The orange-red frame on the image is what the unit sees at which the
    chosen channel is largest. Tab goes from one control to the next, the arrow keys change a value; a map can be
    clicked, too.

    The arguments are those of `browse`.

    Attributes:
        state: what is chosen.
        picture: how it is shown.
        controls: the widgets by name: `layer`, `image`, `page`, `channel`, `own_scale`.
    """

    def __init__(
        self,
        model: Any,
        images: npt.ArrayLike,
        *,
        titles: Sequence[Any] | None = None,
        classes: Sequence[str] = (),
        pictures: npt.ArrayLike | None = None,
        layer: str | None = None,
    ) -> None:
        self._scene = Scene(model, images, titles, classes, pictures)
        self.state = checked(self._scene, State(self._scene.first if layer is None else layer))
        self.picture: Picture = render(self._scene, self.state)
        named = [(f"{name} ({self._scene.network[name].type})", name) for name in self._scene.layers]
        self.controls = controls(named, len(self._scene.images))
        self._pointer = ipywidgets.Text(layout=ipywidgets.Layout(display="none"))
        self._pointer.add_class(POINTER)
        self._shown = ipywidgets.HTML()
        self._box = stand(self.controls, self._pointer, self._shown)
        self._show()
        for control in self.controls.values():
            control.observe(self._on_change, names="value")
        self._pointer.observe(self._on_click, names="value")

    def change(self, **values: Any) -> None:
        """Choose a `layer`, an `image`, a `channel` or `own_scale`, several at once, as if by hand.

        Another layer begins with its channel 0.

        Raises:
            ValueError: if there is no such control, layer, image or channel.
        """
        unknown = sorted(values.keys() - {"layer", "image", "channel", "own_scale"})
        if unknown:
            raise ValueError(f"There is no {unknown[0]!r} to change; there are layer, image, channel, own_scale.")
        if values.get("layer", self.state.layer) != self.state.layer:
            values = {"channel": 0, **values}
        state = checked(self._scene, replace(self.state, **values))
        self.picture = render(self._scene, state)
        self.state = state
        self._show()

    def figure(self) -> Figure:
        """What is chosen as a figure for paper: `figures.activation_maps`.

        Raises:
            ValueError: if the layer has no maps.
        """
        from coursekit.architectures import figures  # noqa: PLC0415 (Matplotlib, only when something is drawn)

        values = self._scene.of(self.state.image)[self.state.layer]
        picture = self._scene.pictures[self.state.image]
        return figures.activation_maps(picture, {self.state.layer: values}, self.picture.channels or None)

    def _on_change(self, change: Any) -> None:
        if self._changing:
            return
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        if name == "page":
            self.change(channel=PAGE * change["new"])
        else:
            self.change(**{name: change["new"]})

    def _on_click(self, change: Any) -> None:
        if not change["new"]:
            return
        channel = json.loads(change["new"])[0]
        if channel in self.picture.channels:  # else a late word from a picture that is no longer there
            self.change(channel=channel)

    def _show(self) -> None:
        shape = self._scene.layers[self.state.layer]
        channels = self._scene.of(self.state.image)[self.state.layer].shape[-1]
        with self._quietly():
            self.controls["layer"].value = self.state.layer
            self.controls["image"].value = self.state.image
            self.controls["own_scale"].value = self.state.own_scale
            set_slider(self.controls["channel"], self.state.channel, channels)
            pages = -(-channels // PAGE) if len(shape) == 3 else 1
            set_slider(self.controls["page"], self.state.channel // PAGE if pages > 1 else 0, pages)
        self._shown.value = listening(self.picture.html)

    def __repr__(self) -> str:
        return self.picture.summary


def browse(
    model: Any,
    images: npt.ArrayLike,
    *,
    titles: Sequence[Any] | None = None,
    classes: Sequence[str] = (),
    pictures: npt.ArrayLike | None = None,
    layer: str | None = None,
) -> ActivationBrowser:
    """The activation browser, to be shown as the last expression of a cell.

    What the layers give is computed once for each image; later training of the model is not seen.

    Args:
        model: Sequential or functional Keras model with one input of one or three channels; nested models are unfolded.
        images: as the model takes them, shape (n, height, width, channels).
        titles: what each image is called; their numbers if left out.
        classes: names of the units of the last layer.
        pictures: the images as they are shown, values from 0 to 1, where the model takes them in another range.
        layer: the layer to begin with; the first one with maps if left out.

    Raises:
        TypeError: if `model` is no Keras model.
        ValueError: if there is no such layer, or the images do not fit the model.
    """
    return ActivationBrowser(model, images, titles=titles, classes=classes, pictures=pictures, layer=layer)

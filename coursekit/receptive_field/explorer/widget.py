"""The explorer: choose a unit and see what it sees, change a layer and see it change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy.typing as npt

from coursekit.network import Shape
from coursekit.receptive_field.explorer import editing
from coursekit.receptive_field.explorer.controls import EDITING, POINTER, UNIT, controls, listening, set_slider, stand
from coursekit.receptive_field.explorer.picture import Picture, render
from coursekit.receptive_field.explorer.scene import State, over, scene
from coursekit.widgets import Widget, alert

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Explorer", "explore"]


class Explorer(Widget):
    """The controls of a network, and the picture of one of its units.

    With a list of layers kernel, stride, dilation, padding and kind of the chosen layer can be changed, and layers
    added and removed. What is impossible is refused with the reason; the last picture stays, greyed, and so does the
    list. Tab goes from one control to the next, the arrow keys change a value. A unit can also be pointed at with the
    mouse, to look at it, and clicked, to choose it.

    The arguments are those of `explore`.

    Attributes:
        layers: the list of layers as it is now, with their names; None where nothing can be changed.
        state: the chosen unit.
        picture: what is shown: the chosen unit, or the one that is pointed at.
        problem: why the last change was refused; empty if it was not.
        controls: the widgets by name: `layer`, `row`, `col`, `kind`, `kernel_size`, `strides`, `dilation_rate`,
            `padding`, `add`, `remove`.
    """

    def __init__(
        self,
        model: Any,
        layer: str | None = None,
        row: int | None = None,
        col: int | None = None,
        *,
        image: npt.ArrayLike | None = None,
        input: str | None = None,  # noqa: A002 - the field's word
        input_shape: Shape | None = None,
    ) -> None:
        self._fixed = editing.why_fixed(model)
        self.layers = None if self._fixed else editing.named(model)
        self._options: dict[str, Any] = {"image": image, "input": input, "input_shape": input_shape}
        self._scene = scene(self.layers or model, **self._options)
        middle = self._scene.middle(layer or self._scene.default)
        self.state = State(
            middle.layer, middle.row if row is None else row, middle.col if col is None else col
        )  # fmt: skip
        self.picture: Picture = render(self._scene, self.state)
        self.problem = ""
        self.controls = controls()
        self._pointer = ipywidgets.Text(layout=ipywidgets.Layout(display="none"))
        self._pointer.add_class(POINTER)
        self._shown = ipywidgets.HTML()
        self._box = stand(self.controls, self._pointer, self._shown, self._fixed)
        self._follow()
        for name in (*UNIT, *EDITING):
            self.controls[name].observe(self._on_change, names="value")
        self.controls["add"].on_click(lambda _: self.add())
        self.controls["remove"].on_click(lambda _: self.remove())
        self._pointer.observe(self._on_pointer, names="value")
        self._show()

    def change(self, **values: Any) -> None:
        """Set several controls at once, as if by hand, the layer first, and draw once.

        Raises:
            ValueError: if there is no such control, or nothing can be changed. What makes no network is refused as by
                hand.
        """
        unknown = sorted(values.keys() - {*UNIT, *EDITING})
        if unknown:
            raise ValueError(f"There is no control {', '.join(unknown)}; there are {', '.join((*UNIT, *EDITING))}.")
        if self._fixed and values.keys() & set(EDITING):
            raise ValueError(self._fixed)
        if "layer" in values:
            self._choose(values.pop("layer"))
        edits = {name: values.pop(name) for name in EDITING if name in values}
        if edits:
            self._set(edits)
            self._update(edited=True)
        if not edits or (values and not self.problem):
            self._set(values)
            self._update(edited=False)
        self._show()

    def add(self) -> None:
        """Put a 3×3 convolution behind the chosen layer, and choose it."""
        self._rebuild(editing.added)

    def remove(self) -> None:
        """Take the chosen layer out, and choose the one that it had read."""
        self._rebuild(editing.removed)

    def figure(self) -> Figure:
        """What is chosen as a figure for paper: `figures.pyramid`, for a sequence `figures.chain`.

        Raises:
            ValueError: if it cannot be drawn, as `figures.chain` says.
        """
        from coursekit.receptive_field import figures  # noqa: PLC0415 (Matplotlib, only when something is drawn)

        network = self._scene.network
        if self._scene.flat:
            return figures.chain(network, self.state.layer, self.state.col)
        return figures.pyramid(
            network, self.state.layer, self.state.row, self.state.col, image=self._options["image"]
        )  # fmt: skip

    def _on_change(self, change: Any) -> None:
        if self._changing:
            return
        name = next(name for name, control in self.controls.items() if control is change["owner"])
        if name == "layer":
            self._choose(self.controls["layer"].value)
        self._update(edited=name in EDITING)
        self._show()

    def _set(self, values: dict[str, Any]) -> None:
        with self._quietly():
            for name, value in values.items():
                self.controls[name].value = value

    def _choose(self, layer: str) -> None:
        """Go to another layer: to the unit at the same place of the image."""
        if layer not in self._scene.layers:
            raise ValueError(f"There is no layer {layer!r} here; there are {', '.join(self._scene.layers)}.")
        self.state = over(self._scene, self.state, layer)
        self._follow()

    def _update(self, edited: bool) -> None:
        """Take over what the controls say, or note why not."""
        try:
            if edited:
                wanted = editing.Geometry(*(self.controls[name].value for name in EDITING))
                self._take(editing.changed(self.layers or (), self.state.layer, wanted), self.state.layer)
            else:
                state = State(self.state.layer, self.controls["row"].value, self.controls["col"].value)
                self.picture, self.state = render(self._scene, state), state
                self.problem = ""
        except ValueError as reason:
            self.problem = str(reason)
        self._follow(geometry=not self.problem)

    def _rebuild(self, change: Any) -> None:
        """Add or remove."""
        if self._fixed:
            raise ValueError(self._fixed)
        try:
            layers, layer = change(self.layers or (), self.state.layer)
            self._take(layers, layer)
        except ValueError as reason:
            self.problem = str(reason)
        self._follow()
        self._show()

    def _take(self, layers: tuple[Any, ...], layer: str) -> None:
        """Go over to another list, if it is a network.

        Raises:
            ValueError: if it is none; then everything stays as it was.
        """
        new = scene(layers, **self._options)
        state = over(self._scene, self.state, layer, new)
        self.picture = render(new, state)
        self._scene, self.layers, self.state, self.problem = new, layers, state, ""

    def _follow(self, geometry: bool = True) -> None:
        """Let the controls say what is chosen; a refused geometry stays there, to be put right."""
        rows, columns = self._scene.size(self.state.layer)
        layer = self.controls["layer"]
        shown = None if self._fixed else editing.geometry(_described(self.layers, self.state.layer))
        with self._quietly():
            options = [(f"{name} ({self._scene.network[name].type})", name) for name in self._scene.layers]
            if list(layer.options) != options:
                layer.options = options
            layer.value = self.state.layer
            set_slider(self.controls["row"], self.state.row, rows)
            set_slider(self.controls["col"], self.state.col, columns)
            for name in EDITING:
                self.controls[name].disabled = shown is None
            if shown is not None and geometry:
                self.controls["kind"].options = list(dict.fromkeys((*editing.KINDS, shown.kind)))
                for name in EDITING:
                    self.controls[name].value = getattr(shown, name)
            for name in ("add", "remove"):
                self.controls[name].disabled = bool(self._fixed)

    def _on_pointer(self, change: Any) -> None:
        """The mouse is over a unit, has clicked one, or has left."""
        if self._changing:
            return
        what, layer, row, col, *_ = json.loads(change["new"] or '["left", "", 0, 0]')
        pointed = State(layer, row, col)
        if what != "left" and not self._scene.has(pointed):
            return  # a late word from a picture that is no longer there
        if what == "click":
            self.state = pointed
            self._follow()
        self.picture = render(self._scene, pointed if what == "point" else self.state)
        self.problem = ""
        self._show()

    def _show(self) -> None:
        if not self.problem:
            self._shown.value = listening(self.picture.html)
            return
        refused = alert(self.problem, "Below, in grey, is the last one that was.")
        self._shown.value = f"{refused}<div style='opacity: 0.35'>{self.picture.html}</div>"

    def __repr__(self) -> str:
        return f"Not possible: {self.problem}" if self.problem else self.picture.summary


def explore(
    model: Any,
    layer: str | None = None,
    row: int | None = None,
    col: int | None = None,
    *,
    image: npt.ArrayLike | None = None,
    input: str | None = None,  # noqa: A002 - the field's word
    input_shape: Shape | None = None,
) -> Explorer:
    """The receptive field explorer, to be shown as the last expression of a cell.

    Args:
        model: Keras model (units can be chosen), or a list of layers of `coursekit.network` (which can be changed too).
        layer: the layer to begin with; by default the last one whose units do not see the whole input.
        row: the unit's row; by default the middle one.
        col: the unit's column; by default the middle one.
        image: what lies on the input, (h, w), (h, w, 1) or (h, w, 3).
        input: name of the input, where there are several.
        input_shape: shape of the input without the batch, in place of the model's own.

    Raises:
        KeyError: if there is no such layer.
        TypeError: if `model` is no network.
        ValueError: if its input has no fixed size, more than two spatial axes, or another size than the image; or there
            is no such unit.
    """
    return Explorer(model, layer, row, col, image=image, input=input, input_shape=input_shape)


def _described(layers: tuple[Any, ...] | None, name: str) -> Any:
    return (layers or ())[editing.position(layers or (), name)]

"""Which pixels can change a unit, found by running Keras: what the calculated receptive field must agree with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.network import Shape, counting, read
from coursekit.network.keras_builder import as_keras
from coursekit.network.keras_reader import is_keras_model
from coursekit.receptive_field.by_gradients.keras_calls import Call, Port, keras_calls
from coursekit.receptive_field.by_gradients.probe import Mask, Passage
from coursekit.receptive_field.by_gradients.probe_rules import Rule, rule_for
from coursekit.receptive_field.by_gradients.unit import channel_axis, chosen_unit, shapes_along

__all__ = ["Empirical", "empirical"]


@dataclass(frozen=True, eq=False, repr=False)
class Empirical:
    """The pixels that can change one unit.

    Attributes:
        mask: which pixels these are; an array of bools, (height, width).
        unit: row and column of the unit; in a layer without a map (0, 0) stands for all its units.
        layer: name of its layer.
        input: name of the input.
    """

    mask: Mask
    unit: tuple[int, int]
    layer: str
    input: str

    @property
    def region(self) -> tuple[int, int, int, int]:
        """The smallest box around the pixels: (top, left, bottom, right), half-open; four zeros if there are none."""
        rows, columns = np.flatnonzero(self.mask.any(axis=1)), np.flatnonzero(self.mask.any(axis=0))
        if not rows.size:
            return 0, 0, 0, 0
        return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of that box, in pixels. At the border of the image it is smaller than inside."""
        top, left, bottom, right = self.region
        return bottom - top, right - left

    @property
    def coverage(self) -> float:
        """Share of the box's pixels that can change the unit; 0 if there are none."""
        height, width = self.size
        return float(self.mask.sum()) / (height * width) if height else 0.0

    def __repr__(self) -> str:
        (height, width), (rows, columns) = self.size, self.mask.shape
        return (
            f"Unit {self.unit} of {self.layer} can be changed by {int(self.mask.sum()):,} pixels of {self.input} "
            f"({rows} x {columns}): {self.coverage:.0%} of the box {self.region}, {height} x {width} pixels."
        )


def empirical(
    model: Any,
    layer: str | None = None,
    row: int | None = None,
    col: int | None = None,
    input: str | None = None,  # noqa: A002 - the field's word
    input_shape: Shape | None = None,
) -> Empirical:
    """Find which input pixels can change one unit, by gradients and nothing else.

    The question is about the structure of the network, so its weights play no part: a weight of zero, a ReLU that is
    off or a pixel that lost in max pooling hides nothing. Each layer is replaced by a stand-in with a kernel of ones
    and a single channel (see the module `probe` here), which Keras runs. Starting from the unit, the mask of
    what it depends on is pulled back through one layer after the other and made binary again each time, because the
    product over all layers at once becomes smaller with every layer, and in the end nothing in float32.

    The network is as at inference: dropout and augmentation do nothing, batch normalisation uses its stored statistics.

    Args:
        model: a Sequential or functional Keras model, models inside it included; or a list of layers of
            `coursekit.network`, of which a Keras model is built. The model is neither run nor changed, so it may have
            been built inside `coursekit.network.counting()`.
        layer: name of the unit's layer; by default the last one with a map, else the model's output.
        row: row of the unit; by default the middle one.
        col: column of the unit; by default the middle one.
        input: name of the input, where there are several.
        input_shape: shape of that input without the batch, in place of the model's own.

    Returns:
        The mask of pixels, with its box.

    Raises:
        KeyError: if there is no such layer.
        TypeError: if `model` is no network.
        ValueError: if the input has no height, width and channels, or no fixed ones; if there is no such unit; if
            the layer does not depend on the input; if layers on the way cannot be probed: the message names them.

    Example::

        model = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Conv2D(8, 3), keras.layers.MaxPooling2D(2)])
        receptive_field.empirical(model, row=0, col=0).region    # (0, 0, 4, 4)
    """
    calls = keras_calls(_in_keras(model))
    source = calls.chosen_input(input)
    path = calls.path(calls.chosen_layer(layer), source)
    rules = _rules(path, source)
    shapes = shapes_along(path, source, {} if input_shape is None else {source: tuple(input_shape)})
    end = path[-1].ports[0]
    unit = chosen_unit(path, shapes[end], row, col)
    start = np.zeros(
        [1 if isinstance(at, slice) else size for at, size in zip(unit.index, unit.shape, strict=True)], bool
    )
    start[unit.index] = True
    masks: dict[Port, Mask] = {end: start}
    for call in reversed(path):
        for number, port in enumerate(call.ports):
            if port in masks and call.name in rules:
                passage = Passage(call, tuple(shapes[each] for each in call.sources), shapes[port], number)
                for each, mask in zip(call.sources, rules[call.name](passage, masks.pop(port)), strict=True):
                    masks[each] = masks[each] | mask if each in masks else mask
    return Empirical(_pixels(path, masks.get((source, 0)), shapes[source, 0]), unit.place, path[-1].name, source)


def _in_keras(model: Any) -> Any:
    if is_keras_model(model):
        return model
    with counting():
        return as_keras(read(model))


def _pixels(path: list[Call], mask: Mask | None, shape: tuple[int, ...]) -> Mask:
    """The mask of an input, without its channels."""
    axis = channel_axis(path, len(shape))
    sizes = tuple(size for number, size in enumerate(shape) if number != axis)
    if mask is None:  # the unit does not depend on it
        return np.zeros(sizes, dtype=bool)
    return np.ascontiguousarray(np.broadcast_to(mask.any(axis=axis), sizes))


def _rules(path: list[Call], source: str) -> dict[str, Rule]:
    """How masks go back through each call that depends on the input."""
    reached = {source}
    rules: dict[str, Rule] = {}
    unknown = []
    for call in path:
        if any(name in reached for name, _ in call.sources):
            reached.add(call.name)
            rule = rule_for(call)
            if rule is None:
                unknown.append(f"{call.name} ({call.type})")
            else:
                rules[call.name] = rule
    if unknown:
        raise ValueError(
            f"It is not known what {', '.join(unknown[:5])}{' and more layers read' if unknown[5:] else ' can read'}, "
            "whatever the weights. Ask for a layer before, or write it with layers and activation functions of Keras."
        )
    return rules

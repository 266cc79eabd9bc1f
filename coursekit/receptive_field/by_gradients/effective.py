"""Where the influence on a unit really is: the effective receptive field, by gradients of the real network.

After Luo, Li, Urtasun and Zemel 2016, "Understanding the effective receptive field in deep convolutional neural
networks" (NeurIPS 29, pages 4898-4906): the gradient of a unit with respect to the image falls off from the middle of
its receptive field like a Gaussian, so that the pixels that matter are a small part of those that could.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coursekit.receptive_field.by_gradients.backends import pull_back
from coursekit.receptive_field.by_gradients.keras_calls import Call, Port, keras_calls
from coursekit.receptive_field.by_gradients.unit import Unit, channel_axis, chosen_unit, shapes_along

if TYPE_CHECKING:
    from coursekit.console import Steps

__all__ = ["Effective", "effective"]

Heat = NDArray[np.float64]

# The part of the Gaussian that lies within two standard deviations, as Luo et al. take it.
_WITHIN_TWO_DEVIATIONS = 0.9545
_NOISE_IMAGES = 16
# A bar that comes and goes tells nobody anything.
_SECONDS_WITHOUT_BAR = 2.0


@dataclass(frozen=True, eq=False, repr=False)
class Effective:
    """How much each pixel influences one unit.

    Attributes:
        heat: mean absolute gradient of the unit with respect to each pixel, divided by its largest value; (height,
            width).
        unit: row and column of the unit.
        layer: name of its layer.
        input: name of the input.
        images: how many images the mean was taken over.
    """

    heat: Heat
    unit: tuple[int, int]
    layer: str
    input: str
    images: int

    @cached_property
    def size(self) -> float:
        """Luo's measure in pixels: the side of a square with as many pixels as lie above 1 - 95.45 % of the centre.

        The centre's value is taken to be the largest, 1.
        """
        return sqrt(int((self.heat > 1 - _WITHIN_TWO_DEVIATIONS).sum()))

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Mean row and column of the influence; pixel i is centred at i."""
        row, col = (float((np.arange(len(along)) * along).sum()) for along in self._marginals)
        return row, col

    @cached_property
    def standard_deviation(self) -> tuple[float, float]:
        """Standard deviation of the influence along height and width, in pixels."""
        (row, col), (rows, cols) = self.centre, self._marginals
        return (
            sqrt(float(((np.arange(len(rows)) - row) ** 2 * rows).sum())),
            sqrt(float(((np.arange(len(cols)) - col) ** 2 * cols).sum())),
        )

    def share_within(self, box: Sequence[int]) -> float:
        """Which share of all influence comes from a box (top, left, bottom, right), half-open; 0 to 1.

        Raises:
            ValueError: if the box is not made of four numbers in order.
        """
        if len(box) != 4 or box[0] > box[2] or box[1] > box[3]:
            raise ValueError(f"A box is (top, left, bottom, right), half-open, not {tuple(box)}.")
        top, left, bottom, right = (max(0, int(edge)) for edge in box)
        return float(self.heat[top:bottom, left:right].sum() / self.heat.sum())

    @property
    def _marginals(self) -> tuple[Heat, Heat]:
        total = self.heat.sum()
        return self.heat.sum(axis=1) / total, self.heat.sum(axis=0) / total

    def __repr__(self) -> str:
        rows, columns = self.heat.shape
        high, wide = self.standard_deviation
        return (
            f"Unit {self.unit} of {self.layer}, over {self.images} images of {rows} x {columns}: effective size "
            f"{self.size:.1f} pixels, standard deviation {high:.1f} x {wide:.1f} pixels."
        )


def effective(
    model: Any,
    layer: str | None = None,
    images: Any = None,
    row: int | None = None,
    col: int | None = None,
    input: str | None = None,  # noqa: A002 - the field's word
    channels: str | int = "sum",
    seed: int = 0,
    batch_size: int = 4,
) -> Effective:
    """Measure how much each pixel influences one unit, with the weights that the model has.

    For each image the gradient of the unit with respect to the image is taken, its absolute value summed over the
    colour channels; the mean over the images is the effective receptive field. The network is as at inference.

    Args:
        model: a Sequential or functional Keras model with its weights.
        layer: name of the unit's layer; by default the last one with a map, else the model's output.
        images: an array (number, height, width, channels), or whatever shape the model takes; for several inputs a dict
            of them by name. By default 16 images of standard normal noise: for a model that expects values from 0 to
            255, give images.
        row: row of the unit; by default the middle one.
        col: column of the unit; by default the middle one.
        input: name of the input, where there are several.
        channels: what the unit is, at its place. "sum" is the sum of all channels: a gradient of one is sent back into
            each, as Luo et al. do. "signs" sends +1 or -1 into each, drawn anew for every image: where a sum
            tells nothing because it is always the same (softmax) or channels cancel. A number is that channel alone.
        seed: for noise and signs.
        batch_size: how many images go through at once.

    Returns:
        The heat map with its measures.

    Raises:
        KeyError: if there is no such layer.
        TypeError: if `model` is no Keras model.
        ValueError: if the images do not fit the model, there is no such unit, or no pixel has any influence on it.
    """
    calls = keras_calls(model)
    source = calls.chosen_input(input)
    path = calls.path(calls.chosen_layer(layer), source)
    _refuse_without_values(path)
    generator = np.random.default_rng(seed)
    data = _data(path, source, images, generator)
    shapes = shapes_along(path, source, {name: array.shape[1:] for name, array in data.items()})
    unit = chosen_unit(path, shapes[path[-1].ports[0]], row, col)
    count = len(data[source])
    sent = _sent(channels, count, unit.channels, generator)
    others = [name for name in data if name != source]
    product = pull_back(_values(path, [source, *others], unit))
    total: Heat = np.zeros(())
    batch_size = min(batch_size, count)
    with _Progress("effective receptive field", ceil(count / batch_size)) as progress:
        for first in range(0, count, batch_size):
            # All batches have the same size, so that nothing is compiled twice: what fills up the last one counts 0.
            rows = np.arange(first, first + batch_size)
            cotangent = sent[rows % count] * (rows < count)[:, None]
            gradient = product(data[source][rows % count], cotangent, *(data[name][rows % count] for name in others))
            axis = 1 + channel_axis(path, gradient.ndim - 1)
            total = total + np.abs(gradient.astype("float64")).sum(axis=(0, axis))
            progress.advance()
    _refuse_without_influence(total, f"unit {unit.place} of {path[-1].name}", count)
    return Effective(total / total.max(), unit.place, path[-1].name, source, count)


class _Progress:
    """A progress bar that appears once the work has lasted for two seconds."""

    def __init__(self, title: str, total: int) -> None:
        self._title, self._total = title, total
        self._done, self._started = 0, time.monotonic()
        self._open = ExitStack()
        self._bar: Steps | None = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def advance(self) -> None:
        self._done += 1
        if self._bar is not None:
            self._bar.advance()
        elif time.monotonic() - self._started > _SECONDS_WITHOUT_BAR and self._done < self._total:
            from coursekit.console import steps  # noqa: PLC0415 - a tenth of a second, for what is seldom seen

            self._bar = self._open.enter_context(steps(self._title, self._total))
            self._bar.advance(steps=self._done)


def _values(path: list[Call], inputs: Sequence[str], unit: Unit) -> Callable[..., Any]:
    """The values of a unit, (images, channels), as a function of what comes in."""

    def run(*arrays: Any) -> Any:
        there: dict[Port, Any] = {(name, 0): array for name, array in zip(inputs, arrays, strict=True)}
        for call in path:
            if call.sources:
                there.update(zip(call.ports, call.run([there[port] for port in call.sources]), strict=True))
        return there[path[-1].ports[0]][(slice(None), *unit.index)]

    return run


def _data(path: list[Call], source: str, images: Any, generator: np.random.Generator) -> dict[str, NDArray[Any]]:
    """What goes into each input: the images that are given, noise elsewhere."""
    given = dict(images) if isinstance(images, Mapping) else {} if images is None else {source: images}
    shapes = {call.name: call.recorded[0] for call in path if not call.sources}
    for name in given:
        if name not in shapes:
            raise ValueError(f"There is no input {name!r} before this layer, only {', '.join(map(repr, shapes))}.")
    data = {name: np.asarray(array, dtype="float32") for name, array in given.items()}
    for name, array in data.items():
        if array.ndim != len(shapes[name]) + 1 or not len(array):
            raise ValueError(
                f"Images for the input {name!r} are an array (number, {', '.join(map(str, shapes[name]))}), "
                f"not {array.shape}. For a single image write image[None]."
            )
    counts = {len(array) for array in data.values()} or {_NOISE_IMAGES}
    if len(counts) > 1:
        raise ValueError(f"All inputs need as many images as each other, not {sorted(counts)}.")
    for name, shape in shapes.items():
        if name not in data:
            if None in shape:
                raise ValueError(f"The input {name!r} has no fixed size: {shape}. Give images of the size you want.")
            sizes = [size for size in shape if size is not None]
            data[name] = generator.standard_normal((*counts, *sizes), dtype="float32")
    return data


def _sent(channels: str | int, images: int, count: int, generator: np.random.Generator) -> NDArray[Any]:
    """The gradient that is sent back into each channel of the unit, for every image."""
    if channels == "sum":
        return np.ones((images, count), dtype="float32")
    if channels == "signs":
        return generator.choice(np.array([-1, 1], dtype="float32"), size=(images, count))
    if isinstance(channels, int) and 0 <= channels < count:
        return np.tile(np.eye(count, dtype="float32")[channels], (images, 1))
    raise ValueError(f'channels={channels!r} is neither "sum" nor "signs" nor a number from 0 to {count - 1}.')


def _refuse_without_values(path: list[Call]) -> None:
    for call in path:
        if any(getattr(weight, "_value", weight) is None for weight in getattr(call.operation, "weights", ())):
            raise ValueError(
                f"The weights of {call.name} have no values, for the model was built for counting only. "
                "Build it outside of coursekit.network.counting()."
            )


def _refuse_without_influence(total: Heat, unit: str, count: int) -> None:
    if not np.isfinite(total).all():
        raise ValueError(f"Gradients of {unit} are not finite. Check the images and the weights.")
    if not total.any():
        raise ValueError(
            f"No pixel has any influence on {unit} in {count} images: its gradient is 0, as behind ReLUs that are all "
            "off, or for a sum of channels that is always the same (softmax). "
            'Try channels="signs", more images, or a layer before it.'
        )

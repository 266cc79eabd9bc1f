"""Whether a student's Keras model computes the function that a description stands for.

How the model is written makes no difference: Sequential, functional or a class of its own, an activation by name, as a
function or as a layer, whatever the names. Random weights are put into it, and what it makes of random images is
compared with what the description makes of them in NumPy.
"""

from __future__ import annotations

import contextlib
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from coursekit import network
from coursekit.architectures.tasks.forbidden import MODELS
from coursekit.architectures.tasks.forward import forward
from coursekit.checks import perform
from coursekit.checks.models import layers_of
from coursekit.network.layer import Layer

__all__ = [
    "Layers",
    "ModelStops",
    "Run",
    "as_matrix",
    "computes",
    "image_shape",
    "matched",
    "outputs",
    "run",
    "weight_shapes",
]

Layers = tuple[Layer, ...]
"""A network as a chain of layers of `coursekit.network`, the input first."""

_Array = npt.NDArray[np.float32]

# The last one shows a ReLU with an upper end; as wide as that, all might saturate a softmax.
_SPREADS = (1, 1, 1, 6)
_TOLERANCE = 1e-4


class ModelStops(Exception):
    """A model does not run on images of the size asked for; the text is a sentence for the student."""


@dataclass(frozen=True)
class Run:
    """One run of a model, with random weights.

    Attributes:
        shapes: of its weights.
        outputs: what it made of the images; the first axis is for them.
        known: descriptions that were compared with this already, and whether the model computes them.
        dropout: for each description what is wrong with the places of dropout, once that was looked at.
    """

    shapes: list[tuple[int, ...]]
    outputs: _Array
    known: dict[Layers, bool] = field(default_factory=dict)
    dropout: dict[Layers, str] = field(default_factory=dict)


_runs: WeakKeyDictionary[Any, dict[tuple[int, ...], Run]] = WeakKeyDictionary()


def computes(model: Any, layers: Layers) -> bool:
    """Whether a model computes the function of a description at inference, for any weights.

    Weights are matched by their shapes, those of equal shape in their order; give layers different numbers of filters
    and units, so that the shapes tell them apart. A dense layer on all values of a map and a convolution as large as
    the map are the same.

    Args:
        model: a Keras model.
        layers: the description. If it is impossible (a map smaller than a window), no model computes it.

    Raises:
        ModelStops: if the model does not run on images of that size.
    """
    found = run(model, image_shape(layers))
    if layers not in found.known:
        found.known[layers] = _computes(found, layers)
    return found.known[layers]


def _computes(found: Run, layers: Layers) -> bool:
    try:
        shapes = weight_shapes(layers)
    except ValueError:  # the description does not fit the size of the images
        return False
    if sorted(map(as_matrix, shapes)) != sorted(map(as_matrix, found.shapes)):
        return False
    right = forward(layers, _random_weights(shapes), _images(image_shape(layers)))
    if found.outputs.shape != right.shape:
        return False
    return bool(np.allclose(found.outputs, right, rtol=0, atol=_TOLERANCE * np.abs(right).max()))


def run(model: Any, shape: tuple[int, ...]) -> Run:
    """Run a model on random images with random weights, once; its own weights are put back.

    Raises:
        ModelStops: if it does not run.
    """
    runs = _runs.setdefault(model, {})
    if shape not in runs:
        # A class of its own makes its weights when it is first run, even if `build` was called.
        if not (model.built and all(getattr(layer, "built", True) for layer in layers_of(model))):
            outputs(model, _images(shape)[:1])
        before = model.get_weights()
        shapes = [tuple(weight.shape) for weight in model.weights]
        try:
            for weight, value in zip(model.weights, _random_weights(shapes), strict=True):
                weight.assign(value)
            runs[shape] = Run(shapes, outputs(model, _images(shape)))
        finally:
            model.set_weights(before)
    return runs[shape]


def outputs(model: Any, images: _Array, *, training: bool = False) -> _Array:
    """What a model makes of images: watched and quietly, because a class of its own runs the student's code.

    Raises:
        ModelStops: if it stops, gives no array, or calls coursekit or a ready-made network.
    """
    with _without_log():
        attempt = perform(model, (images,), {"training": training}, MODELS, ())
    if attempt.refused:
        raise ModelStops(f"When it runs, it calls {attempt.refused}, which gives the answer away.")
    if attempt.failure:
        said = attempt.failure.message.strip().splitlines() or [""]
        raise ModelStops(f"Given images of shape {images.shape[1:]}, it stops with {attempt.failure.kind}: {said[0]}")
    value = attempt.value
    while isinstance(value, (list, tuple)) and len(value) == 1:  # keras.Model([inputs], [outputs])
        value = value[0]
    if not isinstance(value, np.ndarray):
        raise ModelStops("When it runs, it does not give one array of results.")
    return value.astype("float32")


@contextlib.contextmanager
def _without_log() -> Iterator[None]:
    """Keep TensorFlow's warnings out of the cell: on a CPU it compiles each convolution in groups, and complains."""
    log = logging.getLogger("tensorflow")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def image_shape(layers: Layers) -> tuple[int, ...]:
    """Height, width and channels of the images that a description takes."""
    return tuple(size for size in layers[0].output_shape() if size is not None)


def weight_shapes(layers: Layers) -> list[tuple[int, ...]]:
    """Shapes of all weights of a description in order, kernel and bias layer by layer.

    Raises:
        ValueError: if a layer does not fit its input.
    """
    return [variable.shape for node in network.read(layers) for variable in node.variables]


def as_matrix(shape: Sequence[int]) -> tuple[int, ...]:
    """The shape of a kernel with all inputs of a filter or unit in one axis; a bias stays as it is."""
    return (prod(shape[:-1]), shape[-1]) if len(shape) > 1 else tuple(shape)


def matched(found: Sequence[tuple[int, ...]], wanted: Sequence[tuple[int, ...]]) -> list[int]:
    """For each wanted shape the place of a weight that has it, those of equal shape in order; all of them pair up."""
    left, places = list(range(len(found))), []
    for shape in wanted:
        places.append(next(place for place in left if as_matrix(found[place]) == as_matrix(shape)))
        left.remove(places[-1])
    return places


def _images(shape: tuple[int, ...]) -> _Array:
    """Random images."""
    images = np.random.default_rng(6).normal(size=(len(_SPREADS), *shape))
    spreads = np.reshape(_SPREADS, (-1, *[1] * len(shape)))
    return np.asarray(images * spreads, dtype="float32")


def _random_weights(shapes: Sequence[tuple[int, ...]]) -> list[_Array]:
    """For each shape the same numbers in every network: values become no larger, biases are seen.

    Kernels that keep the size of values, as He's do, would not do behind several max poolings, which make them larger:
    a softmax at the end would give 0 and 1 whatever is in front of it.
    """
    seen: Counter[tuple[int, ...]] = Counter()
    weights = []
    for shape in shapes:
        matrix = as_matrix(shape)
        rng = np.random.default_rng([seen[matrix], *matrix])
        spread = np.sqrt(1 / matrix[0]) if len(matrix) > 1 else 0.3
        weights.append(rng.normal(0, spread, matrix).reshape(shape).astype("float32"))
        seen[matrix] += 1
    return weights

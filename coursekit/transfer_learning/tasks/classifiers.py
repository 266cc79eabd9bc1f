"""Looking at a classifier on a small backbone: which of its weights are the base's, which learn, what it computes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from coursekit.checks.models import layers_of
from coursekit.transfer_learning.tasks.backbones import small_backbone

__all__ = [
    "TOLERANCE",
    "computed",
    "computes",
    "convolutions_of",
    "head_problem",
    "is_rebuilt",
    "learning_base",
    "learning_head",
    "missing_weights",
    "model_shape",
    "normalises",
    "own_layer",
    "same_in_training",
    "sigmoid",
    "softmax",
    "wanted_convolutions",
]

_Array = npt.NDArray[np.float32]
_Shape = tuple[int, int, int]
_Filters = Sequence[int]

TOLERANCE = 1e-4
"""By how much of the largest number what a model computes may be off."""


@dataclass(frozen=True)
class _Known:
    """A weight of the backbone as it was handed out."""

    layer: str
    kind: str
    value: _Array


@cache
def _base(input_shape: _Shape, filters: tuple[int, ...]) -> Any:
    """The judge's own backbone, which no student gets hold of."""
    return small_backbone(input_shape, filters)


def _handed_out(input_shape: _Shape, filters: _Filters) -> list[_Known]:
    layers = _base(input_shape, tuple(filters)).layers
    return [_Known(layer.name, weight.name, np.asarray(weight)) for layer in layers for weight in layer.weights]


def _find(weight: Any, known: Sequence[_Known]) -> _Known | None:
    """The weight of the backbone that this one is, by its numbers: names are the student's."""
    value = np.asarray(weight)
    return next((one for one in known if one.value.shape == value.shape and np.array_equal(one.value, value)), None)


def missing_weights(model: Any, *case: Any) -> list[_Known]:
    """The weights of the backbone that the model does not have."""
    known = _handed_out(*case[:2])
    found = [_find(weight, known) for weight in model.weights]
    return [one for one in known if not any(one is other for other in found)]


def is_rebuilt(missing: _Known, model: Any, *case: Any) -> bool:
    """Whether the model has another weight of that kind and shape, instead of the backbone's."""
    known = _handed_out(*case[:2])
    return any(
        weight.name == missing.kind and tuple(weight.shape) == missing.value.shape and _find(weight, known) is None
        for weight in model.weights
    )


def learning_base(model: Any, *case: Any) -> list[_Known]:
    """The weights of the backbone that learn."""
    known = _handed_out(*case[:2])
    return [found for weight in model.trainable_weights if (found := _find(weight, known)) is not None]


def learning_head(model: Any, *case: Any) -> list[Any]:
    """The weights that learn and are not the backbone's."""
    known = _handed_out(*case[:2])
    return [weight for weight in model.trainable_weights if _find(weight, known) is None]


def convolutions_of(weights: Sequence[_Known]) -> list[str]:
    """Names of the convolutions that these weights belong to."""
    return list(dict.fromkeys(one.layer for one in weights if one.layer.endswith("conv")))


def wanted_convolutions(filters: _Filters, blocks: int) -> list[str]:
    """Names of the convolutions that should learn."""
    return [f"block{number}_conv" for number in range(1, len(filters) + 1) if number > len(filters) - blocks]


def normalises(weights: Sequence[_Known]) -> bool:
    """Whether some of these weights belong to batch normalisation."""
    return any(one.layer.endswith("norm") for one in weights)


def _images(input_shape: _Shape) -> _Array:
    return np.random.default_rng(7).normal(size=(6, *input_shape)).astype("float32")


def _head_shapes(model: Any, *case: Any) -> list[tuple[int, ...]]:
    return [tuple(weight.shape) for weight in learning_head(model, *case)]


def head_problem(model: Any, input_shape: _Shape, filters: _Filters, classes: int, *blocks: int) -> str:
    """What is wrong with the weights of the head, as a sentence; empty if nothing is."""
    shapes = _head_shapes(model, input_shape, filters, classes, *blocks)
    kernels = [shape for shape in shapes if len(shape) > 1]
    if len(kernels) == 1 and len(shapes) == 1:
        return "The dense layer of your head has no bias. Leave `use_bias` as Keras has it."
    if len(kernels) != 1 or len(shapes) != 2:
        return (
            f"Weights of your head that learn: {len(shapes)}, kernels and biases together. One dense layer has a "
            "kernel and a bias."
        )
    if kernels[0][0] != filters[-1]:
        return (
            f"Your dense layer gets {kernels[0][0]} numbers for an image. There are {filters[-1]} maps, and global "
            "average pooling makes one number of each."
        )
    return ""


def softmax(logits: _Array) -> _Array:
    """Probabilities of the classes, shape (images, classes)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def sigmoid(logits: _Array) -> _Array:
    """A probability for each number by itself."""
    return np.asarray(1 / (1 + np.exp(-logits)))


_Pool = Callable[[_Array], Any]
_End = Callable[[_Array], _Array]


def _average(maps: _Array) -> Any:
    return maps.mean(axis=(1, 2))


def _outputs(model: Any, images: _Array, *, training: bool = False) -> _Array:
    with warnings.catch_warnings():
        # `keras.Model([image], ...)` warns of an image that is in no list; nbgrader gives no points for warnings.
        warnings.filterwarnings("ignore", message="The structure of `inputs`")
        given = model(images, training=training)
    return np.asarray(given[0] if isinstance(given, list | tuple) else given)


def model_shape(model: Any, side: str) -> Any:
    """Input or output shape of a model; `keras.Model([image], [output])` has lists of one."""
    shape = getattr(model, side, None)
    return shape[0] if isinstance(shape, list) and len(shape) == 1 else shape


def _head_weights(filters: _Filters, classes: int) -> tuple[_Array, _Array]:
    """Kernel and bias. Small ones: where one probability is nearly 1, all poolings come to the same."""
    rng = np.random.default_rng(8)
    kernel = 0.1 * rng.normal(size=(filters[-1], classes))
    return kernel.astype("float32"), rng.normal(size=classes).astype("float32")


_ran: WeakKeyDictionary[Any, _Array] = WeakKeyDictionary()
"""What a model has made of the images with random weights in its head: it is compared with several things."""


def _with_random_head(model: Any, *case: Any) -> _Array:
    if model not in _ran:
        kernel, bias = _head_weights(*case[1:3])
        variables = learning_head(model, *case)
        before = [np.asarray(variable) for variable in variables]
        try:
            for variable in variables:
                variable.assign(kernel if len(variable.shape) > 1 else bias)
            _ran[model] = _outputs(model, _images(case[0]))
        finally:
            for variable, value in zip(variables, before, strict=True):
                variable.assign(value)
    return _ran[model]


def computed(case: Sequence[Any], pool: _Pool = _average, end: _End = softmax, scale: float = 1) -> _Array:
    """What comes out of backbone, pooling, dense layer and an activation, for random images and weights of the head."""
    input_shape, filters, classes = case[:3]
    features = pool(_outputs(_base(input_shape, tuple(filters)), scale * _images(input_shape)))
    kernel, bias = _head_weights(filters, classes)
    return end(features @ kernel + bias)


def computes(model: Any, case: Sequence[Any], **way: Any) -> bool:
    """Whether that comes out of the model; `way` is passed on to `computed`."""
    found, right = _with_random_head(model, *case), computed(case, **way)
    return found.shape == right.shape and bool(np.allclose(found, right, rtol=0, atol=TOLERANCE * np.abs(right).max()))


def own_layer(model: Any) -> str:
    """Class name of the first layer of a model that is not Keras' own; empty if there is none."""
    import keras  # noqa: PLC0415 - 4 s; loaded already when there is a model to judge

    names = ((layer, type(layer).__name__) for layer in layers_of(model) if isinstance(layer, keras.layers.Layer))
    return next((name for layer, name in names if getattr(keras.layers, name, None) is not type(layer)), "")


def same_in_training(model: Any, input_shape: _Shape) -> bool:
    """Whether a model computes in training mode what it does at inference; its weights are put back."""
    before, images = model.get_weights(), _images(input_shape)
    try:
        return bool(np.allclose(_outputs(model, images), _outputs(model, images, training=True), rtol=0, atol=1e-5))
    finally:
        model.set_weights(before)

"""Keras models of stock layers as data: configuration and weights; rebuilt only if the weights are really there."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from coursekit.checks.plain import is_model
from coursekit.grading.judge.model_config import UnfitError, cleaned
from coursekit.network.counting import counting

__all__ = ["description", "rebuilt"]

_KINDS = ("Functional", "Sequential")
_MOST_BYTES = 96 * 2**20
_LARGEST_TENSOR = 2**26
"""Most numbers that a layer may give for one image: half a gigabyte in `float64`."""
_SOME_SIDE = 32  # where a model takes images of any size


def description(model: Any) -> list[Any] | None:
    """A model as plain data: kind, configuration, weights; None for what is no built model of stock layers.

    Whatever the model's code does or raises is caught: what cannot be described can still be asked, where it is.
    """
    if not is_model(model) or type(model).__name__ not in _KINDS or not _of_keras(type(model)):
        return None
    try:
        weights = [np.asarray(weight) for weight in model.weights]
        if not model.built or sum(weight.nbytes for weight in weights) > _MOST_BYTES:
            return None
        return [type(model).__name__, cleaned(model.get_config()), weights]
    except Exception:  # layers of the student may raise anything; see above
        return None


def _of_keras(kind: type) -> bool:
    models = sys.modules["keras"].models
    return kind is models.Sequential or kind.__module__ == "keras.src.models.functional"


def rebuilt(described: Any) -> Any:
    """The model that a description stands for; None if there is none that may be built here.

    First it is built without memory for its weights, whose shapes and number must be those of the arrays that came: a
    configuration of a few bytes cannot claim a terabyte. Then it is built, and gets them.
    """
    if type(described) is not list or len(described) != 3 or described[0] not in _KINDS:
        return None
    kind, config, weights = described
    if type(weights) is not list or not all(type(weight) is np.ndarray for weight in weights):
        return None
    import keras  # noqa: PLC0415 - seconds; loaded already in a judge that has been warmed up

    try:
        config = cleaned(config)
        with counting():  # not just a stateless scope of Keras: its next one would fill what this one has claimed
            _check(_build(keras, kind, config), weights)
        model = _build(keras, kind, config)
        model.set_weights(weights)
    except Exception:  # Keras raises whatever a made-up configuration leads to; then there is no model
        return None
    return model


def _build(keras: Any, kind: str, config: Any) -> Any:
    made = keras.Sequential if kind == "Sequential" else keras.Model
    return made.from_config(cleaned(config))  # a copy: Keras empties what it reads


def _check(model: Any, weights: list[Any]) -> None:
    shapes = [tuple(weight.shape) for weight in model.weights]
    if not model.built or shapes != [weight.shape for weight in weights]:
        raise UnfitError("the weights do not fit")
    for shape in _shapes(model):
        if math.prod(_SOME_SIDE if side is None else int(side) for side in shape[1:]) > _LARGEST_TENSOR:
            raise UnfitError("a layer gives too many numbers")


def _shapes(model: Any) -> Iterator[tuple[int | None, ...]]:
    """Shapes of all values between the layers, those of nested models too.

    Raises:
        UnfitError: if a layer is not built: its weights would be made later, of any size.
    """
    for operation in model.operations if hasattr(model, "operations") else model.layers:
        if not getattr(operation, "built", True):
            raise UnfitError("a layer is not built")
        if hasattr(operation, "operations") or hasattr(operation, "layers"):
            yield from _shapes(operation)
        for node in operation._inbound_nodes:
            yield from (tensor.shape for tensor in node.output_tensors)

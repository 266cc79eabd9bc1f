"""Comparing Keras models: what they are made of, how many parameters they have, what they compute."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.checks import describe
from coursekit.checks.arrays import compare_array
from coursekit.checks.comparing import Finding, Tolerance
from coursekit.checks.plain import is_model

__all__ = ["compare_model", "layers_of", "parameters_of", "unknown_layer"]

_IMAGES = 16

# How a layer is called and where it is computed does not change what it is.
_INCIDENTAL = {
    "name",
    "dtype",
    "trainable",
    "build_config",
    "registered_name",
    "module",
    "optional",
    "ragged",
    "sparse",
}


def compare_model(value: Any, expected: Any, tolerance: Tolerance) -> Finding:
    """Models of stock layers: the same layers in the same order, the same parameters, the same function.

    The function is compared on random images, both models having the weights of the student's one, so that another
    wiring of the same layers is seen. Names and data types of layers do not matter.
    """
    if not is_model(value):
        return Finding(f"That is {describe.value(value)}; a Keras model was asked for.")
    if stranger := unknown_layer(value):
        return Finding(f"The layer {stranger!r} is not one of Keras' own; build the model of stock layers.")
    for side in ("input_shape", "output_shape"):
        found, wanted = getattr(value, side, None), getattr(expected, side, None)
        if found != wanted:
            return Finding(f"Its {side.replace('_', ' ')} is {found}; {wanted} was wanted.")
    mine, right = layers_of(value), layers_of(expected)
    for index, (layer, wanted) in enumerate(zip(mine, right, strict=False)):
        if type(layer) is not type(wanted):
            return Finding(f"Layer {index + 1} ({type(layer).__name__}) should be another kind of layer.")
        if setting := _other_setting(layer, wanted):
            return Finding(f"In layer {index + 1} ({type(layer).__name__}), look at `{setting}`.")
    if len(mine) != len(right):
        return Finding(f"It has {len(mine)} layers; {len(right)} were wanted.")
    if parameters_of(value) != parameters_of(expected):
        return Finding(f"It has {parameters_of(value):,} parameters, which is not the right number.")
    return _same_function(value, expected, tolerance)


def layers_of(model: Any) -> list[Any]:
    """The layers of a model in order, those of nested models in their place, input layers left out.

    Operations that a functional model was made with (`keras.ops.relu`) are among them: Keras leaves these out of
    `model.layers`, and they compute all the same.
    """
    import keras  # noqa: PLC0415 - 4 s; loaded already when there is a model to judge

    flat: list[Any] = []
    for layer in getattr(model, "operations", model.layers):
        if isinstance(layer, keras.Model):
            flat.extend(layers_of(layer))
        elif not isinstance(layer, keras.layers.InputLayer):
            flat.append(layer)
    return flat


def parameters_of(model: Any) -> int:
    """Number of parameters, from the shapes of the weights; a weight used twice counts once."""
    return sum(int(np.prod(weight.shape)) for weight in model.weights)


def unknown_layer(model: Any) -> str:
    """Class name of the first layer, or the model's own, that is no stock layer of Keras; empty if there is none."""
    import keras  # noqa: PLC0415 - as above

    if type(model) not in (keras.Model, keras.Sequential, type(_functional())):
        return type(model).__name__
    for layer in layers_of(model):
        if getattr(keras.layers, type(layer).__name__, None) is not type(layer):
            return type(layer).__name__
    return ""


def _functional() -> Any:
    """A functional model: Keras does not publish that class."""
    import keras  # noqa: PLC0415 - as above

    with keras.StatelessScope(initialize_variables=False):
        inputs = keras.Input((1,))
        return keras.Model(inputs, inputs)


def _other_setting(layer: Any, wanted: Any) -> str:
    """Name of the first setting in which two layers of a class differ."""
    mine, right = layer.get_config(), wanted.get_config()
    return next((key for key in sorted(right) if key not in _INCIDENTAL and mine.get(key) != right[key]), "")


def _same_function(value: Any, expected: Any, tolerance: Tolerance) -> Finding:
    shape = tuple(8 if size is None else size for size in value.input_shape[1:])
    # One or two may find every ReLU of a small layer off, and then all wirings give 0.
    images = np.random.default_rng(0).normal(size=(_IMAGES, *shape)).astype("float32")
    before = expected.get_weights()
    expected.set_weights(value.get_weights())
    try:
        mine, right = (np.asarray(model(images, training=False)) for model in (value, expected))
    finally:
        expected.set_weights(before)
    found = compare_array(mine, right, Tolerance(max(tolerance.relative, 1e-5), max(tolerance.absolute, 1e-6)))
    return Finding("The layers are right, but they are connected in another way.") if found.problem else Finding()

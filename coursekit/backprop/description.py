"""A network of this package as the list of layers that the course's calculators read."""

from __future__ import annotations

from typing import Any

from coursekit import network
from coursekit.backprop.layers.layer import Layer

__all__ = ["describe"]

_ACTIVATIONS = {"ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid"}


def describe(layer: Layer) -> list[network.Layer]:
    """The description of one layer; two where a convolution pads by numbers, which Keras does in a layer of its own.

    Raises:
        TypeError: if the layer is of a kind that the calculators do not know.
    """
    kind, name, settings = type(layer).__name__, layer.name, vars(layer)
    if kind in _ACTIVATIONS:
        return [network.Activation(_ACTIVATIONS[kind], name=name)]
    if kind == "Conv2D":
        return _convolution(name, settings)
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        pool = network.MaxPool if kind == "MaxPooling2D" else network.AveragePool
        return [pool(settings["pool_size"], settings["strides"], settings["padding"], name=name)]
    if kind == "Dense":
        return [network.Dense(settings["units"], use_bias=settings["use_bias"], name=name)]
    if kind == "Flatten":
        return [network.Flatten(name=name)]
    if kind == "Dropout":
        return [network.Dropout(settings["rate"], name=name)]
    if kind == "BatchNormalization":
        return [network.BatchNorm(name=name)]
    raise TypeError(f"{name} is of a kind of its own ({kind}), which the calculators do not know.")


def _convolution(name: str, settings: dict[str, Any]) -> list[network.Layer]:
    padding, before = settings["padding"], []
    if not isinstance(padding, str):
        before, padding = [network.ZeroPad(padding, name=f"{name}_padding")], "valid"
    convolution = network.Conv(
        settings["filters"],
        settings["kernel_size"],
        strides=settings["strides"],
        padding=padding,
        dilation_rate=settings["dilation_rate"],
        groups=settings["groups"],
        use_bias=settings["use_bias"],
        name=name,
    )
    return [*before, convolution]

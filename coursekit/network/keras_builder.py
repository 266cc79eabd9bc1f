"""Builds the Keras model that a list of layer descriptions stands for."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from coursekit.network.graph import Network
from coursekit.network.layer import Layer
from coursekit.network.pointwise import ChannelScale, Rescaling
from coursekit.network.wrapper import TimeDistributed

__all__ = ["as_keras"]

# Keras' class where it is called otherwise; {} is the number of spatial axes.
_CLASSES = {
    "AveragePool": "AveragePooling{}D",
    "BatchNorm": "BatchNormalization",
    "ChannelScale": "Identity",
    "Conv": "Conv{}D",
    "ConvTranspose": "Conv{}DTranspose",
    "Crop": "Cropping{}D",
    "DepthwiseConv": "DepthwiseConv{}D",
    "GlobalAveragePool": "GlobalAveragePooling{}D",
    "GlobalMaxPool": "GlobalMaxPooling{}D",
    "GroupNorm": "GroupNormalization",
    "LayerNorm": "LayerNormalization",
    "MaxPool": "MaxPooling{}D",
    "Resize": "Resizing",
    "SeparableConv": "SeparableConv{}D",
    "SpatialDropout": "SpatialDropout{}D",
    "UpSample": "UpSampling{}D",
    "ZeroPad": "ZeroPadding{}D",
}


def as_keras(network: Network) -> Any:
    """The functional Keras model of a network, with new weights; its layers have the names of the nodes.

    Raises:
        TypeError: if the network has layers that the course does not know, or Keras does not have.
        ValueError: if Keras refuses a layer or its name.
    """
    import keras  # noqa: PLC0415 - importing it takes seconds; only who wants a Keras model pays for it

    if network.unknown:
        raise TypeError(f"Keras has no such layer as {network.unknown[0].name} ({network.unknown[0].type}).")
    made: dict[str, Any] = {}
    for node in network:
        if node.is_input:
            made[node.name] = keras.Input(node.output_shape, name=node.name)
        else:
            sources = [made[name] for name in node.inbound]
            layer = _made(node.layer, len(node.input_shape) - 1, node.name)
            made[node.name] = layer(sources if node.layer.joins else sources[0])
    return keras.Model([made[name] for name in network.inputs], [made[name] for name in network.outputs])


def _made(description: Layer, rank: int, name: str | None) -> Any:
    """A layer of Keras; `rank` is the number of spatial axes of its input."""
    import keras  # noqa: PLC0415 - as above

    kind = type(description).__name__
    arguments = {field.name: getattr(description, field.name) for field in fields(description) if field.init}
    arguments["name"] = name
    del arguments["inputs"], arguments["trainable"]
    if isinstance(description, TimeDistributed):
        arguments["layer"] = _made(description.layer, rank - 1, None)
    elif isinstance(description, ChannelScale):
        arguments = {"name": name}  # no public layer of Keras does it
    elif isinstance(description, Rescaling):
        arguments["scale"] = 1.0
    made = getattr(keras.layers, _CLASSES.get(kind, kind).format(rank), None)
    if made is None:
        raise TypeError(f"Keras has no such layer as {name} ({kind}).")
    layer = made(**arguments)
    layer.trainable = description.trainable  # not every layer takes it as an argument
    return layer

"""Changes to a list of layers, as the explorer makes them: pure functions from one list to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from coursekit.network import AveragePool, Conv, Input, Layer, MaxPool, Network, read
from coursekit.network.convolution import Convolution
from coursekit.network.keras_reader import is_keras_model

__all__ = ["KINDS", "Geometry", "added", "changed", "geometry", "named", "position", "removed", "why_fixed"]

Layers = tuple[Layer, ...]

KINDS: dict[str, type[Layer]] = {"Conv": Conv, "MaxPool": MaxPool, "AveragePool": AveragePool}
"""What a layer that slides can be turned into."""

_POOLS = (MaxPool, AveragePool)


@dataclass(frozen=True)
class Geometry:
    """What the explorer lets one change about a layer; one number for both axes.

    Attributes:
        kind: the layer's type.
        kernel_size: height and width of what it sees at once, `pool_size` for pooling.
        strides: step between outputs.
        dilation_rate: distance between neighbouring inputs that it sees; 1 for pooling.
        padding: "valid" or "same".
    """

    kind: str
    kernel_size: int
    strides: int
    dilation_rate: int
    padding: str


def why_fixed(model: Any) -> str:
    """Why nothing can be changed about a network; empty if it can."""
    if is_keras_model(model):
        return (
            "A Keras model has its weights for these layers: units can be chosen here, layers not changed. "
            "Write it as a list of layers of coursekit.network for that."
        )
    if isinstance(model, Network):
        return "This network has been read already: units can be chosen here, layers not changed. Pass the list itself."
    return ""


def named(layers: Any) -> Layers:
    """The layers, each with the name that it has in the network, which stays when layers come and go before it.

    Raises:
        TypeError, ValueError: if they are no network.
    """
    names = [node.name for node in read(layers)]
    return tuple(replace(layer, name=name) for layer, name in zip(layers, names, strict=True))


def geometry(layer: Layer) -> Geometry | None:
    """What can be changed about a layer: its first axis; None if it is no convolution and no pooling."""
    if isinstance(layer, Convolution):
        return Geometry(
            layer.type, _first(layer.kernel_size), _first(layer.strides), _first(layer.dilation_rate), layer.padding
        )
    if isinstance(layer, _POOLS):
        return Geometry(layer.type, _first(layer.pool_size), _first(layer.strides), 1, layer.padding)
    return None


def changed(layers: Layers, name: str, wanted: Geometry) -> Layers:
    """The layers, one of them with another geometry; what is as it was stays, a kernel of 3×1 included.

    Raises:
        ValueError: if the layer has no geometry or cannot have this one.
    """
    at = position(layers, name)
    layer, now = layers[at], geometry(layers[at])
    if now is None:
        raise ValueError(f"{name} ({layer.type}) has no kernel that could be changed.")
    if wanted.kind != now.kind:
        layer = _turned(layers, at, wanted)
        now = geometry(layer)
    names = {"kernel_size": "pool_size"} if isinstance(layer, _POOLS) else {}
    if isinstance(layer, _POOLS) and wanted.dilation_rate != 1:
        raise ValueError(f"{name} ({layer.type}): pooling has no dilation_rate in Keras. Set it to 1.")
    values = {
        names.get(what, what): getattr(wanted, what)
        for what in ("kernel_size", "strides", "dilation_rate", "padding")
        if getattr(wanted, what) != getattr(now, what)
    }
    return (*layers[:at], replace(layer, **values), *layers[at + 1 :])


def added(layers: Layers, name: str) -> tuple[Layers, str]:
    """The layers with a new 3×3 convolution behind one of them, and its name.

    Raises:
        ValueError: if no convolution can stand there.
    """
    at = position(layers, name)
    taken = {layer.name for layer in layers}
    number = 1
    while f"conv_{number}" in taken:
        number += 1
    new = Conv(_channels(read(list(layers))[name].output_shape), 3, padding="same", name=f"conv_{number}")
    # Who named the layer as its input shall read the new one.
    behind = (_rewired(layer, name, f"conv_{number}") for layer in layers[at + 1 :])
    return (*layers[: at + 1], new, *behind), f"conv_{number}"


def removed(layers: Layers, name: str) -> tuple[Layers, str]:
    """The layers without one of them, and the name of the layer that it had read.

    Raises:
        ValueError: if it is the input, or joins several layers.
    """
    at = position(layers, name)
    layer = layers[at]
    if isinstance(layer, Input):
        raise ValueError(f"{name} (Input) is where the image comes in: it cannot be removed.")
    sources = tuple(layer.inputs or (str(layers[at - 1].name),))
    if len(sources) > 1:
        raise ValueError(f"{name} ({layer.type}) joins {' and '.join(sources)}: without it they would not meet.")
    (source,) = sources
    behind = list(layers[at + 1 :])
    if behind and behind[0].inputs is None and layer.inputs is not None:
        behind[0] = replace(behind[0], inputs=(source,))
    return (*layers[:at], *(_rewired(each, name, source) for each in behind)), source


def position(layers: Layers, name: str) -> int:
    """Where in the list a layer stands.

    Raises:
        ValueError: if there is no such layer.
    """
    for at, layer in enumerate(layers):
        if layer.name == name:
            return at
    raise ValueError(f"There is no layer {name!r} in the list.")


def _turned(layers: Layers, at: int, wanted: Geometry) -> Layer:
    """A layer of another kind in the place of one, with the kernel, step and padding that are wanted."""
    layer = layers[at]
    kind: Any = KINDS[wanted.kind]
    common: dict[str, Any] = {
        "padding": wanted.padding,
        "name": layer.name,
        "inputs": layer.inputs,
        "data_format": getattr(layer, "data_format", "channels_last"),
    }
    if kind is Conv:
        filters = _channels(read(list(layers))[str(layer.name)].output_shape)
        return Conv(filters, wanted.kernel_size, wanted.strides, dilation_rate=wanted.dilation_rate, **common)
    pool: Layer = kind(pool_size=wanted.kernel_size, strides=wanted.strides, **common)
    return pool


def _channels(shape: tuple[int | None, ...]) -> int:
    return int(shape[-1] or 1)


def _rewired(layer: Layer, old: str, new: str) -> Layer:
    if layer.inputs is None or old not in layer.inputs:
        return layer
    return replace(layer, inputs=tuple(new if source == old else source for source in layer.inputs))


def _first(value: Any) -> int:
    return int(value[0] if isinstance(value, tuple) else value)

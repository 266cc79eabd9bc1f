"""Reads a plain list of layer descriptions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from coursekit.network.graph import UNKNOWN, Network, Node
from coursekit.network.layer import Input, Layer, Other, Shape

__all__ = ["read_list"]


def read_list(layers: Sequence[Any]) -> Network:
    """The network that a list of descriptions stands for, each layer fed by the one before it.

    A layer with `inputs=` takes its input from the layers it names instead. Each entry is a layer of
    its own with weights of its own, also where the same description stands in the list twice.

    Raises:
        TypeError: if an entry is not a description.
        ValueError: if the list is empty, does not begin with `Input`, or a layer does not fit its input;
            the message names the layer.
    """
    _check(layers)
    names = _names(layers)
    nodes: dict[str, Node] = {}
    for position, (name, layer) in enumerate(zip(names, layers, strict=True)):
        inbound = _inbound(layer, name, position, names, nodes)
        shapes = tuple(nodes[source].output_shape for source in inbound)
        nodes[name] = _node(name, layer, inbound, shapes)
    used = {source for node in nodes.values() for source in node.inbound}
    return Network(
        nodes=tuple(nodes.values()),
        inputs=tuple(node.name for node in nodes.values() if node.is_input),
        outputs=tuple(name for name in names if name not in used),
    )


def _check(layers: Sequence[Any]) -> None:
    if not layers:
        raise ValueError("The list has no layers. Begin it with Input(shape=(height, width, channels)).")
    for position, layer in enumerate(layers):
        if isinstance(layer, type) and issubclass(layer, Layer):
            raise TypeError(f"Entry {position} is the class {layer.__name__}. Write it with brackets and arguments.")
        if not isinstance(layer, Layer):
            hint = "Take the layers of coursekit.network, such as Conv(6, 5)."
            if any(base.__module__.split(".")[0] == "keras" for base in type(layer).__mro__):
                hint = "To read Keras layers put them into keras.Sequential([keras.Input(...), ...]) and pass that."
            elif isinstance(layer, list | tuple):
                hint = "Unpack a list inside the list with a star, as in [Input(...), *block]."
            raise TypeError(f"Entry {position} is {type(layer).__name__}, not a layer description. {hint}")
    if not isinstance(layers[0], Input):
        raise ValueError(
            f"The list begins with {layers[0].type}, so the size of the image is not known. "
            "Begin it with Input(shape=(height, width, channels))."
        )
    if all(isinstance(layer, Input) for layer in layers):
        raise ValueError("The network has no layers: nothing comes after Input. Add one, such as Dense(10).")


def _names(layers: Sequence[Layer]) -> list[str]:
    given = [layer.name for layer in layers if layer.name is not None]
    twice = {name for name in given if given.count(name) > 1}
    if twice:
        raise ValueError(
            f"Names must be unique, but {', '.join(map(repr, sorted(twice)))} stands there more than once."
        )
    taken, counts, names = set(given), dict[str, int](), []
    for layer in layers:
        name = layer.name
        while name is None:
            stem = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", layer.type).lower()
            counts[stem] = counts.get(stem, 0) + 1
            proposal = f"{stem}_{counts[stem]}"
            name = None if proposal in taken else proposal
        names.append(name)
    return names


def _inbound(layer: Layer, name: str, position: int, names: list[str], nodes: dict[str, Node]) -> tuple[str, ...]:
    if isinstance(layer, Input):
        if layer.inputs:
            raise ValueError(f"{name} (Input) is where data comes in: it cannot have inputs of its own.")
        return ()
    if layer.inputs is None:
        if layer.joins and not isinstance(layer, Other):
            raise ValueError(
                f"{name} ({layer.type}) joins several layers: name them, as in "
                f'{layer.type}(inputs=("conv_1", "conv_3")).'
            )
        return (names[position - 1],)
    for source in layer.inputs:  # a tuple: the description has tidied it
        if source not in nodes:
            later = "It stands further down in the list" if source in names else f"Known here: {', '.join(nodes)}"
            raise ValueError(f"{name} ({layer.type}) takes its input from {source!r}, which is not there. {later}.")
    if not layer.inputs:
        raise ValueError(f"{name} ({layer.type}) has an empty inputs=(). Leave it out or name a layer.")
    if not layer.joins and len(layer.inputs) > 1:
        raise ValueError(f"{name} ({layer.type}) takes one input, not {len(layer.inputs)}. Join them first, with Add.")
    return tuple(layer.inputs)


def _node(name: str, layer: Layer, inbound: tuple[str, ...], shapes: tuple[Shape, ...]) -> Node:
    try:
        output = layer.output_shape(*shapes)
        variables = layer.variables(*shapes)
    except ValueError as error:
        where = f" (input {' and '.join(map(str, shapes))})" if shapes else ""
        raise ValueError(f"{name} ({layer.type}){where}: {error}") from None
    if isinstance(layer, Other):
        outputs = layer.shapes or (output,)
        return Node(name, layer.type, layer, inbound, shapes, outputs, variables, variables, None, UNKNOWN)
    return Node(name, layer.type, layer, inbound, shapes, (output,), variables, variables)

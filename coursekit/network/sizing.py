"""The same network on an image of another size."""

from __future__ import annotations

from dataclasses import replace

from coursekit.network.graph import Network, Node
from coursekit.network.layer import Input, Shape

__all__ = ["with_input_shape"]


def with_input_shape(network: Network, shapes: dict[str, Shape]) -> Network:
    """The network with other sizes of its inputs, all shapes behind them computed anew.

    Args:
        network: a network; it stays as it is.
        shapes: for each input that is to change, its new shape without the batch.

    Raises:
        ValueError: if a layer does not fit the new size; the message names the layer.
    """
    nodes: dict[str, Node] = {}
    for node in network:
        if isinstance(node.layer, Input):
            shape = shapes.get(node.name, node.output_shape)
            nodes[node.name] = replace(node, layer=replace(node.layer, shape=shape), output_shapes=(shape,))
            continue
        inputs = tuple(
            nodes[source].output_shape if len(nodes[source].output_shapes) == 1 else before
            for source, before in zip(node.inbound, node.input_shapes, strict=True)
        )
        outputs = node.output_shapes
        if inputs != node.input_shapes and node.known:
            try:
                outputs = (node.layer.output_shape(*inputs),)
            except ValueError as error:
                raise ValueError(f"{node.name} ({node.type}) does not fit the new input size: {error}") from None
        nodes[node.name] = replace(node, input_shapes=inputs, output_shapes=outputs)
    return Network(tuple(nodes.values()), network.inputs, network.outputs, network.name)

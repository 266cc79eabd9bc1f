"""Memory for what lies between the layers of a network, forward and backward."""

from __future__ import annotations

from dataclasses import dataclass

from coursekit.network import Activation, Dropout, Flatten, Identity, Network, Node, Reshape, unwrapped
from coursekit.parameters.backward import kept_for_backward
from coursekit.parameters.costs import values

__all__ = ["Storage", "storage"]


@dataclass(frozen=True)
class Storage:
    """Bytes that one node adds, for one example; None where that is not known.

    Attributes:
        forward: its output, and the value before its built-in activation, if it has one.
        in_place: its output alone; nothing for an activation that overwrites its input.
        backward: what of it must be kept from the forward pass until the gradients are computed.
    """

    forward: int | None
    in_place: int | None
    backward: int | None


def storage(network: Network, bytes_per_value: int = 4, index_bytes: int = 8) -> dict[str, Storage]:
    """What each node stores, by its name.

    Args:
        network: the network.
        bytes_per_value: 4 for float32, 2 for float16 and bfloat16.
        index_bytes: size of the number that max pooling keeps for each output to find the winner again:
            8 as in PyTorch; 0 where input and output are kept instead, as in TensorFlow.
    """
    backward = kept_for_backward(network, bytes_per_value, index_bytes)
    found = {}
    for node in network:
        output, before = _output(node), _before_activation(node)
        forward = None if output is None or before is None else (output + before) * bytes_per_value
        in_place = 0 if _overwrites(node, network) else output
        found[node.name] = Storage(
            forward=forward,
            in_place=None if in_place is None else in_place * bytes_per_value,
            backward=backward[node.name],
        )
    return found


def _output(node: Node) -> int | None:
    """Values of its own that a node adds at inference; the same values in another shape are no new ones."""
    if isinstance(node.layer, Flatten | Reshape | Identity | Dropout):
        return 0
    sizes = [values(shape) for shape in node.output_shapes]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def _before_activation(node: Node) -> int | None:
    layer = unwrapped(node.layer)
    built_in = getattr(layer, "activation", None) is not None and not isinstance(layer, Activation)
    return values(node.output_shape) if built_in else 0


def _overwrites(node: Node, network: Network) -> bool:
    """Whether an activation may write over its input: nobody else reads it, and it is not the image."""
    if not isinstance(node.layer, Activation):
        return False
    source = network[node.inbound[0]]
    return not source.is_input and network.consumers[source.name] == (node.name,) and source.name not in network.outputs

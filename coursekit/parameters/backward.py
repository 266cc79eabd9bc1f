"""What a backward pass needs of the forward pass, worked out layer by layer from the derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from coursekit.network import (
    Activation,
    BatchNorm,
    ChannelScale,
    Conv,
    ConvTranspose,
    Dense,
    DepthwiseConv,
    Dropout,
    Flatten,
    GlobalMaxPool,
    GroupNorm,
    Identity,
    Layer,
    LayerNorm,
    LocalResponseNorm,
    Maximum,
    MaxPool,
    Minimum,
    Multiply,
    Network,
    Node,
    PReLU,
    RadialBasis,
    Reshape,
    SeparableConv,
    SparseConv,
    SpatialDropout,
    Subsampling,
    unwrapped,
)
from coursekit.parameters.costs import values

__all__ = ["kept_for_backward"]

# The derivative of these can be worked out from their result, so that the result is all that is kept.
_FROM_RESULT = {
    "celu", "elu", "exponential", "hard_sigmoid", "hard_tanh", "leaky_relu", "log_softmax", "relu", "relu6",
    "scaled_tanh", "selu", "sigmoid", "softmax", "softplus", "softsign", "tanh",
}  # fmt: skip


def kept_for_backward(network: Network, bytes_per_value: int = 4, index_bytes: int = 8) -> dict[str, int | None]:
    """Bytes of each node that must be kept until the gradients are computed, by its name.

    Every tensor that a derivative reads is kept once, at the node that made it, together with what a
    layer notes down for its own derivative (positions of maxima, masks, means). Before the first layer
    that learns nothing is kept, for no gradient goes there. None where the size is not known.

    Args:
        network: the network.
        bytes_per_value: size of a value.
        index_bytes: size of a position that max pooling notes; 0 where it keeps input and output instead.
    """
    learning: set[str] = set()
    outputs: set[str] = set()
    before: set[str] = set()
    notes: dict[str, int | None] = {}
    for node in network:
        reached = tuple(source in learning for source in node.inbound)
        if not any(reached) and not any(variable.trainable for variable in node.variables):
            continue
        learning.add(node.name)
        layer = unwrapped(node.layer)
        needs = _needs(layer, _Call(node, reached, bytes_per_value, index_bytes))
        read = [source for source, needed in zip(node.inbound, needs.inputs, strict=False) if needed]
        outputs.update(_maker(name, network) for name in (*read, *([node.name] if needs.output else [])))
        if needs.before_activation:
            before.add(node.name)
        notes[node.name] = needs.notes
    kept: dict[str, int | None] = {}
    for node in network:
        tensors = (node.name in outputs) + (node.name in before)
        size = values(node.output_shape) if tensors else 0
        note = notes.get(node.name, 0)
        unknown = size is None or note is None or not node.known
        kept[node.name] = None if unknown else tensors * (size or 0) * bytes_per_value + (note or 0)
    return kept


@dataclass(frozen=True)
class _Call:
    """A layer in its place: its node, which inputs the gradient goes on to, and sizes in bytes."""

    node: Node
    reached: tuple[bool, ...]
    bytes_per_value: int
    index_bytes: int

    @property
    def weights_learn(self) -> bool:
        return any(variable.trainable and variable.role == "weight" for variable in self.node.variables)


@dataclass(frozen=True)
class _Needs:
    """Which tensors a derivative reads, and the bytes that the layer notes down besides."""

    inputs: tuple[bool, ...] = ()
    output: bool = False
    before_activation: bool = False
    notes: int | None = 0


@singledispatch
def _needs(layer: Layer, call: _Call) -> _Needs:
    """Sums, means, paddings and the like: their derivative is the same whatever the values are."""
    del layer, call
    return _Needs()


@_needs.register
def _(
    layer: Conv | ConvTranspose | Dense | DepthwiseConv | SeparableConv | SparseConv | Subsampling, call: _Call
) -> _Needs:
    notes: int | None = 0
    if isinstance(layer, SeparableConv) and call.weights_learn:  # what lies between its two steps
        positions = values(layer.spatial(call.node.output_shape))
        channels = layer.channels(call.node.input_shape) * layer.depth_multiplier
        notes = None if positions is None else positions * channels * call.bytes_per_value
    from_result = layer.activation in _FROM_RESULT
    return _Needs(
        inputs=(call.weights_learn,),
        output=from_result,
        before_activation=layer.activation is not None and not from_result,
        notes=notes,
    )


@_needs.register
def _(layer: Activation, call: _Call) -> _Needs:
    del call
    from_result = layer.activation in _FROM_RESULT
    return _Needs(inputs=(not from_result,), output=from_result)


@_needs.register
def _(layer: ChannelScale, call: _Call) -> _Needs:
    del layer
    return _Needs(inputs=(call.weights_learn,))


@_needs.register
def _(layer: RadialBasis, call: _Call) -> _Needs:
    """Twice the difference to each code: the input, whether the codes learn or what is before them."""
    del layer, call
    return _Needs(inputs=(True,))


@_needs.register
def _(layer: LocalResponseNorm, call: _Call) -> _Needs:
    """Its input, and what each value was divided by."""
    del layer
    size = values(call.node.output_shape)
    return _Needs(inputs=(True,), notes=None if size is None else size * call.bytes_per_value)


@_needs.register
def _(layer: PReLU | Maximum | Minimum, call: _Call) -> _Needs:
    del layer
    return _Needs(inputs=(True,) * len(call.reached))


@_needs.register
def _(layer: Multiply, call: _Call) -> _Needs:
    """A factor is read where the gradient goes on to one of the other factors."""
    del layer
    return _Needs(inputs=tuple(any(call.reached[:at] + call.reached[at + 1 :]) for at in range(len(call.reached))))


@_needs.register
def _(layer: MaxPool | GlobalMaxPool, call: _Call) -> _Needs:
    del layer
    if not call.index_bytes:
        return _Needs(inputs=(True,), output=True)
    size = values(call.node.output_shape)
    return _Needs(notes=None if size is None else size * call.index_bytes)


@_needs.register
def _(layer: Dropout, call: _Call) -> _Needs:
    """A mask of a byte for each value, or for each channel."""
    shape = call.node.output_shape
    return _Needs(notes=values(shape[-1:] if isinstance(layer, SpatialDropout) else shape))


@_needs.register
def _(layer: BatchNorm | LayerNorm | GroupNorm, call: _Call) -> _Needs:
    """Its input, and the mean and the deviation of everything that was normalised together."""
    if isinstance(layer, BatchNorm) and not layer.trainable:
        return _Needs()  # a frozen one uses its moving statistics: a fixed factor and shift
    shape = call.node.input_shape
    channels = shape[layer.axis if layer.axis < 0 else layer.axis - 1]
    together: int | None
    if isinstance(layer, BatchNorm):
        together = channels
    elif isinstance(layer, GroupNorm):
        together = channels if layer.groups == -1 else layer.groups
    else:
        size = values(shape)
        together = None if size is None or not channels else size // channels
    return _Needs(inputs=(True,), notes=None if together is None else 2 * together * call.bytes_per_value)


def _maker(name: str, network: Network) -> str:
    """Who made the values that a node passes on: reshaping makes none."""
    node = network[name]
    while isinstance(node.layer, Flatten | Reshape | Identity):
        node = network[node.inbound[0]]
    return node.name

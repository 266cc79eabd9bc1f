"""What one layer costs: multiply-accumulates, and its parameters without sharing or as a dense layer."""

from __future__ import annotations

from functools import singledispatch
from math import prod

from coursekit.network import (
    Conv,
    ConvTranspose,
    Dense,
    DepthwiseConv,
    Layer,
    Node,
    Other,
    RadialBasis,
    SeparableConv,
    Shape,
    SparseConv,
    Subsampling,
    TimeDistributed,
    unwrapped,
)

__all__ = ["as_dense", "multiply_accumulates", "values", "without_sharing"]


def values(shape: Shape) -> int | None:
    """How many numbers a tensor of this shape holds; None if a size is not fixed."""
    return None if None in shape else prod(size for size in shape if size is not None)


def multiply_accumulates(node: Node) -> int | None:
    """Products of a weight and a value in one forward pass of one example; None if that is not known.

    Products with zeros of the padding count, additions of a bias do not. Layers without such products
    (pooling, activations, normalisation, joining) have 0; of radial basis functions the squares count.
    """
    return _products(node.layer, node.input_shapes, node.output_shape)


def as_dense(node: Node) -> int | None:
    """Parameters if the layer were dense: all inputs connected with all outputs.

    Layers that are no linear map with weights keep their own parameters. None if a size is not fixed.
    """
    if node.shared_with is not None:
        return 0
    if not _is_linear_map(node.layer):
        return sum(variable.size for variable in node.own)
    inputs, outputs = values(node.input_shape), values(node.output_shape)
    if inputs is None or outputs is None:
        return None
    return inputs * outputs + outputs * _has_bias(node)


def without_sharing(node: Node) -> int | None:
    """Parameters if the layer kept its connections, but each of them had a weight of its own.

    Layers that are no linear map with weights keep their own parameters. None if a size is not fixed.
    """
    if node.shared_with is not None:
        return 0
    if not _is_linear_map(node.layer):
        return sum(variable.size for variable in node.own)
    connections, outputs = multiply_accumulates(node), values(node.output_shape)
    if connections is None or outputs is None:
        return None
    return connections + outputs * _has_bias(node)


def _is_linear_map(layer: Layer) -> bool:
    inner = unwrapped(layer)
    return isinstance(inner, Conv | DepthwiseConv | SeparableConv | SparseConv | ConvTranspose | Dense)


def _has_bias(node: Node) -> bool:
    return any(variable.role == "bias" for variable in node.variables)


@singledispatch
def _products(layer: Layer, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    del layer, inputs, output
    return 0


@_products.register
def _(layer: Other, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    del layer, inputs, output
    return None


@_products.register
def _(layer: Conv, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    outputs = values(output)
    return None if outputs is None else outputs * prod(layer.variables(*inputs)[0].shape[:-1])


@_products.register
def _(layer: DepthwiseConv, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    outputs = values(output)
    return None if outputs is None else outputs * prod(layer.kernel(*inputs))


@_products.register
def _(layer: SparseConv, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    positions = values(layer.spatial(output))
    return None if positions is None else positions * layer.variables(*inputs)[0].size


@_products.register
def _(layer: Subsampling, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    del layer, inputs
    return values(output)


@_products.register
def _(layer: SeparableConv, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    positions = values(layer.spatial(output))
    if positions is None:
        return None
    depthwise, pointwise, *_ = layer.variables(*inputs)
    return positions * (depthwise.size + pointwise.size)


@_products.register
def _(layer: ConvTranspose, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    del output  # every input value meets every weight of its channel; what falls over the edge is cut off afterwards
    positions = values(layer.spatial(inputs[0]))
    return None if positions is None else positions * layer.variables(*inputs)[0].size


@_products.register
def _(layer: Dense | RadialBasis, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    del layer
    positions, size = values(output), inputs[0][-1]
    return None if positions is None or size is None else positions * size


@_products.register
def _(layer: TimeDistributed, inputs: tuple[Shape, ...], output: Shape) -> int | None:
    steps = output[0]
    once = _products(layer.layer, (inputs[0][1:],), output[1:])
    return None if steps is None or once is None else steps * once

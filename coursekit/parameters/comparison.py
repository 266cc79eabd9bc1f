"""The same network under other tools' conventions: why five tools print five numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coursekit.network import (
    AveragePool,
    Conv,
    ConvTranspose,
    DepthwiseConv,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool,
    Network,
    Node,
    SeparableConv,
    read,
    unwrapped,
)
from coursekit.network.validation import whole
from coursekit.parameters.activations import storage
from coursekit.parameters.costs import multiply_accumulates, values

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["memory", "operations"]

_SLIDING = (Conv, ConvTranspose, DepthwiseConv, SeparableConv)


def operations(model: Any) -> DataFrame:
    """How many operations one forward pass of one example takes, under the conventions in use.

    Args:
        model: a Keras model or a list of layers from `coursekit.network`.

    Returns:
        A DataFrame: a row per convention, `count` and `made of`. The rows named after tools apply the
        rule by which the tool's number for VGG16 comes about (torchinfo 1.8.0, ptflops 0.7.5,
        calflops 0.3.2, fvcore 0.1.5, thop 0.1.1, TensorFlow's profiler); layers that VGG16 does not have
        they may treat otherwise.

    Raises:
        ValueError: if sizes are not fixed or a layer is unknown, so that nobody can count.
    """
    import pandas as pd  # noqa: PLC0415 - counting a layer list does not need it

    network = read(model)
    _complete(network)
    products = sum(multiply_accumulates(node) or 0 for node in network)
    bias = {sliding: _bias_additions(network, sliding) for sliding in (True, False)}
    relu, softmax = _activated(network, "relu"), _activated(network, "softmax")
    largest = sum(_read_by_pooling(node) for node in network if isinstance(node.layer, MaxPool | GlobalMaxPool))
    mean = [node for node in network if isinstance(node.layer, AveragePool | GlobalAveragePool)]
    averaged, averages = sum(map(_read_by_pooling, mean)), sum(values(node.output_shape) or 0 for node in mean)
    biases, pooled = bias[True] + bias[False], largest + averaged
    rows = {
        "multiply-accumulates": (products, "a product and its addition are one (used in this course)"),
        "FLOPs": (2 * products, "a product and its addition are two"),
        "bias additions": (biases, "one for each output value of a layer with biases"),
        "ReLU": (relu, "one for each value that goes through a ReLU"),
        "pooling": (pooled, "one for each value under a window of pooling"),
        "fvcore": (products + averaged, 'multiply-accumulates, called "flops", and average pooling'),
        "thop": (products + averaged + averages, 'multiply-accumulates ("macs"), average pooling and its division'),
        "torchinfo": (products + biases, 'multiply-accumulates and bias additions ("mult-adds")'),
        "ptflops": (
            products + biases + 2 * (relu + pooled),
            "multiply-accumulates, bias additions, and ReLU and pooling counted twice (as module and as function)",
        ),
        "calflops": (
            2 * products + bias[True] + relu + pooled,
            "FLOPs, bias additions of convolutions, ReLU and pooling",
        ),
        "TensorFlow profiler": (
            2 * products + biases + pooled + 5 * softmax,
            "FLOPs, bias additions, pooling, five for each value of a softmax; grouped convolutions it misses",
        ),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["count", "made of"])
    frame.index.name = "convention"
    frame.attrs["conventions"] = {name: made_of for name, (_, made_of) in rows.items()}
    return frame


def memory(model: Any, *, bytes_per_value: int = 4, index_bytes: int = 8) -> DataFrame:
    """How much memory the activations of one example take, under the conventions in use, and the parameters.

    Args:
        model: a Keras model or a list of layers from `coursekit.network`.
        bytes_per_value: 4 for float32, 2 for float16 and bfloat16.
        index_bytes: as for `table`.

    Returns:
        A DataFrame: a row per convention; `bytes`, `MB` (10^6 bytes), `MiB` (2^20 bytes), `made of`.

    Raises:
        ValueError: if sizes are not fixed or a layer is unknown, so that nobody can count.
    """
    import pandas as pd  # noqa: PLC0415 - counting a layer list does not need it

    network = read(model)
    _complete(network)
    size = whole(bytes_per_value, "bytes_per_value")
    stored = storage(network, size, whole(index_bytes, "index_bytes", least=0)).values()
    every = sum(values(shape) or 0 for node in network for shape in node.output_shapes)
    weighted = sum(values(node.output_shape) or 0 for node in network if node.variables)
    rows = {
        "forward, in place": (
            sum(s.in_place or 0 for s in stored),
            "each output once; activations overwrite their input",
        ),
        "forward": (sum(s.forward or 0 for s in stored), "each output, and the values before built-in activations"),
        "all layer outputs": (size * every, "outputs of all layers, also of those that only reshape"),
        "backward": (sum(s.backward or 0 for s in stored), "what the gradients need of the forward pass"),
        "torchinfo": (2 * size * weighted, "outputs of layers with weights, doubled for the backward pass"),
        "parameters": (size * sum(v.size for node in network for v in node.own), "the parameters themselves"),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["bytes", "made of"])
    frame.insert(1, "MB", frame["bytes"] / 10**6)
    frame.insert(2, "MiB", frame["bytes"] / 2**20)
    frame.index.name = "convention"
    frame.attrs["conventions"] = {name: made_of for name, (_, made_of) in rows.items()}
    return frame


def _complete(network: Network) -> None:
    if network.unknown:
        names = ", ".join(f"{node.name} ({node.type})" for node in network.unknown)
        raise ValueError(f"These layers are unknown, so that their operations cannot be counted: {names}.")
    for node in network:
        if None in node.output_shape:
            raise ValueError(
                f"{node.name} ({node.type}) has the output shape {node.output_shape}: how much there is to compute "
                "depends on the size of the image. Give Input fixed sizes."
            )


def _bias_additions(network: Network, sliding: bool) -> int:
    biased = (
        n
        for n in network
        if any(v.name == "bias" for v in n.variables) and isinstance(unwrapped(n.layer), _SLIDING) == sliding
    )
    return sum(values(node.output_shape) or 0 for node in biased)


def _activated(network: Network, function: str) -> int:
    return sum(
        values(n.output_shape) or 0 for n in network if getattr(unwrapped(n.layer), "activation", None) == function
    )


def _read_by_pooling(node: Node) -> int:
    if not isinstance(node.layer, MaxPool | AveragePool):
        return values(node.input_shape) or 0
    window = 1
    for axis in node.windows or ():
        window *= axis.kernel
    return window * (values(node.output_shape) or 0)

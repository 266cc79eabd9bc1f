"""The bug hunt: parameters of less common layers, all of them and the trainable ones."""

from __future__ import annotations

from typing import Any

from coursekit import network
from coursekit.checks import Mistake, Task
from coursekit.parameters.tasks.forbidden import COUNTS

__all__ = ["layer_counts"]

_Layer = dict[str, Any]


def _right(layer: _Layer, in_channels: int) -> tuple[int, int]:
    """By the course's own description of networks."""
    arguments = {key: value for key, value in layer.items() if key != "layer"}
    variables = getattr(network, layer["layer"])(**arguments).variables((8, 8, in_channels))
    return sum(v.size for v in variables), sum(v.size for v in variables if v.trainable)


def _count(
    layer: _Layer,
    in_channels: int,
    *,
    groups: bool = True,
    group_of_filters: bool = False,
    group_of_biases: bool = False,
    depthwise: bool = True,
    one_depthwise_bias: bool = False,
    pointwise: bool = True,
    bias_between: bool = False,
    norm: tuple[int, int] = (4, 2),
) -> tuple[int, int]:
    """The counts with one thing done wrong; each keyword is a mistake."""
    kind = layer["layer"]
    if kind == "BatchNorm":
        return norm[0] * in_channels, norm[1] * in_channels
    area = layer["kernel_size"] ** 2
    if kind == "DepthwiseConv":
        total = area * in_channels * (1 if depthwise else in_channels) + (1 if one_depthwise_bias else in_channels)
    elif kind == "SeparableConv":
        total = area * in_channels + (in_channels * layer["filters"] if pointwise else 0) + layer["filters"]
        total += in_channels if bias_between else 0
    else:
        filters = layer["filters"] // (layer["groups"] if group_of_filters else 1)
        biases = layer["filters"] // (layer["groups"] if group_of_filters or group_of_biases else 1)
        total = area * in_channels * filters // (layer["groups"] if groups else 1) + biases
    return total, total


layer_counts = Task(
    "layer_counts",
    cases=[
        ({"layer": "Conv", "filters": 6, "kernel_size": 5, "groups": 1}, 3),
        ({"layer": "Conv", "filters": 384, "kernel_size": 3, "groups": 2}, 384),
        ({"layer": "DepthwiseConv", "kernel_size": 3}, 16),
        ({"layer": "SeparableConv", "filters": 24, "kernel_size": 3}, 16),
        ({"layer": "BatchNorm"}, 16),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "groups ignored",
            lambda layer, in_channels: _count(layer, in_channels, groups=False),
            "Here every filter has weights for all {in_channels} channels. With {layer[groups]} groups, "
            "how many channels does one filter see?",
        ),
        Mistake(
            "filters divided by groups",
            lambda layer, in_channels: _count(layer, in_channels, group_of_filters=True),
            "{got} is what one of the {layer[groups]} groups learns: you divided the channels and the filters. "
            "How many filters does the whole layer have?",
        ),
        Mistake(
            "biases divided by groups",
            lambda layer, in_channels: _count(layer, in_channels, group_of_biases=True),
            "The weights are right, the biases were divided by {layer[groups]}. "
            "Each of the {layer[filters]} filters gives one output channel: which of them go without a bias?",
        ),
        Mistake(
            "depthwise counted as a full convolution",
            lambda layer, in_channels: _count(layer, in_channels, depthwise=False),
            "That is a full convolution from {in_channels} to {in_channels} channels. "
            "A depthwise one has a single {layer[kernel_size]}×{layer[kernel_size]} kernel for each channel.",
        ),
        Mistake(
            "one bias in the depthwise layer",
            lambda layer, in_channels: _count(layer, in_channels, one_depthwise_bias=True),
            "The weights are right, and there is a single bias. How many channels does this layer give?",
        ),
        Mistake(
            "separable counted as depthwise only",
            lambda layer, in_channels: _count(layer, in_channels, pointwise=False),
            "That is the depthwise half. What turns {in_channels} channels into {layer[filters]} afterwards, "
            "and with how many weights?",
        ),
        Mistake(
            "a bias between the halves",
            lambda layer, in_channels: _count(layer, in_channels, bias_between=True),
            "You gave the depthwise half {in_channels} biases of its own. Compare with Keras' number: the biases are "
            "added once, at the end.",
        ),
        Mistake(
            "two per channel in batch normalisation",
            lambda layer, in_channels: _count(layer, in_channels, norm=(2, 2)),
            "Scale and shift are there, for {in_channels} channels. Which two numbers per channel are stored besides, "
            "to be used when the network predicts?",
        ),
        Mistake(
            "moving statistics called trainable",
            lambda layer, in_channels: _count(layer, in_channels, norm=(4, 4)),
            "The first number is right. Of the four numbers per channel, which does gradient descent change, "
            "and which are only measured?",
        ),
        # The last: whoever repairs one layer after the other sees the words above once a single one is left.
        Mistake(
            "the draft as it was",
            lambda layer, in_channels: _count(
                layer, in_channels, groups=False, depthwise=False, pointwise=False, norm=(2, 2)
            ),
            "That is still what the draft gives. Take this kind of layer alone: what does Keras' table say of it, and "
            "which part of the draft's formula cannot be right?",
            of_one_case=True,
        ),
    ],
    forbidden=(*COUNTS, "coursekit.network.read"),
    instead="Repair the formulas in the draft.",
)

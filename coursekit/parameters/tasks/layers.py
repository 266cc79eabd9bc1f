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
    depthwise: bool = True,
    pointwise: bool = True,
    norm: tuple[int, int] = (4, 2),
) -> tuple[int, int]:
    """The counts with one thing done wrong; each keyword is a mistake."""
    kind = layer["layer"]
    if kind == "BatchNorm":
        return norm[0] * in_channels, norm[1] * in_channels
    area = layer["kernel_size"] ** 2
    if kind == "DepthwiseConv":
        total = area * in_channels * (1 if depthwise else in_channels) + in_channels
    elif kind == "SeparableConv":
        total = area * in_channels + (in_channels * layer["filters"] if pointwise else 0) + layer["filters"]
    else:
        total = area * in_channels * layer["filters"] // (layer["groups"] if groups else 1) + layer["filters"]
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
            "depthwise counted as a full convolution",
            lambda layer, in_channels: _count(layer, in_channels, depthwise=False),
            "That is a full convolution from {in_channels} to {in_channels} channels. "
            "A depthwise one has a single {layer[kernel_size]}×{layer[kernel_size]} kernel for each channel.",
        ),
        Mistake(
            "separable counted as depthwise only",
            lambda layer, in_channels: _count(layer, in_channels, pointwise=False),
            "That is the depthwise half. What turns {in_channels} channels into {layer[filters]} afterwards, "
            "and with how many weights?",
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
    ],
    forbidden=(*COUNTS, "coursekit.network.read"),
    instead="Repair the formulas in the draft.",
)

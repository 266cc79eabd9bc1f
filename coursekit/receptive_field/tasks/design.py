"""The open task: a network with a given receptive field and stride that fits a budget, judged as plain data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.checks import Condition, Task
from coursekit.receptive_field.tasks.forbidden import CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, boundary

__all__ = ["design_network"]

_Network = list[dict[str, Any]]

_IMAGE_CHANNELS = 3
_LEAST_FILTERS = 8
_LEAST_CONVOLUTIONS = 3
_WIDEST_POOLING = 3
_MOST = 1.5
_KEYS = {
    "Conv": ({"filters", "kernel_size"}, {"strides", "dilation_rate"}),
    "MaxPool": ({"pool_size"}, {"strides"}),
}


def _unreadable(network: Any) -> str:
    """What keeps a network from being read, as a sentence; empty if nothing does."""
    if type(network) in (list, tuple) and not network:
        return "Your list of layers is empty."
    if type(network) not in (list, tuple):
        return "That is no list of layers. A layer is a dictionary, such as {'layer': 'MaxPool', 'pool_size': 2}."
    for place, layer in enumerate(network):
        where = f"Layer number {place + 1} of your network"
        if type(layer) is not dict:
            return f"{where} is no dictionary."
        kind = layer.get("layer")
        if type(kind) is not str or kind not in _KEYS:
            return f"{where} has no `layer` that is 'Conv' or 'MaxPool'."
        needed, optional = _KEYS[kind]
        keys = set(layer) - {"layer"}
        if missing := sorted(needed - keys):
            return f"{where} is a {kind} without `{missing[0]}`."
        if keys - needed - optional:
            return f"{where} is a {kind}: it takes {', '.join(sorted(needed | optional))} and nothing else."
        wrong = [key for key in sorted(keys) if not _is_count(layer[key])]
        if wrong:
            return f"In layer number {place + 1} `{wrong[0]}` is no whole number from 1."
    return ""


def _is_count(value: Any) -> bool:
    return type(value) is not bool and isinstance(value, (int, np.integer)) and bool(value >= 1)


def _plain(network: _Network) -> list[Layer]:
    """The layers as (kernel_size, stride, padding, dilation); padding moves a field and is not asked for."""
    layers = []
    for layer in network:
        kernel = int(layer["kernel_size"] if layer["layer"] == "Conv" else layer["pool_size"])
        settings = {"strides": 1 if layer["layer"] == "Conv" else kernel, "dilation_rate": 1} | layer
        layers.append((kernel, int(settings["strides"]), 0, int(settings["dilation_rate"])))
    return layers


def _filters(network: _Network) -> list[int]:
    return [int(layer["filters"]) for layer in network if layer["layer"] == "Conv"]


def _poolings(network: _Network) -> list[Layer]:
    return [plain for plain, layer in zip(_plain(network), network, strict=True) if layer["layer"] == "MaxPool"]


def _widest(network: _Network) -> int:
    return max(window for window, *_ in _poolings(network))


def _stride(network: _Network) -> int:
    return math.prod(stride for _, stride, *_ in _plain(network))


def _field(network: _Network) -> int:
    low, high = boundary(_plain(network))
    return high - low + 1


def _unseen(network: _Network) -> int:
    """How many pixels between the first and the last that a unit sees it does not see."""
    found = {0}
    for kernel, stride, _, dilation in reversed(_plain(network)):
        found = {one * stride + tap * dilation for one in found for tap in range(kernel)}
    return _field(network) - len(found)


def _parameters(network: _Network) -> int:
    seen, total = _IMAGE_CHANNELS, 0
    for layer in network:
        if layer["layer"] == "Conv":
            filters = int(layer["filters"])
            total += (int(layer["kernel_size"]) ** 2 * seen + 1) * filters
            seen = filters
    return total


design_network = Task(
    "design_network",
    cases=[(40, 4, 20_000), (64, 8, 12_000), (100, 1, 4_000), (33, 2, 5_000), (200, 4, 4_000)],
    arguments=("size", "stride", "budget"),
    conditions=[
        Condition(
            "no network",
            lambda network, *_: not _unreadable(network),
            lambda network, *_: _unreadable(network),
        ),
        Condition(
            "too few convolutions",
            lambda network, *_: len(_filters(network)) >= _LEAST_CONVOLUTIONS,
            lambda network, *_: f"Convolutions in your network: {len(_filters(network))}. At least 3 are wanted.",
        ),
        Condition(
            "too few filters",
            lambda network, *_: min(_filters(network)) >= _LEAST_FILTERS,
            lambda network, *_: (
                f"A convolution of your network has {min(_filters(network))} filters. At least 8 are wanted."
            ),
        ),
        Condition(
            "no convolution at the end",
            lambda network, *_: network[-1]["layer"] == "Conv",
            lambda network, *_: "The last layer of your network is a MaxPool. It should be a convolution.",
        ),
        # Else a single pooling sees any animal whole, without a parameter, and knows one number of it.
        Condition(
            "pooling too wide",
            lambda network, *_: all(window <= _WIDEST_POOLING for window, *_ in _poolings(network)),
            lambda network, *_: (
                f"A pooling of your network takes the largest of {_widest(network)}×{_widest(network)} values. What is "
                "left of an animal then? At most 3×3 is wanted."
            ),
        ),
        Condition(
            "pooling without a step",
            lambda network, *_: all(stride > 1 for _, stride, *_ in _poolings(network)),
            lambda network, *_: (
                "A pooling of your network has stride 1. Pooling is there to make the map smaller: its stride is 2 or "
                "more."
            ),
        ),
        Condition(
            "another stride",
            lambda network, size, stride, budget: _stride(network) == stride,
            lambda network, size, stride, budget: (
                f"Neighbouring units of your last layer are {_stride(network)} "
                f"pixel{'' if _stride(network) == 1 else 's'} apart; "
                f"{stride} is wanted. Pooling has a stride too."
            ),
        ),
        Condition(
            "sees too little",
            lambda network, size, stride, budget: _field(network) >= size,
            lambda network, size, stride, budget: (
                f"A unit of your last layer sees {_field(network)} pixels in each direction, and not {size}. "
                "What makes it see more: depth, steps in front, or weights further apart?"
            ),
        ),
        Condition(
            "sees too much",
            lambda network, size, stride, budget: _field(network) <= _MOST * size,
            lambda network, size, stride, budget: (
                f"A unit of your last layer sees {_field(network)} pixels in each direction: more than one and a "
                f"half times {size}, and with the animal its neighbours."
            ),
        ),
        Condition(
            "holes",
            lambda network, *_: _unseen(network) == 0,
            lambda network, *_: (
                f"Between the first and the last pixel that a unit sees in a row, {_unseen(network)} are not seen "
                "at all. How far apart may the weights be, if what each of them stands on is so large?"
            ),
        ),
        Condition(
            "over budget",
            lambda network, size, stride, budget: _parameters(network) <= budget,
            lambda network, size, stride, budget: (
                f"Your network learns {_parameters(network):,} parameters, and the budget is {budget:,}. "
                "What sees more without learning more?"
            ),
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead="Predict what your network sees before you return it: you have written functions for it.",
)

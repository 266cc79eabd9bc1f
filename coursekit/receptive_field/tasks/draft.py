"""The bug hunt: size, jump and start of a network that is given as a list of dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, boundary

__all__ = ["network_field"]

_Layers = Sequence[dict[str, Any]]
_Field = tuple[int, int, int]


def _conv(kernel_size: int, strides: int = 1, padding: int = 0, dilation_rate: int = 1) -> dict[str, Any]:
    return {
        "layer": "Conv",
        "kernel_size": kernel_size,
        "strides": strides,
        "padding": padding,
        "dilation_rate": dilation_rate,
    }


def _pool(pool_size: int, strides: int) -> dict[str, Any]:
    return {"layer": "MaxPool", "pool_size": pool_size, "strides": strides}


_POOL = _pool(2, 2)


def _plain(layers: _Layers) -> list[Layer]:
    return [
        (layer["kernel_size"], layer["strides"], layer["padding"], layer["dilation_rate"])
        if layer["layer"] == "Conv"
        else (layer["pool_size"], layer["strides"], 0, 1)
        for layer in layers
    ]


def _right(layers: _Layers) -> _Field:
    low, high = boundary(_plain(layers))
    return high - low + 1, boundary(_plain(layers), 1)[0] - low, low


def _drafted(
    layers: _Layers,
    *,
    early: bool = False,
    start_step: str = "in front",
    pooling: str = "right",
    every_weight: bool = False,
    whole_window: bool = False,
    padded: int = 0,
) -> _Field:
    """Size, jump and start with one thing done wrong; each keyword is a mistake, and the draft makes four of them.

    Args:
        layers: the network.
        early: whether a layer's own stride counts for its kernel.
        start_step: what a unit of padding is worth: the jump "in front" of the layer or "behind" it, "one" pixel, or
            the jump in front times the "dilation".
        pooling: "right", "steps only", "whole window", "window only" (the jump stays), "two" (whatever the window),
            "stride" (the stride taken for the window) or "ignored".
        every_weight: whether a dilated kernel gets holes behind its last weight, too.
        whole_window: whether convolutions add the whole width of their window.
        padded: how many units larger each unit of padding makes the field.
    """
    reach, step, origin = 1, 1, 0
    for layer, (kernel, stride, padding, rate) in zip(layers, _plain(layers), strict=True):
        behind = step * stride
        if layer["layer"] == "MaxPool":
            if pooling != "ignored":
                steps = {"steps only": 0, "whole window": kernel, "two": 1, "stride": stride - 1}
                reach += steps.get(pooling, kernel - 1) * step
                step = step if pooling == "window only" else behind
            continue
        width = kernel * rate - 1 if every_weight else (kernel - 1) * rate + whole_window
        reach += (width + padded * padding) * (behind if early else step)
        origin -= padding * {"in front": step, "behind": behind, "one": 1, "dilation": rate * step}[start_step]
        step = behind
    return reach, step, origin


network_field = Task(
    "network_field",
    cases=[
        ([_conv(7, strides=2, padding=3)],),
        ([_conv(3), _POOL],),
        ([_conv(3, dilation_rate=2)],),
        ([_conv(1, strides=2), _conv(3, padding=1)],),
        ([_conv(5, strides=2, padding=2)],),
        ([_conv(3), _conv(3), _POOL],),
        ([_conv(3), _conv(3, dilation_rate=4)],),
        ([_conv(1, strides=4), _conv(5, padding=2)],),
        ([_conv(3), _pool(3, 2)],),
        ([_conv(3), _pool(2, 3), _conv(3)],),
        ([_conv(3, padding=2, dilation_rate=2)],),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "a layer's own stride included",
            lambda layers: _drafted(layers, early=True),
            "The size is too large where a convolution has a stride. Follow the draft by hand through such a layer: "
            "which jump is in `jump` when the size is updated, that of the units under the kernel?",
            of_one_case=True,
        ),
        Mistake(
            "a layer's own stride in size and start",
            lambda layers: _drafted(layers, early=True, start_step="behind"),
            "Size and start are off where a convolution has a stride. Which jump is in `jump` when they are updated, "
            "that of the units that the layer reads?",
            of_one_case=True,
        ),
        Mistake(
            "a layer's own stride in the start",
            lambda layers: _drafted(layers, start_step="behind"),
            "The start is off where a convolution has stride and padding. Which jump is in `jump` when the start is "
            "updated, that of the units among which the zeros are put?",
        ),
        Mistake(
            "pooling only steps",
            lambda layers: _drafted(layers, pooling="steps only"),
            "The size is too small where there is pooling. A pooling unit looks at several units: what do they see "
            "together?",
            of_one_case=True,
        ),
        Mistake(
            "jump stays behind pooling",
            lambda layers: _drafted(layers, pooling="window only"),
            "Behind a pooling your jump stays as it was. A pooling has a stride too: does the line with `strides` "
            "still stand outside of the `if`?",
            of_one_case=True,
        ),
        Mistake(
            "every pooling adds one step",
            lambda layers: _drafted(layers, pooling="two"),
            "Your pooling always adds one step. That is right for a window of 2; this network has another.",
        ),
        Mistake(
            "pooling adds its stride",
            lambda layers: _drafted(layers, pooling="stride"),
            "You take the stride of a pooling for its window. The window says how many units it looks at, the stride "
            "how far it moves.",
        ),
        Mistake(
            "pooling adds its whole window",
            lambda layers: _drafted(layers, pooling="whole window"),
            "The size is too large where there is pooling. How many steps is it from the first unit of a window to "
            "its last?",
        ),
        Mistake(
            "pooling ignored",
            lambda layers: _drafted(layers, pooling="ignored"),
            "Pooling does nothing in your function. In the draft it did at least widen the jump.",
        ),
        Mistake(
            "a hole behind every weight",
            lambda layers: _drafted(layers, every_weight=True),
            "The size is too large where there is dilation. A kernel of 3 with dilation 2: draw it, and count how "
            "many units it is from its first weight to its last.",
            of_one_case=True,
        ),
        Mistake(
            "the window instead of its steps",
            lambda layers: _drafted(layers, whole_window=True),
            "The size is too large behind every convolution: the whole width of its window is added. How many units "
            "is it from its first weight to its last?",
        ),
        Mistake(
            "padding without the jump",
            lambda layers: _drafted(layers, start_step="one"),
            "The start is off where a padded layer has a stride in front of it. How many pixels wide is a unit of "
            "padding there?",
            of_one_case=True,
        ),
        Mistake(
            "padding times dilation",
            lambda layers: _drafted(layers, start_step="dilation"),
            "The start is off where a layer has padding and dilation. Dilation spreads the weights; the zeros in front "
            "of the map stay as many as they are.",
        ),
        Mistake(
            "padding enlarges",
            lambda layers: _drafted(layers, padded=2),
            "The size is too large where there is padding. The draft does not do that: padding moves the start, and "
            "nothing else.",
        ),
        # Whoever repairs one line after the other sees the words above for the first network that is still wrong.
        Mistake(
            "the draft as it was",
            lambda layers: _drafted(layers, early=True, pooling="steps only", every_weight=True, start_step="one"),
            "That is still what the draft gives. Take this network alone: what is right for it in the table, and "
            "which line of the draft makes something else of it?",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead="Repair the lines of the draft.",
)

"""How many parameters learn, and how many stay, when a network is frozen up to some layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coursekit.checks import Mistake, Task
from coursekit.transfer_learning.tasks.forbidden import COUNTS

__all__ = ["VGG16_FEATURES", "learning_parameters"]

_Layer = dict[str, Any]
_Layers = list[_Layer]


def _conv(channels: int, filters: int, kernel_size: int = 3) -> _Layer:
    return {"layer": "Conv", "kernel_size": kernel_size, "channels": channels, "filters": filters}


def _norm(channels: int) -> _Layer:
    return {"layer": "BatchNorm", "channels": channels}


def _dense(inputs: int, units: int) -> _Layer:
    return {"layer": "Dense", "inputs": inputs, "units": units}


_POOL: _Layer = {"layer": "Pool"}


def _vgg16_features() -> _Layers:
    layers, channels = [], 3
    for filters, depth in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(depth):
            layers.append(_conv(channels, filters))
            channels = filters
        layers.append(_POOL)
    return layers


VGG16_FEATURES = _vgg16_features()
"""The 18 layers of VGG16 in front of its dense ones."""


def _of_layer(layer: _Layer) -> int:
    """All parameters of a layer, learnt or not."""
    if layer["layer"] == "Conv":
        return int((layer["kernel_size"] ** 2 * layer["channels"] + 1) * layer["filters"])
    if layer["layer"] == "Dense":
        return int((layer["inputs"] + 1) * layer["units"])
    return 4 * int(layer["channels"]) if layer["layer"] == "BatchNorm" else 0


def _learning(layer: _Layer) -> int:
    return 0 if layer["layer"] == "BatchNorm" else _of_layer(layer)


def _right(layers: _Layers, first: int) -> tuple[int, int]:
    learning = sum(_learning(layer) for layer in layers[first:])
    return learning, sum(_of_layer(layer) for layer in layers) - learning


def _counted(learns: Callable[[_Layer], int], every: Callable[[_Layer], int], shift: int = 0) -> Callable[..., Any]:
    """The answer with other counts."""

    def answer(layers: _Layers, first: int) -> tuple[int, int]:
        learning = sum(learns(layer) for layer in layers[max(first + shift, 0) :])
        return learning, sum(every(layer) for layer in layers) - learning

    return answer


def _normalising(learning: int, all_together: int) -> Callable[..., Any]:
    """The answer with other counts for each channel of a batch normalisation: those that learn, and all."""

    def of(layer: _Layer, number: int) -> int:
        return number * int(layer["channels"]) if layer["layer"] == "BatchNorm" else _of_layer(layer)

    return _counted(lambda layer: of(layer, learning), lambda layer: of(layer, all_together))


def _without_bias(layer: _Layer) -> int:
    """A dense layer's weights alone; of other layers all parameters."""
    return int(layer["inputs"] * layer["units"]) if layer["layer"] == "Dense" else _of_layer(layer)


def _stale(layers: _Layers, first: int) -> tuple[int, int]:
    """Where a pooling layer sets no count of its own, so that the one of the layer before it counts again."""
    learning, staying, count = 0, 0, 0
    for number, layer in enumerate(layers):
        count = count if layer["layer"] == "Pool" else _of_layer(layer)
        if number >= first and layer["layer"] != "BatchNorm":
            learning += count
        else:
            staying += count
    return learning, staying


_SMALL = [_conv(3, 8), _norm(8), _POOL, _conv(8, 16), _norm(16), _POOL, _dense(16, 5)]

learning_parameters = Task(
    "learning_parameters",
    cases=[
        ([_conv(3, 4), _POOL, _dense(4, 2)], 2),
        ([_conv(1, 6, 5), _conv(6, 7, 1), _POOL, _dense(7, 9), _dense(9, 3)], 1),
        (_SMALL, 6),
        (_SMALL, 3),
        (_SMALL, 0),
        ([*VGG16_FEATURES, _dense(512, 6)], 14),
    ],
    parts=("number that learns", "number that stays"),
    reference=_right,
    mistakes=[
        Mistake(
            "batch normalisation learns",
            _normalising(2, 4),
            "In your count the scale and shift of batch normalisation learn behind layer {first}. In this exercise all "
            "four numbers of a channel stay, wherever the layer stands.",
        ),
        Mistake(
            "all of batch normalisation learns",
            _normalising(4, 4),
            "In your count all of a batch normalisation learns. Mean and variance never follow a gradient, and here "
            "the other two numbers of a channel stay as well.",
        ),
        Mistake(
            "two numbers for each channel",
            _normalising(0, 2),
            "Batch normalisation keeps four numbers for each channel: which two did you leave out of those that stay?",
        ),
        Mistake(
            "batch normalisation forgotten",
            _normalising(0, 0),
            "Batch normalisation does not learn here, but it has parameters. Among which of the two do they count?",
        ),
        Mistake(
            "one number for each channel",
            _normalising(0, 1),
            "Batch normalisation keeps more than one number for each channel: four.",
        ),
        Mistake(
            "one layer too few",
            _counted(_learning, _of_layer, 1),
            "You begin one layer too late: layer {first} is the first that learns, and layers count from 0.",
        ),
        Mistake(
            "one layer too many",
            _counted(_learning, _of_layer, -1),
            "You begin one layer too early: layer {first} is the first that learns, and layers count from 0.",
        ),
        Mistake(
            "exchanged",
            lambda *case: _right(*case)[::-1],
            "The numbers are right, and stand in the other order: first what learns.",
        ),
        Mistake(
            "front learns",
            lambda layers, first: (
                sum(map(_learning, layers[:first])),
                sum(map(_of_layer, layers)) - sum(map(_learning, layers[:first])),
            ),
            "In your count the layers *in front of* layer {first} learn. Which end of a network is the custom one?",
        ),
        Mistake(
            "all instead of the rest",
            lambda layers, first: (_right(layers, first)[0], sum(map(_of_layer, layers))),
            "Your second number counts all parameters, those that learn among them.",
        ),
        Mistake(
            "everything learns",
            lambda layers, first: _right(layers, 0),
            "In your count every layer learns. What does `first` say?",
        ),
        Mistake(
            "head alone learns",
            lambda layers, first: _right(layers, len(layers) - 1),
            "In your count the last layer alone learns. All from layer {first} on should.",
        ),
        Mistake(
            "bias of dense layers forgotten",
            _counted(lambda layer: 0 if layer["layer"] == "BatchNorm" else _without_bias(layer), _without_bias),
            "A unit of a dense layer has a bias, too.",
        ),
        Mistake(
            "pooling takes the count of the layer before it",
            _stale,
            "A pooling layer has no parameters. Which `count` do you add for it?",
        ),
        Mistake(
            "channels forgotten",
            _counted(
                lambda layer: _learning(layer | {"channels": 1}), lambda layer: _of_layer(layer | {"channels": 1})
            ),
            "Your filters have weights for one channel. How many channels does a filter see?",
        ),
    ],
    forbidden=COUNTS,
    instead="Count from the numbers in the dictionaries.",
)

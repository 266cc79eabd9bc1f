"""The bug hunt: from the description of a network to a Keras model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from coursekit.architectures.tasks.building import Slip, model_conditions
from coursekit.architectures.tasks.computing import Layers
from coursekit.architectures.tasks.dropout_places import dropout_conditions
from coursekit.architectures.tasks.forbidden import MODELS
from coursekit.checks import Task
from coursekit.network import Conv, Crop, Dense, Dropout, Flatten, GlobalAveragePool, Input, Layer, MaxPool, Softmax

__all__ = ["build_network"]

_Description = dict[str, Any]
_Shape = tuple[int, ...]


def _conv(filters: int, kernel_size: int, strides: int = 1, padding: str = "same") -> _Description:
    """A convolution as the draft takes it."""
    return {"layer": "Conv", "filters": filters, "kernel_size": kernel_size, "strides": strides, "padding": padding}


def _crop(size: int) -> _Description:
    return {"layer": "Crop", "size": size}


def _pool(pool_size: int, strides: int) -> _Description:
    return {"layer": "MaxPool", "pool_size": pool_size, "strides": strides}


def _dense(units: int) -> _Description:
    return {"layer": "Dense", "units": units}


def _dropout(rate: float) -> _Description:
    return {"layer": "Dropout", "rate": rate}


def _classes(count: int) -> _Description:
    return {"layer": "Classes", "classes": count}


_FLATTEN: _Description = {"layer": "Flatten"}

_ALEXNET = [
    _crop(99),
    _conv(4, 11, 4, "valid"),
    _pool(3, 2),
    _conv(7, 5),
    _pool(3, 2),
    _conv(9, 3),
    _pool(3, 2),
    _FLATTEN,
    _dense(14),
    _dropout(0.3),
    _dense(11),
    _dropout(0.3),
    _classes(5),
]


def _network(
    input_shape: _Shape,
    layers: Sequence[_Description],
    *,
    cut: Callable[[int], int] | None = lambda size: size,
    at_corner: bool = False,
    padding: str | None = None,
    conv_strides: bool = True,
    pool_strides: str = "described",
    pool_padding: str = "valid",
    convolved: str | None = "relu",
    flatten: Layer | None = None,
    hidden: str | None = "relu",
    softmax: int = 1,
) -> Layers:
    """The description, by default the right one; each keyword is a mistake.

    Args:
        input_shape: of the images, or the number of values.
        layers: as the exercise writes them.
        cut: how large the middle is that a crop cuts out, from what it should be; None for no crop.
        at_corner: whether it is cut out at the top left.
        padding: of all convolutions, whatever they should have.
        conv_strides: whether convolutions have the strides that they should.
        pool_strides: "described", "one" or "touching".
        pool_padding: of the pooling.
        convolved: activation of the convolutions.
        flatten: what is there instead of Flatten.
        hidden: activation of dense layers.
        softmax: how many follow the last layer.
    """
    made: list[Layer] = [Input(tuple(input_shape))]
    for layer in layers:
        kind = layer["layer"]
        if kind == "Crop" and cut is not None:
            made.append(_cropped(made[0].output_shape(), cut(layer["size"]), at_corner=at_corner))
        elif kind == "Conv":
            made.append(
                Conv(
                    layer["filters"],
                    layer["kernel_size"],
                    strides=layer["strides"] if conv_strides else 1,
                    padding=padding or layer["padding"],
                    activation=convolved,
                )
            )
        elif kind == "MaxPool":
            steps = {"described": layer["strides"], "one": 1, "touching": layer["pool_size"]}
            made.append(MaxPool(layer["pool_size"], steps[pool_strides], pool_padding))
        elif kind == "Flatten":
            made.append(flatten or Flatten())
        elif kind == "Dense":
            made.append(Dense(layer["units"], activation=hidden))
        elif kind == "Dropout":
            made.append(Dropout(layer["rate"]))
        elif kind == "Classes":
            made += [Dense(layer["classes"]), *[Softmax()] * softmax]
    return tuple(made)


def _cropped(shape: Sequence[int | None], size: int, *, at_corner: bool) -> Crop:
    """What cuts `size` x `size` out of an image; in the middle the odd row is cut off at the end, as in Keras.

    Nothing is cut off where the image is no larger.
    """
    rest = [max((length or 0) - size, 0) for length in shape[:2]]
    return Crop(tuple((0 if at_corner else left // 2, left if at_corner else left - left // 2) for left in rest))


def _slip(name: str, message: str, **changes: Any) -> Slip:
    return Slip(name, lambda *arguments: _network(*arguments, **changes), message)


build_network = Task(
    "build_network",
    cases=[
        ((256, 256, 1), [_crop(227), _conv(4, 11, 4, "valid")]),
        ((13, 11, 3), [_conv(5, 5), _conv(4, 3)]),
        ((27, 23, 2), [_conv(3, 1), _pool(3, 2)]),
        ((6, 5, 4), [_FLATTEN, _dense(7)]),
        ((20,), [_dense(12), _dropout(0.2), _dense(9)]),
        ((6,), [_classes(4)]),
        ((240, 236, 1), _ALEXNET),
    ],
    titles=[f"network {letter}" for letter in "ABCDEFG"],
    arguments=("input_shape", "layers"),
    conditions=[
        *model_conditions(
            _network,
            [
                _slip(
                    "224 cut out",
                    "Your network cuts out 224×224, whatever the description says. How many places has an 11×11 filter "
                    "with step 4 there, and how many on 227?",
                    cut=lambda size: 224,
                ),
                _slip(
                    "227 cut out",
                    "Your network cuts out 227×227, whatever the description says.",
                    cut=lambda size: 227,
                ),
                _slip("nothing cut out", "Your network cuts nothing out of the image.", cut=None),
                _slip(
                    "cut out at the corner",
                    "Your network cuts out the top left corner of the image. The middle was asked for.",
                    at_corner=True,
                ),
                _slip(
                    "padding ignored",
                    "Convolutions that should keep height and width take something off the edges. What has Keras for "
                    "`padding` if nothing is said?",
                    padding="valid",
                ),
                _slip(
                    "padding everywhere",
                    "All your convolutions are padded. Each layer of the description says for itself whether it is.",
                    padding="same",
                ),
                _slip(
                    "strides of convolutions ignored",
                    "Your convolutions move by one pixel, whatever the description says.",
                    conv_strides=False,
                ),
                _slip(
                    "pooling windows touch",
                    "Your windows of pooling touch: without `strides` Keras steps as far as they are wide. Here they "
                    "should overlap.",
                    pool_strides="touching",
                ),
                _slip(
                    "pooling with step 1",
                    "Your pooling moves by one pixel: the maps hardly get smaller.",
                    pool_strides="one",
                ),
                _slip(
                    "pooling padded",
                    "A window of your pooling may lie partly outside of the map. It should not: no padding there.",
                    pool_padding="same",
                ),
                _slip(
                    "average instead of Flatten",
                    "Your dense layer sees the mean of each map. Where in a map something was is lost then. What keeps "
                    "all values?",
                    flatten=GlobalAveragePool(),
                ),
                _slip(
                    "convolutions without activation",
                    "The draft's convolutions had a ReLU. Yours have none.",
                    convolved=None,
                ),
                _slip(
                    "dense layers without activation",
                    "The draft's dense layers had a ReLU. Yours have none.",
                    hidden=None,
                ),
                _slip(
                    "softmax twice",
                    "There are two softmax behind each other. Probabilities go into the second one, and what comes "
                    "out is nearly the same for all classes.",
                    softmax=2,
                ),
                _slip(
                    "no softmax",
                    "The numbers at the end are no probabilities any more. One softmax is right, two were too many.",
                    softmax=0,
                ),
            ],
        ),
        *dropout_conditions(_network),
    ],
    forbidden=MODELS,
    instead="Repair the lines of the draft.",
)

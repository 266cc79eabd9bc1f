"""The task that counts the parameters of a whole network from a list of its layers."""

from __future__ import annotations

from typing import Any

from coursekit import network
from coursekit.checks import Mistake, Task
from coursekit.parameters.tasks.forbidden import COUNTS

__all__ = ["network_parameters"]

_Layer = dict[str, Any]
_Shape = tuple[int, int, int]

_DIGITS: list[_Layer] = [
    {"layer": "Conv", "filters": 8, "kernel_size": 3, "strides": 1, "padding": "valid"},
    {"layer": "Flatten"},
    {"layer": "Dense", "units": 10},
]
_LENET: list[_Layer] = [
    {"layer": "Conv", "filters": 6, "kernel_size": 5, "strides": 1, "padding": "same"},
    {"layer": "MaxPool", "pool_size": 2},
    {"layer": "Conv", "filters": 16, "kernel_size": 5, "strides": 1, "padding": "valid"},
    {"layer": "MaxPool", "pool_size": 2},
    {"layer": "Flatten"},
    {"layer": "Dense", "units": 120},
    {"layer": "Dense", "units": 84},
    {"layer": "Dense", "units": 10},
]
_WAFERS: list[_Layer] = [
    {"layer": "Conv", "filters": 16, "kernel_size": 3, "strides": 2, "padding": "same"},
    {"layer": "Conv", "filters": 32, "kernel_size": 3, "strides": 2, "padding": "valid"},
    {"layer": "MaxPool", "pool_size": 2},
    {"layer": "Flatten"},
    {"layer": "Dense", "units": 9},
]
# The odd height shows which way "same" rounds, the width (5 behind the first layer) which way "valid" does. Pooling
# right behind a layer would hide the first, and look like the second.
_UNEVEN: list[_Layer] = [
    {"layer": "Conv", "filters": 4, "kernel_size": 5, "strides": 2, "padding": "same"},
    {"layer": "Conv", "filters": 7, "kernel_size": 2, "strides": 2, "padding": "valid"},
    {"layer": "Flatten"},
    {"layer": "Dense", "units": 5},
]


def _right(input_shape: _Shape, layers: list[_Layer]) -> int:
    """By the course's own description of networks."""
    shape: tuple[Any, ...] = tuple(input_shape)
    total = 0
    for settings in layers:
        arguments = {key: value for key, value in settings.items() if key != "layer"}
        layer = getattr(network, settings["layer"])(**arguments)
        total += sum(variable.size for variable in layer.variables(shape))
        shape = layer.output_shape(shape)
    return total


def _divided(size: int, by: int, *, up: bool) -> int:
    return -(-size // by) if up else size // by


def _count(
    input_shape: _Shape,
    layers: list[_Layer],
    *,
    bias: int = 1,
    padding: bool = True,
    strides: bool = True,
    same_rounds_down: bool = False,
    valid_rounds_up: bool = False,
    pool_rounds_up: bool = False,
    pool_shrinks: bool = True,
    pool_slides: bool = False,
    pool_weights: int = 0,
    pool_kernel: bool = False,
    dense_sees_maps: bool = False,
    dense_sees_first: bool = False,
    keeps_channels: bool = False,
    square: bool = False,
) -> int:
    """The count with one thing done wrong; each keyword is a mistake."""
    height, width, channels = input_shape
    sizes = [height, height if square else width]
    flat, total = 0, 0
    for layer in layers:
        kind = layer["layer"]
        if kind == "Conv":
            kernel, step = layer["kernel_size"], layer["strides"] if strides else 1
            total += (kernel**2 * (input_shape[2] if keeps_channels else channels) + bias) * layer["filters"]
            if layer["padding"] == "same" and padding:
                sizes = [_divided(size, step, up=not same_rounds_down) for size in sizes]
            else:
                sizes = [_divided(size - kernel, step, up=valid_rounds_up) + 1 for size in sizes]
            channels = layer["filters"]
        elif kind == "MaxPool":
            pool = layer["pool_size"]
            total += (pool**2 if pool_kernel else pool_weights) * channels
            if pool_slides:
                sizes = [size - pool + 1 for size in sizes]
            elif pool_shrinks:
                sizes = [_divided(size, pool, up=pool_rounds_up) for size in sizes]
        elif kind == "Flatten":
            flat = channels if dense_sees_maps else sizes[0] * sizes[1] * channels
        else:
            total += (flat + bias) * layer["units"]
            flat = flat if dense_sees_first else layer["units"]
    return total


network_parameters = Task(
    "network_parameters",
    cases=[((8, 8, 1), _DIGITS), ((28, 28, 1), _LENET), ((62, 48, 3), _WAFERS), ((11, 10, 1), _UNEVEN)],
    reference=_right,
    mistakes=[
        Mistake(
            "bias forgotten",
            lambda input_shape, layers: _count(input_shape, layers, bias=0),
            "{got} counts the weights of all layers, and no bias. Each filter and each dense unit has one.",
        ),
        Mistake(
            "dense fed with channels only",
            lambda input_shape, layers: _count(input_shape, layers, dense_sees_maps=True),
            "{got} is what comes out if the first dense layer sees one number per channel. "
            "Flatten hands it height·width·channels numbers.",
        ),
        Mistake(
            "dense fed with the first vector",
            lambda input_shape, layers: _count(input_shape, layers, dense_sees_first=True),
            "You let every dense layer see what Flatten gives. What does the second one get from the first?",
        ),
        Mistake(
            "padding ignored",
            lambda input_shape, layers: _count(input_shape, layers, padding=False),
            '{got} is what comes out if every convolution is "valid". What does padding="same" do to the size?',
        ),
        Mistake(
            '"same" rounds down',
            lambda input_shape, layers: _count(input_shape, layers, same_rounds_down=True),
            'You let a "same" convolution round down. There the padding makes room for the last step.',
        ),
        Mistake(
            '"valid" rounds up',
            lambda input_shape, layers: _count(input_shape, layers, valid_rounds_up=True),
            'You let a "valid" convolution round up. What happens to pixels that are left over at the far end?',
        ),
        Mistake(
            "channels of the input everywhere",
            lambda input_shape, layers: _count(input_shape, layers, keeps_channels=True),
            "You let every convolution see the {input_shape[2]} channel(s) of the image. "
            "What does the second convolution get from the first?",
        ),
        Mistake(
            "pooling has a kernel",
            lambda input_shape, layers: _count(input_shape, layers, pool_kernel=True),
            "You gave max pooling one weight per pixel of its window. What could it learn: which of them is largest?",
        ),
        Mistake(
            "pooling as in 1998",
            lambda input_shape, layers: _count(input_shape, layers, pool_weights=2),
            "You gave pooling a coefficient and a bias per map. The subsampling of LeNet-5 had them in 1998; "
            "max pooling learns nothing.",
        ),
        Mistake(
            "pooling does not shrink",
            lambda input_shape, layers: _count(input_shape, layers, pool_shrinks=False),
            "Pooling learns nothing, and still changes the count of the layers behind it. What does it do to the size?",
        ),
        Mistake(
            "pooling rounds up",
            lambda input_shape, layers: _count(input_shape, layers, pool_rounds_up=True),
            "You let pooling round up. A window that does not fit entirely is left out.",
        ),
        Mistake(
            "pooling slides by one",
            lambda input_shape, layers: _count(input_shape, layers, pool_slides=True),
            "You let the window of pooling move by one pixel. In these networks each window begins where the one "
            "before it ends.",
        ),
        Mistake(
            "image taken for square",
            lambda input_shape, layers: _count(input_shape, layers, square=True),
            "You took the image for a square of {input_shape[0]}×{input_shape[0]}. It is {input_shape[1]} wide.",
        ),
        Mistake(
            "strides ignored",
            lambda input_shape, layers: _count(input_shape, layers, strides=False),
            "{got} is what comes out with strides of 1. Strides cost no parameters, but they change the size.",
        ),
    ],
    forbidden=(*COUNTS, "coursekit.network.read", "coursekit.network.output_size"),
    instead="Go through the list layer by layer and keep track of height, width and channels.",
)

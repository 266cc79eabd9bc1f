"""The task on the size of a receptive field behind a stack of convolutions and pooling."""

from __future__ import annotations

import math
from collections.abc import Sequence

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import BY_HAND, CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import boundary

__all__ = ["receptive_field_size"]

_Kind = tuple[str, int, int]

_CONV, _POOL = ("conv", 3, 1), ("pool", 2, 2)
_TABLE: list[_Kind] = [("conv", 5, 1), ("pool", 3, 2), _CONV, _POOL, _CONV]
_STEM: list[_Kind] = [("conv", 7, 2), ("pool", 3, 2), _CONV, _CONV]
_LENET: list[_Kind] = [("conv", 5, 1), _POOL, ("conv", 5, 1), _POOL]


def _size(layers: Sequence[_Kind]) -> int:
    low, high = boundary([(kernel, stride, 0, 1) for _, kernel, stride in layers])
    return high - low + 1


def _grown(
    layers: Sequence[_Kind],
    *,
    first: int = 1,
    edges: int = 1,
    own_stride: bool = False,
    strides: bool = True,
    only_previous: bool = False,
    pooling: bool = True,
    pool_window: bool = True,
    convolutions_step: bool = True,
    doubled: bool = False,
) -> int:
    """The size with one thing done wrong; each keyword is a mistake."""
    reach, step = first, 1
    for kind, kernel, stride in layers:
        if kind == "pool" and not pooling:
            continue
        if kind == "conv" or pool_window:
            reach += (kernel - edges) * (step * stride if own_stride else step if strides else 1)
        if kind == "pool" or convolutions_step:
            step = stride if only_previous else step * min(stride, 2 if doubled else stride)
    return reach


def _pooling_doubles(layers: Sequence[_Kind]) -> int:
    reach = 1
    for kind, kernel, stride in layers:
        reach = reach * stride if kind == "pool" else reach + kernel - 1
    return reach


receptive_field_size = Task(
    "receptive_field_size",
    cases=[
        ([("conv", 5, 1), _CONV, _CONV],),
        (_TABLE,),
        (_LENET,),
        (_STEM,),
        ([("conv", 4, 3), _CONV, ("conv", 3, 2), _CONV],),
    ],
    reference=_size,
    mistakes=[
        Mistake(
            "first pixel forgotten",
            lambda layers: _grown(layers, first=0),
            "{got} counts what the layers add. What does a unit see before there is any layer: a pixel of the image?",
        ),
        Mistake(
            "a layer's own stride included",
            lambda layers: _grown(layers, own_stride=True),
            "{got} is what comes out if a layer's own stride already counts for its own kernel. The kernel lies on "
            "units of the layer in front of it: how far apart are those?",
        ),
        Mistake(
            "a step for every unit",
            lambda layers: _grown(layers, first=1, edges=0),
            "{got} is what comes out if every layer adds its whole kernel. How many steps does a kernel of 3 make from "
            "its first unit to its last?",
        ),
        Mistake(
            "whole kernels and no first pixel",
            lambda layers: _grown(layers, first=0, edges=0),
            "{got} is what comes out if a unit sees nothing at first, and every layer adds its whole kernel. Before "
            "there is any layer a unit is a pixel; how many steps does a kernel of 3 make from there?",
        ),
        Mistake(
            "strides ignored",
            lambda layers: _grown(layers, strides=False),
            "{got} is what comes out if every stride is 1. Behind a layer of stride 2 neighbours are further apart: "
            "what does that do to all kernels behind it?",
        ),
        Mistake(
            "only the stride just before",
            lambda layers: _grown(layers, only_previous=True),
            "{got} is what comes out if only the stride of the layer just in front counts. All the layers in front of "
            "that one had strides too: task 2.",
        ),
        Mistake(
            "strides of convolutions ignored",
            lambda layers: _grown(layers, convolutions_step=False),
            "{got} is what comes out if only pooling widens the jump. A convolution may have a stride too.",
        ),
        Mistake(
            "every stride doubles",
            lambda layers: _grown(layers, doubled=True),
            "{got} is what comes out if every stride above 1 doubles the jump. This stack has a stride of 3.",
        ),
        Mistake(
            "a layer's own stride included, pooling only steps",
            lambda layers: _grown(layers, own_stride=True, pool_window=False),
            "{got} is what comes out if a layer's own stride already counts for its own kernel, and pooling widens the "
            "jump and nothing else. Which units does a kernel lie on, and how many does a pooling look at?",
        ),
        Mistake(
            "pooling ignored",
            lambda layers: _grown(layers, pooling=False),
            "{got} is what comes out if pooling does nothing. It learns nothing, but it looks at several units at a "
            "time, and moves by more than one.",
        ),
        Mistake(
            "pooling only steps",
            lambda layers: _grown(layers, pool_window=False),
            "{got} is what comes out if pooling widens the jump and nothing else. A pooling unit looks at several "
            "units: does it see no more than one of them does?",
        ),
        Mistake(
            "pooling doubles the field",
            _pooling_doubles,
            "{got} is what comes out if pooling multiplies the size by its stride, and a convolution adds its kernel "
            "minus 1. Neighbours overlap, so two of them see less than twice as much; and what one step of a "
            "convolution is worth in pixels changes behind a pooling.",
        ),
        Mistake(
            "layers in reverse",
            lambda layers: _grown(layers[::-1]),
            "{got} is the size of this stack turned upside down. Which layer looks at the image?",
        ),
        Mistake(
            "kernels multiplied",
            lambda layers: math.prod(kernel for _, kernel, _ in layers),
            "{got} is the product of the kernel sizes. That would hold if no two units saw a common pixel.",
        ),
        Mistake(
            "jump instead of size",
            lambda layers: math.prod(stride for *_, stride in layers),
            "{got} is the product of the strides: how far apart neighbouring units are. How much does one of them see?",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead=BY_HAND,
)

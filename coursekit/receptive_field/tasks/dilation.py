"""The task that adds dilation: size and jump of a stack of layers that are four numbers each."""

from __future__ import annotations

from collections.abc import Sequence

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import BY_HAND, CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, boundary

__all__ = ["size_and_jump"]


def _size_and_jump(layers: Sequence[Layer]) -> tuple[int, int]:
    low, high = boundary(layers)
    return high - low + 1, boundary(layers, 1)[0] - low


def _dilated(
    layers: Sequence[Layer],
    *,
    dilation: bool = True,
    whole_kernel: bool = False,
    window: bool = False,
    jump_dilated: bool = False,
    holes_once: bool = False,
    own_stride: bool = False,
    padded: int = 0,
    jump: bool = True,
    steps: int = -1,
    holes: int = 0,
    only_previous: bool = False,
) -> tuple[int, int]:
    """Size and jump with one thing done wrong; each keyword is a mistake."""
    reach = step = 1
    for kernel, stride, padding, rate in layers:
        width = (kernel + steps) * (rate + holes if dilation else 1)
        if whole_kernel:
            width = kernel * rate - 1
        if holes_once:
            width = kernel + rate - 2
        if window:
            width += 1
        reach += width * (step if jump else 1) * (stride if own_stride else 1) + padded * padding * step
        step = (1 if only_previous else step) * stride * (rate if jump_dilated else 1)
    return reach, step


size_and_jump = Task(
    "size_and_jump",
    cases=[
        ([(3, 1, 2, 2)],),
        ([(3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4)],),
        ([(3, 2, 1, 1), (4, 1, 6, 4), (2, 2, 0, 1), (3, 1, 1, 1)],),
    ],
    reference=_size_and_jump,
    mistakes=[
        Mistake(
            "jump left out of the size",
            lambda layers: _dilated(layers, jump=False),
            "{got} has the right jump, and a size that does not use it. Behind a layer of stride 2 units are 2 pixels "
            "apart: what is a step between them worth?",
        ),
        Mistake(
            "dilation ignored",
            lambda layers: _dilated(layers, dilation=False),
            "{got} is right if every dilation is 1. With a dilation of 2 a kernel skips every second unit: how long "
            "is one step then?",
        ),
        Mistake(
            "every weight gets a hole",
            lambda layers: _dilated(layers, whole_kernel=True),
            "{got} is what comes out if a dilated kernel covers kernel_size·dilation units. There are holes between "
            "the weights, and none behind the last one: draw a kernel of 3 with dilation 2.",
        ),
        Mistake(
            "a step for every weight",
            lambda layers: _dilated(layers, steps=0),
            "{got} adds kernel_size·dilation·jump at each layer. How many steps does a kernel of 3 make from its first "
            "weight to its last?",
        ),
        Mistake(
            "dilation counts the holes",
            lambda layers: _dilated(layers, holes=1),
            "{got} takes dilation for the number of units left out. With a dilation of 2 the kernel looks at every "
            "second unit, with a dilation of 1 at every one.",
        ),
        Mistake(
            "dilation widens one step only",
            lambda layers: _dilated(layers, holes_once=True),
            "{got} has only one of the steps between the weights wider. Draw a kernel of 3 with dilation 2: how many "
            "holes are there?",
        ),
        Mistake(
            "the window instead of its steps",
            lambda layers: _dilated(layers, window=True),
            "{got} adds the whole width of the dilated kernel at each layer. How many units is it from its first "
            "weight to its last?",
        ),
        Mistake(
            "dilation widens the jump",
            lambda layers: _dilated(layers, jump_dilated=True),
            "{got} has dilation in the jump. A dilated kernel looks at units far apart, and then moves on by its "
            "stride: how far apart are its own units?",
        ),
        Mistake(
            "padding enlarges",
            lambda layers: _dilated(layers, padded=2),
            "{got} counts padding as well. Padding puts zeros around a map, and shifts what a unit sees. Does the "
            "kernel get any larger?",
        ),
        Mistake(
            "padding enlarges once",
            lambda layers: _dilated(layers, padded=1),
            "{got} counts padding as well. Padding puts zeros around a map, and shifts what a unit sees. Does the "
            "kernel get any larger?",
        ),
        Mistake(
            "padding makes smaller",
            lambda layers: _dilated(layers, padded=-2),
            "{got} takes padding off. Padding puts zeros around a map, and shifts what a unit sees. Does the kernel "
            "get any smaller?",
        ),
        Mistake(
            "padding makes smaller once",
            lambda layers: _dilated(layers, padded=-1),
            "{got} takes padding off. Padding puts zeros around a map, and shifts what a unit sees. Does the kernel "
            "get any smaller?",
        ),
        Mistake(
            "jump of the last layer only",
            lambda layers: _dilated(layers, only_previous=True),
            "{got} has the stride of the last layer for a jump, and counts each kernel with the stride just in front "
            "of it. All the layers before had strides too: task 2.",
        ),
        Mistake(
            "last stride for the jump",
            lambda layers: (_size_and_jump(layers)[0], layers[-1][1]),
            "Your size is right, and your jump is the stride of the last layer alone. All the layers before had "
            "strides too: task 2.",
        ),
        Mistake(
            "a layer's own stride included",
            lambda layers: _dilated(layers, own_stride=True),
            "{got} is what comes out if a layer's own stride already counts for its own kernel. Which units does the "
            "kernel lie on, and how far apart are they?",
        ),
        Mistake(
            "size and jump swapped",
            lambda layers: _size_and_jump(layers)[::-1],
            "Both numbers are there, in the other order: the size comes first.",
        ),
        Mistake(
            "size only",
            lambda layers: _size_and_jump(layers)[0],
            "{got} is the size. The jump is asked for as well: return both.",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead=BY_HAND,
)

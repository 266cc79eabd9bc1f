"""The two steps of the recursion, one by one: a layer more, and the distance of neighbouring units."""

from __future__ import annotations

import math
from itertools import accumulate

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import BY_HAND, CALCULATOR, DESCRIPTIONS

__all__ = ["jumps", "one_layer_more"]


def _one_layer_more(size: int, jump: int, kernel_size: int) -> int:
    """Last pixel of the last unit under the kernel, counted from the first pixel of the first."""
    return max(unit * jump + size for unit in range(kernel_size))


one_layer_more = Task(
    "one_layer_more",
    cases=[(3, 2, 3), (1, 1, 5), (5, 1, 3), (11, 4, 3), (19, 8, 5), (6, 2, 2)],
    reference=_one_layer_more,
    mistakes=[
        Mistake(
            "a step for every unit",
            lambda size, jump, kernel_size: size + kernel_size * jump,
            "{got} = {size} + {kernel_size}·{jump}. The first unit under the kernel sees {size} pixels already: how "
            "many steps is it from there to the last of {kernel_size} units?",
        ),
        Mistake(
            "whole steps and no first field",
            lambda size, jump, kernel_size: kernel_size * jump,
            "{got} = {kernel_size}·{jump} lets each of {kernel_size} units bring one step. The first of them sees "
            "{size} pixels, and from there to the last there is one step fewer than units.",
        ),
        Mistake(
            "kernel added whole, jump ignored",
            lambda size, jump, kernel_size: size + kernel_size,
            "{got} = {size} + {kernel_size} takes the units under the kernel for pixels. They are {jump} pixels apart, "
            "and the first of them sees its {size} pixels already.",
        ),
        Mistake(
            "jump ignored",
            lambda size, jump, kernel_size: size + kernel_size - 1,
            "{got} = {size} + {kernel_size} - 1 would be right if the units under the kernel were one pixel apart. "
            "They are {jump} pixels apart.",
        ),
        Mistake(
            "fields laid side by side",
            lambda size, jump, kernel_size: size * kernel_size,
            "{got} = {size}·{kernel_size} lays the fields of {kernel_size} units side by side. "
            "Neighbouring units begin {jump} pixels apart: do their fields of {size} pixels overlap?",
        ),
        Mistake(
            "steps as wide as a field",
            lambda size, jump, kernel_size: size + (kernel_size - 1) * (size - 1),
            "{got} makes every step as wide as what a unit sees. By how many pixels is the next unit further on?",
        ),
        Mistake(
            "one step only",
            lambda size, jump, kernel_size: size + jump,
            "{got} = {size} + {jump}: that is two neighbours. The kernel lies on {kernel_size} of them.",
        ),
        Mistake(
            "first field forgotten",
            lambda size, jump, kernel_size: (kernel_size - 1) * jump,
            "{got} = ({kernel_size} - 1)·{jump} is the way from the first unit to the last. What does a unit see "
            "that has not moved at all?",
        ),
        Mistake(
            "first pixel only",
            lambda size, jump, kernel_size: (kernel_size - 1) * jump + 1,
            "{got} = ({kernel_size} - 1)·{jump} + 1 holds if each unit under the kernel sees a single pixel. "
            "Here each of them sees {size}.",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead=BY_HAND,
)


def _jumps(strides: list[int]) -> list[int]:
    return list(accumulate(strides, int.__mul__))


jumps = Task(
    "jumps",
    cases=[([2, 2, 2],), ([1, 2, 1, 2, 1],), ([3, 1, 2],), ([4, 2, 1, 2, 1, 1, 1, 2],)],
    reference=_jumps,
    mistakes=[
        Mistake(
            "a layer's own stride only",
            list,
            "Those are the strides themselves: how far each layer moves in units of the layer in front of it. "
            "How far apart are these units, in pixels of the image?",
        ),
        Mistake(
            "the jump in front of each layer",
            lambda strides: [1, *_jumps(strides)][:-1],
            "Each of your numbers belongs one layer further on: the first is the distance of pixels, in front of the "
            "first layer. The distance behind each layer is asked for.",
        ),
        Mistake(
            "strides added",
            lambda strides: list(accumulate(strides)),
            "You added the strides. A layer of stride 2 on units that are 4 pixels apart: where is its next unit?",
        ),
        Mistake(
            "steps beyond one added",
            lambda strides: [1 + sum(strides[: place + 1]) - (place + 1) for place in range(len(strides))],
            "You added what each stride has beyond 1. A layer of stride 2 on units that are 4 pixels apart: where is "
            "its next unit?",
        ),
        Mistake(
            "strides added to the first pixel",
            lambda strides: [1 + total for total in accumulate(strides)],
            "You begin with 1 and add the strides. A layer of stride 2 on units that are 4 pixels apart: where is its "
            "next unit?",
        ),
        Mistake(
            "begun with 2",
            lambda strides: [2 * jump for jump in _jumps(strides)],
            "Each of your numbers is twice too large. How far apart are neighbours in the image itself?",
        ),
        Mistake(
            "begun with 0",
            lambda strides: [0 for _ in strides],
            "Zero times anything stays zero. How far apart are neighbours in the image itself?",
        ),
        Mistake(
            "return inside the loop",
            lambda strides: strides[:1],
            "Your list ends behind the first layer. Does `return` stand inside the loop?",
        ),
        Mistake(
            "only the last two strides",
            lambda strides: [now * before for before, now in zip([1, *strides], strides, strict=False)],
            "You multiplied each stride with the one before it only. The layers in front of that one had strides too.",
        ),
        Mistake(
            "only the last layer",
            math.prod,
            "{got} is the jump behind the last layer. A list is asked for, with the jump behind every layer.",
        ),
        Mistake(
            "one number too many",
            lambda strides: [1, *_jumps(strides)],
            "Your list begins with the distance of pixels. Leave that out: one number for each layer is asked for.",
        ),
        Mistake(
            "every layer doubles",
            lambda strides: [2 ** (place + 1) for place in range(len(strides))],
            "You doubled the jump at every layer. Not every layer has a stride of 2.",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead=BY_HAND,
)

"""A large filter against a stack of 3x3 ones: how many, and at what price."""

from __future__ import annotations

from coursekit.architectures.tasks.forbidden import COUNTS
from coursekit.checks import Mistake, Task

__all__ = ["stack_weights"]

_Prices = tuple[int, int, int]


def _layers(kernel_size: int) -> int:
    """How many 3x3 layers see as much: followed back from one unit, layer by layer."""
    seen, number = {0}, 0
    while len(seen) < kernel_size:
        seen = {pixel + step for pixel in seen for step in (-1, 0, 1)}
        number += 1
    return number


def _right(kernel_size: int, channels: int) -> _Prices:
    pairs = channels * channels
    number = _layers(kernel_size)
    return number, sum(9 * pairs for _ in range(number)), kernel_size * kernel_size * pairs


def _scaled(kernel_size: int, channels: int, *, stack: float = 1, single: float = 1) -> tuple[int, float, float]:
    number, stacked, alone = _right(kernel_size, channels)
    return number, stacked * stack, alone * single


def _of_another_height(number: int, kernel_size: int, channels: int) -> _Prices:
    return number, 9 * number * channels**2, kernel_size**2 * channels**2


stack_weights = Task(
    "stack_weights",
    cases=[(7, 64), (5, 10), (11, 3), (3, 16)],
    parts=("number of layers", "weights of the stack", "weights of the large filters"),
    reference=_right,
    mistakes=[
        Mistake(
            "windows side by side",
            lambda kernel_size, channels: _of_another_height(-(-kernel_size // 3), kernel_size, channels),
            "That many windows of 3 cover {kernel_size} pixels *side by side*. In a stack each layer looks at the one "
            "below: how many pixels more does a unit see with each layer?",
        ),
        Mistake(
            "half the kernel rounded up",
            lambda kernel_size, channels: _of_another_height((kernel_size + 1) // 2, kernel_size, channels),
            "With that many layers a unit sees more than {kernel_size} pixels. How many does it see behind the first?",
        ),
        Mistake(
            "one more pixel a layer",
            lambda kernel_size, channels: _of_another_height(kernel_size - 2, kernel_size, channels),
            "With that many layers a unit sees more than {kernel_size} pixels. A layer adds pixels on *both* sides.",
        ),
        Mistake(
            "steps of the kernel",
            lambda kernel_size, channels: _of_another_height(kernel_size - 1, kernel_size, channels),
            "With that many layers a unit sees more than {kernel_size} pixels: each of them adds one on either side.",
        ),
        Mistake(
            "three pixels more a layer",
            lambda kernel_size, channels: _of_another_height(max(kernel_size // 3, 1), kernel_size, channels),
            "With that many layers a unit does not see {kernel_size} pixels. A window of 3 reaches one pixel to "
            "either side of its middle.",
        ),
        Mistake(
            "biases counted",
            lambda kernel_size, channels: (
                _layers(kernel_size),
                _layers(kernel_size) * (9 * channels + 1) * channels,
                (kernel_size**2 * channels + 1) * channels,
            ),
            "The biases are among your numbers. Weights alone were asked for.",
        ),
        Mistake(
            "one channel pair",
            lambda kernel_size, channels: _scaled(kernel_size, channels, stack=channels**-2, single=channels**-2),
            "Those are the weights between one channel in front and one behind. There are {channels} of each: how many "
            "pairs is that?",
        ),
        Mistake(
            "one filter",
            lambda kernel_size, channels: _scaled(kernel_size, channels, stack=1 / channels, single=1 / channels),
            "Those are the weights of one filter in each layer. How many filters does a layer have, if {channels} "
            "channels come out?",
        ),
        Mistake(
            "pairs counted twice",
            lambda kernel_size, channels: _scaled(kernel_size, channels, stack=2 / channels, single=2 / channels),
            "You add the channels in front and behind. Every filter has weights for every channel.",
        ),
        Mistake(
            "one layer of the stack",
            lambda kernel_size, channels: _scaled(kernel_size, channels, stack=1 / _layers(kernel_size)),
            "The second number is what *one* layer of the stack has. How many layers are there?",
        ),
        Mistake(
            "large filters and stack exchanged",
            lambda kernel_size, channels: (
                _right(kernel_size, channels)[0],
                *_right(kernel_size, channels)[:0:-1],
            ),
            "The numbers are right, but stand in another order: first the stack, then the large filters.",
        ),
    ],
    forbidden=(*COUNTS, "coursekit.receptive_field.of", "coursekit.receptive_field.stacks"),
    instead="Work it out from the kernel and the channels.",
)

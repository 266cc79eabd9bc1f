"""The quiz of lecture 02: what does this unit see?

Each wrong option is what a known mistake gives, computed the way the mistake computes it.
"""

from __future__ import annotations

import numpy as np

from coursekit.network import Conv, Input, Layer, MaxPool, ZeroPad
from coursekit.quiz import Option, Question
from coursekit.receptive_field.field import of

__all__ = ["questions"]

_LENET = ((5, 1), (2, 2), (5, 1), (2, 2))
"""Kernel and stride of the layers of LeNet-5 up to its second pooling."""


def questions() -> tuple[Question, ...]:
    """Five questions: size, place, branches, holes, and what is left of it in practice."""
    return (_size(), _place(), _skip(), _holes(), _effective())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: float(option.text)))


def _size() -> Question:
    layers = [MaxPool(k, s) if s > 1 else Conv(1, k, s) for k, s in _LENET]
    right = of([Input(shape=(32, 32, 1)), *layers]).size[0]
    strides_forgotten = 1 + sum(k - 1 for k, _ in _LENET)
    pooling_only_steps, pooling_doubles, jump = 1, 1, 1
    for k, s in _LENET:
        pooling_only_steps += (k - 1) * jump if s == 1 else 0
        pooling_doubles = pooling_doubles + k - 1 if s == 1 else s * pooling_doubles
        jump *= s
    return Question(
        "Convolution 5×5, max pooling 2×2, convolution 5×5, max pooling 2×2. How many pixels side by side does a "
        "unit see?",
        _ascending(
            Option(f"{right}", "5, then 6, then 6 + 4·2 = 14, then 14 + 1·2.", correct=True),
            Option(f"{strides_forgotten}", "That adds k − 1 each time. How far apart are neighbours behind a pooling?"),
            Option(f"{pooling_only_steps}", "That lets pooling multiply the jump only. Its window sees more, too."),
            Option(f"{pooling_doubles}", "Pooling adds one jump to the field, and doubles the jump."),
        ),
    )


def _place() -> Question:
    layers: list[Layer] = [Input(shape=(12, 12, 1)), ZeroPad(1), Conv(1, 5), MaxPool(2), Conv(1, 3, padding="same")]
    field = of(layers)
    (start, _), (size, _) = field.start, field.size
    moved = (5 - 1) / 2 - 1
    return Question(
        "Convolution 5×5 with padding 1, max pooling 2×2, convolution 3×3 with padding 1. The middle of pixel 0 is at "
        "0. Where is the centre of unit 0?",
        _ascending(
            Option(
                f"{field.centre()[0]:g}",
                f"It sees {size} pixels from {start} on: {start} + {size - 1}/2.".replace("-", "−"),
                correct=True,
            ),
            Option("0.5", "That is the pooling alone. Does padding 1 keep the centre of a 5×5 in its place?"),
            Option(f"{moved:g}", "That is the first convolution alone. Where is the middle of an even window?"),
            Option(
                f"{-2 + (size - 1) / 2:g}",
                "That moves the start by 1 + 1. How many pixels is the second padding worth?",
            ),
        ),
    )


def _skip() -> Question:
    main = of([Input(shape=(12, 12, 1)), *[Conv(1, 3, padding="same")] * 3]).size[0]
    return Question(
        "Three convolutions 3×3 with padding 1, and a skip connection that adds their input to their result. How many "
        "pixels side by side does a unit see?",
        _ascending(
            Option("1", "A sum depends on all it adds."),
            Option("3", "That is one convolution. What do the other two add?"),
            Option(f"{main}", "The union of both branches.", correct=True),
            Option(f"{main + 1}", "The skip connection's pixel is among the others."),
        ),
    )


def _holes() -> Question:
    field = of([Input(shape=(31, 31, 1)), Conv(1, 3), Conv(1, 3, dilation_rate=4)])
    side = field.size[0]
    seen = int(field.mask(0, 0, clip=False).sum())
    plain = of([Input(shape=(31, 31, 1)), *[Conv(1, 3)] * 2]).size[0]
    return Question(
        "A convolution 3×3, then one of dilation 4. What does a unit see?",
        (
            Option(
                f"{plain**2} pixels in {plain}×{plain}",
                "That is without dilation. How long is one step of the kernel now?",
            ),
            Option(
                f"{seen} of the pixels in {side}×{side}",
                "A step of 4 is longer than the 3 pixels that a unit in front sees: every fourth one is missed.",
                correct=True,
            ),
            Option(
                f"all {side * side} pixels in {side}×{side}",
                "The units in front see 3 pixels each, 4 apart. Who looks at the fourth?",
            ),
        ),
    )


def _effective() -> Question:
    layers, inner = 10, 7
    side = of([Input(shape=(31, 31, 1)), *[Conv(1, 3)] * layers]).size[0]
    row = np.ones(1)
    for _ in range(layers):
        row = np.convolve(row, np.ones(3))
    middle = slice((side - inner) // 2, (side + inner) // 2)
    # A share of rows times the same share of columns.
    paths, roots = ((strength[middle].sum() / strength.sum()) ** 2 for strength in (row, np.sqrt(row)))
    return Question(
        f"Ten convolutions 3×3 with random weights, a field of {side}×{side}. About how many per cent of "
        f"the influence come from the inner {inner}×{inner}?",
        _ascending(
            Option(
                f"{100 * inner**2 / side**2:.0f}",
                "That is their share of the pixels. Have all pixels equally many paths?",
            ),
            Option(
                f"{100 * roots:.0f}",
                "Most paths begin there, and influence goes with the root of their number.",
                correct=True,
            ),
            Option(f"{100 * paths:.0f}", "That is their share of the paths. Do they all have the same sign?"),
        ),
    )

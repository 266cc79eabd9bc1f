"""The task that says where the first unit looks: its first pixel, and its centre."""

from __future__ import annotations

import math
from collections.abc import Sequence

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import BY_HAND, CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, boundary

__all__ = ["start_and_centre"]


def _right(layers: Sequence[Layer]) -> tuple[int, float]:
    low, high = boundary(layers)
    return low, (low + high) / 2


def _moved(
    layers: Sequence[Layer],
    *,
    sign: int = -1,
    jump: bool = True,
    own_stride: bool = False,
    dilation_moves: bool = False,
    dilated_padding: bool = False,
) -> tuple[int, float]:
    """Start and centre with the start moved in a wrong way; each keyword is a mistake."""
    size, _ = _extent(layers)
    origin, step = 0, 1
    for kernel, stride, padding, rate in layers:
        by = step * stride if own_stride else step if jump else 1
        origin += sign * padding * (rate if dilated_padding else 1) * by
        if dilation_moves:
            origin -= (kernel - 1) * (rate - 1) // 2 * step
        step *= stride
    return origin, origin + (size - 1) / 2


def _extent(layers: Sequence[Layer]) -> tuple[int, int]:
    """Size and jump."""
    low, high = boundary(layers)
    return high - low + 1, math.prod(stride for _, stride, *_ in layers)


def _forwards(layers: Sequence[Layer]) -> tuple[int, float]:
    """The step back through a layer, done in the order of the layers."""
    origin, (size, _) = 0, _extent(layers)
    for _, stride, padding, _ in layers:
        origin = origin * stride - padding
    return origin, origin + (size - 1) / 2


def _all_at_the_end(layers: Sequence[Layer]) -> tuple[int, float]:
    size, jump = _extent(layers)
    origin = -jump * sum(padding for *_, padding, _ in layers)
    return origin, origin + (size - 1) / 2


start_and_centre = Task(
    "start_and_centre",
    cases=[
        ([(3, 1, 0, 1)],),
        ([(3, 1, 1, 1), (2, 2, 0, 1), (3, 1, 1, 1)],),
        ([(5, 2, 1, 1), (3, 2, 1, 1), (4, 1, 0, 1)],),
        ([(3, 1, 0, 4), (2, 2, 0, 1), (3, 1, 1, 2)],),
        ([(2, 2, 0, 1), (3, 1, 2, 2)],),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "padding without the jump",
            lambda layers: _moved(layers, jump=False),
            "Your start is minus the sum of the paddings. A unit of padding in front of a deeper layer is as wide as "
            "the distance of its neighbours: how many pixels is that?",
        ),
        Mistake(
            "padding with a layer's own stride",
            lambda layers: _moved(layers, own_stride=True),
            "You count a layer's padding with the jump behind the layer. Padding is put around the map that the layer "
            "reads: how far apart are the units of that one?",
        ),
        Mistake(
            "padding with the jump of the last layer",
            _all_at_the_end,
            "You count the padding of every layer with the jump behind the last one. Padding is put around the map "
            "that its layer reads: how far apart are the units of that one?",
        ),
        Mistake(
            "backward step, forwards",
            _forwards,
            "`start * stride - padding` leads from the units behind a layer to those in front of it. You went through "
            "the layers from the first to the last: which of them does the unit look at first?",
        ),
        Mistake(
            "padding times dilation",
            lambda layers: _moved(layers, dilated_padding=True),
            "You multiply padding with the dilation. Dilation spreads the weights; the zeros in front of the map stay "
            "as many as they are.",
        ),
        Mistake(
            "moved inwards",
            lambda layers: _moved(layers, sign=1),
            "You let padding move the start to the right. Zeros are put in front of pixel 0: on which side of it does "
            "the kernel begin then?",
        ),
        Mistake(
            "padding ignored",
            lambda layers: _moved(layers, sign=0),
            "You let every unit 0 begin on pixel 0. With padding the kernel begins in front of it, on zeros: the start "
            "is negative.",
        ),
        Mistake(
            "start clipped to the image",
            lambda layers: (0, _right(layers)[1]),
            "The centre is right. The start is asked for as it is, even where it lies in front of the image: "
            "minus 2 means two pixels in front of pixel 0.",
        ),
        Mistake(
            "dilation moves the start",
            lambda layers: _moved(layers, dilation_moves=True),
            "You let dilation move the start. It spreads the weights behind the first one; does it move the first "
            "weight?",
        ),
        Mistake(
            "pixels from their edges",
            lambda layers: (_right(layers)[0], _right(layers)[1] + 0.5),
            "Your centre is half a pixel too far: it counts from the left edge of pixel 0. Here the middle of pixel 0 "
            "is 0, so a unit that sees pixels 0, 1 and 2 has its centre on 1.",
        ),
        Mistake(
            "half the jump",
            lambda layers: (_right(layers)[0], _extent(layers)[1] / 2),
            "You took half the distance of two units for the centre, as if the fields lay side by side like tiles. "
            "The middle of what unit 0 sees is asked for.",
        ),
        Mistake(
            "centre without padding",
            lambda layers: (_right(layers)[0], (_extent(layers)[0] - 1) / 2),
            "The start is right. Your centre is that of a unit that begins on pixel 0. Where does this one begin?",
        ),
        Mistake(
            "centre rounded down",
            lambda layers: (_right(layers)[0], float(math.floor(_right(layers)[1]))),
            "You rounded the centre. An even number of pixels has its middle between two of them.",
        ),
        Mistake(
            "centre rounded up",
            lambda layers: (_right(layers)[0], float(math.ceil(_right(layers)[1]))),
            "You rounded the centre up. An even number of pixels has its middle between two of them.",
        ),
        Mistake(
            "end instead of centre",
            lambda layers: (_right(layers)[0], boundary(layers)[1]),
            "The start is right. Your second number is the last pixel that the unit sees; the middle is asked for.",
        ),
        Mistake(
            "start and centre swapped",
            lambda layers: _right(layers)[::-1],
            "Both numbers are there, in the other order: the start comes first.",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead=BY_HAND,
)

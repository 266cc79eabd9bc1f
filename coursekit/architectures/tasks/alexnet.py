"""AlexNet, counted: in one stream and in two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from coursekit.architectures.tasks.forbidden import COUNTS
from coursekit.checks import Mistake, Task

__all__ = ["GROUPED", "KERNELS", "POOLED", "alexnet_parameters"]

_FILTERS = (96, 256, 384, 384, 256)

KERNELS = (11, 5, 3, 3, 3)
"""Kernel sizes of the five convolutions."""
GROUPED = (1, 3, 4)
"""Places of the convolutions in groups, from 0."""
POOLED = (0, 1, 4)
"""Places of the convolutions that pooling follows."""


def _right(size: int, padding: int, groups: int) -> list[int]:
    """Convolution by convolution, then the dense layers."""
    side, channels, counts = (size + 2 * padding - 11) // 4 + 1, 3, []
    for place, (filters, kernel) in enumerate(zip(_FILTERS, KERNELS, strict=True)):
        seen = channels // groups if place in GROUPED else channels
        counts.append(kernel * kernel * seen * filters + filters)
        channels = filters
        if place in POOLED:
            side = (side - 3) // 2 + 1
    units = [side * side * channels, 4096, 4096, 1000]
    return counts + [(before + 1) * after for before, after in pairwise(units)]


def _counts(
    size: int,
    padding: int,
    groups: int,
    *,
    bias: int = 1,
    dense_bias: int = 1,
    grouped: Sequence[int] = GROUPED,
    filters_divided: bool = False,
    biases_divided: bool = False,
    channels_kept: bool = False,
    first_up: bool = False,
    pool: tuple[int, int] = (3, 2),
    pooled: Sequence[int] = POOLED,
    same: bool = True,
    side: int | None = None,
    first_place: int = 1,
    flat: str = "all",
    dense_sees_maps: bool = False,
) -> list[int]:
    """The counts, with one thing done wrong; each keyword is a mistake."""
    room = size + 2 * padding - 11
    found, channels, counts = (-(-room // 4) if first_up else room // 4) + first_place, 3, []
    for place, (filters, kernel) in enumerate(zip(_FILTERS, KERNELS, strict=True)):
        parts = groups if place in grouped else 1
        outputs = filters // (parts if filters_divided else 1)
        biases = outputs // (parts if biases_divided else 1)
        counts.append(kernel**2 * (channels // parts) * outputs + bias * biases)
        channels = 3 if channels_kept else filters
        if place and not same:
            found -= kernel - 1
        if place in pooled:
            found = (found - pool[0]) // pool[1] + first_place
    found = found if side is None else side
    values = {"all": found**2 * 256, "maps": 256, "one map": found**2, "one group": found**2 * 256 // groups}[flat]
    dense = [(values, 4096), (values if dense_sees_maps else 4096, 4096), (4096, 1000)]
    return counts + [(before + dense_bias) * after for before, after in dense]


def _mistake(name: str, message: str, **changes: Any) -> Mistake:
    return Mistake(name, lambda size, padding, groups: _counts(size, padding, groups, **changes), message)


alexnet_parameters = Task(
    "alexnet_parameters",
    cases=[(227, 0, 1), (227, 0, 2), (224, 0, 1), (224, 2, 2), (128, 4, 1)],
    reference=_right,
    mistakes=[
        _mistake(
            "bias forgotten",
            "These are the weights. What else does each filter and each unit learn?",
            bias=0,
            dense_bias=0,
        ),
        _mistake(
            "bias forgotten in dense layers",
            "The convolutions are right, the dense layers have weights only. What else does each unit learn?",
            dense_bias=0,
        ),
        _mistake(
            "groups ignored",
            "Every filter sees all maps in your count. With {groups} groups, which convolutions see only a part?",
            grouped=(),
        ),
        _mistake(
            "every convolution in groups",
            "Every convolution is in {groups} groups in your count. Look at the table: which ones see all maps?",
            grouped=range(5),
        ),
        _mistake(
            "every convolution but the first in groups",
            "The third convolution sees the maps of both groups: there the two streams meet.",
            grouped=range(1, 5),
        ),
        _mistake(
            "filters divided by groups",
            "You divided channels and filters: that is one group alone. How many filters does the whole layer have?",
            filters_divided=True,
        ),
        _mistake(
            "biases divided by groups",
            "The weights are right, the biases were divided by {groups}. Each filter has its own.",
            biases_divided=True,
        ),
        _mistake(
            "6×6 as in the paper",
            "Whatever the size of the image, your first dense layer gets maps of 6×6. Follow height and width through "
            "the layers: what is left here?",
            side=6,
        ),
        Mistake(
            "padding ignored",
            lambda size, padding, groups: _counts(size, 0, groups),
            "You count as if the first convolution had no padding. What do {padding} zeros at each end do to a row?",
        ),
        Mistake(
            "padding on one side",
            lambda size, padding, groups: _counts(size + padding, 0, groups),
            "You made the rows {padding} longer. With padding {padding} zeros stand at which ends of a row?",
        ),
        _mistake(
            "first convolution rounds up",
            "You let the first convolution round up. A step that would carry the filter over the edge is not taken.",
            first_up=True,
        ),
        _mistake(
            "one window of pooling too many",
            "Your pooling gives one place too many where maps have an even size: as if the windows were 2×2, or the "
            "last one could stick out. AlexNet's windows are 3×3, and each must fit entirely.",
            pool=(2, 2),
        ),
        _mistake(
            "pooling does not overlap",
            "Your windows of pooling touch: each begins where the last one ends. What step does the description give?",
            pool=(3, 3),
        ),
        _mistake(
            "pooling after every convolution",
            "You pool after each convolution. Which of the five are followed by pooling?",
            pooled=range(5),
        ),
        _mistake(
            "last pooling forgotten",
            "The fifth convolution is followed by pooling, too, before the dense layers.",
            pooled=(0, 1),
        ),
        _mistake(
            "later convolutions without padding",
            "Convolutions 2 to 5 keep height and width. In your count they do not.",
            same=False,
        ),
        _mistake(
            "channels of the image everywhere",
            "Every convolution sees the 3 channels of the image in your count. What does the second one get from the "
            "first?",
            channels_kept=True,
        ),
        _mistake(
            "only the number of maps is flattened",
            "Your first dense layer gets one number per map. Flattening hands on every number of every map.",
            flat="maps",
        ),
        _mistake(
            "only one map is flattened",
            "Your first dense layer gets the numbers of one map. How many maps come out of the fifth convolution?",
            flat="one map",
        ),
        _mistake(
            "maps of one group are flattened",
            "Your first dense layer gets the maps of one group alone. Behind the convolutions all maps are put in a "
            "row.",
            flat="one group",
        ),
        _mistake(
            "pooling rounds up",
            "Your pooling halves the size and rounds up. How many windows of 3 fit into a row, in steps of 2?",
            pool=(1, 2),
        ),
        _mistake(
            "first place not counted",
            "You count how far a window can move, in whole steps. Where it stands before it moves is a place as well.",
            first_place=0,
        ),
        _mistake(
            "second dense layer sees the maps",
            "You let the second dense layer see what flattening hands on. What does it get from the first?",
            dense_sees_maps=True,
        ),
    ],
    forbidden=COUNTS,
    instead="Go from layer to layer: multiply and add the sizes yourself.",
)

"""LeNet-5 as it is built today, counted."""

from __future__ import annotations

from coursekit.architectures.tasks.forbidden import COUNTS
from coursekit.checks import Mistake, Task

__all__ = ["lenet5_parameters"]


def _counts(
    size: int,
    channels: int,
    classes: int,
    *,
    bias: int = 1,
    c3_bias: int = 1,
    c3_channels: int = 6,
    c3: int | None = None,
    c3_shrinks: bool = True,
    pooled: bool = True,
    rounds_up: bool = False,
    flat: str = "all",
    f6_sees_maps: bool = False,
    outputs: int | None = None,
) -> list[int]:
    """The counts, with one thing done wrong; each keyword is a mistake."""
    up = 1 if rounds_up else 0
    side = (size - 4 + up) // 2
    side -= 4 if c3_shrinks else 0
    side = (side + up) // 2 if pooled else side
    values = {"all": side * side * 16, "maps": 16, "one map": side * side, "one side": side * 16}[flat]
    return [
        (25 * channels + 1) * 6,
        (25 * c3_channels + c3_bias) * 16 if c3 is None else c3,
        (values + bias) * 120,
        ((values if f6_sees_maps else 120) + bias) * 84,
        (84 + bias) * (classes if outputs is None else outputs),
    ]


def _right(size: int, channels: int, classes: int) -> list[int]:
    """Layer by layer, from a table of its own."""
    layers = [("C1", 6), ("pool", 0), ("C3", 16), ("pool", 0), ("dense", 120), ("dense", 84), ("dense", classes)]
    counts, maps, inputs = [], channels, 0
    for kind, width in layers:
        if kind == "pool":
            size //= 2
            inputs = size**2 * maps
        elif kind == "dense":
            counts.append(inputs * width + width)
            inputs = width
        else:
            counts.append(5 * 5 * maps * width + width)
            size, maps = size - 4, width
    return counts


lenet5_parameters = Task(
    "lenet5_parameters",
    cases=[(32, 1, 10), (28, 1, 10), (34, 3, 5)],
    reference=_right,
    mistakes=[
        Mistake(
            "bias forgotten",
            lambda size, channels, classes: _counts(size, channels, classes, bias=0, c3_bias=0),
            "From C3 on you count weights only. In C1 the + 1 is there: what is it, and which layers have it too?",
        ),
        Mistake(
            "bias forgotten in dense layers",
            lambda size, channels, classes: _counts(size, channels, classes, bias=0),
            "Your dense layers have weights only. What else does each unit learn?",
        ),
        Mistake(
            "C3 sees the image",
            lambda size, channels, classes: _counts(size, channels, classes, c3_channels=channels),
            "Your C3 sees the {channels} channel(s) of the image. What lies in front of it, and how many maps is that?",
        ),
        Mistake(
            "C3 sees one map",
            lambda size, channels, classes: _counts(size, channels, classes, c3=(25 + 1) * 16),
            "Each of your filters in C3 has 5·5 weights. How many maps does a filter look at, at the same time?",
        ),
        Mistake(
            "the sparse C3 of 1998",
            lambda size, channels, classes: _counts(size, channels, classes, c3=1516),
            "1,516 is what C3 had in 1998, when most filters saw only some of the six maps. Here each filter sees all.",
        ),
        Mistake(
            "S4 forgotten",
            lambda size, channels, classes: _counts(size, channels, classes, pooled=False),
            "Your C5 gets the maps as C3 leaves them. Which layer stands between the two, and what does it do to them?",
        ),
        Mistake(
            "C3 keeps the size",
            lambda size, channels, classes: _counts(size, channels, classes, c3_shrinks=False),
            "You let C3 keep height and width. Without padding, how many places are there for a filter of 5×5?",
        ),
        Mistake(
            "C3 and S4 forgotten",
            lambda size, channels, classes: _counts(size, channels, classes, c3_shrinks=False, pooled=False),
            "You take height and width as they are after S2. What do C3 and S4 do to them?",
        ),
        Mistake(
            "pooling rounds up",
            lambda size, channels, classes: _counts(size, channels, classes, rounds_up=True),
            "You let pooling round up. A row or column without a partner is left out.",
        ),
        Mistake(
            "only the number of maps is flattened",
            lambda size, channels, classes: _counts(size, channels, classes, flat="maps"),
            "Your C5 gets 16 numbers, one per map. `Flatten` hands on every number of every map.",
        ),
        Mistake(
            "only one map is flattened",
            lambda size, channels, classes: _counts(size, channels, classes, flat="one map"),
            "Your C5 gets the numbers of one map. How many maps come out of S4?",
        ),
        Mistake(
            "only one side is flattened",
            lambda size, channels, classes: _counts(size, channels, classes, flat="one side"),
            "Your C5 gets one row of each map. A map is as high as it is wide.",
        ),
        Mistake(
            "F6 sees the maps",
            lambda size, channels, classes: _counts(size, channels, classes, f6_sees_maps=True),
            "You let F6 see what `Flatten` hands on. Which layer stands in front of F6, and what does it give?",
        ),
        Mistake(
            "always ten classes",
            lambda size, channels, classes: _counts(size, channels, classes, outputs=10),
            "You counted a classifier for 10 classes. Here `classes` is {classes}.",
        ),
    ],
    forbidden=COUNTS,
    instead="Go from layer to layer: multiply and add the sizes yourself.",
)

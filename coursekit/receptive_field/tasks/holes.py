"""The task on the pixels that a unit really sees: dilation leaves holes, and padding sees nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, map_sizes, pixels

__all__ = ["seen_pixels"]

_Mask = np.ndarray[Any, np.dtype[np.bool_]]


def _mask(image_size: int, found: Sequence[int]) -> _Mask:
    mask = np.zeros(image_size, dtype=bool)
    mask[[place for place in found if 0 <= place < image_size]] = True
    return mask


def _traced(
    layers: Sequence[Layer],
    image_size: int,
    unit: int,
    *,
    outside: str = "dropped",
    strides: bool = True,
    centred: bool = False,
    taps: str = "right",
) -> list[int]:
    """The pixels, with one thing done wrong.

    Args:
        layers: the layers, the first one first.
        image_size: pixels of the image.
        unit: number of the unit.
        outside: what lies outside a map on the way is "dropped", as it should be, "followed" further, "wrapped"
            (counted from the other end), moved to the border ("clamped"), or dropped at the "far end" only.
        strides: whether the kernel moves by its stride.
        centred: whether the kernel is put with its middle on the unit, and padding forgotten.
        taps: "right"; "few" for `range(0, kernel, dilation)`; "product" for `range(0, kernel * dilation)`.
    """
    found, sizes = {unit}, map_sizes(layers, image_size)
    for (kernel, stride, padding, rate), size in zip(reversed(layers), reversed(sizes[:-1]), strict=True):
        reach = (kernel - 1) * rate
        under = {
            "right": range(0, reach + 1, rate),
            "few": range(0, kernel, rate),
            "product": range(kernel * rate),
        }[taps]
        back = reach // 2 if centred else padding
        found = {one * (stride if strides else 1) - back + tap for one in found for tap in under}
        if outside == "wrapped":
            found = {place % size if place < 0 else place for place in found if place < size}
        if outside == "clamped":
            found = {min(max(place, 0), size - 1) for place in found}
        if outside == "far end":
            found = {place for place in found if place < size}
        if outside == "dropped":
            found = {place for place in found if 0 <= place < size}
    return sorted(found)


def _without(layers: Sequence[Layer], *, padding: bool = True, dilation: bool = True) -> list[Layer]:
    return [(k, s, p if padding else 0, d if dilation else 1) for k, s, p, d in layers]


seen_pixels = Task(
    "seen_pixels",
    cases=[
        ([(3, 1, 0, 2)], 7, 1),
        ([(3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4)], 24, 12),
        ([(3, 1, 2, 2), (3, 1, 2, 2)], 12, 6),
        ([(3, 1, 2, 2), (3, 1, 1, 1)], 10, 0),
        ([(3, 2, 1, 1), (3, 1, 2, 2)], 20, 5),
        ([(3, 2, 0, 1), (3, 1, 1, 1)], 10, 3),
        ([(3, 1, 2, 2), (3, 1, 2, 3)], 14, 0),
        ([(3, 1, 2, 2), (3, 1, 2, 3)], 14, 11),
    ],
    reference=lambda layers, image_size, unit: _mask(image_size, pixels(layers, image_size, unit)),
    mistakes=[
        Mistake(
            "holes filled",
            lambda layers, image_size, unit: _mask(
                image_size,
                range(pixels(layers, image_size, unit)[0], pixels(layers, image_size, unit)[-1] + 1),
            ),
            "You marked everything from the first pixel to the last. With dilation there may be pixels between them "
            "that change nothing.",
        ),
        Mistake(
            "kernels of kernel_size·dilation",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, taps="product")),
            "You follow kernel_size·dilation units for each kernel. It has kernel_size weights, with holes between "
            "them.",
        ),
        Mistake(
            "dilation leaves weights out",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, taps="few")),
            "`range(0, kernel_size, dilation)` leaves weights out. All kernel_size of them are there, only further "
            "apart: how far is it to the last one?",
        ),
        Mistake(
            "strides ignored",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, strides=False)),
            "These are the pixels if every stride is 1. By how many units does a kernel of stride 2 move from one of "
            "its units to the next?",
        ),
        Mistake(
            "kernel centred on the unit",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, centred=True)),
            "You put the middle of each kernel on the unit. Where a kernel begins is up to the padding: unit i looks "
            "at the units from i·stride - padding on.",
        ),
        Mistake(
            "padding moved to the border",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, outside="clamped")),
            "You moved places outside a map to its border. They are padding, and see nothing: leave them out.",
        ),
        Mistake(
            "padding in front followed further",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, outside="far end")),
            "You left out what lies behind the end of a map, and went on from what lies in front of it. Both are "
            "padding.",
        ),
        Mistake(
            "negative places count from the end",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, outside="wrapped")),
            "Pixels at the far end are marked that this unit cannot see. In NumPy index -1 is the last element, and "
            "here it is padding.",
        ),
        Mistake(
            "padding followed further",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, outside="followed")),
            "On the way back you went on from places that lie outside a map. What lies there is padding, a zero: no "
            "pixel changes it.",
        ),
        Mistake(
            "dilation ignored",
            lambda layers, image_size, unit: _mask(
                image_size, pixels(_without(layers, dilation=False), image_size, unit)
            ),
            "These are the pixels that it would see with dilation 1. With a dilation of 2 a kernel skips every second "
            "unit.",
        ),
        Mistake(
            "padding ignored",
            lambda layers, image_size, unit: _mask(
                image_size, _traced(_without(layers, padding=False), image_size, unit, outside="followed")
            ),
            "You left padding out. With padding 1 the kernel of unit 0 begins on the zero in front of unit 0 of the "
            "map below.",
        ),
        Mistake(
            "layers in reverse",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers[::-1], image_size, unit)),
            "You went through the list from its beginning. The unit belongs to the last layer: which one does it look "
            "at first?",
        ),
        Mistake(
            "last layer only",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers[-1:], image_size, unit)),
            "These are the places that the last layer looks at. They are units of the layer in front of it; what do "
            "those look at?",
        ),
        Mistake(
            "unit 0",
            lambda layers, image_size, unit: _mask(image_size, pixels(layers, image_size, 0)),
            "These are the pixels of unit 0; those of unit {unit} are asked for.",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead="Follow the unit back to the pixels, or try every pixel, with loops of your own.",
)

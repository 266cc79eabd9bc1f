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
    layers: Sequence[Layer], image_size: int, unit: int, *, clipped: bool = False, wrapped: bool = False
) -> list[int]:
    """The pixels, if what lies outside a map on the way is followed further, or counted from the other end."""
    found, sizes = {unit}, map_sizes(layers, image_size)
    for (kernel, stride, padding, rate), size in zip(reversed(layers), reversed(sizes[:-1]), strict=True):
        found = {one * stride - padding + t * rate for one in found for t in range(kernel)}
        if wrapped:
            found = {place % size if place < 0 else place for place in found if place < size}
        if clipped:
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
            "negative places count from the end",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit, wrapped=True)),
            "Pixels at the far end are marked that this unit cannot see. In NumPy index -1 is the last element, and "
            "here it is padding.",
        ),
        Mistake(
            "padding followed further",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers, image_size, unit)),
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
                image_size, _traced(_without(layers, padding=False), image_size, unit)
            ),
            "You left padding out. With padding 1 the kernel of unit 0 begins on the zero in front of unit 0 of the "
            "map below.",
        ),
        Mistake(
            "layers in reverse",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers[::-1], image_size, unit, clipped=True)),
            "You went through the list from its beginning. The unit belongs to the last layer: which one does it look "
            "at first?",
        ),
        Mistake(
            "last layer only",
            lambda layers, image_size, unit: _mask(image_size, _traced(layers[-1:], image_size, unit, clipped=True)),
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

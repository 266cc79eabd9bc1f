"""What differs from scene to scene: the light, the camera, the kind of coast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

__all__ = ["Colour", "Look", "between", "direction", "draw_look"]

Colour = tuple[float, float, float]
"""Red, green and blue as displayed, 0 to 255, in plain light."""

_Choice = TypeVar("_Choice")


@dataclass(frozen=True)
class Look:
    """Light and ground of one scene."""

    # light and camera
    sun: tuple[float, float]
    """Unit vector (rows, columns) towards the sun."""
    sunshine: float
    """0: overcast, no shadows; 1: clear sky."""
    exposure: float
    tint: Colour
    """The white balance: what each channel is multiplied by."""
    sharpness: float
    """0: as if a little out of focus; 1: as sharp as the pixels allow."""
    haze: float
    """Share of the light that comes from the air between."""
    # land
    rock: tuple[Colour, Colour]
    """A darker and a lighter stone."""
    lichen: Colour
    lichen_share: float
    pool: Colour
    pool_share: float
    cobble_share: float
    sand_share: float
    guano: float
    relief: float
    block: float
    """Size of the larger blocks of rock in pixels."""
    strata: tuple[float, float]
    """Unit vector across the layers of the rock."""
    stretch: float
    """How many times longer than wide the blocks are."""
    # sea
    deep: Colour
    shallow: Colour
    surf: float
    kelp_share: float
    glitter: float
    sea_level: float


def between(random: np.random.Generator, low: float, high: float) -> float:
    """A number between two."""
    return low + (high - low) * float(random.random())


def direction(random: np.random.Generator) -> tuple[float, float]:
    """A unit vector. Drawn in a square until it falls in the circle: no sine, which differs between platforms."""
    while True:
        row, col = between(random, -1, 1), between(random, -1, 1)
        square = row * row + col * col
        if 0.01 < square <= 1:
            length = math.sqrt(square)
            return row / length, col / length


# Stone, each a darker and a lighter one. Chosen by eye beside the real patches, whose borders have a median of
# (128, 122, 118) and quantiles (10 %, 90 %) of about 80 and 180.
_ROCKS: tuple[tuple[Colour, Colour], ...] = (
    ((104, 98, 104), (142, 136, 140)),  # slate, a little purple
    ((112, 106, 100), (158, 150, 142)),  # grey
    ((120, 106, 94), (170, 152, 134)),  # tan
    ((84, 84, 82), (124, 122, 118)),  # dark basalt
    ((148, 142, 136), (196, 190, 184)),  # pale
)
_POOLS: tuple[Colour, ...] = ((186, 136, 84), (160, 116, 92), (124, 122, 88), (96, 104, 104))
_SEAS: tuple[tuple[Colour, Colour], ...] = (
    ((22, 52, 74), (44, 84, 96)),  # measured on patches of open sea: about (22, 55, 75)
    ((22, 50, 72), (40, 78, 92)),
    ((58, 98, 112), (98, 132, 132)),
    ((34, 62, 66), (78, 98, 88)),
)


def _one_of(random: np.random.Generator, choices: tuple[_Choice, ...]) -> _Choice:
    return choices[int(float(random.random()) * len(choices))]


def draw_look(random: np.random.Generator) -> Look:
    """The look of one scene."""
    sunshine = _one_of(random, (1.0, 1.0, 1.0, 0.9, 0.75, 0.4))
    warm = between(random, -0.05, 0.06)
    deep, shallow = _one_of(random, _SEAS)
    rock_dark, rock_light = _one_of(random, _ROCKS)
    shift = (between(random, -8, 8), between(random, -5, 5), between(random, -6, 6))
    sandy = float(random.random()) < 0.15
    return Look(
        sun=direction(random),
        sunshine=sunshine,
        exposure=between(random, 0.86, 1.22),
        tint=(1 + warm, 1.0, 1 - warm),
        sharpness=between(random, 0.2, 1.0),
        haze=between(random, 0.0, 0.06) if sunshine > 0.5 else between(random, 0.04, 0.22),
        rock=(
            (rock_dark[0] + shift[0], rock_dark[1] + shift[1], rock_dark[2] + shift[2]),
            (rock_light[0] + shift[0], rock_light[1] + shift[1], rock_light[2] + shift[2]),
        ),
        lichen=_one_of(random, ((158, 150, 78), (104, 118, 74), (96, 104, 80))),
        lichen_share=_one_of(random, (0.0, 0.12, 0.2, 0.4)),
        pool=_one_of(random, _POOLS),
        pool_share=between(random, 0.0, 0.14),
        cobble_share=_one_of(random, (0.05, 0.2, 0.35, 0.6)),
        sand_share=0.7 if sandy else between(random, 0.0, 0.1),
        guano=between(random, 0.0, 0.5),
        relief=between(random, 0.7, 1.25),
        block=between(random, 60, 130),
        strata=direction(random),
        stretch=between(random, 1.0, 2.6),
        deep=deep,
        shallow=shallow,
        surf=between(random, 0.4, 1.0),
        kelp_share=between(random, 0.05, 0.3),
        glitter=between(random, 0.0, 0.5) * sunshine,
        sea_level=between(random, -0.22, 0.04),
    )

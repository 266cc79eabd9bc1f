"""What each slider of the gallery can be set to, from "off" to strongest, and the option of `Augment` that it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from coursekit.augmentation.transforms.options import FILL_MODES

__all__ = ["CHOICES", "FILLS", "FLIPS", "GEOMETRY", "OFF", "VALUES", "Choice", "options"]

OFF = 0.0
"""The leftmost position of every slider."""


class Choice(NamedTuple):
    """One slider."""

    label: str
    """What stands before it."""
    strengths: tuple[float, ...]
    """Its positions, rising; the first is `OFF`."""
    text: Callable[[float], str]
    """What stands behind it at a strength other than `OFF`."""
    option: Callable[[float], Any]
    """The argument of `Augment` for such a strength."""


def _part(strength: float) -> str:
    return f"±{round(100 * strength)} %"


def _same(strength: float) -> float:
    return strength


def _about_one(strength: float) -> tuple[float, float]:
    return (round(1 - strength, 4), round(1 + strength, 4))


def _parts(*percents: int) -> tuple[float, ...]:
    return (OFF, *(percent / 100 for percent in percents))


CHOICES: Mapping[str, Choice] = {
    "rotation_range": Choice("rotation", (OFF, 5, 10, 20, 30, 45, 60, 90, 135, 180), lambda s: f"±{s:g}°", _same),
    "width_shift_range": Choice("shift sideways", _parts(2, 5, 10, 15, 20, 30, 40, 50), _part, _same),
    "height_shift_range": Choice("shift up, down", _parts(2, 5, 10, 15, 20, 30, 40, 50), _part, _same),
    "shear_range": Choice("shear", (OFF, 5, 10, 15, 20, 30, 45), lambda s: f"±{s:g}°", _same),
    "zoom_range": Choice("zoom", _parts(5, 10, 20, 30, 40, 50, 60), _part, _same),
    "perspective": Choice("perspective", _parts(2, 5, 10, 15, 20), _part, _same),
    "brightness_range": Choice("brightness", _parts(10, 20, 30, 40, 50, 60, 70, 80), _part, _about_one),
    "contrast_range": Choice("contrast", _parts(10, 20, 30, 40, 50, 60, 70, 80, 90), _part, _about_one),
    "channel_shift_range": Choice("channel shift", _parts(5, 10, 20, 30, 40, 50), _part, _same),
    "gamma_range": Choice(
        "exposure", (OFF, 1.2, 1.5, 2, 3), lambda s: f"1/{s:g} to {s:g}", lambda s: (round(1 / s, 4), s)
    ),
    "blur_range": Choice("blur", (OFF, 0.5, 1, 1.5, 2, 3, 4), lambda s: f"to {s:g} px", lambda s: (0.0, s)),
    "noise_range": Choice(
        "noise", _parts(2, 5, 10, 15, 20, 30), lambda s: f"to {round(100 * s)} %", lambda s: (0.0, s)
    ),
}
"""The sliders by the argument of `Augment`."""

GEOMETRY = ("rotation_range", "width_shift_range", "height_shift_range", "shear_range", "zoom_range", "perspective")
VALUES = tuple(name for name in CHOICES if name not in GEOMETRY)
FLIPS = {"horizontal_flip": "mirror left–right", "vertical_flip": "mirror top–bottom"}
"""The check boxes by the argument of `Augment`, and what stands beside them."""
FILLS = FILL_MODES


def options(strengths: Mapping[str, float], flips: Mapping[str, bool], fill_mode: str) -> dict[str, Any]:
    """The arguments of `Augment`; what is off is left out.

    Args:
        strengths: of sliders, by their names in `CHOICES`.
        flips: of check boxes, by their names in `FLIPS`.
        fill_mode: one of `FILLS`.
    """
    given = {name: CHOICES[name].option(strengths[name]) for name in CHOICES if strengths[name] != OFF}
    return {**given, **{name: True for name in FLIPS if flips[name]}, "fill_mode": fill_mode}

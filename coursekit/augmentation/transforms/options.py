"""The options of an augmentation, checked once."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["FILL_MODES", "Options", "number", "pair"]

FILL_MODES = ("constant", "nearest", "reflect", "wrap")


def number(value: Any, name: str, low: float = 0.0, high: float = math.inf) -> float:
    """`value` as a float between two bounds, both allowed.

    Raises:
        TypeError: if it is no number.
        ValueError: if it is outside, infinite or not a number (NaN).
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, not {value!r}.")
    if not math.isfinite(value) or not low <= float(value) <= high:
        bound = f"at least {low:g}" if high == math.inf else f"between {low:g} and {high:g}"
        raise ValueError(f"{name} must be {bound}, not {value!r}.")
    return float(value)


def pair(value: Any, name: str, low: float = 0.0, high: float = math.inf) -> tuple[float, float]:
    """`value` as (lowest, highest).

    Raises:
        TypeError: if it is no sequence of two numbers.
        ValueError: if they are out of bounds or in the wrong order.
    """
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise TypeError(f"{name} must be two numbers, (lowest, highest), not {value!r}.")
    first, last = (number(entry, f"each number in {name}", low, high) for entry in value)
    if first > last:
        raise ValueError(f"{name}={tuple(value)!r} is reversed: write the lower number first, ({last:g}, {first:g}).")
    return first, last


def _shift(value: Any, name: str) -> tuple[float, tuple[float, ...]]:
    """The largest shift, or the shifts to choose from, by the rules of `ImageDataGenerator`."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            raise ValueError(f"{name} is empty: give the shifts to choose from, or 0 for none.")
        return 0.0, tuple(number(entry, f"each number in {name}", -math.inf) for entry in value)
    most = number(value, name)
    if isinstance(value, numbers.Integral) and value:
        if value == 1:
            raise ValueError(
                f"{name}=1, a whole number, means whole pixels from 0 to below 1, which never shifts: "
                "write 2 for up to one pixel, or 1.0 for any part of one pixel."
            )
        return 0.0, tuple(float(pixels) for pixels in range(int(value)))
    return most, ()


@dataclass(frozen=True)
class Options:
    """Ranges as numbers, from the arguments of `Augment`, which tells what they mean."""

    rotation_range: float
    width_shift: float
    width_choices: tuple[float, ...]
    height_shift: float
    height_choices: tuple[float, ...]
    shear_range: float
    zoom_range: tuple[float, float]
    perspective: float
    horizontal_flip: bool
    vertical_flip: bool
    fill_mode: str
    cval: float
    brightness_range: tuple[float, float]
    contrast_range: tuple[float, float]
    channel_shift_range: float
    gamma_range: tuple[float, float]
    blur_range: tuple[float, float]
    noise_range: tuple[float, float]
    rescale: float | None

    @classmethod
    def checked(cls, given: dict[str, Any]) -> Options:
        """Options from arguments by name.

        Raises:
            TypeError: for what is of the wrong kind.
            ValueError: for what is out of bounds, reversed, or means nothing.
        """
        zoom = given["zoom_range"]
        if isinstance(zoom, numbers.Real) and not isinstance(zoom, bool):
            spread = number(zoom, "zoom_range", 0, 0.99)
            zoom = (1 - spread, 1 + spread)
        width, width_choices = _shift(given["width_shift_range"], "width_shift_range")
        height, height_choices = _shift(given["height_shift_range"], "height_shift_range")
        if given["fill_mode"] not in FILL_MODES:
            raise ValueError(f"fill_mode must be one of {', '.join(FILL_MODES)}, not {given['fill_mode']!r}.")
        if given["cval"] and given["fill_mode"] != "constant":
            raise ValueError(f"cval is used with fill_mode='constant' alone, not with {given['fill_mode']!r}.")
        for flip in ("horizontal_flip", "vertical_flip"):
            if not isinstance(given[flip], bool):
                raise TypeError(f"{flip} must be True or False, not {given[flip]!r}.")
        channel_shift = given["channel_shift_range"]
        if isinstance(channel_shift, int | float) and channel_shift > 1:
            raise ValueError(
                f"channel_shift_range={channel_shift!r} is more than the whole range of values: here it counts in "
                f"parts of it, so divide by 255 ({float(channel_shift) / 255:.3f})."
            )
        rescale = given["rescale"]
        if rescale is not None and number(rescale, "rescale") == 0:
            raise ValueError("rescale=0 makes every image black: leave it out, or give 1/255.")

        def ends(name: str, unchanged: float, low: float = 0.0, high: float = math.inf) -> tuple[float, float]:
            return (unchanged, unchanged) if given[name] is None else pair(given[name], name, low, high)

        return cls(
            rotation_range=number(given["rotation_range"], "rotation_range", 0, 360),
            width_shift=width,
            width_choices=width_choices,
            height_shift=height,
            height_choices=height_choices,
            shear_range=number(given["shear_range"], "shear_range", 0, 80),
            zoom_range=pair(zoom, "zoom_range", 0.01),
            perspective=number(given["perspective"], "perspective", 0, 0.24),
            horizontal_flip=given["horizontal_flip"],
            vertical_flip=given["vertical_flip"],
            fill_mode=given["fill_mode"],
            cval=number(given["cval"], "cval", 0, 1),
            brightness_range=ends("brightness_range", 1),
            contrast_range=ends("contrast_range", 1),
            channel_shift_range=number(channel_shift, "channel_shift_range", 0, 1),
            gamma_range=ends("gamma_range", 1, 0.01),
            blur_range=ends("blur_range", 0, 0, 20),
            noise_range=ends("noise_range", 0, 0, 1),
            rescale=None if rescale is None else float(rescale),
        )

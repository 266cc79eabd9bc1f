"""Which inputs each output of a layer reads along one axis."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, floor, gcd
from typing import Final

from coursekit.network import Window

__all__ = [
    "EVERYTHING",
    "FIRST",
    "HERE",
    "Everything",
    "Reading",
    "Taps",
    "resized",
    "shifted",
    "up_sampled",
    "windowed",
]


@dataclass(frozen=True)
class Taps:
    """The inputs that outputs read along one axis, a pattern that repeats.

    Output `a * period + phase` reads the inputs `a * step + offset` for each offset of its phase. A convolution has
    one phase and `step = stride`; what up-samples has several phases. Inputs outside the map are zeros of padding.

    Attributes:
        offsets: for each phase the offsets, ascending; none where an output reads nothing.
        step: by how many inputs the pattern moves on from one period to the next; 0 if all outputs read the same.
        inside: whether outputs that would read outside the map are not there at all, as where maps stand side by side.
    """

    offsets: tuple[tuple[int, ...], ...]
    step: int = 1
    inside: bool = False

    @property
    def period(self) -> int:
        """After how many outputs the pattern repeats."""
        return len(self.offsets)

    @cached_property
    def ends(self) -> tuple[tuple[int, int] | None, ...]:
        """For each phase the first and the last offset; None where nothing is read."""
        return tuple((phase[0], phase[-1]) if phase else None for phase in self.offsets)


@dataclass(frozen=True)
class Everything:
    """Every output reads every input along this axis."""


Reading = Taps | Everything
"""What a layer reads along one axis."""

EVERYTHING: Final = Everything()
HERE: Final = Taps(((0,),))
"""Each output reads the input at its own place."""
FIRST: Final = Taps(((0,),), step=0)
"""Every output reads input 0: a single row or column repeated, as broadcasting does."""


@lru_cache(maxsize=1024)
def windowed(window: Window) -> Taps:
    """What a convolution, a pooling, padding or cropping reads.

    Output `i` of a transposed convolution reads place `i - before + j * dilation` of an input between whose values
    `spacing - 1` zeros were put, so it has `spacing` phases, and the zeros are no inputs.

    Raises:
        ValueError: if the padding is not known.
    """
    if window.before is None:
        raise ValueError("The padding depends on an input size that is not known.")
    # Zeros behind the last input are outputs that read no input: not the place of their own.
    if window.kernel == window.stride == window.spacing == 1 and not window.before and (window.after or 0) <= 0:
        return HERE
    places = [j * window.dilation - window.before for j in range(window.kernel)]
    if window.spacing == 1:
        return Taps((tuple(places),), window.stride)
    # Outputs `window.stride` apart lie a whole number of inputs apart after this many of them:
    period = window.spacing // gcd(window.spacing, window.stride)
    phases = ([phase * window.stride + place for place in places] for phase in range(period))
    return Taps(
        tuple(tuple(place // window.spacing for place in phase if place % window.spacing == 0) for phase in phases),
        period * window.stride // window.spacing,
    )


@lru_cache(maxsize=256)
def up_sampled(times: int, interpolation: str) -> Taps:
    """What an output reads after every input was repeated, or interpolated, `times` times.

    Raises:
        ValueError: for an interpolation whose reach is not known here.
    """
    return resized(1, times, interpolation)


@lru_cache(maxsize=256)
def resized(size: int, new_size: int, interpolation: str) -> Taps:
    """What an output reads when `size` inputs become `new_size` outputs, as Keras resizes (without antialiasing).

    The middle of output `i` lies at `(i + 1/2) * size / new_size - 1/2` in the input. "nearest" reads the input that
    this point lies in, the others those within 1 (bilinear), 2 (bicubic), 3 or 5 (lanczos) of it; an input exactly
    at that distance, or a whole number of inputs away from the middle of another, has the weight 0.

    Raises:
        ValueError: for an interpolation whose reach is not known here.
    """
    common = gcd(size, new_size)
    step, period = size // common, new_size // common
    middles = [(Fraction(2 * phase + 1, 2) * step) / period - Fraction(1, 2) for phase in range(period)]
    if interpolation == "nearest":
        return Taps(tuple((floor(middle + Fraction(1, 2)),) for middle in middles), step)
    reach = {"bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}.get(interpolation)
    if reach is None:
        raise ValueError(f'what interpolation="{interpolation}" reads differs from one Keras backend to the next')
    return Taps(tuple(_around(middle, reach) for middle in middles), step)


def shifted(by: int) -> Taps:
    """Each output reads the input `by` places further on, where there is one: a map among others side by side."""
    return Taps(((by,),), inside=True)


def _around(middle: Fraction, reach: int) -> tuple[int, ...]:
    if middle.denominator == 1:
        return (int(middle),)
    return tuple(range(ceil(middle - reach), floor(middle + reach) + 1))

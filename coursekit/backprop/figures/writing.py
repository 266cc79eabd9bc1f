"""Numbers as text, as the diagrams of topic 03 write them: short, with true minus signs; products and sums."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["broken", "number", "product", "scale", "short", "total"]

Array = npt.NDArray[Any]


def number(value: float) -> str:
    """A number short enough for a square: whole ones as they are, others with two or three digits; true minus signs.

    Raises:
        ValueError: if it is not finite.
    """
    value = float(value)
    if not np.isfinite(value):
        raise ValueError(f"There is no way to draw the value {value}: only finite numbers have a place in a figure.")
    size = abs(value)
    if value == round(value) and size < 10_000:
        text = f"{value + 0:.0f}"  # + 0: a negative zero is a zero
    elif size >= 9_999.5 or size < 0.005:
        text = _scientific(value, 1)
    else:
        text = f"{value:.{0 if size >= 99.5 else 1 if size >= 9.95 else 2}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


_EMS = {"−": 0.84, ".": 0.32, "e": 0.62, "≈": 0.84}  # widths of characters in DejaVu Sans; a digit has 0.64


def short(value: float, room: float = 2.6) -> str:
    """A number for a square: as many digits as there is room for, if need be without the 0 before the point.

    Args:
        value: any finite number.
        room: in widths of the letter m; 2.6 of them are a square of 0.4 inches at 10.5 points.
    """
    text = number(value)
    if "e−" in text:
        return "≈0"
    tries = [text, text.replace("0.", ".", 1)]
    if "." in text:
        tries += [f"{value:.{digits}f}".replace("-", "−") for digits in (1, 0)]
    fitting = (each for each in tries if sum(_EMS.get(letter, 0.64) for letter in each) <= room)
    return next(fitting, _scientific(value))


def _scientific(value: float, digits: int = 0) -> str:
    mantissa, _, exponent = f"{value:.{digits}e}".partition("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def scale(*maps: Array) -> int:
    """The power of ten in which to write these values, so that the largest of them has room in a square; mostly 0."""
    largest = max(float(np.abs(values).max(initial=0.0)) for values in maps)
    return 0 if largest == 0 or 0.05 <= largest < 1000 else int(np.floor(np.log10(largest)))


def product(*factors: float) -> str:
    """A product as text, negative factors in brackets: 3·(−2)."""
    return "·".join(f"({text})" if text.startswith("−") else text for text in map(number, factors))


def total(terms: Iterable[str], result: float) -> str:
    """A sum as text with its result; 0 if there is nothing to add."""
    return f"{' + '.join(terms) or '0'} = {number(result)}"


def broken(sentence: str, letters: int = 98) -> list[str]:
    """A sum in lines that have room, broken before a plus or the equals sign.

    Args:
        sentence: the sum.
        letters: that have room in a line; a sheet is about 98 letters of 11.5 points wide.
    """
    lines = [""]
    for part in sentence.replace(" + ", "\n+ ").replace(" = ", "\n= ").split("\n"):
        if lines[-1] and len(lines[-1]) + len(part) >= letters:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".strip()
    return lines

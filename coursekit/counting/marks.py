"""How points are marked: a letter and a colour for each class, a shape for right, false and missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from coursekit.counting.matching import Matched
from coursekit.figures import BLUE, GREY, INK, ORANGE, SKY, VERMILION

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KINDS", "colours", "letters", "on_colour", "sorted_points", "spoken"]

KINDS = ("found", "false alarm", "missed")
"""What a point can be: found and there; found, and nothing of its class there; there, and not found."""

_GREEN = "#009E73"  # of the palette of `coursekit.figures`
_COLOURS = (BLUE, ORANGE, VERMILION, SKY, _GREEN, GREY, INK)


def spoken(name: str) -> str:
    """A class as people say it: "adult males"."""
    return name.replace("_", " ")


def letters(classes: Sequence[str]) -> dict[str, str]:
    """A capital letter for each class that no other has.

    The first letter of its last word where that is free, else of an earlier word, else any other of its letters, else a
    number: M, S, F, J and P for the sea lions.

    Example:
        >>> letters(["adult_males", "subadult_males"])
        {'adult_males': 'M', 'subadult_males': 'S'}
    """
    taken: dict[str, str] = {}
    for number, name in enumerate(classes, start=1):
        words = spoken(name).split()
        wanted = [word[0].upper() for word in reversed(words)]
        wanted += [letter.upper() for letter in name if letter.isalpha()]
        free = (letter for letter in wanted if letter not in taken.values())
        taken[name] = next(free, str(number))
    return taken


def colours(classes: Sequence[str]) -> dict[str, str]:
    """A colour for each class; they begin anew where classes are more than colours, and letters tell them apart."""
    return {name: _COLOURS[number % len(_COLOURS)] for number, name in enumerate(classes)}


def on_colour(colour: str) -> str:
    """What a letter on a colour is drawn in, so that it can be read: dark on light, white on dark."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.3 * red + 0.59 * green + 0.11 * blue > 130 else "#FFFFFF"


def sorted_points(
    found: pd.DataFrame, truth: pd.DataFrame, matched: Matched
) -> Mapping[str, list[tuple[str, float, float]]]:
    """All points by what they are, one of `KINDS`: class, row and column of each.

    Args:
        found: from `detect`.
        truth: the annotations.
        matched: what `match` made of the two.
    """

    def listed(table: pd.DataFrame, labels: Sequence[object]) -> list[tuple[str, float, float]]:
        chosen = table.loc[list(labels), ["class_name", "row", "col"]]
        return [(str(name), float(row), float(col)) for name, row, col in chosen.itertuples(index=False)]

    return {
        "found": listed(found, matched.pairs["found"].tolist()),
        "false alarm": listed(found, matched.false_alarms),
        "missed": listed(truth, matched.missed),
    }

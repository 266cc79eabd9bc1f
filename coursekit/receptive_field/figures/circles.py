"""Rows of circles and the lines between them, of which pictures in one dimension are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from coursekit.figures import BLUE, GREY, INK, ORANGE

__all__ = ["circles", "signed", "wires"]


def circles(
    plot: Any,
    positions: Mapping[int, float],
    level: float,
    diameter: float,
    seen: Collection[int] = (),
    own: Collection[int] = (),
    padding: Collection[int] = (),
) -> None:
    """A row of numbered circles: white, seen ones orange, the unit itself black, padding dashed.

    Args:
        plot: axes of Matplotlib.
        positions: for each place where it lies.
        level: height of the row.
        diameter: of a circle, in points.
        seen: places that the unit sees.
        own: the unit.
        padding: places of padding.
    """
    for place, x in positions.items():
        fill, ink, edge = "white", GREY, GREY
        style: Any = "-"
        if place in own:
            fill, ink, edge = INK, "white", INK
        elif place in padding:
            style = (0, (2.2, 1.6))
        elif place in seen:
            fill, ink, edge = ORANGE, INK, INK
        plot.scatter([x], [level], s=diameter**2, facecolor=fill, edgecolor=edge, linestyle=style, linewidth=1.1,
                     zorder=3, clip_on=False)  # fmt: skip
        plot.text(x, level, signed(str(place)), ha="center", va="center_baseline", color=ink, zorder=4,
                  fontsize=min(9.5, 0.5 * diameter))  # fmt: skip


def wires(
    plot: Any,
    read_by: Mapping[int, Iterable[int]],
    positions: Mapping[int, float],
    above: Any,
    level: float,
    padding: Collection[int] = (),
    padding_above: Collection[int] = (),
) -> None:
    """Lines from units down to the places that they read; dashed where one of the two is padding.

    Args:
        plot: axes of Matplotlib.
        read_by: for each unit of the row above the places that it reads.
        positions: for each place where it lies.
        above: function from a unit of the row above to where it lies.
        level: height of the lower row.
        padding: places of padding.
        padding_above: those of the row above.
    """
    for unit, places in read_by.items():
        for place in places:
            outside = place in padding or unit in padding_above
            plot.plot([positions[place], above(unit)], [level, level + 1], zorder=1, color=GREY if outside else BLUE,
                      linestyle=(0, (2, 2)) if outside else "-", linewidth=1 if outside else 1.5)  # fmt: skip


def signed(text: str) -> str:
    """With true minus signs."""
    return text.replace("-", "−")

"""What the diagrams of topic 03 are made of: numbers in squares, and arrows.

Everything is drawn on the axes of `coursekit.figures.sheet`, inside a function that is `styled`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.backprop.figures.writing import short
from coursekit.figures import GREY, INK, ORANGE

__all__ = ["Place", "arrow", "cells", "key", "tint"]

Array = npt.NDArray[Any]

_PALE = "#9A9A9A"  # of a number that is there, but does not count


@dataclass(frozen=True)
class Place:
    """Where a map of squares lies on the sheet.

    Attributes:
        left: distance of its left edge from that of the sheet, in inches.
        top: distance of its top edge from that of the sheet, in inches.
        shape: rows and columns.
        side: of a square, in inches.
    """

    left: float
    top: float
    shape: tuple[int, int]
    side: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.shape[1] * self.side

    @property
    def bottom(self) -> float:
        """Its bottom edge."""
        return self.top + self.shape[0] * self.side

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle, x and y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def of(self, row: float, column: float) -> tuple[float, float]:
        """The middle of one square, x and y."""
        return self.left + (column + 0.5) * self.side, self.top + (row + 0.5) * self.side


def tint(values: Array, colour: str = ORANGE) -> list[list[Any]]:
    """A colour for each value, from white for 0 to nearly `colour` for the largest magnitude."""
    from matplotlib.colors import to_rgb  # noqa: PLC0415 (private to Matplotlib's drawing)

    largest = float(np.abs(values).max(initial=0.0)) or 1.0
    full = np.asarray(to_rgb(colour))
    return [[tuple(1 - 0.75 * abs(value) / largest * (1 - full)) for value in row] for row in values]


def cells(
    plot: Any,
    place: Place,
    values: Array | None,
    name: str,
    *,
    fills: list[list[Any]] | None = None,
    hatched: Array | None = None,
    framed: Array | None = None,
    pale: Array | None = None,
    dashed: Array | None = None,
    windows: int = 0,
    numbers: bool = True,
    size: float = 10.5,
) -> None:
    """Numbers in squares.

    The text of a square has the `gid` "name[row,column]", so that it can be found again in the figure or an SVG.

    Args:
        plot: axes of `coursekit.figures.sheet`.
        place: where the map lies; its shape is that of the arrays.
        values: (h, w); None for squares that are still empty.
        name: of the map.
        fills: for each square its colour.
        hatched: where squares are grey and hatched.
        framed: where squares have a thick frame.
        pale: where numbers are pale.
        dashed: where squares stand for padding, with a dashed grey frame.
        windows: rows and columns of the pooling windows, to be separated by dark lines; 0 for none.
        numbers: whether the values are written into the squares.
        size: of the numbers, in points.
    """
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    def there(mask: Array | None, row: int, column: int) -> bool:
        return mask is not None and bool(mask[row, column])

    for row, column in np.ndindex(place.shape):
        x, y = place.of(row, column)
        corner = (x - place.side / 2, y - place.side / 2)
        box = (corner, place.side, place.side)
        style = (0, (2, 2)) if values is None or there(dashed, row, column) else "-"
        grey = there(hatched, row, column)
        fill = "#E4E4E4" if grey else fills[row][column] if fills else "white"
        plot.add_patch(Rectangle(*box, facecolor=fill, linewidth=0, zorder=1))
        if grey:
            plot.add_patch(Rectangle(*box, fill=False, edgecolor="#C0C0C0", hatch="////", linewidth=0, zorder=1.1,
                                     gid=f"{name}[{row},{column}] hatched"))  # fmt: skip
        plot.add_patch(Rectangle(*box, fill=False, edgecolor=_PALE, linewidth=0.9, linestyle=style, zorder=1.2))
        if there(framed, row, column):
            plot.add_patch(
                Rectangle((corner[0] + 0.025, corner[1] + 0.025), place.side - 0.05, place.side - 0.05, fill=False,
                          edgecolor=INK, linewidth=2.6, zorder=3, gid=f"{name}[{row},{column}] framed")
            )  # fmt: skip
        if values is not None and numbers:
            text = plot.text(
                x, y, short(float(values[row, column])), ha="center", va="center", fontsize=size, zorder=4,
                color=_PALE if there(pale, row, column) else GREY if there(dashed, row, column) else INK,
                gid=f"{name}[{row},{column}]",
            )  # fmt: skip
            if grey:
                text.set_bbox({"facecolor": "#E4E4E4", "edgecolor": "none", "pad": 0.6})
    if windows:
        down, across = (size // windows for size in place.shape)
        for row, column in np.ndindex(down, across):
            corner = (place.left + column * windows * place.side, place.top + row * windows * place.side)
            plot.add_patch(Rectangle(corner, windows * place.side, windows * place.side, fill=False, edgecolor=INK,
                                     linewidth=1.6, zorder=2))  # fmt: skip


def arrow(plot: Any, start: tuple[float, float], end: tuple[float, float], colour: str, style: Any = "-") -> None:
    """An arrow from one point of the sheet to another."""
    plot.annotate(
        "", end, start, zorder=2,
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2, "linestyle": style, "shrinkA": 0,
                    "shrinkB": 0, "mutation_scale": 14},
    )  # fmt: skip


def key(plot: Any, left: float, top: float, text: str, kind: str) -> None:
    """A small square and what it stands for; `kind` is "framed", "hatched", "pale" or "dashed"."""
    masks: dict[str, Any] = {kind: np.ones((1, 1), dtype=bool)}
    cells(plot, Place(left, top, (1, 1), 0.24), np.zeros((1, 1)), "key", numbers=kind == "pale", **masks)
    plot.text(left + 0.33, top + 0.12, text, va="center", fontsize=10)

"""A dense layer over the map of a patch, and the same numbers as a convolution over a larger map."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from coursekit.figures import BLUE, INK, ORANGE, SKY, WIDTH, described, sheet, styled

__all__ = ["dense_as_convolution"]

_CELL = 0.34  # inches
_TOP = 0.5


@styled
def dense_as_convolution(window: int = 3, rows: int = 5, columns: int = 7) -> Figure:
    """Left: one dense unit over the flattened map of a patch. Right: its weights as a kernel over a larger map.

    Args:
        window: rows and columns of the map of a patch, 2 to 4.
        rows: of the larger map, up to 6.
        columns: of the larger map, up to 8.

    Raises:
        ValueError: if there is no room for such maps, or the larger one is none.
    """
    if not (2 <= window <= 4 and window <= rows <= 6 and window <= columns <= 8):
        raise ValueError(
            f"There is room for windows of 2 to 4 in maps up to 6×8, not for {window} in {rows}×{columns}."
        )
    outputs = (rows - window + 1, columns - window + 1)
    drawn, plot = sheet(_TOP + rows * _CELL + 0.5)
    middle = _TOP + rows * _CELL / 2
    plot.text(0, 0.16, "one patch: flatten, then dense", fontsize=12, va="center")
    top = middle - window * _CELL / 2
    _grid(plot, (0, top), (window, window), ORANGE)
    unit = window * _CELL + 1.15
    for number in range(window**2):
        row, column = divmod(number, window)
        # Lines leave from the right border, in the order of the flattened map.
        start = (window * _CELL + 0.05, top + _CELL * (row + (column + 0.5) / window))
        plot.plot([start[0], unit - 0.13], [start[1], middle], color=ORANGE, linewidth=1.3, zorder=1)
    _unit(plot, unit, middle)
    plot.text(0, middle + window * _CELL / 2 + 0.22, f"{window}×{window} map,\n{window**2} weights a channel",
              fontsize=10.5, va="top")  # fmt: skip

    left = 3.3
    plot.text(left, 0.16, "a larger image: the same weights as a kernel", fontsize=12, va="center")
    here = (1, 2) if outputs[0] > 1 and outputs[1] > 2 else (0, 0)

    _grid(plot, (left, _TOP), (rows, columns), SKY, (here, window, ORANGE))
    right = WIDTH - outputs[1] * _CELL - 0.2
    above = middle - outputs[0] * _CELL / 2
    _grid(plot, (right, above), outputs, "white", (here, 1, BLUE))
    target = (right + (here[1] + 0.5) * _CELL, above + (here[0] + 0.5) * _CELL)
    for row in (here[0], here[0] + window):
        corner = (left + (here[1] + window) * _CELL, _TOP + row * _CELL)
        plot.plot([corner[0], target[0] - 0.17], [corner[1], target[1]], color=ORANGE, linewidth=1.3, zorder=3)
    plot.text(left, _TOP + rows * _CELL + 0.12, f"{rows}×{columns} map", fontsize=10.5, va="top")
    plot.text(right, above + outputs[0] * _CELL + 0.12,
              f"{outputs[0]}×{outputs[1]} outputs,\none a patch", fontsize=10.5, va="top")  # fmt: skip
    return described(
        drawn,
        f"Left: a map of {window} by {window}, flattened; {window**2} lines, a weight each, lead to one dense unit. "
        f"Right: a map of {rows} by {columns}, of which {window} by {window} are marked; the same weights, as a "
        f"kernel, lead to one of {outputs[0]} by {outputs[1]} outputs, at row {here[0]}, column {here[1]}: one output "
        "for each place of the window.",
    )


def _grid(
    plot: Any,
    corner: tuple[float, float],
    size: tuple[int, int],
    colour: str,
    marked: tuple[tuple[int, int], int, str] | None = None,
) -> None:
    """Cells of one colour; marked ones, from a place on so many down and to the right, of another."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    (first_row, first_column), side, other = marked or ((0, 0), 0, colour)
    for row in range(size[0]):
        for column in range(size[1]):
            inside = first_row <= row < first_row + side and first_column <= column < first_column + side
            place = (corner[0] + column * _CELL, corner[1] + row * _CELL)
            plot.add_patch(Rectangle(place, _CELL, _CELL, facecolor=other if inside else colour, edgecolor=INK,
                                     linewidth=1, zorder=2))  # fmt: skip


def _unit(plot: Any, x: float, y: float) -> None:
    from matplotlib.patches import Circle  # noqa: PLC0415 (only when something is drawn)

    plot.add_patch(Circle((x, y), 0.15, facecolor=BLUE, edgecolor=INK, linewidth=1, zorder=2))
    plot.text(x + 0.24, y, "one unit", fontsize=10.5, va="center", color=INK)

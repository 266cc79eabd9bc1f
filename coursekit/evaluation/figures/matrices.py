"""Confusion matrices, with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.evaluation.figures.axes import check_count, named
from coursekit.evaluation.matrix import Confusion
from coursekit.figures import INK, described, figure, styled

__all__ = ["draw_matrix", "matrices"]

_UNITS = {
    "true": "% of the true class",
    "predicted": "% of the predicted class",
    "all": "% of all images",
    None: "images",
}


@styled
def matrices(seen: Mapping[str, Confusion]) -> Figure:
    """Confusion matrices side by side: rows are true classes, darker is more, the right ones are framed.

    Args:
        seen: by the title of each, 1 to 3 of them, each shown as its `normalize` says.

    Raises:
        ValueError: for none, or more than three.
    """
    check_count(len(seen), "matrices", 3)
    size = max(len(each.classes) for each in seen.values())
    drawn, plots = figure(min(9, 1.9 + len(seen) * (1.3 + 0.62 * size)), 1.9 + 0.46 * size, columns=len(seen))
    told = []
    for number, (plot, (title, each)) in enumerate(zip(np.atleast_1d(plots), seen.items(), strict=True)):
        same_rows = number > 0 and each.classes == next(iter(seen.values())).classes
        draw_matrix(plot, each, rows=not same_rows)
        plot.set_title(title)
        told.append(f"{title}, in {_UNITS[each.normalize]}. {_rows(each)}")
    return described(drawn, f"Confusion matrix: {' '.join(told)}")


def draw_matrix(plot: Any, seen: Confusion, rows: bool = True) -> None:
    """One matrix on axes of its own.

    Args:
        plot: the axes.
        seen: the matrix, shown as its `normalize` says.
        rows: whether to write the names of the rows.
    """
    values = seen.table.to_numpy(dtype=float)
    highest = 100.0 if seen.normalize else np.nanmax(values)
    size = len(seen.classes)
    plot.imshow(values / highest, cmap="Blues", vmin=0, vmax=1.15, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        # On the ground between, black and white are as easy to read: a contrast of 4.5 and more for every value.
        dark = value > 0.82 * highest
        plot.text(
            column,
            row,
            _number(value, seen.normalize),
            ha="center",
            va="center",
            fontsize=13 if size < 4 else 11,
            color="white" if dark else "black",
        )
    _frames(plot, size)
    names = [named(name) for name in seen.classes]
    plot.set_xticks(range(size), names, rotation=0 if size < 4 else 40, ha="center" if size < 4 else "right",
                    rotation_mode="anchor")  # fmt: skip
    plot.set_yticks(range(size), names if rows else [""] * size)
    plot.tick_params(length=0)
    for spine in plot.spines.values():
        spine.set_visible(False)
    plot.set_xlabel(f"predicted ({_UNITS[seen.normalize]})")
    if rows:
        plot.set_ylabel("true")


def _frames(plot: Any, size: int) -> None:
    """A frame around each right cell, as the colour alone does not tell it."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    for place in range(size):
        plot.add_patch(Rectangle((place - 0.47, place - 0.47), 0.94, 0.94, fill=False, edgecolor=INK, linewidth=1.4))


def _number(value: float, normalize: str | None) -> str:
    if np.isnan(value):
        return "–"
    if normalize is None:
        return f"{value:,.10g}" if value == round(value) else f"{value:,.1f}"
    return f"{value:.1f}" if 0 < value < 0.95 else f"{value:.0f}"


def _rows(seen: Confusion) -> str:
    """The matrix in words, row by row; what is 0 is left out."""
    values = seen.table.to_numpy(dtype=float)
    lines = []
    for name, row in zip(seen.classes, values, strict=True):
        cells = [
            f"{_number(value, seen.normalize)} {named(other)}"
            for other, value in zip(seen.classes, row, strict=True)
            if value > 0
        ]
        lines.append(f"True {named(name)}: predicted {', '.join(cells) or 'never seen'}.")
    return " ".join(lines)

"""How many there are, and how many were found, by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.counting.marks import spoken
from coursekit.figures import BLUE, GREY, INK, ORANGE, described, figure, styled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["counts"]


@styled
def counts(table: pd.DataFrame) -> Figure:
    """For each class a bar for the true animals and one for the found points, split into right and false.

    Args:
        table: of `match(...)`: `truth`, `found`, `matched` and `count_error` by class, the total last.

    Raises:
        ValueError: if one of these columns is missing.
    """
    missing = [name for name in ("truth", "found", "matched", "count_error") if name not in table]
    if missing:
        raise ValueError(f"The table lacks the columns {', '.join(missing)}; take the table of `match(...)`.")
    drawn, plot = figure(9, 0.9 + 0.62 * len(table))
    widest = float(table[["truth", "found"]].to_numpy().max()) or 1.0
    told = []
    for row, (name, own) in enumerate(table.iterrows()):
        truth, found, right = (int(own[column]) for column in ("truth", "found", "matched"))
        plot.barh(row - 0.19, truth, 0.34, color=GREY, label="there" if not row else None)
        plot.barh(row + 0.19, right, 0.34, color=BLUE, label="found, and there" if not row else None)
        plot.barh(row + 0.19, found - right, 0.34, left=right, color="white", edgecolor=ORANGE, hatch="////",
                  linewidth=1, label="found, not there" if not row else None)  # fmt: skip
        error = int(own["count_error"])
        said = f"{'+' if error > 0 else '−' if error < 0 else ''}{abs(error)}"
        plot.text(max(truth, found) + 0.012 * widest, row, f"{truth} there, {found} found: {said}", va="center",
                  fontsize=10.5, color=INK)  # fmt: skip
        told.append(f"{spoken(str(name))}: {truth} there, {found} found, of which {right} right, error {said}")
    plot.set_yticks(range(len(table)), [spoken(str(name)) for name in table.index])
    plot.set_ylim(len(table) - 0.45, -0.55)
    plot.set_xlim(0, 1.42 * widest)
    plot.tick_params(axis="y", length=0, labelsize=11)
    plot.set_xlabel("animals")
    drawn.legend(loc="outside lower center", ncols=3)
    return described(drawn, f"Bars by class. {'; '.join(told)}.")

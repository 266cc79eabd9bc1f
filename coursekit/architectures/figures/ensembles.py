"""What several networks are right about together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, PALE, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["ensembles"]


@styled
def ensembles(table: DataFrame) -> Figure:
    """Accuracy by the number of networks whose answers are averaged: a thin line an ensemble, a thick one the mean.

    Args:
        table: with columns "ensemble", "networks" and "accuracy" (as parts of 1).

    Raises:
        ValueError: if a column is missing, or there is no row.
    """
    missing = [name for name in ("ensemble", "networks", "accuracy") if name not in table]
    if missing or not len(table):
        raise ValueError(f"The table has no column {missing[0]!r}." if missing else "There is no ensemble to draw.")
    drawn, plot = figure(9, 3.4)
    for _, own in table.groupby("ensemble"):
        plot.plot(own["networks"], 100 * own["accuracy"], color=GREY, linewidth=0.9, alpha=0.8)
    found = 100 * table.groupby("networks")["accuracy"].agg(["mean", "min", "max"])
    plot.plot(found.index, found["mean"], color=BLUE, linewidth=2.6, marker="o", markersize=8)
    for networks, mean in found["mean"].items():
        plot.annotate(f"{mean:.1f}", (networks, mean), (0, 9), textcoords="offset points", ha="center", fontsize=11,
                      bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5})  # fmt: skip
    plot.set_xticks(list(found.index))
    plot.set_xlabel("networks whose answers are averaged (thin: one ensemble each; thick: mean)")
    plot.set_ylabel("right, %")
    plot.grid(axis="y", color=PALE)
    plot.margins(y=0.15)
    told = "; ".join(f"{n}: {row['mean']:.1f} % ({row['min']:.1f} to {row['max']:.1f})" for n, row in found.iterrows())
    return described(
        drawn,
        f"Right answers by the number of networks averaged, mean over {table['ensemble'].nunique()} ensembles and "
        f"range. {told}.",
    )

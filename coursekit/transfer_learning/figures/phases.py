"""A training in two phases, as it went."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, ORANGE, PALE, described, figure, styled

__all__ = ["phases"]


@styled
def phases(table: Any, metric: str = "accuracy", guessing: float | None = None) -> Figure:
    """A metric by epoch, on the images to learn from and on others; a line where layers were unfrozen.

    Args:
        table: `TwoPhases.table`, trained with `validation_data`.
        metric: its name; `val_` before it is that on other images.
        guessing: what guessing reaches; None for no line.

    Raises:
        ValueError: if the table does not have the metric, or not both phases.
    """
    wanted = {"phase", "epoch", metric, f"val_{metric}"}
    if wanted - set(table.columns) or set(table["phase"]) != {"head", "fine"}:
        raise ValueError(f"The table must have both phases and the columns {', '.join(sorted(wanted))}.")
    drawn, plot = figure(9, 3.2)
    before = int((table["phase"] == "head").sum())
    for column, name, colour, style, mark in (
        (metric, "patches to learn from", ORANGE, (0, (5, 2)), "D"),
        (f"val_{metric}", "other patches", BLUE, "-", "o"),
    ):
        plot.plot(table["epoch"], 100 * table[column], color=colour, linestyle=style, marker=mark, markersize=5,
                  linewidth=2, label=name)  # fmt: skip
    plot.axvline(before + 0.5, color=GREY, linewidth=1.4)
    if guessing is not None:
        plot.axhline(100 * guessing, color=GREY, linestyle=(0, (4, 3)), linewidth=1.2, label="guessing")
    plot.set_ylim(0, 103)
    plot.text(before + 0.4, 102, "head alone", ha="right", va="top")
    plot.text(before + 0.6, 102, "with unfrozen layers", ha="left", va="top")
    plot.set_xlabel("epoch")
    plot.set_ylabel(f"{metric}, %")
    plot.grid(axis="y", color=PALE)
    plot.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    ends = [table[table["phase"] == phase].iloc[-1] for phase in ("head", "fine")]
    told = "; ".join(
        f"after {when} {end[metric]:.0%} of the patches to learn from, {end[f'val_{metric}']:.0%} of others"
        for when, end in zip((f"{before} epochs of the head alone", "the last epoch"), ends, strict=True)
    )
    return described(drawn, f"{metric.capitalize()} by epoch in two phases: {told}.")

"""Trainings with one activation or another: a line a run, until it has learnt what was wanted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, PALE, VERMILION, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["activations"]

_LOOKS = ((BLUE, "-"), (ORANGE, (0, (5, 1.5))), (VERMILION, (0, (1, 1))), (INK, (0, (4, 1, 1, 1))))


@styled
def activations(curves: DataFrame, levels: Mapping[str, float]) -> Figure:
    """The part of the training images that is right by epoch, a panel for each network, a line for each run.

    Args:
        curves: with columns "network", "activation" (up to four), "seed", "epoch" and "train_accuracy" (as parts
            of 1).
        levels: for each network, in the order of the panels, what was to be reached: a line across.

    Raises:
        ValueError: if a column is missing, or networks and levels are not the same, or there are too many activations.
    """
    missing = [name for name in ("network", "activation", "seed", "epoch", "train_accuracy") if name not in curves]
    if missing:
        raise ValueError(f"The table has no column {missing[0]!r}.")
    kinds = list(dict.fromkeys(curves["activation"]))
    if set(levels) != set(curves["network"]) or not 1 <= len(kinds) <= len(_LOOKS):
        raise ValueError("There must be a level for each network, and one to four activations.")
    drawn, plots = figure(9, 3.6, columns=len(levels), sharey=True, squeeze=False)
    told = []
    for plot, (network, level) in zip(plots[0], levels.items(), strict=True):
        of_network = curves[curves["network"] == network]
        for kind, (colour, style) in zip(kinds, _LOOKS, strict=False):
            own = of_network[of_network["activation"] == kind]
            reached = []
            for number, (_, run) in enumerate(own.groupby("seed")):
                run = run.sort_values("epoch")  # noqa: PLW2901 - the same run, in order
                plot.plot(run["epoch"], 100 * run["train_accuracy"], color=colour, linestyle=style, linewidth=1.5,
                          label="" if number else kind)  # fmt: skip
                reached.append(run.loc[run["train_accuracy"] >= level, "epoch"].min())
            there = sorted(epoch for epoch in reached if not math.isnan(epoch))
            span = f"after {there[0]:.1f} to {there[-1]:.1f} epochs" if there else "never"
            told.append(f"{network}, {kind}: {level:.0%} reached by {len(there)} of {len(reached)} runs, {span}")
        plot.axhline(100 * level, color=GREY, linewidth=1)
        plot.set_title(network)
        plot.set_xlabel("epochs")
        plot.set_xlim(left=0)
        plot.grid(axis="y", color=PALE)
    plots[0][0].set_ylabel("training images that are right, %")
    plots[0][-1].legend(loc="lower right", title="a line a run", handlelength=3)
    return described(drawn, f"Training accuracy by epoch, a line a run. {'; '.join(told)}.")

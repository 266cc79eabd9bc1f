"""Intervals of the AUC from many small test sets, beside the true value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from coursekit.evaluation.figures.axes import check_count
from coursekit.figures import BLUE, INK, VERMILION, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["intervals"]

_SHOWN = 60


@styled
def intervals(groups: Mapping[str, DataFrame]) -> Figure:
    """Up to 60 test sets of each group, a vertical line from `low` to `high` each; those that miss the truth stand out.

    Args:
        groups: by name, rows of `experiments.small_tests`, 1 to 3 groups: "auc", "low", "high", "true_auc".

    Raises:
        ValueError: for none, more than three, or a column that is missing.
    """
    check_count(len(groups), "groups", 3)
    for name, table in groups.items():
        missing = [column for column in ("auc", "low", "high", "true_auc") if column not in table]
        if missing or not len(table):
            raise ValueError(f"{name!r} must have rows of experiments.small_tests, with the column {missing[:1]}.")
    drawn, plots = figure(9, 3.4, columns=len(groups), sharey=True)
    told = []
    for plot, (name, table) in zip(np.atleast_1d(plots), groups.items(), strict=True):
        truth = float(table["true_auc"].iloc[0])
        shown = table.head(_SHOWN).sort_values("auc")
        held = int(((shown["low"] <= truth) & (truth <= shown["high"])).sum())
        for place, (_, row) in enumerate(shown.iterrows()):
            missed = not row["low"] <= truth <= row["high"]
            plot.plot([place, place], [row["low"], row["high"]], color=VERMILION if missed else BLUE,
                      linewidth=2.6 if missed else 1.3)  # fmt: skip
            plot.plot(place, row["auc"], marker="D" if missed else "o", markersize=5 if missed else 3,
                      color=VERMILION if missed else BLUE)  # fmt: skip
        plot.axhline(truth, color=INK, linewidth=1.5)
        plot.set_title(f"{name}\n{held} of {len(shown)} hold the truth")
        plot.set_xticks([])
        plot.set_xlabel("test sets, sorted by AUC")
        width = (shown["high"] - shown["low"]).mean()
        above, below = int((shown["low"] > truth).sum()), int((shown["high"] < truth).sum())
        told.append(
            f"{name}: {held} of {len(shown)} intervals hold it, {above} lie above it, {below} below; "
            f"mean width {width:.2f}"
        )
    np.atleast_1d(plots)[0].set_ylabel("AUC")
    truth = float(next(iter(groups.values()))["true_auc"].iloc[0])
    return described(drawn, f"95 % intervals of the AUC from test sets; the truth is {truth:.3f}. {'. '.join(told)}.")

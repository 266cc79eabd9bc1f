"""A threshold chosen on few images: what it promises there, and what it keeps elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from coursekit.evaluation.figures.axes import check_count
from coursekit.figures import BLUE, GREY, ORANGE, PALE, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["promised"]

_NAMES = {"youden": "TPR − FPR", "accuracy": "share that is right"}


@styled
def promised(groups: Mapping[str, DataFrame]) -> Figure:
    """Means and the middle four fifths of what was promised and kept, by the number of images to choose on.

    Args:
        groups: by name, rows of `experiments.choosing` of one criterion, 1 to 3 groups.

    Raises:
        ValueError: for none, more than three, several criteria, or a column that is missing.
    """
    check_count(len(groups), "groups", 3)
    for name, table in groups.items():
        missing = [column for column in ("criterion", "size", "promised", "kept", "best") if column not in table]
        if missing or len(set(table["criterion"])) != 1:
            raise ValueError(f"{name!r} must have rows of experiments.choosing, of one criterion.")
    drawn, plots = figure(9, 3.5, columns=len(groups), sharey=True)
    told = []
    for plot, (name, table) in zip(np.atleast_1d(plots), groups.items(), strict=True):
        sizes = sorted(table["size"].unique())
        for column, colour, mark, shift, words in (
            ("promised", ORANGE, "s", -0.08, "on the images it was chosen on"),
            ("kept", BLUE, "o", 0.08, "on all images"),
        ):
            found = table.groupby("size")[column]
            places = np.arange(len(sizes)) + shift
            low, high = found.quantile(0.1), found.quantile(0.9)
            plot.vlines(places, low, high, color=colour, linewidth=2)
            plot.plot(places, found.mean(), color=colour, marker=mark, markersize=7, label=words)
        best = float(table["best"].iloc[0])
        plot.axhline(best, color=GREY, linestyle=(0, (4, 3)), linewidth=1.2, label="the best there is")
        plot.set_xticks(range(len(sizes)), [str(size) for size in sizes])
        plot.set_xlabel("images to choose on (lines: 80 % of the sets)")
        plot.set_title(name)
        plot.grid(axis="y", color=PALE)
        means = table.groupby("size")[["promised", "kept"]].mean()
        cells = [f"{size} images {row['promised']:.2f} and {row['kept']:.2f}" for size, row in means.iterrows()]
        told.append(f"{name}: {', '.join(cells)}; the best there is {best:.2f}")
    criterion = str(next(iter(groups.values()))["criterion"].iloc[0])
    first = np.atleast_1d(plots)[0]
    first.set_ylabel(_NAMES[criterion])
    np.atleast_1d(plots)[-1].legend(loc="upper right")
    return described(drawn, f"Mean {_NAMES[criterion]} promised where chosen, and kept elsewhere. {'; '.join(told)}.")

"""What becomes of accuracy and precision as positives get rarer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.evaluation.figures.axes import LOOKS, check_count
from coursekit.figures import GREY, PALE, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["balance"]


@styled
def balance(tables: Mapping[str, DataFrame]) -> Figure:
    """Accuracy and precision by the share of positives, for classifiers whose two rates stay.

    Args:
        tables: by the name of the classifier, what `evaluation.across_balance` returned, 1 to 4, all for the same
            shares; these must lie above 0.

    Raises:
        ValueError: for none, more than four, or other shares.
    """
    check_count(len(tables), "classifiers")
    first = next(iter(tables.values()))
    shares = first.index.to_numpy()
    if any(list(table.index) != list(shares) for table in tables.values()) or shares.min() <= 0:
        raise ValueError("all tables must be about the same shares of positives, above 0.")
    drawn, (left, right) = figure(9, 3.7, columns=2)
    told = []
    left.plot(
        100 * shares, 100 * first["majority"], color=GREY, linestyle=(0, (4, 3)), label="always the commoner class"
    )
    for (name, table), (colour, line, mark) in zip(tables.items(), LOOKS, strict=False):
        few = max(1, len(shares) // 8)  # a mark now and then tells the lines apart in grey
        for plot, column in ((left, "accuracy"), (right, "precision")):
            plot.plot(100 * shares, 100 * table[column], color=colour, linestyle=line, marker=mark, markevery=few,
                      markersize=6, linewidth=1.8, label=name)  # fmt: skip
        ends = [
            f"{share:.3g} positive: accuracy {row['accuracy']:.1%}, precision {row['precision']:.1%}"
            for share, row in ((shares.max(), table.loc[shares.max()]), (shares.min(), table.loc[shares.min()]))
        ]
        told.append(f"{name}, share {' and share '.join(ends)}")
    for plot, title in ((left, "accuracy, %"), (right, "precision, %")):
        plot.set_xscale("log")
        ticks = [tick for tick in (0.01, 0.1, 1, 5, 20, 50) if 99 * shares.min() <= tick <= 101 * shares.max()]
        plot.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        plot.minorticks_off()
        plot.grid(color=PALE)
        plot.set_xlabel("positives, % of all")
        plot.set_title(title)
    left.set_ylim(top=102)
    right.set_ylim(0, 102)
    left.legend(loc="lower left")
    return described(
        drawn,
        f"Accuracy and precision by the share of positives. {'; '.join(told)}. Always saying the commoner class: "
        f"accuracy {first['majority'].iloc[0]:.1%} to {first['majority'].iloc[-1]:.1%}.",
    )

"""What more views bring, by how sure the model was of the image itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.figures import BLUE, INK, PALE, SKY, VERMILION, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["by_certainty"]

_LOOKS = {
    "sure": ("sure: 90 % or more", BLUE, "s"),
    "between": ("in between", SKY, "D"),
    "all": ("all images", INK, "o"),
    "unsure": ("unsure: below 50 %", VERMILION, "^"),
}
_COLUMNS = ("images", "views", "combine", "count", "accuracy")


@styled
def by_certainty(table: DataFrame) -> Figure:
    """Accuracy by the number of views, for all images and for those of which the model was more or less sure.

    Args:
        table: rows of `measured("views")`, of one kind of model and of transforms: "images" ("all", "unsure",
            "between" or "sure"), "views", "combine", "count", "accuracy", one row a seed. Those of "mean" are drawn.

    Raises:
        ValueError: if a column is missing or nothing is to be drawn.
    """
    missing = [column for column in _COLUMNS if column not in table]
    if missing:
        raise ValueError(f'The table has no column {missing[0]!r}: give rows of measured("views").')
    own = table[(table["combine"] == "mean") & table["images"].isin(list(_LOOKS))]
    if not len(own):
        raise ValueError('The table has no rows with combine "mean".')
    # Each image counts once, whatever the seed: groups are larger in one training than in another.
    right = (own["accuracy"] * own["count"]).groupby([own["images"], own["views"]]).sum()
    total = own.groupby(["images", "views"])["count"].sum()
    drawn, plot = figure(9, 3.9)
    told = []
    for name, (label, colour, marker) in _LOOKS.items():
        if name not in total.index.get_level_values(0):
            continue
        line, count = right[name] / total[name], total[name]
        part = count.iloc[0] / total["all"].iloc[0] if "all" in total.index.get_level_values(0) else 1.0
        words = label if name == "all" else f"{label} ({part:.0%} of all)"
        plot.plot(line.index, 100 * line, color=colour, marker=marker, markersize=7, linewidth=2, label=words)
        by_views = (f"{views} view{'s' if views > 1 else ''} {value:.1%}" for views, value in line.items())
        told.append(f"{words}: {', '.join(by_views)}")
    plot.set_xscale("log", base=2)
    views = sorted(set(own["views"]))
    plot.set_xticks(views, [str(number) for number in views])
    plot.minorticks_off()
    plot.set_ylim(top=100)
    plot.grid(axis="y", color=PALE)
    plot.set_xlabel("views of each image, and how many times the work")
    plot.set_title("right, %")
    plot.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return described(drawn, f"Right of all images, by the number of views. {'; '.join(told)}.")

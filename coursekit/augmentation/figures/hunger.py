"""Test accuracy by the number of training images, with and without augmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, ORANGE, PALE, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["hunger"]

_LOOKS = {"none": ("as they are", ORANGE, "o"), "with": ("augmented", BLUE, "s")}


@styled
def hunger(table: DataFrame, chance: float | None = None) -> Figure:
    """A mark for each training, a line through the means.

    Args:
        table: rows of `measured("training")`, of one kind of patches: "augmentation" ("none" or "with"), "images",
            "test_accuracy".
        chance: what guessing reaches, as a dashed line; None for no line.

    Raises:
        ValueError: if a column is missing or there is no row.
    """
    missing = [column for column in ("augmentation", "images", "test_accuracy") if column not in table]
    if missing:
        raise ValueError(f'The table has no column {missing[0]!r}: give rows of measured("training").')
    means = table.groupby(["augmentation", "images"])["test_accuracy"].mean()
    if not len(means):
        raise ValueError("The table has no rows: is that kind of patches measured?")
    drawn, plot = figure(9, 3.7)
    told = []
    for name, (label, colour, marker) in _LOOKS.items():
        own = table[table["augmentation"] == name]
        if not len(own):
            continue
        plot.plot(own["images"], 100 * own["test_accuracy"], linestyle="none", marker=marker, color=colour, alpha=0.45,
                  markersize=6, markeredgewidth=0)  # fmt: skip
        line = means[name]
        plot.plot(line.index, 100 * line, color=colour, marker=marker, markersize=8, label=label)
        counts = own.groupby("images").size()
        told.append(
            f"{label}: {', '.join(f'{images:,} images {mean:.0%}' for images, mean in line.items())} (means of "
            f"{counts.min()} trainings or more)"
        )
    if chance is not None:
        plot.axhline(100 * chance, color=GREY, linestyle=(0, (4, 3)), linewidth=1.2)
        plot.annotate("guessing", (0.995, 100 * chance), (0, 4), xycoords=("axes fraction", "data"),
                      textcoords="offset points", ha="right", fontsize=10, color="#555555")  # fmt: skip
    plot.set_xscale("log")
    images = sorted(set(table["images"]))
    plot.set_xticks(images, [f"{count:,}" for count in images])
    plot.minorticks_off()
    plot.set_ylim(0, 100)
    plot.grid(axis="y", color=PALE)
    plot.set_xlabel("training images (a mark a training, a line through the means)")
    plot.set_title("right of new images, %")
    plot.legend(loc="lower right", bbox_to_anchor=(1, 0.22))
    return described(drawn, f"Right of new images by the number of training images. {'; '.join(told)}.")

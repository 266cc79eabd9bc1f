"""Two trainings on the same few images: what they know of these, and what of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from coursekit.figures import BLUE, ORANGE, PALE, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["learning"]

_LOOKS = {"none": ("as they are", ORANGE, "o"), "with": ("augmented", BLUE, "s")}


@styled
def learning(table: DataFrame, unknown: str = "validation") -> Figure:
    """Loss and accuracy by step, on the training images (dashed) and on others (solid).

    Args:
        table: of `experiments.overfitting`: "augmentation" ("none" or "with"), "step", and "train_loss", "valid_loss",
            "train_accuracy", "valid_accuracy".
        unknown: what the other images are called.

    Raises:
        ValueError: if a column is missing, or a training other than the two is in it.
    """
    wanted = [
        "augmentation",
        "step",
        *(f"{part}_{what}" for part in ("train", "valid") for what in ("loss", "accuracy")),
    ]
    missing = [column for column in wanted if column not in table]
    if missing:
        raise ValueError(f"The table has no column {missing[0]!r}: give what experiments.overfitting returns.")
    names = list(dict.fromkeys(table["augmentation"]))
    if not names or set(names) - set(_LOOKS):
        raise ValueError(f"The column 'augmentation' must hold 'none' and 'with', not {names}.")
    drawn, plots = figure(9, 3.9, columns=2)
    told = []
    for name in names:
        own = table[table["augmentation"] == name]
        label, colour, marker = _LOOKS[name]
        last = own.iloc[-1]
        for plot, what in zip(plots, ("loss", "accuracy"), strict=True):
            _line(plot, own["step"], own[f"train_{what}"], colour, marker, (0, (3, 1.3)), f"{label}, training")
            _line(plot, own["step"], own[f"valid_{what}"], colour, marker, "-", f"{label}, {unknown}")
        told.append(
            f"{label}, {len(own)} looks, at the end after {int(last['step'])} steps: accuracy "
            f"{last['train_accuracy']:.0%} on the training images and {last['valid_accuracy']:.0%} on {unknown}, "
            f"loss {last['train_loss']:.2f} and {last['valid_loss']:.2f}"
        )
    for plot, what in zip(plots, ("loss", "accuracy"), strict=True):
        plot.set_title(what)
        plot.set_xlabel("training steps")
        plot.grid(axis="y", color=PALE)
    plots[0].set_ylim(bottom=0)
    plots[1].set_ylim(0, 1.03)
    plots[1].legend(loc="lower right", handlelength=3.2)
    return described(drawn, f"Loss and accuracy by training step. {'; '.join(told)}.")


def _line(plot: Any, steps: Any, values: Any, colour: str, marker: str, style: Any, label: str) -> None:
    plot.plot(steps, values, color=colour, marker=marker, markersize=4, linewidth=1.8, linestyle=style, label=label)

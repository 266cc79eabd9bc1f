"""What several runs reached: a dot each, never a mean alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, PALE, described, figure, styled

__all__ = ["recalls", "runs"]

Array = npt.NDArray[Any]

_MARKS = (("o", BLUE), ("D", ORANGE), ("s", GREY), ("^", INK))


@styled
def runs(groups: Mapping[str, Sequence[float]], quantity: str, chance: float | None = None) -> Figure:
    """A row of dots for each setting, one for each run, and the mean as a line.

    Args:
        groups: by the name of the setting, what each run reached, as parts of 1.
        quantity: what it is, as "accuracy on the test images".
        chance: what guessing reaches, as a dashed line; None for no line.

    Raises:
        ValueError: if there is no setting, more than ten, or one without a run or with values outside of 0 to 1.
    """
    values = {name: np.asarray(reached, dtype=float) for name, reached in groups.items()}
    if not 1 <= len(values) <= 10:
        raise ValueError(f"There is room for 1 to 10 settings, not for {len(values)}.")
    for name, reached in values.items():
        if not (reached.ndim == 1 and len(reached) and reached.min() >= 0 and reached.max() <= 1):
            raise ValueError(f"{name!r} must be a list of numbers from 0 to 1, one a run, not {reached}.")
    drawn, plot = figure(9, 0.85 + 0.42 * len(values))
    for row, reached in enumerate(values.values()):
        plot.hlines(row, 0, 1, color=PALE, zorder=0)
        plot.scatter(100 * reached, np.full(len(reached), row), s=46, color=BLUE, alpha=0.75, linewidths=0, zorder=2)
        plot.plot([100 * reached.mean()] * 2, [row - 0.3, row + 0.3], color=INK, linewidth=2.4, zorder=3)
        plot.annotate(f"{reached.mean():.1%}", (1.01, row), xycoords=("axes fraction", "data"), va="center",
                      fontsize=11)  # fmt: skip
    low = min(reached.min() for reached in values.values())
    high = max(reached.max() for reached in values.values())
    if chance is not None:
        plot.axvline(100 * chance, color=GREY, linestyle=(0, (4, 3)), linewidth=1.2)
        low = min(low, chance)
    room = max(0.01, 0.06 * (high - low))
    plot.set_xlim(100 * (low - room), 100 * (high + room))
    plot.set_ylim(len(values) - 0.5, -0.5)
    plot.set_yticks(range(len(values)), list(values))
    plot.tick_params(axis="y", length=0, labelsize=11)
    plot.spines["left"].set_visible(False)
    guessing = "" if chance is None else "; dashed: guessing"
    plot.set_xlabel(f"{quantity}, % (a dot a run, a line at the mean{guessing})")
    told = "; ".join(
        f"{name}: mean {reached.mean():.1%}, {len(reached)} runs from {reached.min():.1%} to {reached.max():.1%}"
        for name, reached in values.items()
    )
    if chance is not None:
        told += f"; guessing {chance:.0%}"
    return described(drawn, f"{quantity[0].upper()}{quantity[1:]}. {told}.")


@styled
def recalls(counts: Mapping[str, int], found: Mapping[str, Sequence[float]]) -> Figure:
    """How often each class occurs in training, and which part of its test images was found.

    Args:
        counts: images of each class, by its name.
        found: by the name of a setting, the recall of each class in the order of `counts`, as parts of 1; up to 4.
            NaN for a class without a test image.

    Raises:
        ValueError: if there is no class or setting, or they do not fit.
    """
    values = {name: np.asarray(reached, dtype=float) for name, reached in found.items()}
    if not counts or not 1 <= len(values) <= len(_MARKS):
        raise ValueError(f"There is room for 1 to {len(_MARKS)} settings of at least one class.")
    for name, reached in values.items():
        if reached.shape != (len(counts),):
            raise ValueError(f"{name!r} must have a recall for each of the {len(counts)} classes.")
    drawn, (left, right) = figure(9, 1.0 + 0.32 * len(counts), columns=2, sharey=True, width_ratios=(2, 3))
    rows = np.arange(len(counts))
    left.barh(rows, list(counts.values()), color=GREY, height=0.62)
    for row, count in enumerate(counts.values()):
        left.annotate(f"{count:,}", (max(count, 1), row), (3, 0), textcoords="offset points", va="center", fontsize=10)
    left.set_xscale("log")
    left.set_xlim(0.8, 8 * max(counts.values()))
    left.set_yticks(rows, [name.replace("_", " ") for name in counts])
    left.set_ylim(len(counts) - 0.5, -0.5)
    left.set_title("training images")
    for offset, ((name, reached), (marker, colour)) in enumerate(zip(values.items(), _MARKS, strict=False)):
        shift = (offset - (len(values) - 1) / 2) * 0.22
        right.plot(100 * reached, rows + shift, linestyle="none", marker=marker, markersize=8, color=colour, label=name)
    right.set_xlim(-3, 103)
    right.set_title("found of each class, %")
    right.grid(axis="both", color=PALE)
    right.legend(
        loc="upper right",
        bbox_to_anchor=(1.02, -0.07),
        ncols=len(values),
        borderaxespad=0.6,
        columnspacing=1.4,
        handletextpad=0.2,
    )
    lines = []
    for row, (name, count) in enumerate(counts.items()):
        parts = ", ".join(f"{setting} {reached[row]:.0%}" for setting, reached in values.items())
        lines.append(f"{name.replace('_', ' ')}, {count:,} training images: {parts}")
    return described(drawn, f"Found of each class. {'; '.join(lines)}.")

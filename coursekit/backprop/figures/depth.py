"""What depth and learning rate do: gradients that vanish from layer to layer, and ReLUs that die."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.figures import BLUE, INK, ORANGE, PALE, SKY, VERMILION, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["dead_relus", "vanishing"]

Array = npt.NDArray[Any]

_LOOKS = (
    (VERMILION, "s", (0, (4, 1.5))),
    (INK, "D", (0, (1, 1.2))),
    (BLUE, "o", "-"),
    (ORANGE, "^", "-."),
    (SKY, "v", (0, (6, 1, 1, 1))),
)
_COLUMNS = ("median", "lowest", "highest")


@styled
def vanishing(tables: Mapping[str, DataFrame], of: str = "outputs") -> Figure:
    """How large the gradients are in each layer: medians as lines, lowest to highest as bands, on a logarithmic axis.

    Args:
        tables: by the name to be shown, such as the activation function, up to five: what
            `experiments.vanishing_gradients` gives.
        of: "outputs" for the gradients with respect to a layer's outputs before the activation, "kernel" for those of
            its kernel.

    Raises:
        ValueError: if there are no tables or too many, a column is missing, a gradient is not finite or below 0, or
            `of` is something else.
    """
    if not 1 <= len(tables) <= len(_LOOKS):
        raise ValueError(f"There are looks for 1 to {len(_LOOKS)} tables, not for {len(tables)}.")
    if of not in ("outputs", "kernel"):
        raise ValueError(f'of must be "outputs" or "kernel", not {of!r}.')
    prefix = "kernel " if of == "kernel" else ""
    drawn, plot = figure(9, 4.6)
    ends, told = {}, []
    deepest = max(int(table.index[-1]) for table in tables.values())
    for (name, table), (colour, marker, style) in zip(tables.items(), _LOOKS, strict=False):
        medians, lowest, highest = (_column(table, name, f"{prefix}{column}") for column in _COLUMNS)
        layers = table.index.to_numpy()
        # A gradient of exactly 0, as with dead ReLUs, has no place on a logarithmic axis.
        medians, lowest, highest = (np.where(each > 0, each, np.nan) for each in (medians, lowest, highest))
        plot.fill_between(layers, lowest, highest, color=colour, alpha=0.16, linewidth=0)
        plot.plot(layers, medians, color=colour, marker=marker, linestyle=style, linewidth=2.2, markersize=6,
                  label=name)  # fmt: skip
        shown = np.flatnonzero(np.isfinite(medians))
        if len(shown):
            ends[name] = (layers[shown[0]], medians[shown[0]], colour)
        told.append(_fall(name, table, prefix))
    plot.set_yscale("log")
    plot.set_xlim(1 - 0.16 * max(deepest - 1, 1), deepest + 0.3)
    plot.set_xticks(range(1, deepest + 1) if deepest <= 20 else range(1, deepest + 1, -(-deepest // 10)))
    plot.set_xlabel("layer, counted from the image")
    plot.set_title(f"size of the gradients with respect to the {'kernels' if prefix else 'outputs'} (root mean square)")
    plot.grid(axis="y", color=PALE)
    _names(drawn, plot, ends)
    return described(
        drawn,
        f"Root mean square of the gradients of the {of} by layer, median with range, on a logarithmic axis. "
        f"{' '.join(told)}",
    )


def _column(table: DataFrame, name: str, column: str) -> Array:
    if column not in table:
        raise ValueError(f"The table of {name!r} has no column {column!r}: give what the experiments give.")
    values = np.asarray(table[column], dtype=float)
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"{name!r}, {column}: sizes of gradients are finite and not below 0.")
    return values


def _fall(name: str, table: DataFrame, prefix: str) -> str:
    """From the last layer to the first in words."""
    first, last = (_column(table, name, f"{prefix}median")[at] for at in (0, -1))
    lowest, highest = (_column(table, name, f"{prefix}{column}")[0] for column in ("lowest", "highest"))
    text = f"{name}: {_power(last)} in layer {table.index[-1]}, {_power(first)} in layer {table.index[0]} (range "
    text += f"{_power(lowest)} to {_power(highest)}"
    if first > 0 and last > 0:
        ratio = last / first
        text += f"), {_times(ratio)} smaller" if ratio >= 1 else f"), {_times(1 / ratio)} larger"
        return f"{text}."
    return f"{text})."


def _times(ratio: float) -> str:
    return f"{ratio:.3g} times" if ratio < 1000 else f"{_power(ratio)} times"


def _power(value: float) -> str:
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−") if value else "0"


def _names(drawn: Figure, plot: Any, ends: Mapping[str, tuple[int, float, str]]) -> None:
    """The names left of the lines, moved apart where two would lie on each other."""
    if not ends:
        return
    drawn.draw_without_rendering()  # the limits of the axis are known only now
    low, high = np.log10(plot.get_ylim())
    least = 0.075 * (high - low)
    below = -np.inf
    for name, (layer, value, colour) in sorted(ends.items(), key=lambda end: end[1][1]):
        level = max(np.log10(value), below + least)
        below = level
        plot.annotate(name, (layer, value), (1 - 0.03 * (plot.get_xlim()[1] - 1), 10**level), ha="right",
                      va="center", color=colour, weight="bold")  # fmt: skip


@styled
def dead_relus(table: DataFrame) -> Figure:
    """Which share of ReLU units is dead after training with each learning rate, and what that does to the accuracy.

    Bars are medians, lines the range over several networks.

    Args:
        table: what `experiments.dead_relus` gives.

    Raises:
        ValueError: if a column is missing, there is no row, or a share is not from 0 to 1.
    """
    columns = ("median", "lowest", "highest", "accuracy", "before")
    missing = [column for column in columns if column not in table]
    if missing or not len(table):
        lacking = f"no column {missing[0]!r}" if missing else "no row"
        raise ValueError(f"The table has {lacking}: give what `experiments.dead_relus` gives.")
    shares = {column: np.asarray(table[column], dtype=float) for column in columns}
    if any((values < 0).any() or (values > 1).any() for values in shares.values()):
        raise ValueError("Shares and accuracies are from 0 to 1, not in percent.")
    rates = [f"{rate:g}" for rate in table.index]
    drawn, (left, right) = figure(9, 4.0, columns=2)
    places = np.arange(len(rates))
    medians = shares["median"]
    reach = [medians - shares["lowest"], shares["highest"] - medians]
    left.bar(places, medians, color=ORANGE, edgecolor=INK, width=0.62)
    left.errorbar(places, medians, yerr=reach, fmt="none", ecolor=INK, elinewidth=1.6, capsize=5)
    for place, median, top in zip(places, medians, shares["highest"], strict=True):
        left.annotate(f"{median:.0%}", (place, top), (0, 5), textcoords="offset points", ha="center", va="bottom")
    left.set_title("dead ReLU units (median, range)")
    right.bar(places, shares["accuracy"], color=SKY, edgecolor=INK, width=0.62)
    for place, value in zip(places, shares["accuracy"], strict=True):
        right.annotate(f"{value:.0%}", (place, value), (0, 4), textcoords="offset points", ha="center", va="bottom")
    right.set_title("accuracy on the training images (median)")
    for plot in (left, right):
        plot.set_xticks(places, rates)
        plot.set_xlabel("learning rate")
        plot.set_ylim(0, 1.12)
        plot.set_yticks(np.linspace(0, 1, 6))
        plot.yaxis.set_major_formatter("{x:.0%}")
        plot.grid(axis="y", color=PALE)
    rows = [
        f"{rate}: {median:.0%} ({low:.0%} to {high:.0%}), accuracy {accuracy:.0%}"
        for rate, median, low, high, accuracy in zip(
            rates, medians, shares["lowest"], shares["highest"], shares["accuracy"], strict=True
        )
    ]
    return described(
        drawn,
        "Share of ReLU units that are dead after training, by learning rate, median with range, and the median "
        f"accuracy on the training images. {'; '.join(rows)}. Before training {shares['before'].max():.0%} are dead at "
        "most.",
    )

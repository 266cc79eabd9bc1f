"""Where a network's parameters, operations and activations sit, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, ORANGE, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["by_layer"]

_PANELS = {"parameters": "parameters", "multiply-accumulates": "multiply-accumulates", "activations": "activations"}
_LOOKS = {"convolution": (BLUE, ""), "dense": (ORANGE, "///"), "other": (GREY, "")}
_MOST = 30


@styled
def by_layer(table: DataFrame, title: str) -> Figure:
    """Three panels of bars, a row for each layer: parameters, multiply-accumulates and activations.

    Layers that have nothing of the three are left out. Dense layers are hatched.

    Args:
        table: of `architectures.table`.
        title: what the network is.

    Raises:
        ValueError: if a column is missing, or the network has more than 30 layers that count.
    """
    missing = [name for name in ("kind", *_PANELS) if name not in table]
    if missing:
        raise ValueError(f"The table has no column {missing[0]!r}: give what architectures.table returns.")
    layers = table.drop(index="total")
    # Keras numbers inputs through: their names differ from run to run.
    layers = layers.rename(index={layers.index[0]: "image"})
    counts = layers[list(_PANELS)].astype("Float64").fillna(0).astype(float)
    shown = counts[(counts > 0).any(axis=1)]
    if not 1 <= len(shown) <= _MOST:
        raise ValueError(f"There is room for 1 to {_MOST} layers that have something, not for {len(shown)}.")
    kinds = layers.loc[shown.index, "kind"]
    drawn, plots = figure(9, 1.3 + 0.235 * len(shown), columns=3, sharey=True)
    rows = np.arange(len(shown))
    told = []
    for plot, (name, label) in zip(plots, _PANELS.items(), strict=True):
        values = shown[name].to_numpy()
        _bars(plot, rows, values, kinds)
        plot.set_title(f"{label}: {_short(values.sum())}")
        plot.set_xlim(0, 1.34 * max(values.max(), 1))
        plot.set_xticks([])
        plot.spines["bottom"].set_visible(False)
        plot.tick_params(axis="y", length=0)
        shares = ", ".join(f"{kind} {values[(kinds == kind).to_numpy()].sum() / values.sum():.1%}" for kind in _LOOKS)
        most = list(shown.index[values == values.max()])
        each = " each" if len(most) > 1 else ""
        told.append(
            f"{label}, {values.sum():,.0f} in all ({shares}), most in {', '.join(most)} with {values.max():,.0f}{each}"
        )
    plots[0].set_yticks(rows, list(shown.index), fontsize=10)
    plots[0].set_ylim(len(shown) - 0.4, -0.6)
    _legend(drawn, kinds)
    drawn.suptitle(title, x=0.01, ha="left", fontsize=12)
    return described(drawn, f"{title}. Bars for {len(shown)} layers in three panels: {'; '.join(told)}.")


def _bars(plot: Any, rows: Any, values: Any, kinds: Any) -> None:
    for kind, (colour, hatch) in _LOOKS.items():
        own = (kinds == kind).to_numpy()
        plot.barh(rows[own], values[own], color=colour, hatch=hatch, edgecolor="white", linewidth=0, height=0.72)
    for row, value in zip(rows, values, strict=True):
        # What would hardly be seen as a bar needs no number.
        if value >= 0.01 * values.max():
            plot.annotate(_short(value), (value, row), (3, 0), textcoords="offset points", va="center", fontsize=10)


def _legend(drawn: Figure, kinds: Any) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415 (only when something is drawn)

    names = {"convolution": "convolution", "dense": "dense", "other": "image, pooling and others"}
    patches = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=names[kind])
        for kind, (colour, hatch) in _LOOKS.items()
        if (kinds == kind).any()
    ]
    drawn.legend(handles=patches, loc="outside lower center", ncols=len(patches))


def _short(number: float) -> str:
    """A count in three digits: 1,792; 36.9 k; 102.8 M; 15.5 G."""
    for power, letter in ((9, "G"), (6, "M"), (4, "k")):
        if number >= 10**power:
            return f"{number / 10 ** (power - power % 3):,.1f} {letter}"
    return f"{number:,.0f}"

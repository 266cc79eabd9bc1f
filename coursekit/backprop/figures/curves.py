"""How loss and accuracy went during training, for one network or several over each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from coursekit.figures import INK, PALE, SKY, VERMILION, described, figure, styled

__all__ = ["loss_curves"]

Array = npt.NDArray[Any]

# The first one is wide and pale, so that it shows below another that runs over it.
_LOOKS = ((SKY, 6.0, "o"), (INK, 1.7, "s"), (VERMILION, 1.7, "^"))
_MOST_MARKERS = 20  # epochs up to which each has its mark


@styled
def loss_curves(histories: Mapping[str, Any]) -> Figure:
    """Loss and accuracy by epoch, on the training data (dashed) and the validation data (solid).

    Args:
        histories: by the name to be shown, up to three: what `fit` of this course's `Sequential` or of a Keras model
            gives, or a table or dict with columns "loss", and if there are any "accuracy", "validation_loss" and
            "validation_accuracy" (Keras' "val_..." will do).

    Raises:
        ValueError: if there are none or too many, or one has no loss or no epoch.
        TypeError: if one is no history.
    """
    if not 1 <= len(histories) <= len(_LOOKS):
        raise ValueError(f"There is room for 1 to {len(_LOOKS)} histories, not for {len(histories)}.")
    tables = {name: _columns(history, name) for name, history in histories.items()}
    panels = [name for name in ("loss", "accuracy") if any(name in table for table in tables.values())]
    drawn, axes = figure(9 if len(panels) == 2 else 6, 4.0, columns=len(panels), squeeze=False)
    looks = _LOOKS if len(tables) > 1 else _LOOKS[1:]  # a single one lies over nothing
    for plot, quantity in zip(axes[0], panels, strict=True):
        for (name, table), (colour, width, marker) in zip(tables.items(), looks, strict=False):
            for column, kind, style in (
                (quantity, "training", (0, (3, 1.3))),
                (f"validation_{quantity}", "validation", "-"),
            ):
                if column in table:
                    marked = len(table["epoch"]) <= _MOST_MARKERS and width < 3
                    plot.plot(table["epoch"], table[column], color=colour, linewidth=width, linestyle=style,
                              marker=marker if marked else None, markersize=4, label=f"{name}, {kind}")  # fmt: skip
        plot.set_title(quantity)
        plot.set_xlabel("epoch")
        plot.grid(axis="y", color=PALE)
        plot.xaxis.get_major_locator().set_params(integer=True)
    axes[0, 0].set_ylim(bottom=0)
    axes[0, -1].legend(loc="best", handlelength=3.2)
    if len(panels) == 2:
        axes[0, 1].set_ylim(top=1.02)
    return described(
        drawn, f"{' and '.join(panels).capitalize()} by epoch. {' '.join(map(_told, tables, tables.values()))}"
    )


def _columns(history: Any, name: str) -> dict[str, Array]:
    """For each quantity one number an epoch, by this course's names; "epoch" counts from 1."""
    data = getattr(history, "table", history)  # of this course
    data = getattr(data, "history", data)  # of Keras
    if not isinstance(data, (Mapping, pd.DataFrame)):
        raise TypeError(
            f"{name!r} is a {type(history).__name__}, not a history: give what `fit` returns, or a table with a column "
            '"loss".'
        )
    columns = {str(column).replace("val_", "validation_"): np.asarray(values) for column, values in data.items()}
    # Where there were no validation data, this course's tables hold no numbers.
    columns = {column: values for column, values in columns.items() if column == "loss" or not _blank(values)}
    if not len(columns.get("loss", ())):
        found = ", ".join(columns) or "none"
        raise ValueError(f'{name!r} has no column "loss" with a number for each epoch. Its columns: {found}.')
    # Keras counts from 0, people from 1.
    return {"epoch": np.arange(1, len(columns["loss"]) + 1), **columns}


def _told(name: str, table: dict[str, Array]) -> str:
    parts = []
    for quantity in ("loss", "accuracy"):
        if quantity in table:
            part = f"{quantity} {_from_to(table[quantity])}"
            if f"validation_{quantity}" in table:
                part += f" (validation {_from_to(table[f'validation_{quantity}'])})"
            parts.append(part)
    text = f"{name}, {len(table['epoch'])} epochs: {', '.join(parts)}"
    validation = table.get("validation_loss")
    if validation is not None and np.isfinite(validation).any():
        best = int(np.nanargmin(validation))
        epoch = table["epoch"][best]
        text += f"; the smallest validation loss, {validation[best]:.3g}, after epoch {epoch}"
    return f"{text}."


def _blank(values: Array) -> bool:
    return bool(np.issubdtype(values.dtype, np.floating) and np.isnan(values).all())


def _from_to(values: Array) -> str:
    return f"{values[0]:.3g} to {values[-1]:.3g}"

"""What a model says of several views of one image, and of their mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.augmentation.figures.paper import checked_image, named, tile
from coursekit.figures import BLUE, GREY, VERMILION, WIDTH, described, sheet, styled

__all__ = ["views"]

Array = npt.NDArray[Any]

_FIRST, _GAP = 1.5, 0.16


@styled
def views(images: Any, posteriors: Any, classes: Any, label: int) -> Figure:
    """Views of one image and the mean of all: the right class, and each class that the model once has first.

    Args:
        images: the image itself, then its other views, 2 to 8 of shape (n, height, width, channels).
        posteriors: what the model says of each, shape (n, classes).
        classes: the names.
        label: the index of the right class.

    Raises:
        ValueError: if they do not fit.
    """
    said = np.asarray(posteriors, dtype=float)
    if not 2 <= len(images) <= 8 or said.shape != (len(images), len(classes)):
        raise ValueError(f"posteriors must have shape ({len(images)}, {len(classes)}) for 2 to 8 views.")
    mean = said.mean(axis=0)
    side = min(1.0, (WIDTH - _FIRST) / (len(images) + 1) - _GAP)
    firsts = {label, int(mean.argmax()), *said.argmax(axis=1).tolist()}
    shown = sorted(firsts, key=lambda which: (-mean[which], which))
    drawn, plot = sheet(side + 0.4 + 0.46 * len(shown))
    told = []
    for column in range(len(images) + 1):
        left = _FIRST + column * (side + _GAP)
        own = said[column] if column < len(images) else mean
        if column < len(images):
            name = "as it came" if column == 0 else f"view {column + 1}"
            tile(plot, checked_image(images[column]), left, 0, side, name)
        else:
            name = "the mean"
            plot.text(left + side / 2, side / 2, "mean", ha="center", va="center", fontsize=12)
        right = int(own.argmax()) == label
        told.append(
            f"{name}: {named(classes[int(own.argmax())])} with {own.max():.0%}, {'right' if right else 'wrong'}"
        )
        for row, which in enumerate(shown):
            middle = side + 0.62 + 0.46 * row
            _bar(plot, left, middle, side, own[which], right_class=bool(which == label), first=own.argmax() == which)
    for row, which in enumerate(shown):
        text = named(classes[which]) + ("\n(right)" if which == label else "")
        plot.text(0.02, side + 0.62 + 0.46 * row, text, va="center", fontsize=10.5, linespacing=1.05)
    return described(drawn, f"{len(images)} views of one image. {'; '.join(told)}.")


def _bar(plot: Any, left: float, middle: float, side: float, value: float, *, right_class: bool, first: bool) -> None:
    """A posterior as a bar of a scale from 0 to 1, with its number; bold for the class that comes first."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    colour = BLUE if right_class else VERMILION if first else GREY
    plot.add_patch(Rectangle((left, middle - 0.02), side, 0.13, facecolor="#EEEEEE", linewidth=0))
    plot.add_patch(Rectangle((left, middle - 0.02), side * value, 0.13, facecolor=colour, linewidth=0))
    plot.text(left, middle - 0.05, f"{value:.0%}", fontsize=10, va="bottom", weight="bold" if first else "normal")

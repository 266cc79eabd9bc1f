"""Squares with numbers, letters and frames, of which the diagrams of lecture 01 are made.

Each function draws on axes that it is given, inside a function that is `styled`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.figures import ORANGE

__all__ = ["LETTERS", "frame", "grid", "letters", "shades", "signed"]

Array = npt.NDArray[Any]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""Names of the weights of a small kernel."""


def shades(number: int) -> Array:
    """Colours that differ in lightness too, so that they can be told apart in grey."""
    from matplotlib import colormaps  # noqa: PLC0415 (private to Matplotlib's drawing)

    return np.asarray(colormaps["cividis"](np.linspace(0, 0.95, number)))


def signed(sentence: str) -> str:
    """A sum with true minus signs: 3 + -2 becomes 3 − 2."""
    return sentence.replace("+ -", "− ").replace("-", "−")


def grid(axis: Any, values: Array, title: str, size: int = 12, span: float | None = None) -> None:
    """Numbers in squares; the larger, the darker, up to `span` (the largest of them if it is not given)."""
    span = span or float(np.abs(values).max()) or 1.0
    axis.imshow(np.abs(values), cmap="Greys", vmin=0, vmax=2.2 * span)
    for (i, j), value in np.ndenumerate(values):
        axis.text(j, i, signed(f"{value:g}"), ha="center", va="center", fontsize=size)
    axis.set_xticks(np.arange(values.shape[1] + 1) - 0.5, [])
    axis.set_yticks(np.arange(values.shape[0] + 1) - 0.5, [])
    axis.grid(color="#BBBBBB", linewidth=1)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    axis.set_title(title)


def frame(
    axis: Any, row: int, column: int, shape: tuple[int, ...], *, colour: str = ORANGE, thickness: float = 3.5
) -> None:
    """A frame around some pixels of an image."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    corner = (column - 0.5, row - 0.5)
    axis.add_patch(
        Rectangle(corner, shape[1], shape[0], fill=False, edgecolor=colour, linewidth=thickness, clip_on=False)
    )


def letters(axis: Any, numbers: Array, weights: int, size: int) -> None:
    """Squares with the letter and the colour of their weight; zeros stay white."""
    from matplotlib.colors import ListedColormap  # noqa: PLC0415 (private to Matplotlib's drawing)

    colours = shades(weights)
    axis.imshow(np.ma.masked_equal(numbers, 0), cmap=ListedColormap(colours), vmin=0.5, vmax=weights + 0.5)
    for (i, j), number in np.ndenumerate(numbers):
        if number:
            dark = float(colours[number - 1][:3] @ (0.299, 0.587, 0.114)) < 0.5
            axis.text(
                j, i, LETTERS[number - 1], ha="center", va="center", fontsize=size, color="white" if dark else "black"
            )

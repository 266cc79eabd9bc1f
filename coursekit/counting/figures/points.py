"""Points over the scene: found, false alarm and missed, by class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.counting.figures.backdrop import photograph
from coursekit.counting.marks import KINDS, colours, letters, on_colour, sorted_points, spoken
from coursekit.counting.matching import Matched
from coursekit.figures import INK, described, figure, styled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["points"]

_SHAPES = {"found": "o", "false alarm": "^", "missed": "s"}


@styled
def points(
    image: npt.ArrayLike,
    found: pd.DataFrame,
    truth: pd.DataFrame,
    matched: Matched,
    classes: Sequence[str],
    window: tuple[int, int, int, int] | None = None,
) -> Figure:
    """What was found and what is there: a letter and a colour for the class, a shape for right, false and missed.

    Args:
        image: (height, width, 3), the whole scene.
        found: from `detect`.
        truth: the annotations.
        matched: what `match` made of the two.
        classes: of the animals.
        window: (top, left, bottom, right) to draw, half-open; None for all.

    Raises:
        ValueError: if the window does not lie in the image.
    """
    pixels = np.asarray(image)
    top, left, bottom, right = window or (0, 0, *pixels.shape[:2])
    if not (0 <= top < bottom <= pixels.shape[0] and 0 <= left < right <= pixels.shape[1]):
        raise ValueError(f"The window {window} does not lie in an image of {pixels.shape[:2]}.")
    drawn, plot = figure(9, 1.0 + 8.3 * (bottom - top) / (right - left))
    photograph(plot, pixels[top:bottom, left:right], 330, grey=True)
    sign, ink = letters(classes), colours(classes)
    told = []
    for kind, own in sorted_points(found, truth, matched).items():
        inside = [each for each in own if top <= each[1] < bottom and left <= each[2] < right]
        for name, row, column in inside:
            _mark(plot, column - left, row - top, kind, sign[name], ink[name])
        by_class = [f"{count} {spoken(name)}" for name in classes if (count := sum(n == name for n, *_ in inside))]
        told.append(f"{kind}: {', '.join(by_class) or 'none'}")
    _legend(plot, classes, sign, ink)
    where = "" if window is None else f" Rows {top} to {bottom - 1}, columns {left} to {right - 1}."
    return described(drawn, f"The scene with a mark for each point, {len(classes)} classes.{where} {'; '.join(told)}.")


def _mark(plot: Any, x: float, y: float, kind: str, letter: str, colour: str) -> None:
    hollow = kind == "missed"
    plot.scatter([x], [y], s=185 if kind == "false alarm" else 115, marker=_SHAPES[kind], linewidths=1.6,
                 facecolors="white" if hollow else colour, edgecolors=colour if hollow else "white",
                 zorder=2 + KINDS.index(kind))  # fmt: skip
    plot.annotate(letter, (x, y), (0, -1.4 if kind == "false alarm" else 0), textcoords="offset points", ha="center",
                  va="center_baseline", fontsize=7, fontweight="bold", color=INK if hollow else on_colour(colour),
                  zorder=5)  # fmt: skip


def _legend(plot: Any, classes: Sequence[str], sign: dict[str, str], ink: dict[str, str]) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 (only when something is drawn)

    def handle(kind: str, colour: str) -> Any:
        hollow = kind == "missed"
        return Line2D([], [], linestyle="", marker=_SHAPES[kind], markersize=9,
                      markerfacecolor="white" if hollow else colour, markeredgecolor=colour if hollow else "white",
                      markeredgewidth=1.6)  # fmt: skip

    shapes = {kind: handle(kind, INK) for kind in KINDS}
    names = {f"{sign[name]} {spoken(name)}": handle("found", ink[name]) for name in classes}
    entries = shapes | names
    plot.legend([*entries.values()], [*entries], loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=4,
                handletextpad=0.2, columnspacing=1.4)  # fmt: skip

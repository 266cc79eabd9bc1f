"""What the drawings of networks are made of: boxes in oblique projection, and labels that keep out of each other's way.

Everything is drawn on the axes of `coursekit.figures.sheet`, in inches, with y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coursekit.figures import GREY, INK

__all__ = ["LINE", "RISE", "RUN", "box", "labels", "width_of"]

RUN, RISE = 0.34, 0.22
"""How far an inch of depth goes to the right and up."""

LINE = 0.17
"""A line of text, in inches."""

_LETTER = 0.093  # inches across, on average, at 10 points


def box(plot: Any, left: float, bottom: float, length: float, height: float, depth: float, colour: str) -> None:
    """A box that stands on `bottom`: `length` goes to the right, `depth` away from the reader, up and to the right.

    Args:
        plot: axes of `coursekit.figures.sheet`.
        left: of its front face, in inches.
        bottom: of its front face, in inches from the top of the sheet.
        length: in inches.
        height: in inches.
        depth: in inches, before it is foreshortened.
        colour: of the front face; the other two are lighter and darker.
    """
    from matplotlib.colors import to_rgb  # noqa: PLC0415 (only when something is drawn)
    from matplotlib.patches import Polygon  # noqa: PLC0415 (see above)

    right, top, run, rise = left + length, bottom - height, RUN * depth, RISE * depth
    faces = (
        (((left, bottom), (right, bottom), (right, top), (left, top)), 0.0),
        (((left, top), (right, top), (right + run, top - rise), (left + run, top - rise)), 0.35),
        (((right, bottom), (right, top), (right + run, top - rise), (right + run, bottom - rise)), 0.6),
    )
    for corners, paler in faces:
        shade = tuple(value + paler * (1 - value) for value in to_rgb(colour))
        plot.add_patch(Polygon(corners, facecolor=shade, edgecolor=INK, linewidth=0.6, joinstyle="round"))


def width_of(text: str) -> float:
    """About how wide a text of 10 points is, in inches: its longest line."""
    return _LETTER * max(len(line) for line in text.split("\n"))


def labels(plot: Any, top: float, said: Sequence[tuple[float, float, str]], right: float) -> float:
    """Texts below what they name, each in the first row where it has room, with a line up to it.

    Args:
        plot: axes of `coursekit.figures.sheet`; None to find out only how much room they take.
        top: where the first row begins, in inches.
        said: for each the middle of what it names and its bottom, in inches, and the text, in lines.
        right: where the sheet ends, in inches.

    Returns:
        Where the last row ends.
    """
    ends: list[float] = []
    lines = max((text.count("\n") + 1 for _, _, text in said), default=0)
    for middle, bottom, text in said:
        half = width_of(text) / 2
        centre = min(max(middle, half), right - half)
        row = next((row for row, end in enumerate(ends) if centre - half > end), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = centre + half + 0.08
        if plot is not None:
            above = top + row * (lines * LINE + 0.08)
            plot.plot([middle, middle], [bottom + 0.02, above + 0.01], color=GREY, linewidth=0.6, zorder=0)
            plot.text(centre, above + 0.02, text, ha="center", va="top", fontsize=10, linespacing=1.1,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
    return top + len(ends) * (lines * LINE + 0.08)

"""Images and what an augmentation drew from them: the static picture of the gallery."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.augmentation.figures.paper import checked_image, named, tile
from coursekit.figures import BLUE, WIDTH, described, sheet, styled

__all__ = ["drawn"]

_NAMES, _GAP = 1.35, 0.08


@styled
def drawn(images: Any, draws: Any, names: Sequence[str], code: str = "") -> Figure:
    """A row for each image: as it came (in a frame), then what was drawn from it.

    Args:
        images: 1 to 6, shape (n, height, width, channels).
        draws: shape (n, draws, height, width, channels), 1 to 8 draws.
        names: the class of each image.
        code: the `Augment` that drew it, written above.

    Raises:
        ValueError: if they do not fit.
    """
    rows = [checked_image(image) for image in images]
    if not 1 <= len(rows) <= 6 or not len(rows) == len(draws) == len(names):
        raise ValueError("images must be 1 to 6, with draws and a name for each.")
    count = len(draws[0])
    if not 1 <= count <= 8:
        raise ValueError(f"There is room for 1 to 8 draws, not for {count}.")
    lines = textwrap.wrap(code, 105, break_long_words=False)
    side = min(1.02, (WIDTH - _NAMES) / (count + 1) - _GAP)
    top = 0.22 * len(lines) + (0.1 if lines else 0)
    figure, plot = sheet(top + len(rows) * (side + _GAP))
    for number, line in enumerate(lines):
        plot.text(0.02, 0.1 + 0.22 * number, line, fontsize=10, va="center", family="DejaVu Sans Mono")
    for row, (image, own, name) in enumerate(zip(rows, draws, names, strict=True)):
        above = top + row * (side + _GAP)
        plot.text(0.02, above + side / 2, named(name), va="center", fontsize=11)
        tile(plot, image, _NAMES, above, side, frame=BLUE)
        for column, each in enumerate(np.asarray(own), start=1):
            tile(plot, checked_image(each), _NAMES + column * (side + _GAP) + 0.06, above, side)
    told = f" by {code}" if code else ""
    return described(
        figure,
        f"{len(rows)} images ({', '.join(named(name) for name in names)}), each as it came and then {count} times as "
        f"it was drawn{told}.",
    )

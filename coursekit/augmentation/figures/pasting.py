"""A thing on another ground: how its edge and its shadow decide whether it looks real."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.augmentation.figures.following import outlined
from coursekit.augmentation.figures.paper import arrow, checked_image, tile
from coursekit.augmentation.pasting.paste import Shadow, paste
from coursekit.augmentation.pasting.targets import cut_out
from coursekit.figures import WIDTH, described, sheet, styled

__all__ = ["pasted"]

_GAP = 0.16


@styled
def pasted(
    image: Any, mask: Any, background: Any, row: int, column: int, shadow: Shadow, feather: float = 1.0
) -> Figure:
    """Where a thing was cut out, and four ways of pasting it.

    Args:
        image: shape (height, width, 3).
        mask: what belongs to the thing, shape (height, width).
        background: shape (height, width, 3).
        row: of the background, where the top row of what was cut out goes.
        column: likewise for the left column.
        shadow: what the thing casts in the third.
        feather: standard deviation of the soft edge, in pixels.

    Raises:
        ValueError: if they do not fit: see `augmentation.paste`.
    """
    values, ground = checked_image(image), checked_image(background, "background").astype(np.float32)
    target = cut_out(values.astype(np.float32), mask)
    ways: dict[str, dict[str, Any]] = {
        "hard edge": {"blend": "hard"},
        "soft edge": {"feather": feather},
        "and a shadow": {"feather": feather, "shadow": shadow},
        "Poisson": {"blend": "poisson"},
    }
    side = (WIDTH - 0.1) / 5 - _GAP
    drawn, plot = sheet(side + 0.4)
    tile(plot, values, 0.1, 0, side, "cut out here")
    outlined(plot, np.asarray(mask) > 0, 0.1, 0, side)
    for place, (name, settings) in enumerate(ways.items(), start=1):
        left = 0.1 + place * (side + _GAP)
        done = paste(ground, target, row, column, **settings)
        tile(plot, np.asarray(done.image, dtype=float), left, 0, side, name)
    arrow(plot, (0.1 + side + 0.01, side / 2), (0.1 + side + _GAP - 0.01, side / 2))
    height, width = target.mask.shape
    return described(
        drawn,
        f"A thing in a box of {height}×{width} pixels, cut out along its outline, and pasted onto another ground at "
        f"row {row}, column {column}, four times: {', '.join(ways)}.",
    )

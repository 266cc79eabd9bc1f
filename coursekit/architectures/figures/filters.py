"""The filters of a convolution as small images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.architectures.figures.maps import coloured
from coursekit.figures import WIDTH, described, sheet, styled

__all__ = ["filters"]

_NAMES, _GAP, _CAPTION = 1.5, 0.07, 0.2
_SIDE = 0.85


@styled
def filters(kernels: Mapping[str, npt.ArrayLike], most: int = 16) -> Figure:
    """A row of filters for each kernel, in one scale a row: the filters of a first convolution can be looked at.

    Filters of one channel: blue where a weight is positive, orange where it is negative, white at 0. Filters of three
    channels are colours: grey at 0.

    Args:
        kernels: by what they are called, such as "before": shape (height, width, channels, filters), as in Keras.
        most: filters in a row at most, the first ones.

    Raises:
        ValueError: unless there are kernels of one or three channels.
    """
    rows = {name: np.asarray(kernel, dtype=float) for name, kernel in kernels.items()}
    for name, kernel in rows.items():
        if kernel.ndim != 4 or kernel.shape[2] not in {1, 3} or not kernel.size:
            raise ValueError(
                f"{name!r} must have shape (height, width, 1 or 3, filters), as the kernel of a first layer, not "
                f"{kernel.shape}. Deeper filters have more channels than can be seen."
            )
    if not rows:
        raise ValueError("There are no kernels to draw.")
    count = min(most, max(kernel.shape[3] for kernel in rows.values()))
    side = min(_SIDE, (WIDTH - _NAMES) / count - _GAP)
    drawn, plot = sheet(len(rows) * (side + _GAP) + _CAPTION)
    for row, (name, kernel) in enumerate(rows.items()):
        top = row * (side + _GAP)
        plot.text(0.02, top + side / 2, name.replace("\n", " "), va="center", fontsize=11)
        largest = float(np.abs(kernel).max()) or 1.0
        for column in range(min(most, kernel.shape[3])):
            weights = kernel[..., column]
            pixels = coloured(weights[..., 0], largest) if weights.shape[2] == 1 else 0.5 + weights / largest / 2
            left = _NAMES + column * (side + _GAP)
            plot.imshow(pixels, extent=(left, left + side, top + side, top), interpolation="nearest")
            _frame(plot, left, top, side)
    _limits(plot, len(rows) * (side + _GAP) + _CAPTION)
    single = next(iter(rows.values())).shape[2] == 1
    key = "blue: positive, orange: negative, white: 0; one scale a row" if single else "grey: 0; one scale a row"
    plot.text(_NAMES, len(rows) * (side + _GAP) + 0.02, key, fontsize=10, va="top")
    told = "; ".join(
        f"{name}: {min(most, kernel.shape[3])} of {kernel.shape[3]} filters of "
        f"{'×'.join(map(str, kernel.shape[:3]))}, weights from "
        f"{kernel.min():.2f} to {kernel.max():.2f}"
        for name, kernel in rows.items()
    )
    return described(drawn, f"Filters as small images. {told.replace('-', '−')}.")


def _frame(plot: Any, left: float, top: float, side: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    plot.add_patch(Rectangle((left, top), side, side, fill=False, edgecolor="#9A9A9A", linewidth=0.8))


def _limits(plot: Any, height: float) -> None:
    """What imshow has changed."""
    plot.set_xlim(0, WIDTH)
    plot.set_ylim(height, 0)

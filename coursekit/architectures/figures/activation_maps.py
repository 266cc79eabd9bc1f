"""What layers make of one image: some of their maps, a row a layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.architectures.figures.maps import coloured
from coursekit.figures import WIDTH, described, sheet, styled

__all__ = ["activation_maps"]

_IMAGE, _NAMES, _GAP = 1.4, 1.3, 0.06
_COLUMNS = 8


@styled
def activation_maps(image: npt.ArrayLike, maps: Mapping[str, npt.ArrayLike], channels: Sequence[int] | None = None
                    ) -> Figure:  # fmt: skip
    """The image, and beside it rows of maps: blue above 0, orange below, white at 0, one scale a layer.

    Args:
        image: shape (height, width, 1 or 3), values from 0 to 1.
        maps: by the layer's name, an array (height, width, channels).
        channels: which of them to draw, counted from 0; the first eight by default. What a layer does not have is left
            out.

    Raises:
        ValueError: if something has another shape, or there is no map.
    """
    picture = np.asarray(image, dtype=float)
    rows = {name: np.asarray(values, dtype=float) for name, values in maps.items()}
    if picture.ndim != 3 or picture.shape[2] not in {1, 3}:
        raise ValueError(f"image must have shape (height, width, 1 or 3), not {picture.shape}.")
    for name, values in rows.items():
        if values.ndim != 3 or not values.size:
            raise ValueError(f"The maps of {name!r} must have shape (height, width, channels), not {values.shape}.")
    chosen = list(range(_COLUMNS)) if channels is None else list(channels)
    lines = [
        (name, values, part)
        for name, values in rows.items()
        if (there := [channel for channel in chosen if channel < values.shape[2]])
        for part in (there[start : start + _COLUMNS] for start in range(0, len(there), _COLUMNS))
    ]
    if not lines:
        raise ValueError("There is no map to draw: no layer has such a channel.")
    start = _IMAGE + _NAMES
    side = (WIDTH - start) / _COLUMNS - _GAP
    height = max(_IMAGE, len(lines) * (side + _GAP)) + 0.24
    drawn, plot = sheet(height)
    # One channel is ink on paper, as in the course's other figures.
    ink = picture if picture.shape[2] == 3 else np.repeat(1 - picture, 3, axis=2)
    _tile(plot, ink.clip(0, 1), 0.02, 0.02, _IMAGE - 0.2)
    for row, (name, values, part) in enumerate(lines):
        top = 0.02 + row * (side + _GAP)
        size = "×".join(map(str, values.shape))
        plot.text(
            _IMAGE,
            top + side / 2,
            f"{name}\n{size}\n{part[0]} to {part[-1]}",
            va="center",
            fontsize=10,
            linespacing=1.2,
        )
        largest = float(np.abs(values).max()) or 1.0
        for column, channel in enumerate(part):
            _tile(plot, coloured(values[..., channel], largest), start + column * (side + _GAP), top, side)
    plot.set_xlim(0, WIDTH)
    plot.set_ylim(height, 0)
    plot.text(start, height - 0.18, "blue: above 0, orange: below, white: 0; one scale a layer", fontsize=10, va="top")
    return described(drawn, f"An image of {'×'.join(map(str, picture.shape))} and maps that layers make of it. "
                            f"{'; '.join(_told(*line) for line in lines)}.")  # fmt: skip


def _tile(plot: Any, pixels: Any, left: float, top: float, side: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    plot.imshow(pixels, extent=(left, left + side, top + side, top), interpolation="nearest")
    plot.add_patch(Rectangle((left, top), side, side, fill=False, edgecolor="#9A9A9A", linewidth=0.8))


def _told(name: str, values: Any, part: Sequence[int]) -> str:
    silent = [channel for channel in part if not values[..., channel].any()]
    dark = f", {len(silent)} of them all 0" if silent else ""
    return f"{name}, {values.shape[0]}×{values.shape[1]}, channels {part[0]} to {part[-1]}{dark}"

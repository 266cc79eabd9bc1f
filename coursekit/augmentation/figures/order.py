"""Two transforms in two orders: matrices do not commute."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.figures.paper import arrow, checked_image, tile
from coursekit.augmentation.transforms.parameters import Parameters
from coursekit.figures import BLUE, VERMILION, described, sheet, styled

__all__ = ["turn_and_shift"]

Array = npt.NDArray[Any]

_SIDE, _GAP = 1.45, 0.75


@styled
def turn_and_shift(image: Any, degrees: float = 90, pixels: float = 7) -> Figure:
    """Turned and then shifted to the right, and the other way round, with the middle of the image marked in each.

    Args:
        image: shape (height, width, 1) or (height, width, 3).
        degrees: counter-clockwise.
        pixels: to the right.

    Raises:
        ValueError: if it is no such image.
    """
    values = checked_image(image)
    steps: dict[str, dict[str, Any]] = {"turned": {"rotation": [degrees]}, "shifted": {"shift": [(pixels, 0.0)]}}
    drawn, plot = sheet(2 * _SIDE + 0.86)
    augment = Augment(fill_mode="constant")
    height, width, channels = values.shape
    told = []
    for row, (order, colour) in enumerate(((("turned", "shifted"), BLUE), (("shifted", "turned"), VERMILION))):
        top = row * (_SIDE + 0.5)
        done, middle = values[None].astype(np.float32), [[(height - 1) / 2, (width - 1) / 2]]
        tile(plot, values, 0.3, top, _SIDE, "as it came" if row else "")
        _mark(plot, middle[0], values.shape, 0.3, top)
        for column, name in enumerate(order, start=1):
            parameters = Parameters.identity(1, channels)._replace(
                **{key: np.array(value, dtype=float) for key, value in steps[name].items()}
            )
            done = augment.apply(done, parameters)
            middle = augment.points([middle], parameters, height, width)[0].positions.tolist()
            left = 0.3 + column * (_SIDE + _GAP)
            arrow(plot, (left - _GAP + 0.1, top + _SIDE / 2), (left - 0.1, top + _SIDE / 2))
            tile(plot, np.asarray(done[0], dtype=float), left, top, _SIDE, name,
                 frame=colour if column == 2 else None)  # fmt: skip
            _mark(plot, middle[0], values.shape, left, top)
        where = f"row {middle[0][0]:g}, column {middle[0][1]:g}"
        plot.text(0.3 + 3 * (_SIDE + _GAP) - 0.3, top + _SIDE / 2, f"its middle is now\nat {where}", va="center",
                  fontsize=11)  # fmt: skip
        told.append(f"{' and then '.join(order)}, its middle is at {where}")
    return described(
        drawn,
        f"An image in two rows, turned by {degrees:g}° and shifted by {pixels:g} pixels to the right. "
        f"{'; '.join(told).capitalize()}.",
    )


def _mark(plot: Any, point: Any, shape: tuple[int, ...], left: float, top: float) -> None:
    """A ring at a point of an image, given by row and column."""
    row, column = point
    x, y = left + (column + 0.5) / shape[1] * _SIDE, top + (row + 0.5) / shape[0] * _SIDE
    for colour, width in (("white", 4.5), (VERMILION, 2.2)):
        plot.plot([x], [y], marker="o", markersize=9, markerfacecolor="none", markeredgecolor=colour,
                  markeredgewidth=width, zorder=5)  # fmt: skip

"""What each further resampling costs: the same transform in one step and in several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.augmentation.figures.paper import checked_image, tile
from coursekit.figures import ORANGE, WIDTH, described, sheet, styled

__all__ = ["detail", "resampled"]

Array = npt.NDArray[Any]


def detail(image: Any) -> float:
    """How much fine detail an image has: the standard deviation of its second differences, inside the largest disc.

    The disc is what every rotation about the middle leaves in the picture.

    Args:
        image: shape (height, width, channels), at least 8 pixels high and wide.

    Raises:
        ValueError: if it is no such image.
    """
    values = checked_image(image).mean(axis=2)
    if min(values.shape) < 8:
        raise ValueError(f"image must be at least 8×8, not {values.shape[0]}×{values.shape[1]}.")
    middle = values[1:-1, 1:-1]
    second = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:] - 4 * middle
    rows, columns = np.indices(second.shape)
    height, width = second.shape
    away = np.hypot(rows - (height - 1) / 2, columns - (width - 1) / 2)
    return float(second[away < min(height, width) / 2 - 2].std())


@styled
def resampled(images: Mapping[str, Any]) -> Figure:
    """Versions of one image side by side, each with a part of it enlarged, and how much detail it has left.

    Args:
        images: by name, 2 to 4 of one shape; the first is what the others are compared with.

    Raises:
        ValueError: for fewer or more, or other shapes.
    """
    versions = {name: checked_image(image, name) for name, image in images.items()}
    if not 2 <= len(versions) <= 4 or len({values.shape for values in versions.values()}) != 1:
        raise ValueError("images must be 2 to 4 of the same shape.")
    side = min(2.0, (WIDTH - 0.2) / len(versions) - 0.2)
    drawn, plot = sheet(2 * side + 0.76)
    first = next(iter(versions.values()))
    height, width = first.shape[:2]
    part = slice(height // 3, height // 3 + height // 3), slice(width // 3, width // 3 + width // 3)
    told = []
    for column, (name, values) in enumerate(versions.items()):
        left = 0.1 + column * (side + 0.2)
        left_over = f"{detail(values) / detail(first):.0%} of the detail"
        plot.text(left + side / 2, 0.2, name, ha="center", va="bottom", fontsize=11)
        tile(plot, values, left, 0.3, side)
        _frame(plot, left, side)
        tile(plot, values[part], left, 0.3 + side + 0.12, side, left_over, frame=ORANGE, size=11)
        told.append(f"{name}: {left_over}")
    return described(
        drawn,
        f"The same {height}×{width} image {len(versions)} times, below each its middle enlarged. {'; '.join(told)}.",
    )


def _frame(plot: Any, left: float, side: float) -> None:
    """What is enlarged below."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    third = side / 3
    plot.add_patch(Rectangle((left + third, 0.3 + third), third, third, fill=False, edgecolor=ORANGE, linewidth=2.2,
                             zorder=3))  # fmt: skip

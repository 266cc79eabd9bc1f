"""What the figures of topic 04 are made of: images, and arrows between them.

Everything is drawn on the axes of `coursekit.figures.sheet`, inside a function that is `styled`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.transforms.apply import checked_images
from coursekit.figures import INK, WIDTH

__all__ = ["arrow", "checked_image", "named", "shown", "tile"]

Array = npt.NDArray[Any]

_PIXELS = 64
"""An inch of a photograph. Finer ones are averaged down to it in small tiles: a notebook keeps every figure twice."""


def checked_image(image: Any, name: str = "image") -> Array:
    """One image as floats.

    Raises:
        TypeError: if its values are neither floats nor uint8.
        ValueError: unless it has shape (height, width, 1) or (height, width, 3), and values from 0 to 1 or uint8.
    """
    array = np.asarray(image)
    if array.ndim != 3 or array.shape[2] not in {1, 3}:
        raise ValueError(f"{name} must have shape (height, width, 1) or (height, width, 3), not {array.shape}.")
    pixels: Array = checked_images(array[None])[0]
    return pixels / 255 if pixels.dtype == np.uint8 else pixels.astype(np.float64)


def shown(image: Array) -> Array:
    """An image as it is printed: colours as they are; one channel as ink on paper, high values dark."""
    if image.shape[2] == 1:
        return np.repeat(1 - image, 3, axis=2).clip(0, 1)
    return image.clip(0, 1)


def named(name: str) -> str:
    """A class as it is written on a figure."""
    return name.replace("_", " ")


def tile(
    plot: Any,
    image: Array,
    left: float,
    top: float,
    side: float,
    caption: str = "",
    *,
    frame: str | None = None,
    style: Any = "-",
    size: float = 10,
) -> None:
    """An image in a square of `side` inches, its caption below it.

    Args:
        plot: axes of `coursekit.figures.sheet`.
        image: from `checked_image`.
        left: distance of its left edge from that of the sheet, in inches.
        top: distance of its top edge from that of the sheet, in inches.
        side: of the square, in inches.
        caption: may have several lines.
        frame: colour of a thick frame; a thin one if None.
        style: of the frame's line.
        size: of the caption, in points.
    """
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    factor = int(image.shape[0] // (_PIXELS * side)) or 1
    if factor > 1:
        rows, columns = (length // factor for length in image.shape[:2])
        parts = image[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor, -1)
        image = parts.mean(axis=(1, 3))
    plot.imshow(shown(image), extent=(left, left + side, top + side, top), interpolation="nearest", zorder=1)
    # imshow sets limits and aspect anew.
    plot.set_xlim(0, WIDTH)
    plot.set_ylim(*sorted(plot.get_ylim(), reverse=True))
    width = 3.2 if frame else 0.8
    plot.add_patch(
        Rectangle((left, top), side, side, fill=False, edgecolor=frame or "#9A9A9A", linewidth=width, linestyle=style,
                  zorder=2)
    )  # fmt: skip
    if caption:
        plot.text(left + side / 2, top + side + 0.09, caption, ha="center", va="top", fontsize=size, linespacing=1.15)


def arrow(plot: Any, start: tuple[float, float], end: tuple[float, float], colour: str = INK) -> None:
    """An arrow from one point of the sheet to another."""
    plot.annotate(
        "", end, start, zorder=3,
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0,
                    "mutation_scale": 13},
    )  # fmt: skip

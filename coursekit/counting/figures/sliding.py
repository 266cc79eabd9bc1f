"""A window that slides over an image, and how often it looks at each pixel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.counting.figures.backdrop import photograph
from coursekit.figures import BLUE, INK, ORANGE, VERMILION, described, figure, styled

__all__ = ["looks", "sliding_window"]


def looks(pixels: int, patch: int, stride: int) -> npt.NDArray[np.int64]:
    """How many windows along one side of an image hold each pixel; shape (pixels,)."""
    starts = np.arange(0, pixels - patch + 1, stride)
    edges = np.zeros(pixels + 1, dtype=np.int64)
    np.add.at(edges, starts, 1)
    np.add.at(edges, starts + patch, -1)
    return np.asarray(np.cumsum(edges)[:-1], dtype=np.int64)


@styled
def sliding_window(image: npt.ArrayLike, patch: int, stride: int) -> Figure:
    """The first windows of a classifier that slides over an image, and how many windows hold each pixel.

    Args:
        image: (height, width, 3), uint8 or floats from 0 to 1, not smaller than a patch.
        patch: height and width of a window in pixels.
        stride: pixels from one window to the next.

    Raises:
        ValueError: if the image is smaller than a patch, or it is no image of three channels.
    """
    height, width = np.asarray(image).shape[:2]
    if min(height, width) < patch:
        raise ValueError(f"The image has {height}×{width} pixels and is smaller than a patch of {patch}×{patch}.")
    held = np.outer(looks(height, patch, stride), looks(width, patch, stride))
    drawn, (left, right) = figure(9, 0.9 + 3.9 * min(1.0, height / width), columns=2)
    photograph(left, image, 300)
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    for number, colour in enumerate((BLUE, ORANGE, VERMILION)):
        if number * stride + patch <= width:
            for line, ink in ((4.5, "white"), (2.2, colour)):
                corner = (number * stride, 0.02 * height)
                left.add_patch(Rectangle(corner, patch, patch, fill=False, edgecolor=ink, linewidth=line))
    left.set_title(f"{patch}×{patch} pixels, every {stride}")
    shown = right.imshow(held, cmap="Blues", vmin=0, extent=(0, width, height, 0), interpolation="nearest")
    right.set_title("windows that hold a pixel")
    right.set_xticks([])
    right.set_yticks([])
    bar = drawn.colorbar(shown, ax=right, shrink=0.9)
    bar.set_ticks([0, int(held.max())] if held.max() else [0])
    right.text(width / 2, height / 2, f"{held[height // 2, width // 2]:,}", ha="center", va="center", fontsize=16,
               color="white" if held[height // 2, width // 2] > held.max() / 2 else INK)  # fmt: skip
    windows = (1 + (height - patch) // stride) * (1 + (width - patch) // stride)
    return described(
        drawn,
        f"An image of {height:,} by {width:,} pixels with the first windows of {patch} by {patch}, each {stride} "
        f"pixels beside the one before; {windows:,} fit. Beside it how many windows hold each pixel: "
        f"{int(held.max()):,} at most, {held[height // 2, width // 2]:,} in the middle, 1 in the corner.",
    )

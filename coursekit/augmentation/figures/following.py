"""Points and masks that go where their image goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.figures.paper import checked_image, tile
from coursekit.augmentation.transforms.parameters import Parameters
from coursekit.figures import BLUE, INK, ORANGE, WIDTH, described, sheet, styled

__all__ = ["composites", "following", "outlined", "ringed"]

Array = npt.NDArray[Any]

_GAP = 0.16


def ringed(plot: Any, points: Any, shape: tuple[int, ...], left: float, top: float, side: float) -> None:
    """A ring at each point (row, column) of an image that was laid down by `tile`."""
    for row, column in points:
        x, y = left + (column + 0.5) / shape[1] * side, top + (row + 0.5) / shape[0] * side
        for colour, width in ((INK, 3.6), (ORANGE, 1.8)):
            plot.plot([x], [y], marker="o", markersize=7, markerfacecolor="none", markeredgecolor=colour,
                      markeredgewidth=width, zorder=5)  # fmt: skip


def outlined(plot: Any, mask: Array, left: float, top: float, side: float) -> None:
    """The edge of a mask (height, width) on an image that was laid down by `tile`."""
    # A border of zeros, so that a mask that reaches the edge of the image has an edge there too.
    values = np.pad(np.asarray(mask, dtype=float), 1)
    rows, columns = (np.arange(-1, length + 1) + 0.5 for length in mask.shape)
    across, down = left + columns / mask.shape[1] * side, top + rows / mask.shape[0] * side
    for colour, width in (("white", 3.2), (BLUE, 1.6)):
        plot.contour(across, down, values, [0.5], colors=[colour], linewidths=[width], zorder=4)


@styled
def following(
    image: Any, points: Any, mask: Any, draws: Mapping[str, Parameters], augment: Augment | None = None
) -> Figure:
    """An image with points and a mask, as it came and after each of some transforms.

    Args:
        image: shape (height, width, 1) or (height, width, 3).
        points: row and column, shape (k, 2).
        mask: shape (height, width), whole numbers or booleans.
        draws: for one image each, by what they are called; 1 to 4.
        augment: with which options they are applied; `fill_mode="reflect"` and nothing else if None.

    Raises:
        ValueError: for more or fewer draws, or if image, points and mask do not fit.
    """
    values = checked_image(image)
    if not 1 <= len(draws) <= 4:
        raise ValueError(f"There is room for 1 to 4 draws, not for {len(draws)}.")
    if np.shape(mask) != values.shape[:2]:
        raise ValueError(f"mask must have shape {values.shape[:2]}, not {np.shape(mask)}.")
    used = Augment(fill_mode="reflect") if augment is None else augment
    height, width, channels = values.shape
    side = min(1.95, (WIDTH - 0.1) / (len(draws) + 1) - _GAP)
    drawn, plot = sheet(side + 0.55)
    told = []
    everything = {"as it came": Parameters.identity(1, channels), **draws}
    for column, (name, parameters) in enumerate(everything.items()):
        left = 0.1 + column * (side + _GAP)
        done = used.apply(values[None].astype(np.float32), parameters)[0]
        moved = used.points([points], parameters, height, width)[0]
        here = used.masks(np.asarray(mask).astype(np.uint8)[None], parameters)[0]
        still = f"{int(moved.inside.sum())} of {len(moved.inside)} points"
        tile(plot, np.asarray(done, dtype=float), left, 0, side, f"{name}\n{still}")
        outlined(plot, here > 0, left, 0, side)
        ringed(plot, moved.positions[moved.inside], here.shape, left, 0, side)
        told.append(f"{name}, {still} and {int((here > 0).sum())} pixels of the mask")
    return described(drawn, f"An image with rings at points and the outline of a mask. {'; '.join(told)}.")


@styled
def composites(images: Any, points: Any, labels: Any, classes: Any) -> Figure:
    """Images with things pasted on: a ring at each, the classes below.

    Args:
        images: 1 to 6, shape (n, height, width, channels).
        points: for each image row and column of each thing, shape (k, 2).
        labels: for each image the index of the class of each thing, shape (k,).
        classes: the names.

    Raises:
        ValueError: for more images, or if the rest does not fit them.
    """
    if not 1 <= len(images) <= 6 or not len(images) == len(points) == len(labels):
        raise ValueError("images must be 1 to 6, with points and labels for each.")
    side = min(1.95, (WIDTH - 0.1) / len(images) - _GAP)
    texts = [[str(classes[int(label)]).replace("_", " ") for label in own] for own in labels]
    lines = max(len(own) for own in texts) or 1
    drawn, plot = sheet(side + 0.2 + 0.19 * lines)
    for column, (image, places, own) in enumerate(zip(images, points, texts, strict=True)):
        left = 0.1 + column * (side + _GAP)
        tile(plot, checked_image(image), left, 0, side, "\n".join(own) or "nothing")
        ringed(plot, places, np.shape(image), left, 0, side)
    told = "; ".join(
        f"{number}: {', '.join(own) or 'nothing'}" for number, own in enumerate(texts, start=1)
    )  # fmt: skip
    return described(drawn, f"{len(images)} images with things pasted on, a ring at the middle of each. {told}.")

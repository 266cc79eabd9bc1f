"""One image and its nearest neighbours by the features of each block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.figures import BLUE, INK, VERMILION, WIDTH, described, sheet, styled
from coursekit.transfer_learning.neighbours.nearest import nearest

__all__ = ["MOST", "neighbours"]

MOST = 8
"""Neighbours in a row."""

_NAMES, _GAP, _LINE, _HEAD, _SIDE = 0.85, 0.12, 0.24, 0.28, 1.0  # inches


@styled
def neighbours(
    images: npt.ArrayLike,
    labels: npt.ArrayLike,
    features: Mapping[str, npt.ArrayLike],
    *,
    image: int = 0,
    classes: Sequence[str] | None = None,
    count: int = 6,
    groups: npt.ArrayLike | None = None,
) -> Figure:
    """A row for each block: the image, then its nearest neighbours by that block's features, the nearest first.

    A solid blue frame and ✓ mark a neighbour with the image's label, a dashed orange-red one and ✗ another.

    Args:
        images: values from 0 to 1, shape (n, height, width, 1 or 3).
        labels: class ids, shape (n,).
        features: by block, shape (n, channels).
        image: whose neighbours.
        classes: names of the classes; their numbers if left out.
        count: of neighbours, up to 8 (`MOST`).
        groups: neighbours are from other groups than the image; None: all others.

    Raises:
        ValueError: if something does not fit.
    """
    pictures, known = np.asarray(images, dtype=float), np.asarray(labels)
    if pictures.ndim != 4 or len(pictures) != len(known) or image not in range(len(known)):
        raise ValueError(f"There must be an image and a label for each of {len(known)}, and {image} one of them.")
    if not 1 <= count <= MOST or not features:
        raise ValueError(f"There is room for 1 to {MOST} neighbours of at least one block.")
    names = [str(each) for each in range(int(known.max()) + 1)] if classes is None else list(classes)
    side = min(_SIDE, (WIDTH - _NAMES - (count + 1) * _GAP) / (count + 1))
    drawn, plot = sheet(_HEAD + len(features) * (side + _LINE + _GAP))
    first = _NAMES + side + 2 * _GAP
    plot.text(_NAMES, _HEAD / 2, "the patch", va="center", fontsize=11)
    plot.text(first, _HEAD / 2, "its nearest neighbours: the nearest first", va="center", fontsize=11)
    told = []
    for row, (block, values) in enumerate(features.items()):
        top = _HEAD + row * (side + _LINE + _GAP)
        plot.text(0, top + side / 2, block, va="center", fontsize=11)
        _tile(plot, pictures[image], _NAMES, top, side, INK, "-", names[known[image]])
        found = nearest(values, count, groups).indices[image]
        for place, other in enumerate(found):
            right = known[other] == known[image]
            look = (BLUE, "-", "✓ ") if right else (VERMILION, (0, (3, 2)), "✗ ")
            _tile(plot, pictures[other], first + place * (side + _GAP), top, side, look[0], look[1],
                  look[2] + names[known[other]])  # fmt: skip
        told.append(f"{block}: {int((known[found] == known[image]).sum())} of {count}")
    height = _HEAD + len(features) * (side + _LINE + _GAP)
    plot.set_xlim(0, WIDTH)  # imshow has changed both
    plot.set_ylim(height, 0)
    return described(
        drawn,
        f"Image {image} ({names[known[image]].replace('_', ' ')}) and its nearest neighbours, a row a block. With its "
        f"label: {'; '.join(told)}.",
    )


def _tile(
    plot: Any, picture: npt.NDArray[Any], left: float, top: float, side: float, colour: str, style: Any, name: str
) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    pixels = 1 - np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture
    plot.imshow(np.clip(pixels, 0, 1), extent=(left, left + side, top + side, top), interpolation="nearest")
    plot.add_patch(Rectangle((left, top), side, side, fill=False, edgecolor=colour, linewidth=2.6, linestyle=style))
    plot.text(left, top + side + 0.05, name.replace("_", " "), fontsize=8, va="top")

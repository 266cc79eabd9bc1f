"""How AlexNet made many images out of one: where its crops lay, for training and for testing."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from coursekit.augmentation.figures.paper import checked_image, tile
from coursekit.figures import ORANGE, described, sheet, styled

__all__ = ["crops"]

_SIDE = 2.5  # inches of the image
_IMAGE, _CROP = 256, 224
_LEFT, _GAP = 3.35, 0.09
_TILE = 1.0


@styled
def crops(image: Any) -> Figure:
    """The crops of A. Krizhevsky, I. Sutskever, G. Hinton, 2012, on any image, which stands for one of 256×256.

    Args:
        image: square, shape (height, width, 1) or (height, width, 3).

    Raises:
        ValueError: if it is no such image.
    """
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    values = checked_image(image)
    length = values.shape[0]
    if values.shape[1] != length:
        raise ValueError(f"image must be square, not {length}×{values.shape[1]}.")
    pixel, places = _SIDE / _IMAGE, _IMAGE - _CROP
    drawn, plot = sheet(_SIDE + 0.78)

    plot.text(0.1, 0.2, "training: anywhere", fontsize=11, va="bottom")
    tile(
        plot, values, 0.1, 0.3, _SIDE, f"{places}×{places} places for the upper left corner\n(dots), and each mirrored"
    )
    steps = [(step + 0.5) * pixel for step in range(places)]
    plot.scatter([0.1 + x for x in steps for _ in steps], [0.3 + y for _ in steps for y in steps], s=0.5, color=ORANGE,
                 zorder=5, linewidths=0)  # fmt: skip
    corner = (0.1 + 9 * pixel, 0.3 + 24 * pixel)
    plot.add_patch(Rectangle(corner, _CROP * pixel, _CROP * pixel, fill=False, edgecolor=ORANGE, linewidth=2.6,
                             zorder=4))  # fmt: skip

    plot.text(_LEFT, 0.2, "testing: these ten, and the mean of the answers", fontsize=11, va="bottom")
    side = round(length * _CROP / _IMAGE)
    starts = {"top left": (0, 0), "top right": (0, 2), "middle": (1, 1), "below left": (2, 0), "below right": (2, 2)}
    for column, (name, (down, right)) in enumerate(starts.items()):
        row, start = (position * (length - side) // 2 for position in (down, right))
        crop = values[row : row + side, start : start + side]
        left = _LEFT + column * (_TILE + _GAP)
        tile(plot, crop, left, 0.3, _TILE, name)
        tile(plot, crop[:, ::-1], left, 0.3 + _TILE + 0.42, _TILE, "mirrored")
    return described(
        drawn,
        f"Left, training: an image, taken as one of {_IMAGE}×{_IMAGE} pixels, with a frame of {_CROP}×{_CROP} pixels "
        f"and {places}×{places} dots, the places of such a frame's corner; each crop also mirrored. Right, testing: "
        f"ten crops, {', '.join(starts)}, and each mirrored.",
    )

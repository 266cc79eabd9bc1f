"""Class maps over the scene that they were made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.counting.figures.backdrop import photograph
from coursekit.counting.maps import Maps
from coursekit.counting.marks import spoken
from coursekit.figures import VERMILION, described, figure, styled

__all__ = ["heat_maps"]

_COLUMNS = 200  # of a photograph, at most
_ACROSS = 4  # panels


@styled
def heat_maps(
    image: npt.ArrayLike, maps: Maps, classes: Sequence[str], window: tuple[int, int, int, int] | None = None
) -> Figure:
    """The scene, and over it in grey the map of each class, redder where the value is higher.

    Each map's value is drawn where the middle of its patch lies. What lies nearer to the border than half a patch has
    no value.

    Args:
        image: (height, width, 3), the image that the maps belong to.
        maps: from `predict`, values from 0 to 1.
        classes: the name of each class, in the order of the maps.
        window: (top, left, bottom, right) to draw, half-open; None for all.

    Raises:
        ValueError: if names, maps and image do not fit, or the window does not lie in the image.
    """
    pixels = np.asarray(image)
    if maps.maps.shape[-1] != len(classes) or pixels.shape[:2] != maps.image_shape:
        raise ValueError(
            f"There are {maps.maps.shape[-1]} maps of an image of {maps.image_shape}, and {len(classes)} names with an "
            f"image of {pixels.shape[:2]}."
        )
    from matplotlib.colors import LinearSegmentedColormap, to_rgba  # noqa: PLC0415 (only when something is drawn)

    top, left, bottom, right = window or (0, 0, *maps.image_shape)
    if not (0 <= top < bottom <= pixels.shape[0] and 0 <= left < right <= pixels.shape[1]):
        raise ValueError(f"The window {window} does not lie in an image of {pixels.shape[:2]}.")
    pixels = pixels[top:bottom, left:right]
    height, width = pixels.shape[:2]
    rows = -(-(len(classes) + 1) // _ACROSS)
    drawn, axes = figure(9, rows * (0.4 + 2.1 * height / width) + 0.3, rows, _ACROSS, squeeze=False)
    photograph(axes[0, 0], pixels, _COLUMNS)
    axes[0, 0].set_title("the image")
    clear = LinearSegmentedColormap.from_list("clear", [(*to_rgba(VERMILION)[:3], 0.0), (*to_rgba(VERMILION)[:3], 1.0)])
    down, across = maps.centres()
    # Only outputs whose middle lies in the window.
    inside = [
        np.flatnonzero((first <= at) & (at < last)) for at, first, last in ((down, top, bottom), (across, left, right))
    ]
    if not all(map(len, inside)):
        raise ValueError(f"No patch has its middle in the window {window}. Take a larger one.")
    rows_of, columns_of = (slice(own[0], own[-1] + 1) for own in inside)
    extent = (
        across[columns_of][0] - left - maps.stride[1] / 2, across[columns_of][-1] - left + maps.stride[1] / 2,
        down[rows_of][-1] - top + maps.stride[0] / 2, down[rows_of][0] - top - maps.stride[0] / 2,
    )  # fmt: skip
    told = []
    for number, name in enumerate(classes):
        plot = axes.flat[number + 1]
        photograph(plot, pixels, _COLUMNS, grey=True)
        values = np.asarray(maps.maps[rows_of, columns_of, number], dtype=np.float64)
        plot.imshow(_reduced(values), cmap=clear, vmin=0, vmax=1, extent=extent, interpolation="nearest")
        plot.set_xlim(0, width)
        plot.set_ylim(height, 0)
        plot.set_title(spoken(name))
        told.append(f"{spoken(name)} {np.mean(values > 0.5):.1%}")
    for plot in axes.flat[len(classes) + 1 :]:
        plot.axis("off")
    drawn.supxlabel("the redder, the nearer to 1", fontsize=11)
    return described(
        drawn,
        f"An image of {height:,} by {width:,} pixels, and {len(classes)} times the same in grey with the map of a "
        f"class in red. Share of the patches with a value above 0.5: {', '.join(told)}.",
    )


def _reduced(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The largest of each block, where a map has more values than the picture shows: small peaks stay, in 16 levels."""
    step = max(1, -(-values.shape[1] // _COLUMNS))
    rows, columns = values.shape[0] // step, values.shape[1] // step
    blocks = values[: rows * step, : columns * step].reshape(rows, step, columns, step)
    return np.asarray(np.rint(15 * blocks.max(axis=(1, 3))) / 15, dtype=np.float64)

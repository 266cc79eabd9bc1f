"""An image in tiles that overlap, so that no output sees the border of a tile."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from coursekit.counting.geometry import axes_of
from coursekit.figures import BLUE, GREY, INK, ORANGE, PALE, described, figure, styled

__all__ = ["tiles"]


@styled
def tiles(network: Any, shape: tuple[int, int, int], tile: int, patch: tuple[int, int] | None = None) -> Figure:
    """Which pixels the tiles of an image read, with their overlaps darker, and one tile with what it answers for.

    Args:
        network: fully convolutional, from `counting.fully_convolutional`.
        shape: height, width and channels of the image.
        tile: how many outputs a tile gives, down and to the right.
        patch: of the classifier that the network was made of.

    Raises:
        ValueError: if the network cannot be used in tiles.
    """
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    down, right = axes_of(network, shape, patch)
    rows, columns = list(down.spans(tile)), list(right.spans(tile))
    height, width = shape[:2]
    drawn, plot = figure(9, 0.9 + 7.4 * height / width)
    plot.add_patch(Rectangle((0, 0), width, height, facecolor="white", edgecolor=INK, linewidth=1.5))
    for row in rows:
        for column in columns:
            plot.add_patch(Rectangle((column.start, row.start), column.stop - column.start, row.stop - row.start,
                                     facecolor=BLUE, alpha=0.18, edgecolor="none"))  # fmt: skip
            plot.add_patch(Rectangle((column.start, row.start), column.stop - column.start, row.stop - row.start,
                                     fill=False, edgecolor=BLUE, linewidth=1))  # fmt: skip
    one, other = rows[len(rows) // 2], columns[len(columns) // 2]
    plot.add_patch(Rectangle((other.start, one.start), other.stop - other.start, one.stop - one.start, fill=False,
                             edgecolor=ORANGE, linewidth=4))  # fmt: skip
    first = [
        axis.start + span.first * axis.stride + (axis.size - 1) / 2 for axis, span in ((down, one), (right, other))
    ]
    last = [axis.start + (span.last - 1) * axis.stride + (axis.size - 1) / 2
            for axis, span in ((down, one), (right, other))]  # fmt: skip
    plot.add_patch(Rectangle((first[1], first[0]), last[1] - first[1], last[0] - first[0], facecolor=PALE,
                             edgecolor=INK, linewidth=1.2, linestyle=(0, (4, 3))))  # fmt: skip
    plot.text((first[1] + last[1]) / 2, (first[0] + last[0]) / 2,
              f"{one.last - one.first}×{other.last - other.first}\noutputs", ha="center", va="center",
              fontsize=10)  # fmt: skip
    overlap = down.size - down.stride
    plot.set_title(f"{len(rows)}×{len(columns)} tiles, {overlap} pixels or more in common (receptive field "
                   f"{down.size}, stride {down.stride})")  # fmt: skip
    plot.set_xlim(-0.01 * width, 1.01 * width)
    plot.set_ylim(1.01 * height, -0.01 * height)
    plot.set_aspect("equal")
    plot.set_xlabel("column")
    plot.set_ylabel("row")
    plot.tick_params(color=GREY)
    return described(
        drawn,
        f"An image of {height:,} by {width:,} pixels in {len(rows)} by {len(columns)} tiles. Each gives up to {tile} "
        f"by {tile} outputs; neighbours have {overlap} pixels or more in common, drawn darker: a receptive field of "
        f"{down.size} less the stride of {down.stride}. One tile is framed: it reads rows {one.start} to "
        f"{one.stop - 1}, and the middles of what it answers for, dashed, lie inside of it.",
    )

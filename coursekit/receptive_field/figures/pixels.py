"""Which pixels a unit really sees, and boxes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from coursekit.figures import INK, described, figure, styled
from coursekit.receptive_field.field import Field

__all__ = ["seen_pixels", "told_box"]

_MOST_LINES = 50  # pixels along an axis up to which a mask gets its grid


def told_box(box: Sequence[int]) -> str:
    """A half-open box in words: first and last rows and columns, and how many these are."""
    top, left, bottom, right = box
    return f"rows {top} to {bottom - 1}, columns {left} to {right - 1} ({bottom - top} by {right - left})"


@styled
def seen_pixels(fields: Mapping[str, Field]) -> Figure:
    """Which pixels of its box an inner unit really sees: dilation can leave holes (gridding).

    All boxes are drawn to the same scale, and what share of a box is seen stands in its title.

    Args:
        fields: receptive fields by the name to be shown, up to four; none that sees the whole input.

    Raises:
        ValueError: if there are none or too many, or one has not two axes, or sees the whole input.
    """
    if not 1 <= len(fields) <= 4:
        raise ValueError(f"There is room for 1 to 4 fields, not for {len(fields)}.")
    for name, field in fields.items():
        if len(field.size) != 2 or any(field.whole):
            raise ValueError(f"{name!r}: a field with height and width is needed, and none that is the whole input.")
    masks = {name: field.mask(*(0,) * 2, clip=False) for name, field in fields.items()}
    height, width = (max(mask.shape[axis] for mask in masks.values()) for axis in (0, 1))
    drawn, axes = figure(9, min(4.6, (9 / len(masks) - 0.3) * height / width + 0.8), columns=len(masks), squeeze=False)
    told = []
    for plot, (name, mask) in zip(axes[0], masks.items(), strict=True):
        h, w = mask.shape
        seen = int(mask.sum())
        plot.imshow(~mask, cmap="gray", vmin=-0.15, vmax=1, extent=(0, w, h, 0))
        if max(h, w) <= _MOST_LINES:
            for across in range(w + 1):
                plot.plot([across, across], [0, h], color="#BBBBBB", linewidth=0.5)
            for down in range(h + 1):
                plot.plot([0, w], [down, down], color="#BBBBBB", linewidth=0.5)
        plot.plot([0, w, w, 0, 0], [0, 0, h, h, 0], color=INK, linewidth=1.2)
        plot.set_title(f"{name}\n{h}×{w}, {seen:,} seen: {seen / mask.size:.0%}")
        plot.set_xlim(-0.3, width + 0.3)
        plot.set_ylim(height + 0.3, -0.3)
        plot.set_aspect("equal")
        plot.axis("off")
        told.append(f"{name}: {seen:,} of the {h} by {w} pixels, {seen / mask.size:.0%}")
    return described(drawn, f"The pixels of its box that one unit really sees, in black. {'; '.join(told)}.")

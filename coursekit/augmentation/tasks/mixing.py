"""A target mixed into a background, as it should be and in the known wrong ways."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.augmentation.tasks.pixels import Array
from coursekit.augmentation.tasks.placing import places

__all__ = ["pasted"]


def pasted(
    background: Array,
    target: Array,
    mask: Array,
    row: int,
    column: int,
    *,
    mixed: str = "in",
    alpha: str = "mask",
    elsewhere: str = "kept",
    mask_above: str = "",
    **where: Any,
) -> Array:
    """The picture with one thing done wrong; each keyword is a mistake.

    Keywords:
        mixed: how target and background come together: "in" (as they should), "added", "clipped" (added, then cut off
            at 1), "alone" (the target without the background), "twice" (the target times the mask, mixed in), "full"
            (the target without its mask), "no brackets" (as Python reads the formula without them).
        alpha: how much target a pixel shows: as the "mask" says, "inverted", "all", "any" (all where the mask is not
            0), "half" (all where it is at least 0.5), "more" (all where it is more than 0.5), "even" (half and half
            everywhere), "by channel" (the mask's columns are taken for channels, where their numbers allow it).
        elsewhere: whether the background beside the target is "kept" or "black".
        mask_above: what becomes of the mask where it sticks out at the top or on the left, if not the same as of
            the target.
        where: keywords of `places`.
    """
    result = background.copy() if elsewhere == "kept" else np.zeros(background.shape)
    size, whole = mask.shape, background.shape[:2]
    own = list(places(size, row, column, whole, **where))
    of_mask = list(places(size, row, column, whole, **(where | {"above": mask_above or where.get("above", "cut")})))
    columns = sorted({j for _, j, *_ in own})
    for (i, j, y, x), (mask_i, mask_j, *_) in zip(own, of_mask, strict=True):
        given = float(mask[mask_i, mask_j])
        share = {
            "mask": given,
            "inverted": 1 - given,
            "all": 1.0,
            "any": float(given > 0),
            "half": float(given >= 0.5),
            "more": float(given > 0.5),
            "even": 0.5,
            "by channel": mask[mask_i, columns] if len(columns) == background.shape[2] else given,
        }[alpha]
        below = background[y, x]
        result[y, x] = {
            "in": share * target[i, j] + (1 - share) * below,
            "added": share * target[i, j] + below,
            "clipped": np.minimum(share * target[i, j] + below, 1.0),
            "alone": share * target[i, j],
            "twice": share * share * target[i, j] + (1 - share) * below,
            "full": target[i, j] + (1 - share) * below,
            "no brackets": share * target[i, j] + 1 - share * below,
        }[mixed]
    return result

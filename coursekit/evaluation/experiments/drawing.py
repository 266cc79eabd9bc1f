"""Small sets of images, drawn from many that stand for all."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.network.validation import whole

__all__ = ["by_class", "by_group"]

Indices = npt.NDArray[np.intp]


def by_class(positive: npt.NDArray[np.bool_], size: int, random: np.random.Generator) -> Indices:
    """`size` images drawn one by one, any of them again and again, with the share of positives that all have.

    Args:
        positive: which of all images are positive, shape (n,); both kinds must occur.
        size: how many to draw, at least 4.
        random: what to draw with.

    Returns:
        Their indices, at least two positives and two negatives.

    Raises:
        ValueError: for a size below 4.
    """
    if whole(size, "size") < 4:
        raise ValueError(f"size must be at least 4, two of each kind, not {size}.")
    count = min(max(round(size * float(positive.mean())), 2), size - 2)
    parts = [
        random.choice(np.flatnonzero(positive == kind), number)
        for kind, number in ((True, count), (False, size - count))
    ]
    return np.concatenate(parts)


def by_group(groups: Any, size: int, random: np.random.Generator) -> Indices:
    """Whole groups, such as all patches of a scene, drawn one by one until `size` images are there.

    Args:
        groups: the group of each of all images, shape (n,).
        size: images to draw; the last group is cut off there.
        random: what to draw with.

    Returns:
        Their indices.
    """
    group_of = np.asarray(groups)
    names = np.unique(group_of)
    drawn = np.empty(0, dtype=np.intp)
    while len(drawn) < whole(size, "size"):
        drawn = np.concatenate([drawn, random.permutation(np.flatnonzero(group_of == random.choice(names)))])
    return drawn[:size]

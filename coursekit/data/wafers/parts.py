"""Wafer maps divided into parts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coursekit.errors import CourseError

__all__ = ["divide"]

_STREAM = 3  # of random numbers; the simulation has 0 to 2


def divide(
    labels: npt.NDArray[np.int64], lots: npt.NDArray[np.str_], by: str, *, test: float, valid: float, seed: int
) -> npt.NDArray[np.str_]:
    """The part of each map: "train", "valid" or "test".

    Args:
        labels: the class of each map, shape (n,).
        lots: the lot of each, shape (n,).
        by: "random": each class has its share in each part, up to one map; "lots": whole lots, whatever is in them.
        test: the share of maps for "test".
        valid: the share for "valid".
        seed: which division.

    Returns:
        Shape (n,).

    Raises:
        CourseError: if there are too few lots to fill every part.
    """
    random = np.random.default_rng([seed, _STREAM])
    split = np.full(len(labels), "train")
    if by == "random":
        # All maps class by class, in random order within: then every n-th is taken, so that each class gives its share.
        order = random.permutation(len(labels))
        order = order[np.argsort(labels[order], kind="stable")]
        # The second share is one of all maps, not of those that the first has left.
        for part, share in (("test", test), ("valid", valid / (1 - test))):
            # The small term: 0.3 · 10 must not end below 3.
            taken = np.diff(np.floor(np.arange(len(order) + 1) * share + 1e-9)) > 0
            split[order[taken]] = part
            order = order[~taken]
        return split
    names, member, sizes = np.unique(lots, return_inverse=True, return_counts=True)
    if len(names) < 1 + (test > 0) + (valid > 0):
        raise CourseError(
            f"There are too few lots for that many parts: {len(names)}.", 'Take more maps, or split="random".'
        )
    places = random.permutation(len(names)).tolist()
    # Each part takes lots until it has its share; one lot at least is left for the next.
    for later, (part, share) in zip((1 + (valid > 0), 1), (("test", test), ("valid", valid)), strict=True):
        have = 0
        while share and len(places) > later and (not have or have + 0.5 * sizes[places[-1]] < share * len(labels)):
            place = places.pop()
            split[member == place] = part
            have += int(sizes[place])
    return split

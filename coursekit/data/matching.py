"""Pairs of images that share pixels exactly, found without comparing every pair at every shift."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["LEAST_STRIP", "Match", "match_by_pixels"]

# A 4×4 block at every third row and column of one image: any shared strip of 6 pixels or more holds at least one.
_BLOCK = 4
_GRID = 3
LEAST_STRIP = _BLOCK + _GRID - 1

# A block that is found in more places than this is texture or a flat area: no hint at a pair.
_MOST_PLACES = 64

# So many neighbours must differ within what two images share: clipped white equals clipped white anywhere.
_LEAST_CHANGES = 16

_MIXER = np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64: every bit reaches the upper half

_IMAGES_AT_ONCE = 64  # limits the memory; the result does not depend on it


class Match(NamedTuple):
    """Two images with a common piece: pixel (r, c) of b is pixel (r + row_shift, c + col_shift) of a."""

    a: int
    b: int
    row_shift: int
    col_shift: int
    share: float
    """Of the area of one image."""


def match_by_pixels(images: npt.NDArray[np.float32]) -> list[Match]:
    """Find all pairs with a shift at which every pixel in common is equal.

    Blocks of 4×4 pixels are hashed: on a grid in each image, and everywhere in the later ones. Equal hashes propose
    a pair and a shift; whether the images really agree is then decided by comparing all the pixels they would share,
    so a collision of hashes can do no harm. The cost grows with the number of images, not of pairs.

    Args:
        images: shape (n, height, width, channels).

    Returns:
        At most one match a pair, the one with the largest share; in the order of a, then b, with a < b.
    """
    height, width = images.shape[1:3]
    best: dict[tuple[int, int], Match] = {match[:2]: match for match in _equal_images(images)}
    if min(height, width) < LEAST_STRIP:
        return [best[pair] for pair in sorted(best)]
    votes = _votes(images)
    # The shift with the most equal blocks first: nearly always it is the one.
    for (a, b, down, right), _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        if height - abs(down) < LEAST_STRIP or width - abs(right) < LEAST_STRIP:
            continue  # narrower strips are found or not as the grid happens to lie: none is better than some
        share = (1 - abs(down) / height) * (1 - abs(right) / width)
        found = best.get((a, b))
        if (found is None or share > found.share) and _agree(images[a], images[b], down, right):
            best[a, b] = Match(a, b, down, right, share)
    return [best[pair] for pair in sorted(best)]


def _equal_images(images: npt.NDArray[np.float32]) -> list[Match]:
    """The pairs of images that are the same throughout."""
    copies: dict[bytes, list[int]] = {}
    for index, image in enumerate(images):
        copies.setdefault(image.tobytes(), []).append(index)
    return [
        Match(a, b, 0, 0, 1.0)
        for same in copies.values()
        if len(same) > 1 and _agree(images[same[0]], images[same[0]], 0, 0)  # two blank images are no copies
        for place, a in enumerate(same)
        for b in same[place + 1 :]
    ]


def _votes(images: npt.NDArray[np.float32]) -> Counter[tuple[int, int, int, int]]:
    """For each pair (a < b) and shift, how many blocks propose it."""
    rows, cols = images.shape[1] - _BLOCK + 1, images.shape[2] - _BLOCK + 1
    grid_rows, grid_cols = np.arange(0, rows, _GRID), np.arange(0, cols, _GRID)
    chunks = range(0, len(images), _IMAGES_AT_ONCE)

    # The grid's blocks of all images, sorted by hash: a table to look the others up in.
    anchors = np.concatenate(
        [_hashes(images[start : start + _IMAGES_AT_ONCE])[:, ::_GRID, ::_GRID].reshape(-1) for start in chunks]
    )
    order = np.argsort(anchors, kind="stable")
    table = anchors[order]
    # Most blocks are nowhere else: their last bits tell it faster than a search in the table.
    last_bits = np.uint64(2 ** (8 * len(anchors)).bit_length() - 1)  # at most one flag in eight is set
    listed = np.zeros(int(last_bits) + 1, dtype=bool)
    listed[anchors & last_bits] = True

    votes: Counter[tuple[int, int, int, int]] = Counter()
    for start in chunks:
        hashes = _hashes(images[start : start + _IMAGES_AT_ONCE]).reshape(-1)
        asked = np.flatnonzero(listed[hashes & last_bits])
        first = np.searchsorted(table, hashes[asked], side="left")
        hits = np.searchsorted(table, hashes[asked], side="right") - first
        some = (hits > 0) & (hits <= _MOST_PLACES)
        asked, first, hits = asked[some], first[some], hits[some]
        query = np.repeat(asked, hits)
        # For each query the places first, first + 1, ... in the table.
        within = np.arange(len(query)) - np.repeat(np.cumsum(hits) - hits, hits)
        anchor = order[np.repeat(first, hits) + within]
        a, place = np.divmod(anchor, len(grid_rows) * len(grid_cols))
        b, at = np.divmod(query, rows * cols)
        b = b + start
        down = grid_rows[place // len(grid_cols)] - at // cols
        right = grid_cols[place % len(grid_cols)] - at % cols
        # The other way round would propose the same pairs a second time.
        keys = np.stack([a, b, down, right], axis=1)[a < b]
        pairs, counts = np.unique(keys, axis=0, return_counts=True)
        for key, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            votes[key[0], key[1], key[2], key[3]] += count
    return votes


def _hashes(images: npt.NDArray[np.float32]) -> npt.NDArray[np.uint64]:
    """A number for each 4×4 block at every position, shape (n, rows, cols)."""
    random = np.random.default_rng(20)  # any odd multipliers do; the same ones every time
    # The bits of the floats, so that equal means equal.
    bits = np.ascontiguousarray(images, dtype=np.float32).view(np.uint32).astype(np.uint64)
    pixels = np.zeros(images.shape[:3], dtype=np.uint64)
    for channel in range(images.shape[-1]):
        pixels += bits[..., channel] * _odd(random)
    # Mixed once, or a sum of products would be blind to values that trade places evenly.
    pixels = (pixels ^ (pixels >> np.uint64(29))) * _MIXER
    pixels ^= pixels >> np.uint64(32)
    # First along the rows, then along the columns: 8 products a block instead of 16.
    rows, cols = images.shape[1] - _BLOCK + 1, images.shape[2] - _BLOCK + 1
    across = np.zeros((*pixels.shape[:2], cols), dtype=np.uint64)
    total = np.zeros((len(images), rows, cols), dtype=np.uint64)
    for step in range(_BLOCK):
        across += pixels[:, :, step : step + cols] * _odd(random)
    across = (across ^ (across >> np.uint64(31))) * _MIXER
    for step in range(_BLOCK):
        total += across[:, step : step + rows] * _odd(random)
    # The last bits of a sum of products depend on the last bits only.
    total ^= total >> np.uint64(32)
    return total


def _odd(random: np.random.Generator) -> np.uint64:
    return np.uint64(random.integers(1, 2**63, dtype=np.uint64) | np.uint64(1))


def _agree(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32], down: int, right: int) -> bool:
    """Whether all that two images share at this shift is equal, and more than a flat area."""
    height, width = a.shape[:2]
    in_a = a[max(0, down) : height + min(0, down), max(0, right) : width + min(0, right)]
    in_b = b[max(0, -down) : height + min(0, -down), max(0, -right) : width + min(0, -right)]
    if not np.array_equal(in_a, in_b):
        return False
    changes = (in_a[:, 1:] != in_a[:, :-1]).any(axis=-1).sum()
    return bool(changes >= _LEAST_CHANGES)

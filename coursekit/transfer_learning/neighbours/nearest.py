"""Which images have the most similar features."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.network.validation import whole

__all__ = ["Nearest", "by_chance", "nearest"]


class Nearest(NamedTuple):
    """The nearest neighbours of some images."""

    indices: npt.NDArray[np.int64]
    """Shape (images, count), the nearest first."""
    distances: npt.NDArray[np.float64]
    """Cosine distances, of that shape: 0 for features in the same direction, 1 for ones at right angles."""

    def right(self, labels: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """For each image the part of its neighbours that have its label, shape (images,)."""
        known = np.asarray(labels)
        share: npt.NDArray[np.float64] = (known[self.indices] == known[:, None]).mean(axis=1)
        return share


def nearest(features: npt.ArrayLike, count: int = 5, groups: npt.ArrayLike | None = None) -> Nearest:
    """The nearest neighbours of every image among all others, by the cosine distance of their features.

    Cosine, because the length of a feature vector says mostly how much contrast an image has.

    Args:
        features: shape (images, channels).
        count: how many neighbours.
        groups: what images have in common that would make it too easy, such as the photograph they were cut from,
            shape (images,): neighbours are then from other groups only. None: all others count.

    Raises:
        ValueError: if shapes do not fit, a value is not finite, or an image has fewer neighbours than that.
        TypeError: if count is no whole number.
    """
    from sklearn.metrics.pairwise import cosine_distances  # noqa: PLC0415 - `import` of the topic stays light

    values = np.asarray(features, dtype=np.float64)
    count = whole(count, "count")
    if values.ndim != 2 or not len(values) or not np.isfinite(values).all():
        raise ValueError(f"features must be finite, of shape (images, channels), not {values.shape}. Pool maps first.")
    own = np.arange(len(values)) if groups is None else np.asarray(groups)
    if own.shape != (len(values),):
        raise ValueError(f"groups must have shape ({len(values)},), one for each image, not {own.shape}.")
    same = own[:, None] == own
    fewest = int((~same).sum(axis=1).min())
    if fewest < count:
        raise ValueError(f"count={count}, but there is an image with only {fewest} others to be its neighbours.")
    apart: npt.NDArray[Any] = np.where(same, np.inf, cosine_distances(values))
    indices = np.argsort(apart, axis=1, kind="stable")[:, :count]
    return Nearest(indices, np.take_along_axis(apart, indices, axis=1))


def by_chance(labels: npt.ArrayLike, groups: npt.ArrayLike | None = None) -> float:
    """Which part of the neighbours would have the right label if they were drawn at random from those allowed."""
    known = np.asarray(labels)
    own = np.arange(len(known)) if groups is None else np.asarray(groups)
    allowed = own[:, None] != own
    return float(
        ((known[:, None] == known) & allowed).sum(axis=1).astype(float).dot(1 / allowed.sum(axis=1)) / len(known)
    )

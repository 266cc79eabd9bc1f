"""Drawing images so that rare classes are seen as often as common ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.transforms.options import number
from coursekit.network.validation import whole

__all__ = ["balanced"]


def balanced(
    labels: Any, count: int | None = None, *, strength: float = 1.0, seed: int = 0, epoch: int = 0
) -> npt.NDArray[np.int64]:
    """Indices of images in random order, each class as often as wanted.

    A class of n images gets a share in proportion to n ** (1 - strength). Within a class every image is drawn once
    before any is drawn a second time, so that common classes lose as few images as possible and no rare one is left
    out by chance. What does not divide evenly goes to classes by chance.

    Args:
        labels: the class of each image, whole numbers or names, shape (n,).
        count: how many to draw; as many as there are images if None.
        strength: 1 for every class equally often, 0 for the shares as they are, between for between.
        seed: of the drawing.
        epoch: another one draws anew.

    Returns:
        Indices into `labels`, shape (count,).

    Raises:
        ValueError: for labels of another shape, none at all, or a strength outside of 0 to 1.
        TypeError: for labels that are floats, or numbers of the wrong kind.

    Example:
        >>> import numpy as np
        >>> labels = np.array([0, 0, 0, 0, 0, 0, 1, 1])
        >>> np.bincount(labels[balanced(labels)])
        array([4, 4])
    """
    array = np.asarray(labels)
    if array.ndim != 1 or not len(array):
        raise ValueError(
            f"labels must be one for each image, shape (n,), not {array.shape}."
            + (" Turn one-hot rows into classes with argmax(axis=1)." if array.ndim == 2 else "")
        )
    if array.dtype.kind not in "iubUS":
        raise TypeError(f"labels must be whole numbers or names, not {array.dtype}.")
    wanted = len(array) if count is None else whole(count, "count")
    strength = number(strength, "strength", 0, 1)
    rng = np.random.default_rng([whole(seed, "seed", 0), whole(epoch, "epoch", 0), 1])
    classes, members, sizes = np.unique(array, return_inverse=True, return_counts=True)
    shares = sizes.astype(float) ** (1 - strength)
    exact = wanted * shares / shares.sum()
    times = np.floor(exact).astype(np.int64)
    left = wanted - int(times.sum())
    if left:
        part = exact - times
        times[rng.choice(len(classes), size=left, replace=False, p=part / part.sum())] += 1
    chosen = []
    for which, often in enumerate(times):
        own = np.flatnonzero(members == which)
        rounds = [rng.permutation(own) for _ in range(-(-int(often) // len(own)))]
        chosen.append(np.concatenate([np.empty(0, np.int64), *rounds])[:often])
    return rng.permutation(np.concatenate(chosen))

"""`Superimpose`: labelled images made of cut-out things and empty backgrounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.pasting.paste import BLENDS, Shadow, paste
from coursekit.augmentation.pasting.targets import Target
from coursekit.augmentation.transforms import gather
from coursekit.augmentation.transforms.apply import checked_images
from coursekit.augmentation.transforms.options import number, pair
from coursekit.network.validation import one_of, whole

__all__ = ["Composites", "Superimpose"]


class Composites(NamedTuple):
    """Images with things pasted on, and what is where."""

    images: npt.NDArray[Any]
    """Of the shape and type of the backgrounds."""
    points: list[npt.NDArray[np.float64]]
    """For each image row and column of the middle of each thing, shape (k, 2)."""
    labels: list[npt.NDArray[np.int64]]
    """For each image the label of each thing, shape (k,), in the order in which they were laid down."""
    masks: npt.NDArray[np.int64]
    """For each pixel 0 for the ground, or 1 + the label of the thing on top, shape (n, height, width)."""


class Superimpose:
    """Things at random places, turned, sized and lit at random, on given backgrounds.

    Args:
        targets: what is pasted, from `cut_out`.
        labels: the class of each; 0, 1, 2, ... if None.
        augment: what happens to a thing before it is pasted (its geometry moves the mask too); None for nothing.
        count: how many things an image gets, (lowest, highest).
        blend: as of `paste`: "hard", "feather" or "poisson".
        feather: as of `paste`.
        shadow: as of `paste`, the same for all things of an image, as the sun is the same; None for none.

    Raises:
        ValueError: if there is no target, or labels and targets do not fit.
        TypeError: for an argument of the wrong kind.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        labels: Sequence[int] | None = None,
        *,
        augment: Augment | None = None,
        count: tuple[int, int] = (1, 1),
        blend: str = "feather",
        feather: float = 1.0,
        shadow: Shadow | None = None,
    ) -> None:
        if not len(targets):
            raise ValueError("targets is empty: cut out something first.")
        self.labels = np.arange(len(targets)) if labels is None else np.asarray(labels)
        if self.labels.shape != (len(targets),) or self.labels.dtype.kind not in "iu" or self.labels.min() < 0:
            raise ValueError(f"labels must be whole numbers, 0 or above, one for each of the {len(targets)} targets.")
        pair(count, "count")
        self.count = tuple(whole(number, "each number in count", 0) for number in count)
        self.targets, self.augment = list(targets), augment
        self.settings: dict[str, Any] = {
            "blend": one_of(blend, "blend", BLENDS),
            "feather": number(feather, "feather"),
            "shadow": shadow,
        }

    def _transformed(self, target: Target, seed: int, epoch: int, index: int) -> Target:
        """A target after `augment`, on a canvas on which no rotation cuts it off."""
        if self.augment is None:
            return target
        height, width = target.mask.shape
        reach = math.ceil(math.hypot(height, width))
        rows, columns = (reach - height + 1) // 2, (reach - width + 1) // 2
        around = ((rows, rows), (columns, columns))
        image = np.pad(target.image, (*around, (0, 0)), mode="edge")[None]
        mask = np.pad(target.mask, around)[None, ..., None]
        _, tall, wide, channels = image.shape
        drawn = self.augment.draw(1, tall, wide, seed, epoch=epoch, indices=np.array([index]), channels=channels)
        inverse = np.linalg.inv(self.augment.matrices(drawn, tall, wide))
        moved = gather.warp(np, mask, inverse, "constant", 0.0)[0, ..., 0]
        return Target(self.augment.apply(image, drawn)[0], moved.astype(np.float32))

    def __call__(self, backgrounds: Any, *, seed: int = 0, epoch: int = 0) -> Composites:
        """Paste onto each background.

        Args:
            backgrounds: shape (n, height, width, channels), float32 from 0 to 1 or uint8, as the targets.
            seed: of everything drawn; image i is the same whatever else is in the batch.
            epoch: another one draws anew.

        Returns:
            Composites. The middle of every thing is on its image; later things lie over earlier ones.
        """
        batch = checked_images(backgrounds).copy()
        seed, epoch = whole(seed, "seed", 0), whole(epoch, "epoch", 0)
        height, width = batch.shape[1:3]
        masks = np.zeros(batch.shape[:3], np.int64)
        points: list[npt.NDArray[np.float64]] = []
        labels: list[npt.NDArray[np.int64]] = []
        for index in range(len(batch)):
            rng = np.random.default_rng([seed, epoch, index, 2])
            chosen = rng.integers(len(self.targets), size=rng.integers(self.count[0], self.count[1] + 1))
            middles = []
            for which, target in enumerate(chosen):
                # Each thing of each image has transforms of its own: a number no other thing has.
                changed = self._transformed(self.targets[target], seed, epoch, (index << 16) + which)
                middle = np.array([rng.integers(height), rng.integers(width)])
                weights = changed.mask / changed.mask.sum()
                own = np.array([(weights.sum(axis=axis) * np.arange(weights.shape[1 - axis])).sum() for axis in (1, 0)])
                corner = np.rint(middle - own).astype(int)
                pasted = paste(batch[index], changed, int(corner[0]), int(corner[1]), **self.settings)
                batch[index] = pasted.image
                masks[index][pasted.mask > 0.5] = 1 + self.labels[target]
                middles.append(corner + own)
            points.append(np.array(middles, np.float64).reshape(-1, 2))
            labels.append(self.labels[chosen].astype(np.int64))
        return Composites(batch, points, labels, masks)

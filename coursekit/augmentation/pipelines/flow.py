"""Augmented batches for `model.fit`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from coursekit.augmentation.sampling import balanced
from coursekit.augmentation.transforms.apply import checked_images
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from coursekit.augmentation.augment import Augment

__all__ = ["Flow"]


class Flow(keras.utils.PyDataset):  # type: ignore[misc] # Keras publishes no types
    """Batches of images, or of images and labels; made by `Augment.flow`, which tells the arguments.

    Image i of epoch e is the same whatever the batch size, the order and the backend are. Keras announces an epoch by
    `on_epoch_begin`, but announces one, too, before it merely looks at a batch, and it draws batches ahead that it
    throws away. So a new epoch counts only when every batch of the one before has been drawn. (With a single batch, a
    look is an epoch.) A loop of one's own calls `on_epoch_begin` before each epoch.
    """

    def __init__(
        self, augment: Augment, images: Any, labels: Any, batch_size: int, seed: int, shuffle: bool, balance: float
    ) -> None:
        super().__init__()
        self.augment = augment
        self.images = checked_images(images)
        self.labels = None if labels is None else np.asarray(labels)
        if self.labels is not None and (self.labels.ndim == 0 or len(self.labels) != len(self.images)):
            raise ValueError(f"labels must be one for each of the {len(self.images)} images, not {self.labels.shape}.")
        if balance and self.labels is None:
            raise ValueError("balance needs the labels: give them, or leave balance out.")
        self.batch_size, self.seed, self.shuffle = whole(batch_size, "batch_size"), whole(seed, "seed", 0), shuffle
        self.balance, self.epoch = balance, 0
        self._within, self._drawn = False, set[int]()
        self.order(0)  # an impossible balance is told now, not in the first epoch

    def __len__(self) -> int:
        return math.ceil(len(self.images) / self.batch_size)

    def order(self, epoch: int) -> Any:
        """Which image comes when in an epoch: indices, shape (n,)."""
        if self.balance:
            chosen = balanced(self.labels, strength=self.balance, seed=self.seed, epoch=epoch)
            return chosen if self.shuffle else np.sort(chosen)
        chosen = np.arange(len(self.images))
        return np.random.default_rng([self.seed, epoch]).permutation(chosen) if self.shuffle else chosen

    def __getitem__(self, batch: int) -> Any:
        if not 0 <= batch < len(self):
            raise IndexError(f"batch {batch} of {len(self)}")
        if self._within:
            self._drawn.add(batch)
        epoch = self.epoch
        places = np.arange(batch * self.batch_size, min((batch + 1) * self.batch_size, len(self.images)))
        chosen = self.order(epoch)[places]
        # A balanced epoch has the images of rare classes several times, and each time they must differ.
        indices = places if self.balance else chosen
        images = self.augment(self.images[chosen], seed=self.seed, epoch=epoch, indices=indices)
        return (images,) if self.labels is None else (images, self.labels[chosen])

    def on_epoch_begin(self) -> None:
        """Draw anew, if the epoch before went to its end."""
        if len(self._drawn) == len(self):
            self.epoch += 1
        self._within, self._drawn = True, set()

    def on_epoch_end(self) -> None:
        """What is drawn from here on, before the next epoch, does not count."""
        self._within = False

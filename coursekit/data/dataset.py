"""The one shape that every dataset of the course has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

    from coursekit.data.problems import Report

__all__ = ["Dataset", "Part"]


class Part(NamedTuple):
    """Images and labels of one part of a dataset; unpacks as `images, labels = data.train`.

    Goes into Keras as it is, and into `tf.data` as a plain tuple (of a named one, `map` would get a single argument):

    ```
    model.fit(*digits.train, validation_data=digits.valid)
    tf.data.Dataset.from_tensor_slices(tuple(digits.train)).shuffle(1000).batch(32)
    ```
    """

    images: npt.NDArray[np.float32]
    """Values in [0, 1], shape (n, height, width, channels)."""
    labels: npt.NDArray[np.int64]
    """Index into the dataset's `classes`, shape (n,)."""


@dataclass(frozen=True, repr=False, eq=False)
class Dataset:
    """Labelled images, and which of them are for training and which for testing.

    Args:
        name: what the dataset is called.
        images: values in [0, 1], float32, shape (n, height, width, channels).
        labels: index into `classes` for each image, shape (n,).
        classes: the name of each class.
        split: the part each image belongs to ("train", "test", ...), shape (n,).
        source: where the images come from, and what was done to them.
        details: what else is known of each image, a row per image in the same order: the file it was read from,
            or the scene it was cut from and where (`tid`, `row`, `col`); None if nothing is.
        report: what was found while reading the files; None for what is generated or ships in a package.

    Raises:
        ValueError: if the arrays do not fit together.

    Example:
        >>> from coursekit import data
        >>> digits = data.digits()
        >>> images, labels = digits.train
        >>> images.shape
        (1415, 8, 8, 1)
    """

    name: str
    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    split: npt.NDArray[np.str_]
    source: str = ""
    details: pd.DataFrame | None = None
    report: Report | None = None

    def __post_init__(self) -> None:
        if self.images.ndim != 4 or self.images.dtype != np.float32:
            raise ValueError(
                "images must be float32 of shape (n, height, width, channels), "
                f"not {self.images.dtype} of shape {self.images.shape}."
            )
        for name, values in (("labels", self.labels), ("split", self.split)):
            if values.shape != (len(self.images),):
                raise ValueError(
                    f"{name} must have shape ({len(self.images)},), one value an image, not {values.shape}."
                )
        if self.details is not None and len(self.details) != len(self.images):
            raise ValueError(f"details must have {len(self.images)} rows, one an image, not {len(self.details)}.")
        if len(self.labels) and not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            raise ValueError(f"labels must lie between 0 and {len(self.classes) - 1}, one for each class.")

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        height, width, channels = self.images.shape[1:]
        counts = Counter(self.split.tolist())
        order = dict.fromkeys(["train", "valid", "test", *counts])
        parts = ", ".join(f"{counts[part]:,} {part}" for part in order if part in counts)
        return (
            f"<{self.name}: {len(self):,} images of {height}×{width}×{channels}, {len(self.classes)} classes, {parts}>"
        )

    @property
    def train(self) -> Part:
        """The images to learn from, with their labels."""
        return self.part("train")

    @property
    def valid(self) -> Part:
        """The images to choose and tune by, with their labels. Not every dataset has them."""
        return self.part("valid")

    @property
    def test(self) -> Part:
        """The images to judge by, with their labels. Nothing is chosen or tuned on them."""
        return self.part("test")

    def part(self, name: str) -> Part:
        """Images and labels of one part, as copies: changing them leaves the dataset alone.

        Raises:
            ValueError: if no image belongs to a part of that name.
        """
        chosen = self.split == name
        if not chosen.any():
            parts = ", ".join(repr(str(part)) for part in np.unique(self.split))
            raise ValueError(f"There is no part {name!r} in {self.name}; it has {parts}.")
        return Part(self.images[chosen], self.labels[chosen])

"""What there is to look at: images, their labels, and what each block makes of them."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coursekit.network.validation import flag, whole
from coursekit.transfer_learning.neighbours.nearest import Nearest, by_chance, nearest

__all__ = ["MOST", "Scene", "State", "checked"]

MOST = 12
"""Neighbours that are shown, at most."""


@dataclass(frozen=True)
class State:
    """What is chosen.

    Attributes:
        block: whose features are compared.
        image: number of the image whose neighbours are looked for.
        count: of neighbours.
        elsewhere: whether neighbours have to be from other groups than the image.
    """

    block: str
    image: int = 0
    count: int = 6
    elsewhere: bool = False


class Scene:
    """Images with labels, and their features by block. The arguments are those of `explore`.

    Attributes:
        most: neighbours that there can be.

    Raises:
        ValueError: if something does not fit.
    """

    def __init__(
        self,
        images: npt.ArrayLike,
        labels: npt.ArrayLike,
        features: Mapping[str, npt.ArrayLike],
        classes: Sequence[str] | None = None,
        groups: npt.ArrayLike | None = None,
        group_name: str = "group",
    ) -> None:
        self.images = np.asarray(images, dtype=np.float32)
        if self.images.ndim != 4 or self.images.shape[3] not in {1, 3} or len(self.images) < 2:
            raise ValueError(
                f"images must be two or more, of shape (n, height, width, 1 or 3), not {self.images.shape}."
            )
        self.labels = np.asarray(labels)
        if self.labels.shape != (len(self.images),) or self.labels.dtype.kind not in "iu":
            raise ValueError(f"labels must be {len(self.images)} class ids, one for each image.")
        self.classes = tuple(map(str, range(self.labels.max() + 1))) if classes is None else tuple(classes)
        if not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            raise ValueError(f"labels must lie between 0 and {len(self.classes) - 1}, one for each class.")
        if not features:
            raise ValueError("There are no features to compare: pass what by_block gave.")
        self.features = {str(block): np.asarray(values, dtype=np.float64) for block, values in features.items()}
        for block, values in self.features.items():
            if len(values) != len(self.images):
                raise ValueError(f"{block} has features of {len(values)} images, but there are {len(self.images)}.")
        self.groups = None if groups is None else np.asarray(groups)
        self.group_name = group_name
        self.most = min(MOST, len(self.images) - 1)
        if self.groups is not None:
            largest = int(np.unique(self.groups, return_counts=True)[1].max())
            self.most = min(self.most, len(self.images) - largest)
        if self.most < 1:
            raise ValueError("All images are of one group: none has a neighbour elsewhere. Leave groups out.")
        # Not @cache on the methods: that would keep every scene alive.
        self._nearest = functools.lru_cache(maxsize=None)(self._found)
        self.source = functools.lru_cache(maxsize=512)(lambda image: _source(self.images[image]))

    def nearest(self, state: State) -> Nearest:
        """The neighbours of all images, as many as the state asks for."""
        indices, distances = self._nearest(state.block, state.elsewhere)
        return Nearest(indices[:, : state.count], distances[:, : state.count])

    def chance(self, elsewhere: bool) -> float:
        """Which part of the neighbours would be right if they were drawn at random."""
        return by_chance(self.labels, self.groups if elsewhere else None)

    def _found(self, block: str, elsewhere: bool) -> Nearest:
        return nearest(self.features[block], self.most, self.groups if elsewhere else None)


def checked(scene: Scene, state: State) -> State:
    """The state, if there is such a block, image and number of neighbours.

    Raises:
        ValueError: if not.
        TypeError: if a number is not whole, or `elsewhere` is not True or False.
    """
    for name in ("image", "count"):
        whole(getattr(state, name), name, least=0)
    flag(state.elsewhere, "elsewhere")
    if state.block not in scene.features:
        raise ValueError(f"There is no {state.block!r}; there are {', '.join(scene.features)}.")
    if state.image not in range(len(scene.images)):
        raise ValueError(f"image must be from 0 to {len(scene.images) - 1}, not {state.image!r}.")
    if state.count not in range(1, scene.most + 1):
        raise ValueError(f"count must be from 1 to {scene.most}, not {state.count!r}.")
    if state.elsewhere and scene.groups is None:
        raise ValueError("elsewhere needs groups: it is not known which images belong together.")
    return state


def _source(image: npt.NDArray[np.float32]) -> str:
    """An image for the page: colours as they are, one channel as ink on paper."""
    from PIL import Image  # noqa: PLC0415 - only when something is drawn

    pixels = 1 - np.repeat(image, 3, axis=2) if image.shape[2] == 1 else image
    written = io.BytesIO()
    Image.fromarray(np.rint(255 * np.clip(pixels, 0, 1)).astype(np.uint8)).save(written, format="png")
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode('ascii')}"

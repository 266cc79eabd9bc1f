"""What the gallery shows: an immutable state, and what is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.gallery.choices import CHOICES, FILLS, FLIPS, OFF, options
from coursekit.augmentation.transforms.parameters import Parameters

__all__ = ["DRAWS", "IMAGES", "Drawn", "State", "changed", "draw"]

_OF_VALUES = ("brightness", "contrast", "channel_shift", "gamma", "blur", "noise")

IMAGES, DRAWS = 4, 5
"""How many images are shown, and how often each is drawn."""


@dataclass(frozen=True)
class State:
    """What is chosen.

    Attributes:
        dataset: number of the dataset.
        page: which images: page 0 has the first `IMAGES`.
        seed: of the transforms.
        strengths: of the sliders.
        flips: of the check boxes.
        fill_mode: what is seen outside of an image.
    """

    dataset: int = 0
    page: int = 0
    seed: int = 0
    strengths: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(dict.fromkeys(CHOICES, OFF)))
    flips: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType(dict.fromkeys(FLIPS, False)))
    fill_mode: str = "reflect"

    @property
    def augment(self) -> Augment:
        """The augmentation that is chosen."""
        return Augment(**options(self.strengths, self.flips, self.fill_mode))

    @property
    def is_off(self) -> bool:
        """Whether every slider and box is off."""
        return not (any(self.strengths.values()) or any(self.flips.values()))


def changed(state: State, **values: Any) -> State:
    """The state with other sliders, boxes, dataset, page, seed or fill_mode.

    Raises:
        ValueError: if there is no such control, or it has no such position.
    """
    strengths, flips, others = dict(state.strengths), dict(state.flips), {}
    for name, value in values.items():
        if name in CHOICES:
            if value not in CHOICES[name].strengths:
                positions = ", ".join(f"{strength:g}" for strength in CHOICES[name].strengths)
                raise ValueError(f"{name} has no position {value!r}; it has {positions}.")
            strengths[name] = value
        elif name in FLIPS:
            flips[name] = bool(value)
        elif name in {"dataset", "page", "seed", "fill_mode"}:
            if name == "fill_mode" and value not in FILLS:
                raise ValueError(f"fill_mode must be one of {', '.join(FILLS)}, not {value!r}.")
            others[name] = value
        else:
            known = (*CHOICES, *FLIPS, "dataset", "page", "seed", "fill_mode")
            raise ValueError(f"There is no control {name!r}; there are {', '.join(known)}.")
    return replace(state, strengths=MappingProxyType(strengths), flips=MappingProxyType(flips), **others)


@dataclass(frozen=True, eq=False)
class Drawn:
    """What was drawn.

    Attributes:
        images: shape (n, draws, height, width, channels), float32.
        parameters: of all n * draws, image by image.
        outside: which part of all pixels was not on the images as they came.
        clipped: which part of all values is black or white now, and is neither after geometry alone.
        left: in how many draws the middle of the image is no longer on the picture.
    """

    images: npt.NDArray[np.float32]
    parameters: Parameters
    outside: float
    clipped: float
    left: int


def draw(state: State, images: npt.NDArray[Any]) -> Drawn:
    """Draw each image `DRAWS` times.

    Args:
        state: what is chosen.
        images: shape (n, height, width, channels), values from 0 to 1.
    """
    count, height, width, channels = images.shape
    augment = state.augment
    repeated = np.repeat(images, DRAWS, axis=0)
    parameters = augment.draw(count * DRAWS, height, width, state.seed, channels=channels)
    done = augment.apply(repeated, parameters)
    matrices = augment.matrices(parameters, height, width)
    middle = np.array([[(height - 1) / 2, (width - 1) / 2]])
    moved = augment.points([middle] * len(repeated), parameters, height, width)
    return Drawn(
        images=done.reshape(count, DRAWS, height, width, channels),
        parameters=parameters,
        outside=_outside(matrices, height, width),
        clipped=_clipped(augment, repeated, parameters, done),
        left=sum(not points.inside[0] for points in moved),
    )


def _clipped(
    augment: Augment, images: npt.NDArray[Any], parameters: Parameters, done: npt.NDArray[np.float32]
) -> float:
    """Which part of all values is black or white, but is neither after geometry alone."""
    still = Parameters.identity(len(images), images.shape[3])
    moved = augment.apply(images, parameters._replace(**{name: getattr(still, name) for name in _OF_VALUES}))
    return float((((done <= 0) | (done >= 1)) & (moved > 0) & (moved < 1)).mean())


def _outside(matrices: npt.NDArray[np.float64], height: int, width: int) -> float:
    """Which part of all pixels is read from outside of the images."""
    rows, columns = np.indices((height, width)).reshape(2, -1)
    points = np.stack([columns, rows, np.ones_like(rows)]).astype(np.float64)
    came = np.linalg.inv(matrices) @ points
    x, y = came[:, 0] / came[:, 2], came[:, 1] / came[:, 2]
    inside = (x >= -0.5) & (x <= width - 0.5) & (y >= -0.5) & (y <= height - 0.5) & (came[:, 2] > 0)
    return float(1 - inside.mean())

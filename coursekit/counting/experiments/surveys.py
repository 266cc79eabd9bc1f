"""The simulated scenes that the experiments learn from and are judged on, at half resolution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coursekit.counting.experiments.places import animals, far, near
from coursekit.counting.experiments.windows import Windows, cut, halved

if TYPE_CHECKING:
    from pandas import DataFrame

    from coursekit.data.scenes import Scenes

__all__ = ["TEST", "TRAIN", "VALID", "Halved", "examples", "survey"]

TRAIN, VALID, TEST = 101, 102, 0
"""Seeds of the surveys: no light, ground or animal is in two of them. `data.sealions().scenes` are those of seed 0."""

_FAR, _NEAR = 150, 2  # backgrounds for a scene, and for an animal


@dataclass(frozen=True, eq=False)
class Halved:
    """A scene at half resolution.

    Attributes:
        pixels: shape (height, width, 3), uint8; half of the scene's height and width.
        annotations: in pixels of the scene itself.
    """

    pixels: npt.NDArray[np.uint8]
    annotations: DataFrame

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the scene itself."""
        return 2 * self.pixels.shape[0], 2 * self.pixels.shape[1]


def survey(scenes: Scenes) -> Iterator[Halved]:
    """The scenes one after the other, drawn or read when it is their turn."""
    for scene in scenes:
        yield Halved(halved(scene.image()), scene.annotations)


def examples(scenes: list[Halved], seed: int) -> Windows:
    """What a first training learns from: every animal, and backgrounds far from animals and beside them.

    Args:
        scenes: to learn from.
        seed: where the backgrounds lie.
    """
    random = np.random.default_rng(seed)
    parts = []
    for scene in scenes:
        parts += [
            cut(scene.pixels, animals(scene.annotations), "animal"),
            cut(scene.pixels, far(scene.annotations, scene.shape, _FAR, random), "far"),
            cut(scene.pixels, near(scene.annotations, scene.shape, _NEAR, random), "near"),
        ]
    return Windows.joined(parts)

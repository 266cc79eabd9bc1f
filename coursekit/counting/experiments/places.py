"""Where in a scene examples are cut: on animals, beside them, and far from them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.lengths import LENGTHS
from coursekit.data.sealion_classes import ANIMALS, BACKGROUND, CLASSES
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Places", "animals", "far", "near", "spared"]

_FAR = 60  # pixels to the next animal, as the backgrounds of `data.sealions` have
_SPARED, _LEAST = 0.3, 10.0  # so near (share of its length, pixels) to the middle of an animal nothing is background
_BESIDE = 1.0  # length: how far from its animal an example "near" is at most
_TRIES = 50

Places = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""Rows and columns, shape (n, 2), and labels, shape (n,): the index in `data.sealions().classes`."""


def animals(annotations: DataFrame) -> Places:
    """The annotated animals of a scene, with their classes."""
    points = annotations[["row", "col"]].to_numpy(dtype=np.int64)
    labels = np.array([ANIMALS.index(name) for name in annotations["class_name"]], dtype=np.int64)
    return points, labels


def spared(points: npt.NDArray[Any], annotations: DataFrame) -> npt.NDArray[np.bool_]:
    """Which points lie on the middle of an animal, or too near to it to be called background.

    The outputs of a network lie some pixels apart: one of them has to say "animal", so those around its middle are
    neither taught to do so nor not to.
    """
    points = np.asarray(points)
    if not len(annotations) or not len(points):
        return np.zeros(len(points), dtype=np.bool_)
    known, labels = animals(annotations)
    least = np.array([max(_SPARED * LENGTHS[ANIMALS[label]], _LEAST) for label in labels])
    apart = np.hypot(*np.moveaxis(points[:, None] - known[None], -1, 0))
    return np.asarray((apart < least).any(axis=1), dtype=np.bool_)


def far(annotations: DataFrame, shape: tuple[int, int], count: int, random: np.random.Generator) -> Places:
    """Places without an animal within 60 pixels, anywhere in the scene: the easy background.

    Args:
        annotations: of the scene.
        shape: its height and width.
        count: how many.
        random: what to draw from.
    """
    count = whole(count, "count", 0)
    known, _ = animals(annotations)
    places: list[npt.NDArray[np.int64]] = []
    for _ in range(count):
        for _ in range(_TRIES):
            place = random.integers(0, shape)
            if not len(known) or np.abs(known - place).max(axis=1).min() >= _FAR:
                places.append(place)
                break
    return _backgrounds(places)


def near(annotations: DataFrame, shape: tuple[int, int], each: int, random: np.random.Generator) -> Places:
    """Places beside each animal, up to its length away, but on the middle of none: the hard background.

    A window there shows a part of an animal, or two halves. A classifier that has never seen such windows takes them
    for animals.

    Args:
        annotations: of the scene.
        shape: its height and width.
        each: how many for an animal; fewer where there is no room.
        random: what to draw from.
    """
    each = whole(each, "each", 0)
    known, labels = animals(annotations)
    places: list[npt.NDArray[np.int64]] = []
    for point, label in zip(known, labels, strict=True):
        length = LENGTHS[ANIMALS[label]]
        for _ in range(each):
            angle, reach = random.uniform(0, 2 * math.pi), random.uniform(_SPARED, _BESIDE) * length
            place = np.rint(point + reach * np.array([math.sin(angle), math.cos(angle)])).astype(np.int64)
            if (place >= 0).all() and (place < shape).all():
                places.append(place)
    points, background = _backgrounds(places)
    keep = ~spared(points, annotations)
    return points[keep], background[keep]


def _backgrounds(places: list[npt.NDArray[np.int64]]) -> Places:
    points = np.array(places, dtype=np.int64).reshape(-1, 2)
    return points, np.full(len(points), CLASSES.index(BACKGROUND), dtype=np.int64)

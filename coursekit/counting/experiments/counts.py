"""From a model to points in a scene, and how good they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.detection import detect
from coursekit.counting.lengths import LENGTHS
from coursekit.counting.maps import Maps
from coursekit.counting.matching import match
from coursekit.counting.prediction import predict
from coursekit.data.sealion_classes import ANIMALS, CLASSES

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "DISTANCES",
    "NEAR_ENOUGH",
    "SMOOTHINGS",
    "THRESHOLDS",
    "Setting",
    "chosen",
    "counted",
    "full_size",
    "looked_at",
    "padded",
    "scored",
]

THRESHOLDS, DISTANCES, SMOOTHINGS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9), (0.35, 0.5, 0.65), (0.0, 4.0, 8.0)
"""What is tried on validation scenes."""

NEAR_ENOUGH = {name: max(length / 2, 15.0) for name, length in LENGTHS.items()}
"""How far a point may lie from its animal: half of the animal's length, for pups 15 pixels."""


@dataclass(frozen=True)
class Setting:
    """How points are made of maps; see `counting.detect`.

    Attributes:
        threshold: the least score, one for all or one for each class.
        distance: of the non-maximum suppression, as a share of the animals' lengths.
        smooth: standard deviation in pixels of the scene.
    """

    threshold: float | Mapping[str, float] = 0.5
    distance: float = 0.5
    smooth: float = 0.0


def looked_at(model: Any, half: npt.NDArray[np.uint8]) -> Maps:
    """The maps of a scene, its borders mirrored by half a patch, so that each place of it is the middle of a patch.

    Args:
        model: as `trained` gives it, for half resolution.
        half: the scene at half resolution.

    Returns:
        Maps in pixels of the scene itself, at full resolution.
    """
    margin = int(model.input_shape[1]) // 2
    return full_size(predict(model, padded(half, margin), progress=False), margin)


def padded(image: npt.NDArray[Any], margin: int) -> npt.NDArray[Any]:
    """An image with mirrored pixels around it: an animal at the border becomes the middle of a patch, too."""
    return np.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode="symmetric")


def full_size(maps: Maps, margin: int = 0) -> Maps:
    """Maps of an image at half resolution with a margin, in pixels of the scene at full resolution without it."""
    return Maps(
        maps.maps,
        stride=(2 * maps.stride[0], 2 * maps.stride[1]),
        offset=(2 * (maps.offset[0] - margin), 2 * (maps.offset[1] - margin)),
        patch=(2 * maps.patch[0], 2 * maps.patch[1]),
        image_shape=(2 * (maps.image_shape[0] - 2 * margin), 2 * (maps.image_shape[1] - 2 * margin)),
    )


def counted(maps: Maps, setting: Setting) -> DataFrame:
    """The animals in maps, as `counting.detect` gives them; none in a mirrored margin."""
    distance = {name: setting.distance * length for name, length in LENGTHS.items()}
    found = detect(maps, CLASSES, distance, threshold=setting.threshold, smooth=setting.smooth)
    height, width = maps.image_shape
    return found[found["row"].between(0, height - 1) & found["col"].between(0, width - 1)].reset_index(drop=True)


def scored(found: Sequence[DataFrame], truth: Sequence[DataFrame]) -> DataFrame:
    """How good the points of some scenes are, all scenes together.

    Args:
        found: of each scene, as `counted` gives them.
        truth: the scenes' annotations.

    Returns:
        A row for each class, "total" (matched by class) and "animals" (matched whatever the class): `truth`, `found`,
        `matched`, `precision`, `recall`, `count_error` (found less true, all scenes together) and `absolute_error`
        (how much each scene's count is off, summed over the scenes, as a share of the true animals).
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    tables = []
    for points, known in zip(found, truth, strict=True):
        table = match(points, known, NEAR_ENOUGH, classes=ANIMALS).table
        table.loc["animals"] = match(points, known, max(LENGTHS.values()) / 3, by_name=False).table.loc["total"]
        tables.append(table[["truth", "found", "matched"]].assign(absolute=table["count_error"].abs()))
    total = pd.concat(tables).groupby(level=0, sort=False).sum()
    total["precision"] = total["matched"] / total["found"]
    total["recall"] = total["matched"] / total["truth"]
    total["count_error"] = total["found"] - total["truth"]
    total["absolute_error"] = total.pop("absolute") / total["truth"]
    return total


def chosen(
    maps: Sequence[Maps],
    truth: Sequence[DataFrame],
    *,
    thresholds: Sequence[float] = THRESHOLDS,
    distances: Sequence[float] = DISTANCES,
    smoothings: Sequence[float] = SMOOTHINGS,
) -> tuple[Setting, list[dict[str, Any]]]:
    """The setting whose counts come nearest on validation scenes: the least `absolute_error`, mean of the classes.

    For each distance and smoothing, every class has the threshold that is best for it.

    Args:
        maps: of each scene.
        truth: their annotations.
        thresholds: to try.
        distances: to try.
        smoothings: to try.

    Returns:
        The setting, and a row for each one and class that was tried: "distance", "smooth", "threshold", "class",
        and the columns of `scored`.

    Raises:
        ValueError: if there is no animal in the scenes.
    """
    rows: list[dict[str, Any]] = []
    best, least = Setting(), np.inf
    there = sorted({name for known in truth for name in known["class_name"]})  # others have nothing to be a share of
    if not there:
        raise ValueError("There is no animal in these scenes to choose by.")
    for distance in distances:
        for smooth in smoothings:
            # Of the points that the lowest threshold leaves, a higher one takes the best: suppression goes by score.
            setting = Setting(min(thresholds), distance, smooth)
            points = [counted(each, setting) for each in maps]
            errors: dict[float, Any] = {}
            for threshold in thresholds:
                table = scored([each[each["score"] >= threshold] for each in points], truth)
                errors[threshold] = table["absolute_error"]
                told = {"distance": distance, "smooth": smooth, "threshold": threshold}
                rows += [{**told, "class": name, **dict(row)} for name, row in table.iterrows()]
            by_class = {name: min(thresholds, key=lambda value: float(errors[value][name])) for name in ANIMALS}
            error = float(np.mean([errors[by_class[name]][name] for name in there]))
            if error < least:
                best, least = Setting(by_class, distance, smooth), error
    return best, rows

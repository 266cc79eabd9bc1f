"""Hard negatives: what a model takes for animals in scenes that it has learnt from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.counting.experiments.counts import Setting, counted, looked_at
from coursekit.counting.experiments.places import Places, spared
from coursekit.counting.experiments.surveys import Halved
from coursekit.counting.experiments.windows import Windows, cut
from coursekit.data.sealion_classes import BACKGROUND, CLASSES

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["mined", "mined_windows"]

_MINING = Setting(threshold=0.3, distance=0.4)  # lower than for counting: near misses teach as well
_MOST = 300  # in a scene


def mined(found: DataFrame, annotations: DataFrame, most: int | None = None) -> Places:
    """False alarms of a training scene as places for more backgrounds.

    Args:
        found: points of a model, best first, as `counting.detect` gives them.
        annotations: the animals that are there.
        most: take no more than so many: those the model is surest of.

    Returns:
        Points that lie on no animal's middle, of whatever class: an animal of the wrong class is no background.
    """
    points = found[["row", "col"]].to_numpy(dtype=np.int64)
    points = points[~spared(points, annotations)][:most]
    return points, np.full(len(points), CLASSES.index(BACKGROUND), dtype=np.int64)


def mined_windows(model: Any, scene: Halved, most: int = _MOST) -> Windows:
    """Look at a training scene, and cut windows of kind "mined" where a model sees animals that are not there."""
    found = counted(looked_at(model, scene.pixels), _MINING)
    return cut(scene.pixels, mined(found, scene.annotations, most), "mined")

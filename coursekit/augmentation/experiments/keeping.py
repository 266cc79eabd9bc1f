"""Transforms that keep the class, and ones that do not: digits turned, sea lions zoomed, wafer patterns shifted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.experiments.few_images import SEALIONS, few
from coursekit.augmentation.experiments.training import STEPS, posteriors, trained
from coursekit.data.dataset import Dataset, Part

__all__ = ["DIGITS", "SEALIONS_CHANGED", "WAFERS", "digits_turned", "sealions_changed", "wafers_shifted"]

DIGITS: Mapping[str, Augment | None] = {
    "none": None,
    "up to 10°": Augment(rotation_range=10),
    "up to 180°": Augment(rotation_range=180),
    "flips both ways": Augment(horizontal_flip=True, vertical_flip=True),
}
"""Flips both ways make a half-turn of every fourth image."""

_TURNED = {"rotation_range": 180, "horizontal_flip": True, "fill_mode": "reflect"}
SEALIONS_CHANGED: Mapping[str, Augment | None] = {
    "none": None,
    "turns and light": SEALIONS,
    "and zoom": Augment.from_config(SEALIONS.get_config() | {"zoom_range": (0.5, 2.0)}),
    "and colour": Augment.from_config(SEALIONS.get_config() | {"channel_shift_range": 0.3}),
}
"""Size and colour tell a pup from a female, and a female from a bull: zoom and colour are not free."""

_WAFER_TURNED = {"rotation_range": 180, "horizontal_flip": True, "fill_mode": "constant"}
WAFERS: Mapping[str, Augment | None] = {
    "none": None,
    "turns": Augment(**_WAFER_TURNED),  # type: ignore[arg-type] # a dictionary of options of several types
    "turns and shifts": Augment(**_WAFER_TURNED, width_shift_range=0.3, height_shift_range=0.3),  # type: ignore[arg-type] # as above
}
"""Where the failed dies lie is the class. Shifts move the wafer, with its rim, inside of the picture."""


def digits_turned(name: str, digits: Dataset, *, count: int = 210, steps: int = STEPS, seed: int = 0) -> dict[str, Any]:
    """Learn digits from `count` images with one of `DIGITS`, and look at 6 and 9.

    Returns:
        "accuracy" and "accuracy of 6 and 9" on the test images, and "6 as 9" and "9 as 6": which share of the test
        images of one is taken for the other.
    """
    own = few(digits.train, count, seed)
    guesses, labels = _guesses(own, digits.test, 10, DIGITS[name], steps, seed)
    six, nine = labels == 6, labels == 9
    return {
        "accuracy": float((guesses == labels).mean()),
        "accuracy of 6 and 9": float((guesses == labels)[six | nine].mean()),
        "6 as 9": float((guesses[six] == 9).mean()),
        "9 as 6": float((guesses[nine] == 6).mean()),
    }


def sealions_changed(
    name: str, train: Part, test: Part, *, count: int = 120, steps: int = STEPS, seed: int = 0
) -> dict[str, Any]:
    """Learn six classes of sea lions and ground from `count` images with one of `SEALIONS_CHANGED`.

    Returns:
        "accuracy" on the test images.
    """
    guesses, labels = _guesses(few(train, count, seed), test, 6, SEALIONS_CHANGED[name], steps, seed)
    return {"accuracy": float((guesses == labels).mean())}


def wafers_shifted(
    name: str, train: Part, test: Part, classes: tuple[str, ...], *, count: int = 180, steps: int = STEPS, seed: int = 0
) -> dict[str, Any]:
    """Learn the patterns of wafers from `count` maps with one of `WAFERS`.

    Returns:
        "accuracy", and for the classes that are told by their place the share of the test maps that is found: "centre",
        "loc", "edge-loc", "edge-ring"; "centre as loc" and "loc as centre": the share taken for the other.
    """
    guesses, labels = _guesses(few(train, count, seed), test, len(classes), WAFERS[name], steps, seed)
    where = {pattern: labels == classes.index(pattern) for pattern in ("centre", "loc", "edge-loc", "edge-ring")}
    row = {"accuracy": float((guesses == labels).mean())}
    row |= {pattern: float((guesses == labels)[own].mean()) for pattern, own in where.items()}
    row["centre as loc"] = float((guesses[where["centre"]] == classes.index("loc")).mean())
    row["loc as centre"] = float((guesses[where["loc"]] == classes.index("centre")).mean())
    return row


def _guesses(own: Part, test: Part, classes: int, augment: Augment | None, steps: int, seed: int) -> tuple[Any, Any]:
    model = trained(*own, classes, augment, steps=steps, seed=seed)
    return np.asarray(posteriors(model, test.images).argmax(axis=1)), test.labels

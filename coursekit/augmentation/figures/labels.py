"""The same transform keeps the label of one dataset and changes that of another."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.augmentation.augment import Augment
from coursekit.augmentation.figures.paper import checked_image, tile
from coursekit.augmentation.transforms.parameters import Parameters
from coursekit.data import Dataset
from coursekit.figures import BLUE, VERMILION, described, sheet, styled

__all__ = ["labels_kept_and_lost"]

Array = npt.NDArray[Any]

_SIDE, _GAP, _FIRST = 1.32, 0.42, 1.75


class _Case(NamedTuple):
    """An image, a transform that keeps its label, and one that does not, each with what it is called.

    Nothing to change means: another hue, which no option of `Augment` makes.
    """

    image: Array
    name: str
    keeps: tuple[str, dict[str, Any]]
    changes: tuple[str, dict[str, Any]]
    fill_mode: str


@styled
def labels_kept_and_lost(digits: Dataset, sealions: Dataset, wafers: Dataset) -> Figure:
    """A 6, a juvenile sea lion, a wafer that fails in its centre and a red light: one harmless transform, one harmful.

    Args:
        digits: with a class "6".
        sealions: with a class "juveniles".
        wafers: with a class "centre".

    Raises:
        ValueError: if a class is missing.
    """
    wafer = _first(wafers, "centre")
    cases = (
        _Case(_first(digits, "6"), "a 6", ("a tilt of 15°", {"rotation": 15}),
              ("a half-turn:\na 9", {"rotation": 180}), "constant"),
        _Case(_first(sealions, "juveniles"), "a juvenile", ("a half-turn", {"rotation": 180}),
              ("1.7 times closer: as\nlarge as an adult", {"zoom": (1 / 1.7, 1 / 1.7)}), "reflect"),
        _Case(wafer, "fails in its centre", ("a quarter-turn", {"rotation": 90}),
              ("a shift: beside it,\nand the disc is cut", {"shift": (wafer.shape[1] * 0.25, 0)}), "constant"),
        _Case(_light(), "stop", ("darker", {"brightness": 0.65}),
              ("another hue:\ngo", {}), "reflect"),
    )  # fmt: skip
    drawn, plot = sheet(3 * _SIDE + 1.26)
    tops = (0.0, _SIDE + 0.36, 2 * _SIDE + 0.72)
    for top, text in zip(tops, ("as it came", "keeps\nthe label", "changes\nthe label"), strict=True):
        plot.text(0.02, top + _SIDE / 2, text, va="center", fontsize=11)
    for column, case in enumerate(cases):
        left = _FIRST + column * (_SIDE + _GAP)
        tile(plot, case.image, left, tops[0], _SIDE, case.name)
        tile(plot, _done(case, case.keeps[1]), left, tops[1], _SIDE, case.keeps[0], frame=BLUE)
        tile(plot, _done(case, case.changes[1]), left, tops[2], _SIDE, case.changes[0], frame=VERMILION,
             style=(0, (3, 1.2)))  # fmt: skip
    told = "; ".join(
        f"{case.name}: {case.keeps[0]} keeps the label, {' '.join(case.changes[0].split())}" for case in cases
    )
    return described(drawn, f"Four images, below each the same after two transforms. {told}.")


def _first(dataset: Dataset, name: str) -> Array:
    """The first image of a class."""
    if name not in dataset.classes or not (dataset.labels == dataset.classes.index(name)).any():
        raise ValueError(f"{dataset.name} has no image of a class {name!r}: give one that has.")
    return checked_image(dataset.images[dataset.labels == dataset.classes.index(name)][0])


def _light(size: int = 48) -> Array:
    """A red light on a dark board."""
    rows, columns = np.mgrid[:size, :size] - (size - 1) / 2
    glow = 1 / (1 + np.exp((np.hypot(rows, columns) - 0.33 * size) / 0.8))
    return np.asarray(0.13 + glow[..., None] * (np.array([0.86, 0.22, 0.16]) - 0.13))


def _exchanged(image: Array) -> Array:
    """Red and green exchanged: greys stay, hues do not."""
    return np.asarray(image[..., [1, 0, 2]])


def _done(case: _Case, changes: dict[str, Any]) -> Array:
    """The image of a case after one transform."""
    channels = case.image.shape[2]
    drawn = Parameters.identity(1, channels)._replace(**{name: np.array([value]) for name, value in changes.items()})
    augment = Augment(fill_mode=case.fill_mode, preprocessing_function=None if changes else _exchanged)
    return np.asarray(augment.apply(case.image[None].astype(np.float32), drawn)[0], dtype=np.float64)

"""The bug hunt: a base takes a step, and the rows for the head are made anew."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.transfer_learning.tasks.tuning import Array, Labels, Parts, parts

__all__ = ["fine_tuning_data"]


def _fine_tuning_data(
    images: Array,
    labels: Labels,
    order: npt.NDArray[np.int64],
    valid_count: int,
    base: Array,
    gradient: Array,
    rates: dict[str, float],
) -> Parts:
    return parts(images, labels, order, valid_count, base, gradient, rates)


_RNG = np.random.default_rng(716)
_AS_THEY_ARE = np.arange(4)
_ALIKE = np.array([2, 2, 2, 2])
_FOUR = np.array([3, 0, 1, 2])
_NO_BASE = np.zeros((18, 5))


def _images(count: int) -> Array:
    return _RNG.uniform(size=(count, 2, 3, 3))


def _base() -> Array:
    """Weights that leave about half of the features above 0."""
    return _RNG.normal(size=(18, 5))


fine_tuning_data = Task(
    "fine_tuning_data",
    cases=[
        (_images(4), _ALIKE, _AS_THEY_ARE, 0, _base(), _NO_BASE, {"head": 0.5, "base": 0.25}),
        (_images(4), _ALIKE, _AS_THEY_ARE, 1, _NO_BASE, _NO_BASE, {"head": 0.5, "base": 0.25}),
        (_images(4), _FOUR, np.array([2, 0, 3, 1]), 3, _NO_BASE, _NO_BASE, {"head": 0.5, "base": 0.25}),
        (_images(4), _FOUR, _AS_THEY_ARE, 0, _NO_BASE, _NO_BASE, {"head": 0.5, "base": 0.25}),
        (_images(4), _ALIKE, _AS_THEY_ARE, 0, _base(), _base(), {"head": 0.25, "base": 0.25}),
        (_images(4), _ALIKE, _AS_THEY_ARE, 0, _base(), _base(), {"head": 0.5, "base": 0.0625}),
        (
            _images(6),
            np.array([0, 1, 2, 3, 4, 5]),
            np.array([3, 5, 0, 2, 4, 1]),
            2,
            _base(),
            _base(),
            {"head": 0.5, "base": 0.125},
        ),
    ],
    titles=[f"case {letter}" for letter in "ABCDEFG"],
    reference=_fine_tuning_data,
    mistakes=[
        Mistake(
            "prepared twice",
            lambda *case: parts(*case, times=2),
            "The images are prepared twice: before they go into `features_of`, and inside of it. What has become of "
            "white by then?",
            of_one_case=True,
        ),
        Mistake(
            "not prepared",
            lambda *case: parts(*case, times=0),
            "The images are not prepared at all any more. Twice was too often; once is right.",
            of_one_case=True,
        ),
        Mistake(
            "labels not in the new order",
            lambda *case: parts(*case, labels_in="given"),
            "The images have changed places and the labels have not. Where does the draft put images into the new "
            "order?",
            of_one_case=True,
        ),
        Mistake(
            "images not in the new order",
            lambda *case: parts(*case, images_in="given"),
            "The labels have changed places and the images have not.",
            of_one_case=True,
        ),
        Mistake(
            "nothing in the new order",
            lambda *case: parts(*case, images_in="given", labels_in="given"),
            "Images and labels belong together, but both stand in their old order.",
            of_one_case=True,
        ),
        Mistake(
            "labels tiled",
            lambda *case: parts(*case, labelled="variant by variant"),
            "The rows go image by image, and their labels go through all images and then through all again.",
            of_one_case=True,
        ),
        Mistake(
            "labels tiled and of all images",
            lambda *case: parts(*case, labelled="variant by variant", labels_of="all"),
            "The labels of the training rows go through all images twice, those for validation included.",
            of_one_case=True,
        ),
        Mistake(
            "variant by variant",
            lambda *case: parts(*case, rows="variant by variant", labelled="variant by variant"),
            "Rows and labels belong together, but go variant by variant. Image by image was asked for.",
            of_one_case=True,
        ),
        Mistake(
            "rows variant by variant, labels image by image",
            lambda *case: parts(*case, rows="variant by variant"),
            "The labels go image by image now, and the rows variant by variant.",
            of_one_case=True,
        ),
        Mistake(
            "a label for each image",
            lambda *case: parts(*case, labelled="once"),
            "Each image has two rows and one label. Every row needs one.",
            of_one_case=True,
        ),
        Mistake(
            "validation images trained on",
            lambda *case: parts(*case, trained="all"),
            "Among the rows for training are those of all images. Which of them may the head not see?",
            of_one_case=True,
        ),
        Mistake(
            "rows of validation images",
            lambda *case: parts(*case, trained="all", labels_of="training"),
            "There are rows of all images, and labels only of those for training.",
            of_one_case=True,
        ),
        Mistake(
            "labels of validation images",
            lambda *case: parts(*case, labels_of="all"),
            "There are labels of all images, and rows only of those for training.",
            of_one_case=True,
        ),
        Mistake(
            "validation augmented",
            lambda *case: parts(*case, valid_rows="both"),
            "Each image for validation has two rows. It should be there once, as it is.",
            of_one_case=True,
        ),
        Mistake(
            "upside down",
            lambda *case: parts(*case, mirrored="rows"),
            "Your mirror image stands on its head. Which axis goes from left to right?",
            of_one_case=True,
        ),
        Mistake(
            "colours mirrored",
            lambda *case: parts(*case, mirrored="colours"),
            "In your mirror image red and blue change places, and nothing else. Which axis goes from left to right?",
            of_one_case=True,
        ),
        Mistake(
            "first images held back",
            lambda *case: parts(*case, held="first"),
            "The first images of the new order are held back. It should be the last ones.",
            of_one_case=True,
        ),
        Mistake(
            "all held back instead of none",
            lambda *case: parts(*case, held="minus"),
            "Where no image is for validation, all of them are. What is left of an array by `[:-0]`?",
            of_one_case=True,
        ),
        Mistake(
            "features of the old base",
            lambda *case: parts(*case, seen_by="old"),
            "The base has moved, and the features are still those of the old one. When may features be kept, and when "
            "are they out of date?",
            of_one_case=True,
        ),
        Mistake(
            "validation with the old base",
            lambda *case: parts(*case, seen_by="mixed"),
            "The features for training are those of the new base, those for validation of the old one.",
            of_one_case=True,
        ),
        Mistake(
            "base at the rate of the head",
            lambda *case: parts(*case, rate="head"),
            "The base steps at the rate of the head. Which part is it that should change but little?",
            of_one_case=True,
        ),
        Mistake(
            "old base returned",
            lambda *case: parts(*case, returned="old"),
            "The features are those of the new base, and the base that comes back is the old one.",
            of_one_case=True,
        ),
        Mistake(
            "base stays",
            lambda *case: parts(*case, seen_by="old", returned="old"),
            "The base does not move at all any more.",
            of_one_case=True,
        ),
        Mistake(
            "uphill",
            lambda *case: parts(*case, way=1.0),
            "The base steps uphill.",
            of_one_case=True,
        ),
    ],
    instead="Repair the lines of the draft.",
)

"""What the scripts `benchmarks/augmentation_*.py` have measured, for the lecture to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from coursekit.measurements import read_one

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Measured", "measured"]

Measured = Literal["training", "curves", "digits", "sealions", "wafers", "imbalance", "views", "copies", "overlaps"]

_FILES: dict[str, tuple[str, str]] = {
    "training": ("augmentation_training", "augmentation_training.py"),
    "curves": ("augmentation_curves", "augmentation_training.py"),
    "digits": ("augmentation_digits", "augmentation_labels.py"),
    "sealions": ("augmentation_sealions", "augmentation_labels.py"),
    "wafers": ("augmentation_wafers", "augmentation_labels.py"),
    "imbalance": ("augmentation_imbalance", "augmentation_imbalance.py"),
    "views": ("augmentation_views", "augmentation_views.py"),
    "copies": ("augmentation_copies", "augmentation_leakage.py"),
    "overlaps": ("augmentation_overlaps", "augmentation_leakage.py"),
}
"""The results' names, in full so that `coursekit build` sees which results a lecture shows, and who measures them."""


def measured(what: Measured) -> DataFrame:
    """The committed results of one experiment: a row a training and seed, not yet averaged.

    Args:
        what: which experiment. The script's first lines tell what was done.

            - "training": accuracy by the number of training images, without and with augmentation.
            - "curves": such trainings watched as they go.
            - "digits", "sealions", "wafers": transforms that keep the class and ones that do not.
            - "imbalance": rare defects on wafers.
            - "views": test-time augmentation.
            - "copies": copies of one image on both sides of a split.
            - "overlaps": patches that share pixels on both sides of a split.

    Returns:
        A DataFrame whose `attrs` tell by which command, on which machine, with which versions, and how long it took.

    Raises:
        ValueError: for another name.
        CourseError: if the results are not there.
    """
    return read_one(what, _FILES)

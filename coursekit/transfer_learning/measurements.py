"""What the scripts `benchmarks/transfer*.py` have measured, for the lecture to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from coursekit.measurements import read_one

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Measured", "measured"]

Measured = Literal["accuracy", "real", "folder", "blocks", "preprocessing", "rates", "speed", "size"]

_FILES: dict[str, tuple[str, str]] = {
    "accuracy": ("transfer_accuracy", "transfer.py"),
    "real": ("transfer_real", "transfer_real.py"),
    "folder": ("transfer_folder", "transfer_real.py"),
    "blocks": ("transfer_blocks", "transfer_features.py"),
    "preprocessing": ("transfer_preprocessing", "transfer_features.py"),
    "rates": ("transfer_rates", "transfer_rates.py"),
    "speed": ("transfer_speed", "transfer_speed.py"),
    "size": ("transfer_size", "transfer_speed.py"),
}
"""The results' names, in full so that `coursekit build` sees which results a lecture shows, and who measures them."""


def measured(what: Measured) -> DataFrame:
    """The committed results of one experiment. The script's first lines tell what was done.

    Args:
        what: which experiment.

            - "accuracy": simulated patches of another survey, by network ("scratch", "frozen random", "frozen",
              "fine-tuned"), images per class, augmentation, views of a test image and seed.
            - "real": the same on all real patches, by fold of a cross-validation that keeps shared pixels together;
              also "tuned", whose features were chosen within each training fold.
            - "folder": the real folder's own division, also for validation patches that share pixels with a training
              patch and for the others.
            - "blocks": a head on the features of each block, of learnt and of random weights.
            - "preprocessing": a head on the features of block 5, with the right preprocessing and wrong ones.
            - "rates": fine-tuning at several learning rates, a row an epoch.
            - "speed": seconds with the frozen network run every epoch, and with kept features.
            - "size": parameters and megabytes of VGG16, its convolutions and its dense layers.

    Returns:
        A DataFrame whose `attrs` tell by which command, on which machine, with which versions, and how long it took.

    Raises:
        ValueError: for another name.
        CourseError: if the results are not there.
    """
    return read_one(what, _FILES)

"""What the scripts `benchmarks/evaluation_*.py` have measured, for the lecture to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from coursekit.measurements import read_one

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Measured", "measured"]

Measured = Literal["sealions", "posteriors", "small_tests", "coverage", "choosing"]

_FILES: dict[str, tuple[str, str]] = {
    "sealions": ("evaluation_sealions", "evaluation_sealions.py"),
    "posteriors": ("evaluation_posteriors", "evaluation_sealions.py"),
    "small_tests": ("evaluation_small_tests", "evaluation_small_tests.py"),
    "coverage": ("evaluation_coverage", "evaluation_small_tests.py"),
    "choosing": ("evaluation_choosing", "evaluation_small_tests.py"),
}
"""The results' names, in full so that `coursekit build` sees which results a lecture shows, and who measures them."""


def measured(what: Measured) -> DataFrame:
    """The committed results of one experiment. The script's first lines tell what was done.

    Args:
        what: which experiment.

            - "sealions": trainings of the sea lion classifier without and with augmentation, a row each: accuracy,
              confidence, calibration, AUC with interval by class.
            - "posteriors": what one training without and one with augmentation say of each image, a row each.
            - "small_tests": the AUC of small test sets and its interval, beside that of all images.
            - "coverage": how often such an interval holds the AUC of all images.
            - "choosing": thresholds chosen on few images: what they promise there, and keep elsewhere.

    Returns:
        A DataFrame whose `attrs` tell by which command, on which machine, with which versions, and how long it took.

    Raises:
        ValueError: for another name.
        CourseError: if the results are not there.
    """
    return read_one(what, _FILES)

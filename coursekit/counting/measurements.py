"""What the scripts `benchmarks/counting*.py` have measured, for the lecture to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from coursekit.measurements import read_one

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Measured", "measured"]

Measured = Literal["example", "sealions", "settings", "density", "real", "speed"]

_FILES: dict[str, tuple[str, str]] = {
    "example": ("counting_example", "counting_example.py"),
    "sealions": ("counting_sealions", "counting_sealions.py"),
    "settings": ("counting_settings", "counting_sealions.py"),
    "density": ("counting_density", "counting_sealions.py"),
    "real": ("counting_real", "counting_real.py"),
    "speed": ("counting_speed", "counting.py"),
}
"""The results' names, in full so that `coursekit build` sees which results a lecture shows, and who measures them."""


def measured(what: Measured) -> DataFrame:
    """The committed results of one experiment, not yet averaged.

    Args:
        what: which experiment. The script's first lines tell what was done.

            - "example": how `counting.example()` counts, a row a test scene and class.
            - "sealions": the same network with easy and with hard backgrounds, a row a seed, backgrounds and class.
            - "settings": those models with every threshold, distance and smoothing, on validation scenes.
            - "density": detection and density maps on the same scenes, a row a seed, method and class.
            - "real": models on a real scene, a row a model, seed and class.
            - "speed": a scene patch by patch, at once and in tiles: time, memory, operations a second.

    Returns:
        A DataFrame whose `attrs` tell by which command, on which machine, with which versions, and how long it took.
        Precision, recall and errors that would be a share of nothing are missing. Some scripts were stopped before
        their last seed: count before you compare.

    Raises:
        ValueError: for another name.
        CourseError: if the results are not there.
    """
    return read_one(what, _FILES)

"""What the scripts `benchmarks/augmentation_*.py` have measured, for the lecture to show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, get_args

from coursekit.errors import CourseError
from coursekit.tree import Course

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Measured", "measured"]

Measured = Literal["training", "curves", "digits", "sealions", "wafers", "imbalance", "views", "copies", "overlaps"]

_SCRIPTS = {
    "curves": "training",
    "digits": "labels",
    "sealions": "labels",
    "wafers": "labels",
    "copies": "leakage",
    "overlaps": "leakage",
}
"""The script that measures, where it is not called like its results."""


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
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    if what not in get_args(Measured):
        raise ValueError(f"what must be one of {', '.join(map(repr, get_args(Measured)))}, not {what!r}.")
    folder = Course.find().root / "benchmarks" / "results"
    table, note = folder / f"augmentation_{what}.csv", folder / f"augmentation_{what}.json"
    try:
        results = pd.read_csv(table, keep_default_na=False, na_values=[""])  # "none" and "None" are names here
        results.attrs.update(json.loads(note.read_text(encoding="utf-8")))
    except FileNotFoundError as missing:
        raise CourseError(
            f"The measured results are not there: {missing.filename}.",
            "They come with the course; to measure them yourself, run: "
            f"python benchmarks/augmentation_{_SCRIPTS.get(what, what)}.py",
        ) from missing
    return results

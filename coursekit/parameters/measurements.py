"""What `benchmarks/digits_mlp_cnn.py` has measured, for the lecture to show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coursekit.errors import CourseError
from coursekit.tree import Course

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["measured"]


def measured() -> DataFrame:
    """An MLP against a CNN on real digits: one row a training.

    Returns:
        A DataFrame with the columns `size` (pixels a side), `split`, `pixels`, `network`, `parameters`, `seed`,
        `accuracy` (share of the test images that are right) and `seconds` of training. `attrs` tells on which
        machine, with which versions, and how long it took.

    Raises:
        CourseError: if the results are not there.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    folder = Course.find().root / "benchmarks" / "results"
    table, note = folder / "digits_mlp_cnn.csv", folder / "digits_mlp_cnn.json"
    try:
        results = pd.read_csv(table)
        results.attrs.update(json.loads(note.read_text(encoding="utf-8")))
    except FileNotFoundError as missing:
        raise CourseError(
            f"The measured results are not there: {missing.filename}.",
            "They come with the course; to measure them yourself, run: python benchmarks/digits_mlp_cnn.py",
        ) from missing
    return results

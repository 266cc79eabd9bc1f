"""What scripts in `benchmarks/` have measured and left in `benchmarks/results`, read for a topic to show.

A topic's own `measurements.py` names its results and says what they are; the reading is here. The names stand there in
full: `coursekit build` looks for them, to know which results a lecture shows. (So none may be named here.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from coursekit.errors import CourseError
from coursekit.tree import Course

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["read", "read_one"]


def read(stem: str, script: str) -> DataFrame:
    """Committed results: the rows of STEM.csv with what STEM.json tells of them.

    Args:
        stem: the name of both files without their endings.
        script: the file in `benchmarks/` that measures them.

    Returns:
        A DataFrame whose `attrs` tell by which command, on which machine, with which versions, and how long it took.
        Only what is empty is missing: words such as "none" and "NA" are kept.

    Raises:
        CourseError: if one of the files is not there.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    folder = Course.find().root / "benchmarks" / "results"
    try:
        results = pd.read_csv(folder / f"{stem}.csv", keep_default_na=False, na_values=[""])
        results.attrs.update(json.loads((folder / f"{stem}.json").read_text(encoding="utf-8")))
    except FileNotFoundError as missing:
        raise CourseError(
            f"The measured results are not there: {missing.filename}.",
            f"They come with the course; to measure them yourself, run: python benchmarks/{script}",
        ) from missing
    return results


def read_one(what: str, files: Mapping[str, tuple[str, str]]) -> DataFrame:
    """One of the results of a topic.

    Args:
        what: the name by which the topic calls it.
        files: by such a name the arguments of `read`: the stem of the files and the script that measures them.

    Returns:
        As `read`.

    Raises:
        ValueError: for another name.
        CourseError: as `read`.
    """
    if what not in files:
        raise ValueError(f"what must be one of {', '.join(map(repr, files))}, not {what!r}.")
    return read(*files[what])

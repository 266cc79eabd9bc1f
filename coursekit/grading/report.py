"""The table of `coursekit grade`: shown on the terminal, and written as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table
from rich.text import Text

from coursekit.console import console
from coursekit.errors import CourseError
from coursekit.files import write_atomically
from coursekit.grading.results import Result, Status, one_line

__all__ = ["COLUMNS", "STYLES", "number", "show", "write_csv"]

COLUMNS = ("student", "points", "max_points", "late_penalty", "status", "reason")

STYLES = {Status.GRADED: "green", Status.MANUAL: "cyan", Status.NOT_REACHED: "dim"}


def number(value: float) -> str:
    """Points without needless digits: 3, 2.5, 0.333."""
    return f"{round(value, 3):g}"


def show(title: str, results: Iterable[Result]) -> None:
    """Print a row for each student and a line that counts the statuses."""
    table = Table(title=title)
    table.add_column("student", overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("status")
    table.add_column("reason", overflow="fold")
    counts: Counter[Status] = Counter()
    for result in results:
        counts[result.status] += 1
        table.add_row(
            Text(one_line(result.student)),
            f"{number(result.points)} of {number(result.max_points)}",
            Text(result.status, style=STYLES.get(result.status, "yellow")),
            Text(result.reason),
        )
    console.print(table)
    console.print(", ".join(f"{counts[status]} {status}" for status in Status if counts[status]) + ".")


def write_csv(path: Path, results: Iterable[Result]) -> None:
    """Write a row for each student, in one step: the file is the old one or the new one, never half of it.

    The columns are those of `Result`: student, points (late penalty taken off), max_points, late_penalty,
    status, reason. UTF-8, comma separated, first line the names.

    Raises:
        CourseError: if the file cannot be written.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for r in results:
        rows.writerow((r.student, number(r.points), number(r.max_points), number(r.late_penalty), r.status, r.reason))
    try:
        write_atomically(path, text.getvalue().encode("utf-8", errors="backslashreplace"))
    except OSError as error:
        raise CourseError(
            f"{path} cannot be written: {error.strerror or error}.",
            "The points are in the gradebook and in the table above. Make room, correct the rights, or close the "
            "program that has the file open; then grade again.",
        ) from error

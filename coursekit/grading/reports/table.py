"""The report as CSV: a row a student, a column a task."""

from __future__ import annotations

from coursekit.grading.reports.classroom import Classroom
from coursekit.grading.reports.spreadsheet import csv_text

__all__ = ["as_csv"]


def as_csv(classroom: Classroom) -> bytes:
    """A row for each student, with the status and the reason as in the table of `coursekit grade`.

    Columns: student, one for each task by its name, total (late penalty taken off), late_penalty, max, status, reason.

    UTF-8 with a byte order mark, without which Excel takes it for the system's old encoding.
    """
    names = [item.task.name for item in classroom.items]
    rows: list[list[str | float]] = [["student", *names, "total", "late_penalty", "max", "status", "reason"]]
    rows += [
        [row.student, *row.points, row.total, row.late_penalty, classroom.max_points, row.status.value, row.reason]
        for row in classroom.rows
    ]
    return csv_text(rows).encode("utf-8-sig")

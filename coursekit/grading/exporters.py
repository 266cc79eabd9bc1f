"""Grades for a learning management system, as export plugins of nbgrader.

nbgrader export --exporter=coursekit.grading.exporters.CanvasExporter --to canvas.csv
nbgrader export --exporter=coursekit.grading.exporters.MoodleExporter --to moodle.csv --assignment "['01_parameters']"
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from coursekit.files import write_atomically
from coursekit.grading.reports.spreadsheet import csv_text

__all__ = ["CanvasExporter", "MoodleExporter", "canvas", "moodle"]

_LONGEST_FEEDBACK = 2000  # characters


def canvas(book: Gradebook, assignments: Collection[str] = (), students: Collection[str] = ()) -> str:
    """A CSV that Canvas's gradebook imports (Grades, Import).

    As Canvas's importer reads it (`lib/gradebook_importer.rb` in instructure/canvas-lms): the first columns are
    Student, ID, SIS User ID, SIS Login ID and Section; a student is found by the ID, which is Canvas's own number,
    else by the SIS ids, else by the name. A row "Points Possible" gives what an assignment has. An assignment is found
    by its title, else Canvas offers to make a new one. Who has handed in none of the assignments has no row, because
    an empty grade takes an earlier one away.

    ID is nbgrader's `lms_user_id`, SIS Login ID the student's id in nbgrader.

    Args:
        book: nbgrader's gradebook.
        assignments: which; all if none is named.
        students: which; all if none is named.
    """
    chosen = _assignments(book, assignments)
    rows: list[list[str | float]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(each.name for each in chosen)],
        ["    Points Possible", "", "", "", "", *(float(each.max_score) for each in chosen)],
    ]
    for student in _students(book, students):
        grades = [_grade(_submission(book, each.name, student.id)) for each in chosen]
        if any(grade != "" for grade in grades):
            names = [part for part in (student.last_name, student.first_name) if part]
            rows.append([", ".join(names) or student.id, student.lms_user_id or "", "", student.id, "", *grades])
    return csv_text(rows)


def moodle(book: Gradebook, assignments: Collection[str] = (), students: Collection[str] = ()) -> str:
    """A CSV that Moodle's gradebook imports (Grades, Import, CSV file).

    As https://docs.moodle.org/en/Grade_import tells: after the upload one chooses which column says who a student is
    ("Map from" username or email address, "Map to" the same), and to which grade item, or feedback of it, each other
    column belongs. Feedback imported without the grade takes the grade away, so both stand here side by side. Grades
    that are not there are "-", as Moodle's own export writes them.

    username is the student's id in nbgrader.

    Args:
        book: nbgrader's gradebook.
        assignments: which; all if none is named.
        students: which; all if none is named.
    """
    chosen = _assignments(book, assignments)
    heads = [head for each in chosen for head in (each.name, f"{each.name} (feedback)")]
    rows: list[list[str | float]] = [["username", "email address", "last name", "first name", *heads]]
    for student in _students(book, students):
        cells: list[str | float] = []
        for each in chosen:
            submission = _submission(book, each.name, student.id)
            cells += [_MISSING, ""] if submission is None else [_grade(submission), _feedback(submission)]
        if any(cell not in {_MISSING, ""} for cell in cells):
            who = (student.id, student.email or "", student.last_name or "", student.first_name or "")
            rows.append([*who, *cells])
    return csv_text(rows)


class _Exporter(ExportPlugin):  # type: ignore[misc]  # nbgrader publishes no types
    """Writes what `make` makes to the file that `--to` names."""

    default = ""

    def export(self, gradebook: Gradebook) -> None:
        """Export the grades; nbgrader calls it."""
        path = Path(self.to or self.default)
        self.log.info("Exporting grades to %s", path)
        # nbgrader's own plugin takes numbers for ids too, because the command line makes them of what looks so.
        text = self.make(gradebook, [str(name) for name in self.assignment], [str(name) for name in self.student])
        write_atomically(path, text)

    def make(self, gradebook: Gradebook, assignments: Sequence[str], students: Sequence[str]) -> str:
        """The file's content."""
        raise NotImplementedError


class CanvasExporter(_Exporter):
    """nbgrader's grades for Canvas, see `canvas`; by default into `canvas.csv`."""

    default = "canvas.csv"

    def make(self, gradebook: Gradebook, assignments: Sequence[str], students: Sequence[str]) -> str:
        """The file's content."""
        return canvas(gradebook, assignments, students)


class MoodleExporter(_Exporter):
    """nbgrader's grades for Moodle, see `moodle`; by default into `moodle.csv`."""

    default = "moodle.csv"

    def make(self, gradebook: Gradebook, assignments: Sequence[str], students: Sequence[str]) -> str:
        """The file's content."""
        return moodle(gradebook, assignments, students)


_MISSING = "-"


def _assignments(book: Gradebook, names: Collection[str]) -> list[Any]:
    return sorted((each for each in book.assignments if not names or each.name in names), key=lambda each: each.name)


def _students(book: Gradebook, names: Collection[str]) -> Iterator[Any]:
    return (student for student in sorted(book.students, key=lambda each: each.id) if not names or student.id in names)


def _submission(book: Gradebook, assignment: str, student: str) -> Any | None:
    try:
        return book.find_submission(assignment, student)
    except MissingEntry:
        return None


def _grade(submission: Any | None) -> str | float:
    if submission is None:
        return ""
    return max(0.0, float(submission.score) - float(submission.late_submission_penalty or 0.0))


def _feedback(submission: Any) -> str:
    """One line on the sum and the lateness, and what graders wrote."""
    lines = [f"{float(_grade(submission)):g} of {float(submission.max_score):g} points."]
    penalty = float(submission.late_submission_penalty or 0.0)
    if penalty:
        lines.append(f"{penalty:g} points were taken off because it was handed in late.")
    comments = (comment for notebook in submission.notebooks for comment in notebook.comments)
    lines += [str(comment.manual_comment) for comment in comments if comment.manual_comment]
    return " ".join(lines)[:_LONGEST_FEEDBACK]

"""`coursekit report`: what the class made of one exercise."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook

from coursekit.console import console
from coursekit.errors import CourseError
from coursekit.files import write_atomically
from coursekit.grading.exporters import canvas, moodle
from coursekit.grading.reports.classroom import Classroom
from coursekit.grading.reports.page import as_html
from coursekit.grading.reports.table import as_csv
from coursekit.grading.reports.terminal import show
from coursekit.grading.setting import surroundings
from coursekit.tree import Course, Topic

__all__ = ["report"]


def report(
    course: Course,
    topic: Topic,
    *,
    csv: Path | None = None,
    html: Path | None = None,
    canvas_file: Path | None = None,
    moodle_file: Path | None = None,
) -> Classroom:
    """Print what grading came to, and write it where asked.

    Args:
        course: the instructor's checkout.
        topic: whose exercise.
        csv: for a table, a row a student and a column a task.
        html: for one page with the distribution, the tasks, what checks said most often, and the submissions.
        canvas_file: for a CSV that Canvas's gradebook imports.
        moodle_file: for a CSV that Moodle's gradebook imports.

    Returns:
        what was shown.

    Raises:
        CourseError: if nothing was graded, the gradebook does not answer, or a file cannot be written.
    """
    # Relative ones are meant from where the command was typed; the surroundings may change the folder.
    files = {
        what: path.absolute()
        for what, path in {"csv": csv, "html": html, "canvas": canvas_file, "moodle": moodle_file}.items()
        if path is not None
    }
    with surroundings(course, topic, "report") as setting:
        classroom = Classroom.read(setting)
        show(classroom)
        if "csv" in files:
            _write(files["csv"], as_csv(classroom))
        if "html" in files:
            _write(files["html"], as_html(classroom).encode("utf-8", errors="backslashreplace"))
        if "canvas" in files or "moodle" in files:
            with Gradebook(setting.directory.db_url, setting.directory.course_id) as book:
                if "canvas" in files:
                    _write(files["canvas"], canvas(book, [topic.id]).encode())
                if "moodle" in files:
                    _write(files["moodle"], moodle(book, [topic.id]).encode())
    return classroom


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Name a file in a folder that is there and that you may write to, and close the program that has it open.",
        ) from error
    console.print(f"Written to {path}.")

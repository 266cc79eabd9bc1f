"""`coursekit feedback`: a page for each graded student, made by nbgrader."""

from __future__ import annotations

from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import rmtree
from rich.table import Table
from rich.text import Text
from traitlets.config import Config

from coursekit.console import console, steps
from coursekit.errors import CourseError
from coursekit.grading import submission
from coursekit.grading.converter import OneNotebook
from coursekit.grading.results import in_words, one_line
from coursekit.grading.setting import Setting, surroundings
from coursekit.tree import Course, Topic

__all__ = ["feedback"]

WARNING = (
    "Careful: the pages show the hidden tests, and what a student's notebook printed or wrote stands in them as it is. "
    "Hand them out when the exercise is closed."
)


def feedback(course: Course, topic: Topic) -> dict[str, Path | None]:
    """Write `feedback/STUDENT/TOPIC/TOPIC.html` for each student whose notebook was graded.

    A page of an earlier attempt is removed where the present one could not be graded.

    Args:
        course: the instructor's checkout.
        topic: whose exercise.

    Returns:
        for each student the page, or None if there is none.

    Raises:
        CourseError: if nobody's exercise has been graded.
    """
    with surroundings(course, topic, "feedback") as setting:
        graded = _graded(setting)
        if not graded:
            raise CourseError(f"No {topic.id} has been graded yet.", f"Grade first: coursekit grade {topic.name}")
        console.print(WARNING, style="yellow")
        names = sorted({*graded, *submission.students(setting)})
        pages: dict[str, Path | None] = {}
        rows: list[tuple[str, str]] = []
        try:
            with steps(f"Feedback on {topic.id}", len(names)) as progress:
                for name in names:
                    pages[name], what = _write(setting, name) if name in graded else _remove(setting, name)
                    rows.append((name, what))
                    progress.advance(one_line(name, 40))
        finally:
            table = Table("student", "feedback", title=topic.id)
            for name, what in rows:
                table.add_row(Text(one_line(name)), Text(what, overflow="fold"))
            console.print(table)
            console.print(f"nbgrader's log: {setting.shown(setting.log_file)}")
    return pages


def _graded(setting: Setting) -> set[str]:
    folder = setting.course.root / str(setting.directory.autograded_directory)
    if not folder.is_dir():
        return set()
    return {path.name for path in folder.iterdir() if setting.notebook("autograded", path.name).is_file()}


def _remove(setting: Setting, student: str) -> tuple[None, str]:
    if setting.folder("feedback", student).exists():
        rmtree(str(setting.folder("feedback", student)))
    return None, f"none, because it was not graded; {setting.shown(setting.csv_file)} says why"


def _write(setting: Setting, student: str) -> tuple[Path | None, str]:
    config = Config(setting.config)
    config.HTMLExporter.template_name = "feedback"
    writer = _OnePage.of(setting, config, student)
    page = setting.notebook("feedback", student).with_suffix(".html")
    setting.log.info("==== feedback for %s", student)
    try:
        writer.start()
    except NbGraderException as error:
        cause = writer.error or error
        return None, f"failed ({in_words(cause)}); see {setting.shown(setting.log_file)}"
    except Exception as error:  # one student's trouble must not cost the others their feedback
        setting.log.exception("unexpected")
        return None, f"failed ({in_words(error)}); see {setting.shown(setting.log_file)}"
    return page, setting.shown(page)


class _OnePage(OneNotebook, GenerateFeedback):  # type: ignore[misc]  # nbgrader publishes no types
    """nbgrader's `generate_feedback` for one student."""

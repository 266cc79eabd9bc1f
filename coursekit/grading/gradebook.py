"""nbgrader's gradebook: the exercise is registered, automatic points are reset, settled and read."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import SQLAlchemyError

from coursekit.errors import CourseError
from coursekit.grading.converter import OneNotebook
from coursekit.grading.results import in_words, one_line
from coursekit.grading.setting import Setting

__all__ = ["Points", "cells", "points", "register", "reset", "settle"]


@dataclass(frozen=True)
class Points:
    """A student's points as the gradebook has them; see `Result` for what they mean.

    Args:
        points: with the late penalty taken off.
        max_points: what the exercise gives.
        late_penalty: what was taken off.
        seconds_late: how long after the due date it was handed in.
        waiting: names of the cells that a person has to look at.
    """

    points: float
    max_points: float
    late_penalty: float
    seconds_late: float
    waiting: tuple[str, ...]


@contextmanager
def _open(setting: Setting) -> Iterator[Any]:
    with Gradebook(setting.directory.db_url, setting.directory.course_id) as book:
        yield book


class _Register(OneNotebook, GenerateAssignment):  # type: ignore[misc]  # nbgrader publishes no types
    """nbgrader's `generate_assignment`, used for what it writes into the gradebook."""


def register(setting: Setting) -> None:
    """Tell the gradebook the cells, points and tests of the exercise, from the solution; `exercises/` stays as it is.

    Raises:
        CourseError: if there is no solution here, or the gradebook cannot take it.
    """
    solution = setting.course.solution(setting.topic)
    if not solution.is_file():
        if setting.course.is_student_copy:
            raise CourseError(
                "This is a student's copy of the course, and grading needs the solutions with their hidden tests.",
                "Grade in the course's own checkout; to check your exercise type: "
                f"coursekit check {setting.topic.name}",
            )
        raise CourseError(
            f"There is no {setting.shown(solution)}, and the tests to grade with stand there.",
            f"Build it first: coursekit build {setting.topic.name}",
        )
    _try_to_write(setting)
    with tempfile.TemporaryDirectory() as scratch:
        kept = setting.directory.release_directory
        setting.directory.release_directory = str(Path(scratch).resolve())
        converter = _Register.of(setting, setting.config, ".")
        try:
            converter.start()
        except (NbGraderException, SQLAlchemyError, OSError) as error:
            raise _explain(setting, converter.error or error) from error
        finally:
            setting.directory.release_directory = kept


def _try_to_write(setting: Setting) -> None:
    """See now, and not at the first student, whether the gradebook takes anything: a known exercise is only read."""
    try:
        with _open(setting) as book:
            book.db.add(Student(id=f".{secrets.token_hex(8)}"))
            book.db.flush()
            book.db.rollback()
    except (SQLAlchemyError, OSError) as error:
        raise _explain(setting, error) from error


def _explain(setting: Setting, error: Exception) -> CourseError:
    if "Cannot add or remove cells" in str(error):
        return CourseError(
            f"{setting.topic.id} has gained or lost cells since the first submission was graded, "
            "and nbgrader cannot change an exercise that has grades.",
            "Grade with the version that was handed out. To start over, with the loss of the exercise's grades and "
            f"comments: copy gradebook.db, then type nbgrader db assignment remove {setting.topic.id} --force",
        )
    if isinstance(error, SQLAlchemyError):
        return CourseError(
            f"The gradebook cannot be used ({in_words(error)}).",
            "If it may only be read, give yourself the right to write it and its folder. If another program is "
            "grading, wait for it. If nbgrader was updated, copy gradebook.db, then type: nbgrader db upgrade",
        )
    return CourseError(
        f"nbgrader cannot take {setting.topic.id} into the gradebook: {one_line(error)}",
        f"Its log is {setting.shown(setting.log_file)}.",
    )


def cells(setting: Setting) -> set[str]:
    """Names (`grade_id`) of all marked cells of the exercise."""
    with _open(setting) as book:
        return {cell.name for cell in book.find_notebook(setting.topic.id, setting.topic.id).source_cells}


def reset(setting: Setting, student: str, handed_in: datetime | None) -> None:
    """Make rows for the submission, and take back what an earlier attempt earned automatically.

    Without it a resubmission that lacks a test cell, or kills the kernel, would keep the old points. Points and
    comments that a person gave are not touched; where there are such points the cell asks to be looked at again.
    """
    with _open(setting) as book:
        book.update_or_create_student(student)
        submission = book.update_or_create_submission(setting.topic.id, student, timestamp=handed_in)
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
            for grade in notebook.grades:
                grade.auto_score = 0
                grade.needs_manual_grade = grade.manual_score is not None
            for comment in notebook.comments:
                comment.auto_comment = None
        book.db.commit()


def settle(setting: Setting, student: str, present: set[str]) -> list[str]:
    """Give no automatic points for graded cells that are not in the notebook that was run.

    Args:
        setting: the exercise.
        student: whose submission.
        present: names of the graded cells that are in it.

    Returns:
        names of the cells that are not.
    """
    with _open(setting) as book:
        notebook = book.find_submission_notebook(setting.topic.id, setting.topic.id, student)
        missing = [grade for grade in notebook.grades if grade.name not in present]
        for grade in missing:
            grade.auto_score = 0
            grade.needs_manual_grade = grade.manual_score is not None
        names = sorted(grade.name for grade in missing)
        book.db.commit()
    return names


def points(setting: Setting, student: str) -> Points:
    """A student's points; zero of what the exercise gives if the gradebook has no submission."""
    with _open(setting) as book:
        try:
            submission = book.find_submission(setting.topic.id, student)
        except MissingEntry:
            return Points(0.0, float(book.find_assignment(setting.topic.id).max_score), 0.0, 0.0, ())
        penalty = float(submission.late_submission_penalty or 0.0)
        waiting = (g.name for notebook in submission.notebooks for g in notebook.grades if g.needs_manual_grade)
        return Points(
            points=max(0.0, float(submission.score) - penalty),
            max_points=float(submission.max_score),
            late_penalty=penalty,
            seconds_late=float(submission.total_seconds_late),
            waiting=tuple(sorted(waiting)),
        )

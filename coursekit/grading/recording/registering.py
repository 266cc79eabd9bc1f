"""Tell the gradebook the exercise: cells, points and tests, from the built solution."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path

from nbgrader.api import Student
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from coursekit.errors import CourseError
from coursekit.grading.converter import OneNotebook
from coursekit.grading.recording.database import explain, open_gradebook, transaction
from coursekit.grading.results import one_line
from coursekit.grading.setting import Setting

__all__ = ["register"]


class _Register(OneNotebook, GenerateAssignment):  # type: ignore[misc]  # nbgrader publishes no types
    """nbgrader's `generate_assignment`, used for what it writes into the gradebook."""


class _UndoneError(Exception):
    """Raised to end a trial transaction without a commit."""


def register(setting: Setting) -> None:
    """Tell the gradebook the cells, points and tests of the exercise, from the solution; `exercises/` stays as it is.

    Raises:
        CourseError: if the gradebook cannot take it.
    """
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
        with open_gradebook(setting) as session, transaction(session):
            session.execute(insert(Student).values(id=f".{secrets.token_hex(8)}"))
            raise _UndoneError
    except _UndoneError:
        return


def _explain(setting: Setting, error: Exception) -> CourseError:
    if "Cannot add or remove cells" in str(error):
        return CourseError(
            f"{setting.topic.id} has gained or lost cells since the first submission was graded, "
            "and nbgrader cannot change an exercise that has grades.",
            "Grade with the version that was handed out. To start over, with the loss of the exercise's grades and "
            f"comments: copy gradebook.db, then type nbgrader db assignment remove {setting.topic.id} --force",
        )
    if isinstance(error, SQLAlchemyError):
        return explain(error)
    return CourseError(
        f"nbgrader cannot take {setting.topic.id} into the gradebook: {one_line(error)}",
        f"Its log is {setting.shown(setting.log_file)}.",
    )

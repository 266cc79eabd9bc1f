"""The points of a class, cell by cell, as nbgrader's gradebook has them: what the graders gave included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.exc import SQLAlchemyError

from coursekit.errors import CourseError
from coursekit.grading.results import in_words
from coursekit.grading.setting import Setting

__all__ = ["Scores", "read_scores"]


@dataclass(frozen=True)
class Scores:
    """What the gradebook has of one submission.

    Args:
        cells: points of each graded cell, by its `grade_id`, extra credit included.
        waiting: the cells that a person has to look at.
        comments: what a grader wrote about a cell, or nbgrader did ("No response."), where there is something.
        late_penalty: points taken off the sum.
        max_points: what the exercise gives.
        handed_in: when, in UTC; None if that is not known.
        seconds_late: how long after the due date.
    """

    cells: dict[str, float]
    waiting: frozenset[str]
    comments: dict[str, str]
    late_penalty: float
    max_points: float
    handed_in: datetime | None
    seconds_late: float

    @property
    def points(self) -> float:
        """The sum, less the late penalty, never below 0."""
        return max(0.0, sum(self.cells.values()) - self.late_penalty)


def read_scores(setting: Setting, students: Iterable[str]) -> dict[str, Scores]:
    """The points of those students of whom the gradebook has a submission.

    Raises:
        CourseError: if the gradebook does not answer, or does not know the exercise.
    """
    found: dict[str, Scores] = {}
    try:
        with Gradebook(setting.directory.db_url, setting.directory.course_id) as book:
            book.find_assignment(setting.topic.id)
            for student in students:
                try:
                    submission = book.find_submission(setting.topic.id, student)
                except (MissingEntry, UnicodeEncodeError):  # the folder's name is no text: no database has it
                    continue
                grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                comments = [comment for notebook in submission.notebooks for comment in notebook.comments]
                found[student] = Scores(
                    cells={grade.name: float(grade.score) for grade in grades},
                    waiting=frozenset(grade.name for grade in grades if grade.needs_manual_grade),
                    comments={comment.name: str(comment.comment) for comment in comments if comment.comment},
                    late_penalty=float(submission.late_submission_penalty or 0.0),
                    max_points=float(submission.max_score),
                    handed_in=submission.timestamp,
                    seconds_late=float(submission.total_seconds_late),
                )
    except MissingEntry as error:
        raise CourseError(
            f"The gradebook does not know {setting.topic.id}.", f"Grade first: coursekit grade {setting.topic.name}"
        ) from error
    except SQLAlchemyError as error:
        raise CourseError(
            f"The gradebook does not answer ({in_words(error)}).",
            "If another program is grading, wait for it. If nbgrader was updated, copy gradebook.db, then type: "
            "nbgrader db upgrade",
        ) from error
    return found

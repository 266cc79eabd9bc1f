"""The points of a whole class, as the gradebook has them, by a few statements however large it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select
from sqlalchemy.orm import Session

from coursekit.grading.recording.cells import Cells
from coursekit.grading.recording.lateness import seconds_late

__all__ = ["Points", "read_points"]


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


def read_points(session: Session, cells: Cells, students: Iterable[str]) -> dict[str, Points]:
    """The points of each of the students, in their order; zero for one of whom the gradebook has no submission."""
    scores: dict[str, list[float]] = defaultdict(list)
    waiting: dict[str, list[str]] = defaultdict(list)
    grades = (
        select(SubmittedNotebook.assignment_id, Grade.cell_id, Grade.score, Grade.needs_manual_grade)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .where(Grade.cell_id.in_(cells.graded))
    )
    for row in session.execute(grades):
        scores[row.assignment_id].append(row.score)
        if row.needs_manual_grade:
            waiting[row.assignment_id].append(cells.graded[row.cell_id].name)
    penalties: dict[str, float] = defaultdict(float)
    taken_off = select(SubmittedNotebook.assignment_id, SubmittedNotebook.late_submission_penalty)
    for row in session.execute(taken_off.where(SubmittedNotebook.notebook_id.in_(cells.notebooks))):
        penalties[row.assignment_id] += row.late_submission_penalty or 0.0
    submissions = (
        select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.id,
            SubmittedAssignment.timestamp,
            Assignment.duedate,
            SubmittedAssignment.extension,
        )
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(SubmittedAssignment.assignment_id == cells.assignment)
    )
    found = {
        row.student_id: Points(
            points=max(0.0, sum(scores[row.id]) - penalties[row.id]),
            max_points=cells.max_points,
            late_penalty=penalties[row.id],
            seconds_late=seconds_late(row.timestamp, row.duedate, row.extension),
            waiting=tuple(sorted(waiting[row.id])),
        )
        for row in session.execute(submissions)
    }
    nobody = Points(0.0, cells.max_points, 0.0, 0.0, ())
    return {student: found.get(student, nobody) for student in students}

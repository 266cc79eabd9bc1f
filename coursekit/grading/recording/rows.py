"""The gradebook's rows of one submission: made, set and read, by a handful of statements.

nbgrader has no index on `grade.notebook_id`. So every search names the cells too, with which the index that there is
begins: in a class of thousands a submission takes no longer than in one of ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from coursekit.grading.recording.automatic import Automatic
from coursekit.grading.recording.cells import Cell, Cells
from coursekit.grading.recording.lateness import Penalties, seconds_late

__all__ = ["Rows"]


class Rows:
    """Reads and writes submissions; what writes belongs into a transaction.

    Args:
        session: of the gradebook.
        cells: the exercise.
        penalties: what being late costs.
    """

    def __init__(self, session: Session, cells: Cells, penalties: Penalties) -> None:
        self._session = session
        self._cells = cells
        self._penalties = penalties

    def write(self, student: str, handed_in: datetime | None, given: Automatic | None) -> None:
        """Make the rows that are missing, and set all that is automatic. What a person gave is not touched.

        Args:
            student: whose submission; put into the gradebook if it does not know them.
            handed_in: UTC, without a zone.
            given: what grading gave; None takes back what an earlier attempt earned.
        """
        submission = self._made_submission(student, handed_in)
        notebooks = self._made_notebooks(submission)
        nothing = self._cells.nothing()
        self._write_grades(notebooks, given.scores if given else nothing.scores)
        self._write_comments(notebooks, given.comments if given else nothing.comments)
        self._session.execute(
            update(SubmittedNotebook)
            .where(SubmittedNotebook.id.in_(notebooks.values()))
            .values(late_submission_penalty=None)
        )
        if given is not None:
            self._penalise(student, notebooks[self._cells.own])

    def penalise(self, student: str) -> None:
        """Bring the late penalty up to date with the due date, an extension, and points that a person gave."""
        submission = self._submission(student)
        if submission is not None:
            self._penalise(student, self._notebooks(submission)[self._cells.own])

    def automatic(self, student: str) -> Automatic | None:
        """The automatic scores and comments in the gradebook; None if it does not have the submission."""
        submission = self._submission(student)
        notebook = self._notebooks(submission).get(self._cells.own) if submission is not None else None
        if notebook is None:
            return None
        scores = self._of(Grade, self._cells.graded, [notebook], Grade.auto_score)
        comments = self._of(Comment, self._cells.commented, [notebook], Comment.auto_comment)
        return Automatic(
            {self._cells.graded[row.cell_id].name: row.auto_score for row in scores},
            {self._cells.commented[row.cell_id].name: row.auto_comment for row in comments},
        )

    def _submission(self, student: str) -> str | None:
        found: str | None = self._session.scalar(
            select(SubmittedAssignment.id).where(
                SubmittedAssignment.assignment_id == self._cells.assignment,
                SubmittedAssignment.student_id == student,
            )
        )
        return found

    def _made_submission(self, student: str, handed_in: datetime | None) -> str:
        if self._session.scalar(select(Student.id).where(Student.id == student)) is None:
            self._session.execute(insert(Student).values(id=student))
        submission = self._submission(student)
        if submission is not None:
            changed = update(SubmittedAssignment).where(SubmittedAssignment.id == submission)
            self._session.execute(changed.values(timestamp=handed_in))
            return submission
        made = {"id": new_uuid(), "assignment_id": self._cells.assignment, "student_id": student}
        self._session.execute(insert(SubmittedAssignment).values(timestamp=handed_in, **made))
        return str(made["id"])

    def _notebooks(self, submission: str) -> dict[str, str]:
        """Ids of the submission's notebooks, by those of the exercise's."""
        found = self._session.execute(
            select(SubmittedNotebook.notebook_id, SubmittedNotebook.id).where(
                SubmittedNotebook.notebook_id.in_(self._cells.notebooks),
                SubmittedNotebook.assignment_id == submission,
            )
        )
        return {row.notebook_id: row.id for row in found}

    def _made_notebooks(self, submission: str) -> dict[str, str]:
        notebooks = self._notebooks(submission)
        missing = {notebook: new_uuid() for notebook in self._cells.notebooks if notebook not in notebooks}
        rows = [{"id": made, "notebook_id": of, "assignment_id": submission} for of, made in missing.items()]
        if rows:
            self._session.execute(insert(SubmittedNotebook), rows)
        return notebooks | missing

    def _of(self, table: Any, cells: Mapping[str, Cell], notebooks: list[str], *columns: Any) -> Any:
        """The rows of a submission, locked where the database locks rows: somebody may be grading by hand."""
        return self._session.execute(
            select(table.id, table.cell_id, *columns)
            .where(table.cell_id.in_(cells), table.notebook_id.in_(notebooks))
            .with_for_update(of=table)
        )

    def _write_grades(self, notebooks: Mapping[str, str], scores: Mapping[str, float | None]) -> None:
        found = self._of(Grade, self._cells.graded, list(notebooks.values()), Grade.manual_score)
        present = {row.cell_id: row for row in found}
        values: dict[str, dict[str, Any]] = {}
        for cell in self._cells.graded.values():
            score = scores[cell.name] if cell.notebook == self._cells.own else 0.0
            by_hand = cell.id in present and present[cell.id].manual_score is not None
            values[cell.id] = {"auto_score": score, "needs_manual_grade": by_hand or score is None}
        self._store(Grade, {cell: row.id for cell, row in present.items()}, values, notebooks)

    def _write_comments(self, notebooks: Mapping[str, str], comments: Mapping[str, str | None]) -> None:
        found = self._of(Comment, self._cells.commented, list(notebooks.values()))
        values: dict[str, dict[str, Any]] = {}
        for cell in self._cells.commented.values():
            values[cell.id] = {"auto_comment": comments[cell.name] if cell.notebook == self._cells.own else None}
        self._store(Comment, {row.cell_id: row.id for row in found}, values, notebooks)

    def _store(
        self, table: Any, present: Mapping[str, str], values: Mapping[str, dict[str, Any]], notebooks: Mapping[str, str]
    ) -> None:
        """Change the rows that are present, and make the others; all by the ids of their cells."""
        cells = self._cells.graded | self._cells.commented
        changed = [{"id": present[cell], **row} for cell, row in values.items() if cell in present]
        new = [
            {"cell_id": cell, "notebook_id": notebooks[cells[cell].notebook], **row}
            for cell, row in values.items()
            if cell not in present
        ]
        if changed:
            self._session.execute(update(table), changed)
        if new:
            self._session.execute(insert(table), new)

    def _penalise(self, student: str, notebook: str) -> None:
        mine = SubmittedNotebook.id == notebook
        *times, present = self._session.execute(
            select(
                SubmittedAssignment.timestamp,
                Assignment.duedate,
                SubmittedAssignment.extension,
                SubmittedNotebook.late_submission_penalty,
            )
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(mine)
        ).one()
        late = seconds_late(*times)
        penalty = self._penalties.penalty(student, self._score(notebook), late) if late else None
        if penalty != present:
            self._session.execute(update(SubmittedNotebook).where(mine).values(late_submission_penalty=penalty))

    def _score(self, notebook: str) -> float:
        """All its points, those that a person gave included."""
        scores = select(func.sum(Grade.score)).where(
            Grade.cell_id.in_(self._cells.graded), Grade.notebook_id == notebook
        )
        return float(self._session.scalar(scores) or 0.0)

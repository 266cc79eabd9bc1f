"""The exercise as the gradebook knows it: which cells have a score or a comment in each submission."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Assignment, GradeCell, Notebook, SolutionCell, TaskCell
from sqlalchemy import select
from sqlalchemy.orm import Session

from coursekit.errors import CourseError
from coursekit.grading.recording.automatic import Automatic
from coursekit.grading.setting import Setting

__all__ = ["Cell", "Cells"]


@dataclass(frozen=True)
class Cell:
    """A cell that has a row in each submission.

    Args:
        id: the gradebook's.
        name: its `grade_id`.
        notebook: the gradebook's id of the notebook that it is in.
        max_points: what it gives; 0 for one that only has comments.
    """

    id: str
    name: str
    notebook: str
    max_points: float = 0.0


class Cells:
    """What the gradebook holds of one exercise itself; read once for a run.

    Args:
        session: of the gradebook.
        setting: the exercise.

    Attributes:
        assignment: the gradebook's id of it.
        notebooks: ids of its notebooks. The course makes one for each exercise; nbgrader can have more.
        own: the id of the one that the course grades.
        graded: the cells with a score, grade cells and tasks, by their id.
        commented: the cells with a comment, answers and tasks, by their id.
        max_points: what the exercise gives.

    Raises:
        CourseError: if the exercise is not registered.
    """

    def __init__(self, session: Session, setting: Setting) -> None:
        name = setting.topic.id
        found = session.execute(
            select(Notebook.id, Notebook.name, Notebook.assignment_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .where(Assignment.name == name)
        ).all()
        own = next((row for row in found if row.name == name), None)
        if own is None:
            raise CourseError(
                f"The gradebook does not know {name}.", f"Grade it first: coursekit grade {setting.topic.name}"
            )
        self.own: str = own.id
        self.assignment: str = own.assignment_id
        self.notebooks: Collection[str] = [row.id for row in found]
        tasks = self._find(session, TaskCell, TaskCell.max_score)
        self.graded = self._find(session, GradeCell, GradeCell.max_score) | tasks
        self.commented = self._find(session, SolutionCell) | tasks
        self.max_points = math.fsum(cell.max_points for cell in self.graded.values())

    def _find(self, session: Session, kind: Any, *points: Any) -> dict[str, Cell]:
        found = select(kind.id, kind.name, kind.notebook_id, *points).where(kind.notebook_id.in_(self.notebooks))
        return {row[0]: Cell(*row) for row in session.execute(found)}

    def check(self, given: Automatic) -> None:
        """See that these are scores and comments of the cells that the gradebook has.

        Raises:
            ValueError: if cells are missing or strange, or points are not between 0 and what the cell gives.
        """
        graded = {cell.name: cell.max_points for cell in self.graded.values() if cell.notebook == self.own}
        commented = {cell.name for cell in self.commented.values() if cell.notebook == self.own}
        odd = (graded.keys() ^ given.scores.keys()) | (commented ^ given.comments.keys())
        if odd:
            raise ValueError(f"the notebook and the gradebook do not have the same cells: {', '.join(sorted(odd))}")
        for name, score in given.scores.items():
            if score is not None and not 0 <= score <= graded[name]:  # nan too
                raise ValueError(f"{score} points for {name}, which gives {graded[name]}")

    def nothing(self) -> Automatic:
        """What a submission gets that could not be run."""
        return Automatic(
            {cell.name: 0.0 for cell in self.graded.values() if cell.notebook == self.own},
            {cell.name: None for cell in self.commented.values() if cell.notebook == self.own},
        )

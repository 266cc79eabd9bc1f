"""The tasks of an exercise: a solution cell and what is graded because of it, found in the master."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

__all__ = ["Graded", "Task", "tasks"]

_FENCE = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1[^\n]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Graded:
    """A cell that gives points.

    Args:
        name: its `grade_id`.
        max_points: what it gives.
        by_hand: whether a person gives them: a written answer, or a whole task.
    """

    name: str
    max_points: float
    by_hand: bool


@dataclass
class Task:
    """A task.

    Args:
        name: `grade_id` of its solution cell.
        title: the heading above it, without the marks of Markdown; the name if there is none of its own.
        answers: `grade_id` of its solution cells, one as a rule.
        graded: what gives points, in the master's order.
    """

    name: str
    title: str
    answers: list[str] = field(default_factory=list)
    graded: list[Graded] = field(default_factory=list)

    @property
    def max_points(self) -> float:
        """What all of it gives."""
        return sum(cell.max_points for cell in self.graded)


def tasks(cells: Iterable[NotebookNode]) -> list[Task]:
    """The tasks in their order.

    A solution cell begins a task unless the one before it has given no points yet: then both belong to one. Graded
    cells belong to the task above them, those above the first one make a task of their own.
    """
    found: list[Task] = []
    title = ""
    for cell in cells:
        if cell.cell_type == "markdown" and not _is_ours(cell):
            headings = _HEADING.findall(_FENCE.sub("", str(cell.source)))
            title = re.sub(r"[*_`]", "", headings[-1]) if headings else title
            continue
        if not _is_ours(cell):
            continue
        name = str(cell.metadata.nbgrader.grade_id)
        begins = is_solution(cell) or is_task(cell)
        if not found or (begins and found[-1].graded):
            found.append(Task(name, title or name))
            title = ""  # one heading, one task
        if begins:
            found[-1].answers.append(name)
        if is_grade(cell) or is_task(cell):
            points = float(cell.metadata.nbgrader.get("points", 0))
            found[-1].graded.append(Graded(name, points, by_hand=begins))
    return [task for task in found if task.graded]


def _is_ours(cell: NotebookNode) -> bool:
    return bool(is_solution(cell) or is_grade(cell) or is_task(cell))

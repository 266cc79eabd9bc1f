"""Whose a cell of a rebuilt notebook is, which decides where it may run."""

from __future__ import annotations

from enum import StrEnum

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

__all__ = ["ADDED", "Role", "role"]

ADDED = {"coursekit": {"added_by_student": True}}
"""Metadata of a cell that the student added. Only rebuilding writes it: all metadata of a submission is dropped."""


class Role(StrEnum):
    """Where a cell comes from.

    `GIVEN` (text, imports, examples) and `TEST` are the master's. `SOLUTION` is the master's cell with the student's
    text. `ADDED` is the student's own. Tests run in the judge and nowhere else; the others run in the student's kernel.
    """

    GIVEN = "given"
    TEST = "test"
    SOLUTION = "solution"
    ADDED = "added"


def role(cell: NotebookNode) -> Role:
    """The role of a cell of a rebuilt notebook, or of a master."""
    if "coursekit" in cell.metadata and cell.metadata.coursekit.get("added_by_student"):
        return Role.ADDED
    if is_solution(cell):
        return Role.SOLUTION
    return Role.TEST if is_grade(cell) else Role.GIVEN

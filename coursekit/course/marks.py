"""nbgrader's marks on a notebook's cells: whether they are what nbgrader writes.

They are hidden in the notebook's file, where an editor, a merge or a curious student can damage them. Everything
that reads them asks here once before, and takes them for granted from then on.
"""

from __future__ import annotations

import sys

from nbformat import NotebookNode

from coursekit.errors import CourseError

__all__ = ["drop_damaged", "require"]

_ROLES = ("grade", "solution", "locked", "task")


def require(notebook: NotebookNode, where: str) -> None:
    """Refuse a notebook with damaged marks.

    Args:
        notebook: is valid otherwise, as `notebook_file.parse` gives it.
        where: what to call it in messages.

    Raises:
        CourseError: with the first cell whose marks are damaged, and what is wrong with them.
    """
    for number, cell in enumerate(notebook.cells, start=1):
        damage = _damage(cell)
        if damage:
            raise CourseError(
                f"{where}: nbgrader's marks on {_called(number, cell)} are damaged: {damage}.",
                "They are stored in the notebook's file beside the text of the cell. Your text is whole: copy your "
                "answers into the notebook as it was handed out, and go on there.",
            )


def drop_damaged(notebook: NotebookNode) -> list[str]:
    """Take damaged marks off a notebook, so that their cells are plain ones; texts and outputs stay.

    Args:
        notebook: is changed in place.

    Returns:
        for each such cell what to call it, as in `its cell 4 (“def double(x):”)`.
    """
    told = []
    for number, cell in enumerate(notebook.cells, start=1):
        if _damage(cell):
            del cell.metadata["nbgrader"]
            told.append(_called(number, cell))
    return told


def _called(number: int, cell: NotebookNode) -> str:
    """A cell as a person finds it: by its place and its first line."""
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
    return f"its cell {number} (“{first[:40]}”)" if first else f"its cell {number}"


def _damage(cell: NotebookNode) -> str:
    """What is wrong with the marks of a cell; empty if nothing is, or if it has none."""
    marks = cell.metadata.get("nbgrader")
    if marks is None:
        return ""
    if not isinstance(marks, dict):
        return f"they are {_short(marks)}"
    name, points = marks.get("grade_id", ""), marks.get("points")
    if not isinstance(name, str):
        return f"the name (grade_id) is {_short(name)}, no text"
    for role in _ROLES:
        if not isinstance(marks.get(role, False), bool):
            return f"{role} is {_short(marks[role])}, neither true nor false"
    if any(marks.get(role) for role in _ROLES) and not name:
        return "the name (grade_id) is missing"
    if marks.get("grade") and not _is_number(points):
        return f"the points are {_short(points)}, no number"
    return ""


def _is_number(value: object) -> bool:
    """Whether it is a number to reckon with: JSON as Python reads it knows NaN, Infinity and 400 digits."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:40]}…"

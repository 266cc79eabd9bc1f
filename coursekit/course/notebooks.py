"""Notebooks as files: made from a text, written whole or not at all, compared cell by cell."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from coursekit.course.cell import Cell
from coursekit.course.text import Text
from coursekit.errors import CourseError
from coursekit.files import write_atomically

__all__ = ["difference", "dumps", "from_text", "load", "write"]

_METADATA = {
    # Without versions: they would change with the author's Python and be a diff each time.
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_LONGEST_DIFF = 60


def from_text(text: Text) -> NotebookNode:
    """The notebook that a text says, not executed; the same text gives the same bytes."""
    notebook: NotebookNode = nbformat.v4.new_notebook(metadata=json.loads(json.dumps(_METADATA)))
    notebook.nbformat_minor = 5  # the first with cell ids
    notebook.cells = [_cell(cell) for cell in text.cells]
    return notebook


def _cell(cell: Cell) -> NotebookNode:
    metadata: dict[str, Any] = {}
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if cell.role is not None:
        metadata["nbgrader"] = _nbgrader(cell)
    made: NotebookNode
    if cell.kind == "code":
        made = nbformat.v4.new_code_cell(source=cell.source, id=cell.id, metadata=metadata)
    else:
        made = nbformat.v4.new_markdown_cell(source=cell.source, id=cell.id, metadata=metadata)
    return made


def _nbgrader(cell: Cell) -> dict[str, Any]:
    """Metadata of nbgrader, schema 3, for a cell with a role."""
    metadata: dict[str, Any] = {
        "grade": cell.role in ("test", "written"),
        "grade_id": cell.name,
        "locked": cell.role in ("test", "locked"),
        "schema_version": 3,
        "solution": cell.role in ("solution", "written"),
        "task": False,
    }
    if cell.points is not None:
        metadata["points"] = cell.points
    return metadata


def dumps(notebook: NotebookNode) -> str:
    """The notebook as the text of its file: keys in order, ends with a newline."""
    return str(nbformat.writes(notebook, version=nbformat.NO_CONVERT)).rstrip("\n") + "\n"


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: whatever interrupts, the old one or the new one is there.

    Args:
        path: where; folders are made.
        content: what; text is stored as UTF-8, with the line ends that it has.

    Raises:
        CourseError: if the folder or the file may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be written: {error.strerror or error}.", "Make room or correct the folder's permissions."
        ) from error


def load(path: Path, name: str) -> NotebookNode:
    """Read a notebook.

    Args:
        path: the `.ipynb` file.
        name: how a message calls it.

    Raises:
        CourseError: if it is missing, unreadable or no notebook.
    """
    try:
        content = path.read_text(encoding="utf-8")
        notebook: NotebookNode = nbformat.reads(content, as_version=4)
    except FileNotFoundError:
        raise CourseError(f"{name} is missing.", "Run `coursekit build`.") from None
    except OSError as error:
        raise CourseError(f"{name} cannot be read: {error.strerror or error}.", "Check who may read it.") from None
    except (AttributeError, TypeError):  # JSON of another kind, over which nbformat stumbles
        raise CourseError(f"{name} is no notebook.", "Run `coursekit build --force`.") from None
    except (ValueError, KeyError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0][:200]
        raise CourseError(f"{name} is no notebook: {reason}.", "Run `coursekit build --force`.") from None
    return notebook


def difference(expected: NotebookNode, found: NotebookNode, expected_name: str, found_name: str) -> str:
    """What of the cells and metadata differs, as a diff to read; empty if nothing does. Outputs do not count."""
    lines = list(
        difflib.unified_diff(
            list(_readable(expected)), list(_readable(found)), expected_name, found_name, lineterm="", n=2
        )
    )
    if len(lines) > _LONGEST_DIFF:
        lines = [*lines[:_LONGEST_DIFF], f"… and {len(lines) - _LONGEST_DIFF} more lines"]
    return "\n".join(lines)


def _readable(notebook: NotebookNode) -> Iterable[str]:
    """A notebook as lines that a diff can show: per cell its type, id and metadata, then its source."""
    yield f"notebook {json.dumps(notebook.metadata, sort_keys=True)}"
    for cell in notebook.cells:
        yield f"[{cell.cell_type}] {cell.get('id', 'no id')} {json.dumps(cell.metadata, sort_keys=True)}"
        yield from (f"    {line}".rstrip() for line in cell.source.split("\n"))

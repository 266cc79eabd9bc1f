"""Read a submitted notebook, whatever it is: of each cell its kind, its text, its names and its pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coursekit.grading.results import CannotGradeError, Status, one_line

__all__ = ["Limits", "SubmittedCell", "read"]

_LONGEST_NAME = 500
_KINDS = ("code", "markdown", "raw")
_SURROGATE_OR_NUL = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True)
class Limits:
    """How much of a submitted notebook is looked at.

    Args:
        file_bytes: size of the file. An exercise with every picture stored has some MB.
        values: JSON values in the file, so that reading it takes no more than some hundred MB of memory.
        cells: cells of the notebook that are looked at; what comes after them is left out.
        cell_characters: text of one cell.
        added_cells: cells that the student added.
        added_characters: text of all of these together.
        pictures: pictures in all Markdown cells together.
        picture_bytes: one of them, decoded.
        picture_pixels: width times height of one.
    """

    file_bytes: int = 50_000_000
    values: int = 2_000_000
    cells: int = 5_000
    cell_characters: int = 200_000
    added_cells: int = 300
    added_characters: int = 1_000_000
    pictures: int = 30
    picture_bytes: int = 3_000_000
    picture_pixels: int = 40_000_000


@dataclass(frozen=True)
class SubmittedCell:
    """One cell of a submission.

    Args:
        kind: 'code', 'markdown', 'raw', or empty if it is none of these.
        text: its source with line ends as on Linux; None if there is none that could be used.
        name: the `grade_id` in its metadata, or empty.
        marks: nbgrader's metadata, as it is in the file.
        id: its cell id, or empty.
        pictures: its attachments, as they are in the file.
    """

    kind: str
    text: str | None
    name: str
    marks: Mapping[str, Any]
    id: str
    pictures: Mapping[str, Any]


def read(content: bytes, limits: Limits) -> tuple[list[SubmittedCell], list[str]]:
    """Read the file.

    Notebook format 4 is read in all its minor versions, and format 3, of which old tools still write the
    solution cells as they should be; 2 and older had no metadata of cells, so nothing in them could be found again.

    Returns:
        the cells, and what was found odd, in words for the instructor.

    Raises:
        CannotGradeError: with `Status.BROKEN`, if there is no notebook in it.
    """
    notebook = _parse(content, limits)
    notes: list[str] = []
    items = _items(notebook)
    if not items:
        raise _broken("it has no cells")
    if len(items) > limits.cells:
        notes.append(f"it has {len(items)} cells; only the first {limits.cells} were looked at")
    cells = [_cell(item, notes, limits) for item in items[: limits.cells] if isinstance(item, dict)]
    odd = len(items[: limits.cells]) - len(cells)
    if odd:
        notes.append(f"{odd} of its cells are no cells at all and were left out")
    return cells, list(dict.fromkeys(notes))


def _parse(content: bytes, limits: Limits) -> dict[str, Any]:
    if len(content) > limits.file_bytes:
        raise _broken(f"the file has more than {limits.file_bytes // 1_000_000} MB")
    if not content.strip():
        raise _broken("the file is empty")
    # Each value of a JSON text but the first has one of these before it, so they bound the memory that parsing takes.
    if sum(map(content.count, (b",", b"[", b"{", b":"))) > 2 * limits.values:
        raise _broken("the file is not a notebook that a person wrote: it consists of millions of values")
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _broken("the file is not text in UTF-8") from error
    except json.JSONDecodeError as error:
        raise _broken(f"the file is damaged at line {error.lineno}: {one_line(error.msg)}") from error
    except (ValueError, RecursionError) as error:  # a number with too many digits, or nested too deeply
        raise _broken(f"the file is damaged: {one_line(error)}") from error
    if not isinstance(notebook, dict):
        raise _broken("the file is no notebook")
    return notebook


def _items(notebook: Mapping[str, Any]) -> list[Any]:
    """What stands where cells should."""
    version = notebook.get("nbformat")
    if type(version) is not int or version not in {3, 4}:  # `True == 1`, and 4.0 is no version
        told = version if isinstance(version, int | None) else f"no whole number but a {type(version).__name__}"
        raise _broken(f"its notebook format is {one_line(told, 40)}, not 4; save it with JupyterLab")
    if version == 4:
        cells = notebook.get("cells")
        return cells if isinstance(cells, list) else []
    sheets = notebook.get("worksheets")
    found: list[Any] = []
    for sheet in sheets if isinstance(sheets, list) else []:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        found += cells if isinstance(cells, list) else []
    # Of what is read here, only this differs in format 3: the text of a code cell is called `input`.
    return [{"source": item.get("input"), **item} if isinstance(item, dict) else item for item in found]


def _cell(item: Mapping[str, Any], notes: list[str], limits: Limits) -> SubmittedCell:
    kind, metadata, pictures = item.get("cell_type"), item.get("metadata"), item.get("attachments")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return SubmittedCell(
        kind=kind if isinstance(kind, str) and kind in _KINDS else "",
        text=_text(item.get("source"), notes, limits),
        name=_name(name),
        marks=marks if isinstance(marks, dict) else {},
        id=_name(item.get("id")),
        pictures=pictures if isinstance(pictures, dict) else {},
    )


def _name(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_NAME else ""


def _text(source: object, notes: list[str], limits: Limits) -> str | None:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        notes.append("a cell whose text is no text was taken as empty")
        return None
    if len(source) > limits.cell_characters:
        notes.append(f"a cell with more than {limits.cell_characters} characters was taken as empty")
        return None
    # As Python reads it, so that a notebook saved on Windows is not a changed one.
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if _SURROGATE_OR_NUL.search(source):
        notes.append("characters that no file or program can hold (half a surrogate pair, NUL) were replaced by \ufffd")
        return _SURROGATE_OR_NUL.sub("\ufffd", source)
    return source


def _broken(reason: str) -> CannotGradeError:
    return CannotGradeError(Status.BROKEN, reason)

"""Read the text of a lecture or a solution: jupytext's py:percent format and the course's shorthand for graded cells.

The shorthand stands behind a cell's marker, as in `# %% test="conv_check" points=1`, and says what nbgrader's
metadata says in seven keys. What is wrong in a text is told with file and line, all of it at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jupytext
from nbformat import ValidationError

from coursekit.course import ids, rules
from coursekit.course.cell import ROLES, Cell
from coursekit.errors import CourseError

__all__ = ["Text", "read"]

_JUPYTEXT_ONLY = {"lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker"}
_MARKER = re.compile(r"\s*#\s*%%(%*)(\s|$)")
# Magics stay comments: jupytext would make the comment "# copy the kernel" a shell command and "# why?" a call
# for help.
_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}


@dataclass(frozen=True)
class Text:
    """A text that was read without a complaint.

    Attributes:
        path: the file.
        name: how messages call it, relative to the course.
        cells: its cells, in order.
    """

    path: Path
    name: str
    cells: tuple[Cell, ...]


def read(path: Path, root: Path, *, graded: bool) -> Text:
    """Read a text and check everything that can be checked without running it.

    Args:
        path: the `.py` file.
        root: the course's folder; messages name files relative to it.
        graded: whether it is a solution. A lecture may hold neither graded cells nor anything to hide.

    Raises:
        CourseError: if the file is missing or unreadable, or with every mistake in it, each with its line.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    lines = _load(path, name).splitlines()
    cells, complaints = _split(lines)
    for cell in cells:
        complaints += rules.of_solution_cell(cell) if graded else rules.of_lecture_cell(cell)
    complaints += rules.of_names(cells)
    if complaints:
        listed = "\n".join(f"{name}, line {line}: {problem}." for line, problem in sorted(complaints))
        raise CourseError(listed, "Correct the text and build again; nothing was written.")
    cell_ids = ids.assign((cell.kind, cell.source, cell.name) for cell in cells)
    named = tuple(replace(cell, id=cell_id) for cell, cell_id in zip(cells, cell_ids, strict=True))
    return Text(path, name, named)


def _load(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{name} is missing.", "Write it, or restore it with `git checkout`.") from None
    except UnicodeDecodeError as error:
        raise CourseError(f"{name} is not UTF-8 text (byte {error.start}).", "Save it as UTF-8.") from None
    except OSError as error:
        raise CourseError(
            f"{name} cannot be read: {error.strerror or error}.", "Check what it is and who may read it."
        ) from None


def _split(lines: list[str]) -> tuple[list[Cell], list[rules.Complaint]]:
    """Let jupytext split the text into cells and find for each the line it came from."""
    markers = [number for number, line in enumerate(lines, start=1) if _MARKER.match(line)]
    if not markers:
        return [], [(1, "no cell: a text needs at least one line that begins with `# %%`")]
    before = next((number for number, line in enumerate(lines[: markers[0] - 1], start=1) if line.strip()), None)
    if before is not None:
        return [], [(before, "text before the first `# %%`: a header is not used, and a cell needs its marker")]
    try:
        read_cells = jupytext.reads("\n".join(lines), fmt=_FORMAT).cells
    except ValidationError as error:
        return [], [(_refused(lines, markers), f"the notebook format does not allow this: {error.message}")]
    if len(read_cells) != len(markers):
        problem = f"{len(markers)} lines look like the start of a cell but jupytext finds {len(read_cells)} cells"
        return [], [(markers[0], f"{problem}: does `# %%` or `# In[` stand inside a string, fence or comment")]
    cells: list[Cell] = []
    complaints: list[rules.Complaint] = []
    for marker, found in zip(markers, read_cells, strict=True):
        content = found.source.split("\n")
        blank = next((index for index, line in enumerate(content) if line.strip()), 0)
        metadata = {key: value for key, value in found.metadata.items() if key not in _JUPYTEXT_ONLY}
        end = max((index for index, line in enumerate(content, start=1) if line.strip()), default=0)
        source = "\n".join(content[blank:end])
        cell = Cell(found.cell_type, source, marker, marker + 1 + blank)
        if not source:
            complaints.append((marker, "an empty cell"))
        if cell.kind not in ("code", "markdown"):
            complaints.append((marker, f"a {cell.kind} cell: only code and [markdown] are used"))
            continue
        wrong = rules.of_metadata(cell, metadata)
        if not wrong:  # else its role is not known, and every other complaint would be a guess
            cells.append(_with_shorthand(cell, metadata))
        complaints += wrong
    return cells, complaints


def _refused(lines: list[str], markers: list[int]) -> int:
    """The first marker that jupytext refuses when it stands alone."""
    for marker in markers:
        try:
            jupytext.reads(lines[marker - 1], fmt=_FORMAT)
        except ValidationError:
            return marker
    return markers[0]


def _with_shorthand(cell: Cell, metadata: dict[str, Any]) -> Cell:
    role = next((role for role in ROLES if role in metadata), None)
    return replace(
        cell,
        role=role,
        name=metadata[role] if role else "",
        points=metadata.get("points"),
        tags=tuple(metadata.get("tags", ())),
    )

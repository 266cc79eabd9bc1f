"""What may stand in a text: each function lists what is wrong, as pairs of a line number and a sentence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from coursekit.course.cell import ROLES, SHORTHAND, Cell
from coursekit.course.markers import HIDDEN_TESTS, SOLUTION, MarkerError, outside, regions

__all__ = ["Complaint", "of_lecture_cell", "of_metadata", "of_names", "of_solution_cell"]

Complaint = tuple[int, str]

_NBVAL_TAGS = {"nbval-ignore-output", "nbval-check-output", "nbval-raises-exception", "nbval-skip"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")  # what nbgrader and the notebook format both take as an id


def of_metadata(cell: Cell, metadata: dict[str, Any]) -> list[Complaint]:
    """What is wrong with the words behind a marker."""
    at = cell.marker
    if "incorrectly_encoded_metadata" in metadata:
        words = metadata["incorrectly_encoded_metadata"]
        return [(at, f'cannot read `{words}`: write KEY="text", points=2 or tags=["nbval-ignore-output"]')]
    if "title" in metadata:
        return [
            (at, f"cannot read `{metadata['title']}`: a marker takes [markdown] and KEY=VALUE, titles are not used")
        ]
    complaints: list[Complaint] = []
    for key in metadata:
        if key not in SHORTHAND:
            near = difflib.get_close_matches(key, SHORTHAND, n=1)
            guess = f"; did you mean `{near[0]}`" if near else ""
            complaints.append((at, f"unknown word `{key}` (known: {', '.join(SHORTHAND)}){guess}"))
    roles = [role for role in ROLES if role in metadata]
    if len(roles) > 1:
        complaints.append((at, f"a cell is one of {', '.join(roles)}, not several"))
    for role in roles:
        name = metadata[role]
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            rule = "begin with a letter; letters, digits, - and _; 64 at most"
            complaints.append((at, f"{role}={name!r} is no name ({rule})"))
    points = metadata.get("points")
    if points is not None and (isinstance(points, bool) or not isinstance(points, int | float) or not points >= 0):
        complaints.append((at, f"points={points!r} is not a number from 0"))
    for tag in metadata.get("tags", ()):  # jupytext has refused anything but a list of words
        if tag.startswith("nbval") and tag not in _NBVAL_TAGS:
            known = ", ".join(sorted(_NBVAL_TAGS))
            complaints.append((at, f"nbval knows no tag {tag!r} (it knows {known})"))
    return complaints


def of_solution_cell(cell: Cell) -> list[Complaint]:
    """What is wrong with one cell of a solution."""
    at = cell.marker
    complaints: list[Complaint] = []
    if cell.role in ("solution", "test") and cell.kind != "code":
        complaints.append((at, f"{cell.role}= needs a code cell; a written answer is `[markdown] written=`"))
    if cell.role == "written" and cell.kind != "markdown":
        complaints.append((at, "written= needs a [markdown] cell"))
    if cell.role in ("test", "written") and cell.points is None:
        complaints.append((at, f'{cell.role}="{cell.name}" has no points: add points=1'))
    if cell.role not in ("test", "written") and cell.points is not None:
        complaints.append((at, "points belong to test= and written= cells; a solution earns them through its tests"))
    for word in ("AUTOTEST", "MARK SCHEME"):
        complaints += [
            (cell.first + k, f"{word} is not used here") for k, line in enumerate(cell.lines) if word in line
        ]
    try:
        solutions = regions(cell.lines, SOLUTION)
        hidden = regions(cell.lines, HIDDEN_TESTS)
    except MarkerError as error:
        return [*complaints, (cell.first + error.line, error.problem)]
    if solutions and cell.role not in ("solution", "written"):
        line = cell.first + solutions[0].begin
        complaints.append((line, "a SOLUTION region outside a solution= or written= cell would reach students"))
    if cell.role == "solution" and not solutions:
        complaints.append((at, f'solution="{cell.name}" has no ### BEGIN SOLUTION … ### END SOLUTION'))
    if hidden and cell.role != "test":
        line = cell.first + hidden[0].begin
        complaints.append((line, "HIDDEN TESTS outside a test= cell would reach students"))
    if hidden and not any(line.strip() for line in outside(cell.lines, hidden)):
        line = cell.first + hidden[0].begin
        complaints.append((line, "nothing but hidden tests: put one comment above them that says what they try"))
    return complaints


def of_lecture_cell(cell: Cell) -> list[Complaint]:
    """What is wrong with one cell of a lecture."""
    if cell.role is not None or cell.points is not None:
        return [(cell.marker, "a lecture has no graded cells: they belong into the text of the solution")]
    for kind in (SOLUTION, HIDDEN_TESTS):
        for index, line in enumerate(cell.lines):
            if f"BEGIN {kind}" in line or f"END {kind}" in line:
                return [(cell.first + index, f"{kind} markers in a lecture: students see every line of it")]
    return []


def of_names(cells: Sequence[Cell]) -> list[Complaint]:
    """Names that two cells of a text share."""
    seen: dict[str, int] = {}
    complaints: list[Complaint] = []
    for cell in cells:
        if not cell.name:
            continue
        if cell.name in seen:
            complaints.append((cell.marker, f'the name "{cell.name}" was used in line {seen[cell.name]} already'))
        seen.setdefault(cell.name, cell.marker)
    return complaints

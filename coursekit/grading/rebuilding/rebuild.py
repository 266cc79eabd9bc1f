"""Put a submission together again: the master, the student's answers, and what else the student added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from coursekit.grading.rebuilding.exercise import Exercise
from coursekit.grading.rebuilding.matching import Match, changed, match
from coursekit.grading.rebuilding.pictures import Pictures
from coursekit.grading.rebuilding.roles import ADDED, Role, role
from coursekit.grading.rebuilding.submitted import Limits, SubmittedCell, read

__all__ = ["Answer", "Rebuilt", "for_student", "rebuild"]

_NEW_CELL: dict[str, Callable[..., NotebookNode]] = {
    "code": nbformat.v4.new_code_cell,
    "markdown": nbformat.v4.new_markdown_cell,
    "raw": nbformat.v4.new_raw_cell,
}


@dataclass(frozen=True)
class Answer:
    """What the submission has of one solution cell.

    Args:
        name: its `grade_id`.
        found: whether the submission has the cell.
        attempted: whether its text differs from what was released, blank lines at its ends apart. A cell that was
            emptied, or whose text could not be used, is no attempt. Where it is false for an answer with a text, the
            rebuilt cell holds the released text to the letter, so that nbgrader says "No response." too.
    """

    name: str
    found: bool
    attempted: bool


@dataclass(frozen=True)
class Rebuilt:
    """A submission as it will be run.

    Args:
        notebook: valid in nbformat 4 and with nbgrader's metadata in schema 3; without outputs. The tests are whole,
            hidden parts included: not for the student's eyes.
        answers: one for each solution cell of the master, in its order.
        notes: what was odd about the submission and what was done, each a phrase for the instructor. They quote
            names from the submission, shortened and without control characters, but not escaped for HTML.
    """

    notebook: NotebookNode
    answers: tuple[Answer, ...]
    notes: tuple[str, ...]


def rebuild(exercise: Exercise, content: bytes, limits: Limits | None = None) -> Rebuilt:
    """Rebuild a submission.

    Everything is the master's: cells, order, types, points, metadata, kernelspec. Taken from the submission are the
    text of the solution cells, the pictures in those that are written in Markdown, and the cells that the student
    added: they keep their neighbour above, are marked (`Role.ADDED`) and earn nothing. Which cell is which, and
    which copy counts, is told in `matching.match`. Outputs, tags and all other metadata are dropped.

    The same bytes always give the same notebook, cell ids included.

    Args:
        exercise: what was set.
        content: the submitted file.
        limits: how much of it is looked at.

    Raises:
        CannotGradeError: with `Status.BROKEN` and the reason, if there is no notebook of this exercise in the file.
            Nothing else is raised, whatever the file holds.
    """
    limits = limits or Limits()
    cells, notes = read(content, limits)
    matched = match(exercise, cells)
    notebook, pictures = exercise.notebook(), Pictures(limits)
    answers = [
        _answer(notebook.cells[exercise.marked[name]], name, matched.answers.get(name), stub, pictures)
        for name, stub in exercise.stubs.items()
    ]
    left_out = _add(notebook, matched, pictures, limits)
    notes = [*notes, *matched.notes, *left_out, *dict.fromkeys(pictures.notes)]
    return Rebuilt(notebook, tuple(answers), tuple(notes))


def _answer(cell: NotebookNode, name: str, submitted: SubmittedCell | None, stub: str, pictures: Pictures) -> Answer:
    """Put the student's text into a solution cell of the master, which holds the stub."""
    if submitted is None or submitted.text is None:
        return Answer(name, found=submitted is not None, attempted=False)
    attempted = changed(submitted.text, stub)
    if attempted or not submitted.text.strip():
        cell.source = submitted.text
    if cell.cell_type == "markdown":
        kept = pictures.take(submitted.pictures)
        if kept:
            cell.attachments = nbformat.from_dict(kept)
    return Answer(name, found=True, attempted=attempted)


def _add(notebook: NotebookNode, matched: Match, pictures: Pictures, limits: Limits) -> list[str]:
    """Insert the cells that the student added; what is over a limit is left out and noted."""
    taken = {cell.id for cell in notebook.cells}
    after: dict[int, list[NotebookNode]] = defaultdict(list)
    characters = count = unusable = too_many = 0
    for place, submitted in matched.added:
        text = submitted.text or ""
        if not submitted.kind:
            unusable += 1
            continue
        if count >= limits.added_cells or characters + len(text) > limits.added_characters:
            too_many += 1
            continue
        count += 1
        characters += len(text)
        cell = _NEW_CELL[submitted.kind](text, metadata=nbformat.from_dict(ADDED), id=_free(f"added-{count}", taken))
        kept = pictures.take(submitted.pictures) if submitted.kind == "markdown" else {}
        if kept:
            cell.attachments = nbformat.from_dict(kept)
        after[place].append(cell)
    own = enumerate(notebook.cells)
    notebook.cells = [*after[-1], *(cell for place, mine in own for cell in (mine, *after[place]))]
    notes = []
    if unusable:
        notes.append(f"{unusable} added cells of unknown type were left out")
    if too_many:
        notes.append(f"{too_many} added cells were left out, because there are too many or they are too long")
    return notes


def _free(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "-"
    return wanted


def for_student(rebuilt: Rebuilt) -> list[NotebookNode]:
    """The code that goes to the student's kernel, in order: given, answered and added cells, and never a test.

    Each is a new code cell with nothing but its id, its text and, where it is a solution cell, its `grade_id`
    (to say where something went wrong): no points, checksums or other marks.
    """
    cells = []
    for cell in rebuilt.notebook.cells:
        whose = role(cell)
        if cell.cell_type != "code" or whose is Role.TEST:
            continue
        marks = {"nbgrader": {"grade_id": cell.metadata.nbgrader.grade_id}} if whose is Role.SOLUTION else {}
        cells.append(nbformat.v4.new_code_cell(cell.source, id=cell.id, metadata=nbformat.from_dict(marks)))
    return cells

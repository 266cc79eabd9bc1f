"""Find out which cell of a submission is which of the exercise's, and which the student added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from coursekit.grading.rebuilding.exercise import Exercise
from coursekit.grading.rebuilding.roles import Role, role
from coursekit.grading.rebuilding.submitted import SubmittedCell
from coursekit.grading.results import CannotGradeError, Status, one_line

__all__ = ["Match", "changed", "match"]

_MARKS = ("grade", "solution", "locked", "task", "points")


@dataclass
class Match:
    """What was found.

    Args:
        answers: for each solution cell that the submission has, by its `grade_id`, the submitted cell that counts.
        added: cells of the student's, each with the place in the master after which it stands; -1 for the very start.
        notes: what was odd, in words for the instructor.
    """

    answers: dict[str, SubmittedCell] = field(default_factory=dict)
    added: list[tuple[int, SubmittedCell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def match(exercise: Exercise, cells: Sequence[SubmittedCell]) -> Match:
    """Match a submission with the exercise.

    A marked cell is found by its `grade_id`; where no cell has it, by the cell id, which JupyterLab keeps and which
    many tools keep that drop metadata. An unmarked cell is found by its cell id, or else by its text.

    Where a solution cell is there several times, **the last copy with a changed text counts**. nbgrader takes
    the last copy, changed or not, and runs the others as cells without a name. So do we with the others, unless they
    hold nothing but the released text.

    A cell of the exercise's own that the student changed, marks apart, is the course's again, and the student's version
    of an unmarked one stands after it as an added cell: nbgrader would have run it.

    Raises:
        CannotGradeError: with `Status.BROKEN`, if not one marked cell is there.
    """
    found = Match()
    copies = _copies(exercise, cells, found.notes)
    if not copies:
        raise CannotGradeError(Status.BROKEN, "it has none of the exercise's cells: is it another notebook?")
    places: dict[int, int] = {}  # submitted index: place in the master
    dropped: set[int] = set()
    for name, indices in copies.items():
        is_answer = name in exercise.stubs
        counts = _counting(exercise, name, cells, indices)
        places[counts] = exercise.marked[name]
        if is_answer:
            found.answers[name] = cells[counts]
        if len(indices) > 1:
            which = "the last copy with a changed text counts" if is_answer else "only the course's own counts"
            found.notes.append(f"the cell {one_line(name, 60)} is there {len(indices)} times; {which}")
        dropped.update(i for i in indices if not changed(cells[i].text, exercise.released[name]))
    edited = _unmarked(exercise, cells, places, {i for indices in copies.values() for i in indices})
    _order(cells, places, dropped, edited, found)
    _note_changes(exercise, cells, places, copies, found)
    return found


def changed(text: str | None, released: str) -> bool:
    """Whether a text says something else than the released one; blank lines at its ends and no text do not count."""
    return text is not None and bool(text.strip()) and text.strip() != released.strip()


def _copies(exercise: Exercise, cells: Sequence[SubmittedCell], notes: list[str]) -> dict[str, list[int]]:
    """For each marked cell the indices of its copies, in the master's order; those that are missing are left out."""
    copies: dict[str, list[int]] = {name: [] for name in exercise.marked}
    by_id: dict[object, int] = {}
    for index, cell in enumerate(cells):
        if cell.name in copies:
            copies[cell.name].append(index)
        else:
            by_id.setdefault(cell.id, index)
    recovered = []
    for name, indices in copies.items():
        same_id = by_id.get(exercise.cells[exercise.marked[name]].id)
        if not indices and same_id is not None:
            indices.append(same_id)
            recovered.append(name)
    taken = {index for indices in copies.values() for index in indices}
    strangers = [cell.name for index, cell in enumerate(cells) if cell.name and index not in taken]
    _note(notes, recovered, "found by their cell id, because their marks were lost or renamed")
    _note(notes, strangers, "marked cells that are not of this exercise; they count as added by the student")
    return {name: indices for name, indices in copies.items() if indices}


def _counting(exercise: Exercise, name: str, cells: Sequence[SubmittedCell], indices: Sequence[int]) -> int:
    if name not in exercise.stubs:
        return indices[0]
    return next((i for i in reversed(indices) if changed(cells[i].text, exercise.stubs[name])), indices[-1])


def _unmarked(exercise: Exercise, cells: Sequence[SubmittedCell], places: dict[int, int], marked: set[int]) -> set[int]:
    """Find the master's unmarked cells, adding to `places`; returns the indices of those whose text was changed."""
    left = dict(exercise.unmarked)
    rest = [index for index in range(len(cells)) if index not in marked]
    for index in rest:
        if cells[index].id in left:
            places[index] = left.pop(cells[index].id)
    by_text: dict[tuple[str, str], list[int]] = {}
    for place in reversed(left.values()):
        by_text.setdefault((exercise.cells[place].cell_type, exercise.cells[place].source.strip()), []).append(place)
    for index in rest:
        if index not in places:
            waiting = by_text.get((cells[index].kind, (cells[index].text or "").strip()))
            if waiting:
                places[index] = waiting.pop()
    return {i for i in rest if i in places and changed(cells[i].text, exercise.cells[places[i]].source)}


def _order(
    cells: Sequence[SubmittedCell], places: dict[int, int], dropped: set[int], edited: set[int], found: Match
) -> None:
    """Put each added cell after the same neighbour as in the submission."""
    last = -1
    for index, cell in enumerate(cells):
        if index in places:
            last = places[index]
        is_added = index in edited or (index not in places and index not in dropped)
        if is_added and (cell.text or "").strip():
            found.added.append((last, cell))
    _count(found.notes, len(edited), "of the exercise's own cells were changed; the student's text comes after it")


def _note_changes(
    exercise: Exercise,
    cells: Sequence[SubmittedCell],
    places: dict[int, int],
    copies: dict[str, list[int]],
    found: Match,
) -> None:
    answers = [name for name in exercise.stubs if name not in copies]
    _note(found.notes, answers, "answers missing from the notebook; what was released stands there")
    others = [name for name in exercise.marked if name not in copies and name not in exercise.stubs]
    _note(found.notes, others, "tests or locked cells missing from the notebook; the course's were put back")
    counting = {name: cells[i] for name, indices in copies.items() for i in indices if i in places}
    master = {name: exercise.cells[exercise.marked[name]] for name in counting}
    retyped = [name for name, cell in counting.items() if cell.kind != master[name].cell_type]
    _note(found.notes, retyped, "cells of another type than the exercise's; the course's type holds")
    edited = [n for n, c in counting.items() if role(master[n]) is not Role.SOLUTION and _differs(exercise, n, c)]
    _note(found.notes, edited, "tests or locked cells were changed; the course's hold")
    remarked = [name for name, cell in counting.items() if _has_other_marks(cell, master[name])]
    _note(found.notes, remarked, "points or other marks were changed; the course's hold")


def _has_other_marks(cell: SubmittedCell, master: NotebookNode) -> bool:
    return any(cell.marks[mark] != master.metadata.nbgrader.get(mark) for mark in _MARKS if mark in cell.marks)


def _differs(exercise: Exercise, name: str, cell: SubmittedCell) -> bool:
    return (cell.text or "").strip() != exercise.released[name].strip()


def _note(notes: list[str], names: Iterable[str], what: str) -> None:
    listed = one_line(", ".join(dict.fromkeys(names)), 150)
    if listed:
        notes.append(f"{what}: {listed}")


def _count(notes: list[str], number: int, what: str) -> None:
    if number:
        notes.append(f"{number} {what}")

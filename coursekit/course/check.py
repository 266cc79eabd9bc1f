"""Run the visible checks of an exercise on the student's own notebook, as the Validate button does."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from coursekit.course import marks, notebook_file
from coursekit.course.check_report import CheckResult, Row, Status
from coursekit.course.check_run import Outcome, execute, message_of, said, stopped_by
from coursekit.course.manifest import Manifest, ReleasedCell, record, records
from coursekit.errors import CourseError
from coursekit.tree import Course, Topic

__all__ = ["check", "require"]

_STATUSES = {
    "NotAttempted": Status.NOT_ATTEMPTED,
    "NotImplementedError": Status.NOT_ATTEMPTED,  # what an untouched answer cell raises
    "Wrong": Status.WRONG,
    "AssertionError": Status.WRONG,
    "Refused": Status.REFUSED,
    "CellTimeoutError": Status.TIMED_OUT,
}

_NOTHING = "Nothing is written here yet."
_CHANGED = (
    "This check cell is not as it was handed out, so it says nothing; grading uses the original.\n"
    "Undo the change, or copy the cell anew from the release."
)
_MISSING = "It has been deleted. Undo that, or copy it anew from the release."


def check(course: Course, topic: Topic) -> CheckResult:
    """Run the exercise of `topic` in a kernel of its own and collect what its checks say.

    The notebook is read as it was saved and never written.

    Raises:
        CourseError: if the notebook is missing or broken, its marks are damaged, or no kernel starts.
    """
    require(course, topic)
    path = course.exercise(topic)
    name = path.relative_to(course.root).as_posix()
    handed_out = _handed_out(course, name, topic)
    notebook = notebook_file.read(path, name)
    marks.require(notebook, name)
    outcome = execute(notebook, path.parent, course, f"Checking {topic.id}")
    rows: list[Row] = []
    notes = [outcome.problem] if outcome.problem else []
    answers: dict[str, NotebookNode] = {}
    seen: set[str] = set()
    for index, cell in enumerate(outcome.notebook.cells):
        mine = record(cell)
        if mine.key in seen:
            notes.append(f"The cell {mine.key!r} is there twice. Delete the copy, or grading may not find your answer.")
            continue
        if mine.role != "plain":
            seen.add(mine.key)
        if mine.role == "answer":
            answers[mine.key] = cell
        elif mine.role == "written":
            rows.append(_written(cell, mine))
        elif mine.role == "test":
            task = _task(mine.key, answers)
            if _is_changed(cell, mine, handed_out):
                rows.append(Row(task, mine.key, mine.points, Status.CHANGED, _CHANGED))
            else:
                rows.append(_judge(cell, mine, answers.get(task), task, index, outcome))
        elif mine.role == "locked" and _is_changed(cell, mine, handed_out):
            notes.append(f"The locked cell {mine.key!r} is not as it was handed out. Grading uses the original.")
    missing = [cell for cell in handed_out.values() if cell.role != "plain" and cell.key not in seen]
    rows += [
        Row(_task(cell.key, answers), cell.key, cell.points, Status.MISSING, _MISSING, by_hand=cell.role == "written")
        for cell in missing
        if cell.points
    ]
    notes += [f"The cell {cell.key!r} is missing. {_MISSING}" for cell in missing if not cell.points]
    if not rows:
        notes.append("This notebook has no check cells.")
    return CheckResult(topic, path, tuple(rows), tuple(notes))


def require(course: Course, topic: Topic) -> None:
    """Refuse a topic for which a student's copy was given no exercise, and say which there are.

    Raises:
        CourseError: if there is none.
    """
    exercises = _manifest_exercises(course)
    name = course.exercise(topic).relative_to(course.root).as_posix()
    if exercises is not None and name not in exercises and not course.exercise(topic).exists():
        there = ", ".join(PurePosixPath(path).stem for path in sorted(exercises))
        raise CourseError(f"This release has no exercise {topic.id}.", f"Its exercises are: {there}.")


def _manifest_exercises(course: Course) -> Mapping[str, Sequence[ReleasedCell]] | None:
    if not course.is_student_copy:
        return None
    return Manifest.load(course.manifest.read_bytes(), course.manifest.name).exercises


def _handed_out(course: Course, name: str, topic: Topic) -> Mapping[str, ReleasedCell]:
    """The cells that must be there, by key: as the manifest says, or in an author's checkout the solution."""
    exercises = _manifest_exercises(course)
    found: Sequence[ReleasedCell] = ()
    if exercises is not None:
        found = exercises.get(name, ())
    elif course.solution(topic).is_file():
        # Its texts differ from the exercise's, so that only which cells there are can be compared.
        solution = notebook_file.read(course.solution(topic))
        marks.require(solution, str(course.solution(topic)))
        found = [replace(cell, sha256="") for cell in records(solution)]
    return {cell.key: cell for cell in found}


def _is_changed(cell: NotebookNode, mine: ReleasedCell, handed_out: Mapping[str, ReleasedCell]) -> bool:
    """Whether a cell that is not the student's to write in differs from what was handed out."""
    given = cell.metadata["nbgrader"]
    original = handed_out.get(mine.key)
    if given.get("cell_type", cell.cell_type) != cell.cell_type or "skip-execution" in cell.metadata.get("tags", []):
        return True
    if original is not None and (original.role != mine.role or original.points != mine.points):
        return True
    if original is not None and original.sha256:
        return original.sha256 != mine.sha256
    # As Validate does it, where no manifest tells.
    return "checksum" in given and given["checksum"] != compute_checksum(cell)


def _task(test: str, answers: Mapping[str, NotebookNode]) -> str:
    """The task that a test cell belongs to: by its name, as in `conv2d` and `conv2d_check`, else the last one above."""
    named = [task for task in answers if test == task or test.startswith(f"{task}_")]
    return max(named, key=len, default=next(reversed(list(answers)), test))


def _written(cell: NotebookNode, mine: ReleasedCell) -> Row:
    untouched = cell.metadata["nbgrader"].get("checksum") == compute_checksum(cell)
    if untouched or not cell.source.strip():
        return Row(mine.key, mine.key, mine.points, Status.NOT_ATTEMPTED, _NOTHING, by_hand=True)
    return Row(mine.key, mine.key, mine.points, Status.BY_HAND, by_hand=True)


def _judge(
    cell: NotebookNode, mine: ReleasedCell, answer: NotebookNode | None, task: str, index: int, outcome: Outcome
) -> Row:
    """The row of a test cell that has run, or could not."""
    status, message, remark = Status.RIGHT, "", ""
    error = stopped_by(cell)
    before = stopped_by(answer) if answer is not None else None
    if _is_empty(cell.source):
        status = Status.HIDDEN
    elif outcome.stopped_at is not None and index >= outcome.stopped_at:
        status = Status.TIMED_OUT if outcome.timed_out else Status.ERROR
        if index > outcome.stopped_at:
            status = Status.NOT_RUN
    elif error is None:
        remark = _remark(cell)
    elif before is not None and before.ename != "NotImplementedError":
        # A check that finds no function says so; what matters is why there is none.
        status, reason = _explain(before, outcome)
        message = f"The cell of your answer stops. {reason}"
    else:
        status, message = _explain(error, outcome)
    return Row(task, mine.key, mine.points, status, message, remark=remark)


def _explain(error: NotebookNode, outcome: Outcome) -> tuple[Status, str]:
    """Status and message for the error that a cell ended with."""
    status = _STATUSES.get(error.ename, Status.ERROR)
    if status is Status.TIMED_OUT:
        return status, f"It did not end within {outcome.limit} s. Is there a loop that never ends?"
    if error.ename == "NotImplementedError":
        return status, _NOTHING
    return status, message_of(error)


def _is_empty(source: str) -> bool:
    """Whether only comments are left, as where hidden tests were taken out."""
    try:
        return not ast.parse(source).body
    except (SyntaxError, ValueError):
        return False  # IPython's magics are no Python; a cell with one is a visible check


def _remark(cell: NotebookNode) -> str:
    """What a right answer's check printed beyond its verdict."""
    printed = said(cell, "stdout").strip()
    warned = said(cell, "stderr").strip()
    told = [line.removeprefix("Note: ") for line in printed.splitlines()[1:] if line.strip()]
    if warned:
        told.append(f"the check also wrote to the error stream: {warned}")
    return "\n".join(told)

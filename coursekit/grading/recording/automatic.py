"""What grading gives a submission by itself: scores and comments of its cells, by nbgrader's rules and our verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from coursekit.grading.outcome import Verdict

__all__ = ["Automatic", "automatic", "parse"]

NO_RESPONSE = "No response."  # nbgrader's own words


@dataclass(frozen=True)
class Automatic:
    """What the gradebook is told of one notebook that was run; by `grade_id`.

    Args:
        scores: automatic points of each graded cell and task; None where a person has to give them.
        comments: the automatic comment on each answer and task, if there is one.
    """

    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]


def parse(text: str) -> NotebookNode:
    """The notebook that `text` holds.

    Raises:
        ValueError: if it holds none.
    """
    try:
        notebook: NotebookNode = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:  # JSON, but something else than a notebook
        raise ValueError(f"this is no notebook: {error!r}") from error
    return notebook


def automatic(notebook: NotebookNode, verdicts: Iterable[Verdict]) -> Automatic:
    """What nbgrader's SaveAutoGrades would write for the notebook, with the verdicts in place of the cells' outputs.

    A test cell gets the points of its verdict. A graded answer gets 0 points and the comment "No response." where its
    text is the released one, and waits for a person otherwise. So does a task (in words and files), whose text is
    the master's in any case.

    Args:
        notebook: rebuilt from the master, with nbgrader's metadata and checksums.
        verdicts: one for each test cell.

    Raises:
        ValueError: if there is not one verdict for each test cell.
    """
    given = {verdict.name: verdict.points for verdict in verdicts}
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    tests = set()
    for cell in notebook.cells:
        if not (is_grade(cell) or is_solution(cell) or is_task(cell)):
            continue
        name = str(cell.metadata.nbgrader.grade_id)
        if is_grade(cell) and not is_solution(cell) and cell.cell_type == "code":
            tests.add(name)
            scores[name] = given.get(name)
        elif is_grade(cell):
            scores[name] = determine_grade(cell)[0]
        elif is_task(cell):
            scores[name] = None
        if is_solution(cell) or is_task(cell):
            is_released = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            comments[name] = NO_RESPONSE if is_released and not is_task(cell) else None
    if tests != set(given):
        odd = ", ".join(sorted(tests ^ set(given)))
        raise ValueError(f"verdicts and test cells do not belong together: {odd}")
    return Automatic(scores, comments)

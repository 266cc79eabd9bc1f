"""Whether what is committed is what the texts say: every lecture, solution and exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode

from coursekit.course import notebooks, outputs, release, text
from coursekit.course.problem import Problem
from coursekit.errors import CourseError
from coursekit.tree import Course, Topic

__all__ = ["problems"]


def problems(course: Course, topics: Sequence[Topic]) -> list[Problem]:
    """Where the notebooks of the topics differ from their texts; no cell is run.

    Args:
        course: an author's checkout.
        topics: which topics.
    """
    found: list[Problem] = []
    solutions: dict[Topic, NotebookNode] = {}
    for topic in topics:
        lecture = _expected(course, course.lecture_text(topic), found, graded=False)
        if lecture is not None:
            found += _of_notebook(course, lecture, course.lecture_text(topic), course.lecture(topic))
        solution = _expected(course, course.solution_text(topic), found, graded=True)
        if solution is not None:
            found += _of_notebook(course, solution, course.solution_text(topic), course.solution(topic))
            solutions[topic] = solution
    try:
        # From the texts, not from the stored solutions: an exercise is right or wrong whatever those look like.
        with release.generate(course, solutions) as released:
            for topic, folder in released.items():
                found += _of_exercise(course, topic, folder)
    except CourseError as error:
        found.append(Problem("solutions", error.problem, error.remedy))
    return found


def _expected(course: Course, source: Path, found: list[Problem], *, graded: bool) -> NotebookNode | None:
    """The notebook that a text says, or a problem more."""
    try:
        return notebooks.from_text(text.read(source, course.root, graded=graded))
    except CourseError as error:
        found.append(Problem(_name(course, source), error.problem, error.remedy))
        return None


def _of_notebook(course: Course, expected: NotebookNode, source: Path, path: Path) -> Iterator[Problem]:
    """Compare a lecture or a solution with its text."""
    name = _name(course, path)
    try:
        found = notebooks.load(path, name)
    except CourseError as error:
        yield Problem(name, error.problem, error.remedy)
        return
    yield from _compare(course, expected, found, source, path)
    empty = [cell.get("id", "?") for cell in found.cells if cell.cell_type == "code" and cell.execution_count is None]
    if empty:
        listed = ", ".join(f"`{cell_id}`" for cell_id in empty[:5]) + (" …" if len(empty) > 5 else "")
        yield Problem(name, f"has not been run: no output of {listed}", "Run `coursekit build`.")
    for cell_id, problem in outputs.unstable(found, [str(course.root)]):
        yield Problem(
            name, f"cell `{cell_id}`: {problem}", "Change the cell so that its output is the same everywhere."
        )


def _of_exercise(course: Course, topic: Topic, released: Path) -> Iterator[Problem]:
    """Compare an exercise with what its solution releases."""
    exercise = course.exercise(topic)
    try:
        found = notebooks.load(exercise, _name(course, exercise))
    except CourseError as error:
        yield Problem(_name(course, exercise), error.problem, error.remedy)
        return
    expected = notebooks.load(released / exercise.name, exercise.name)
    yield from _compare(course, expected, found, course.solution_text(topic), exercise)
    if any(cell.get("outputs") for cell in found.cells):
        yield Problem(
            _name(course, exercise), "holds outputs, and a release has none", "Run `coursekit build --force`."
        )
    wanted, there = (set(_notebooks_too(folder)) for folder in (released, exercise.parent))
    for path in sorted(there - wanted):
        yield Problem(_name(course, exercise.parent / path), "is not part of the release", "Remove it.")
    for path in sorted(wanted):
        target = exercise.parent / path
        if path.suffix == ".ipynb":
            continue
        if not target.is_file():
            yield Problem(_name(course, target), "is missing from the release", "Run `coursekit build`.")
        elif target.read_bytes() != (released / path).read_bytes():
            yield Problem(_name(course, target), "differs from the file beside the solution", "Run `coursekit build`.")


def _notebooks_too(folder: Path) -> list[Path]:
    pages = [path.relative_to(folder) for path in folder.rglob("*.ipynb")]
    return release.supplements(folder) + [path for path in pages if ".ipynb_checkpoints" not in path.parts]


def _compare(
    course: Course, expected: NotebookNode, found: NotebookNode, source: Path, path: Path
) -> Iterator[Problem]:
    name, origin = _name(course, path), _name(course, source)
    diff = notebooks.difference(expected, found, f"{origin} (what it says)", f"{name} (what is there)")
    if diff:
        remedy = f"Run `coursekit build`; if the notebook was edited by hand, move the change to {origin} first."
        yield Problem(name, f"differs from {origin}", remedy, diff)


def _name(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()

"""Whether a solution, a hidden test or the text of a solution could reach a student.

What is secret comes from the texts of the solutions. What a student gets is the release folder and everything
that the bundle copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from coursekit.course import legible, text
from coursekit.course.cell import Cell
from coursekit.course.markers import HIDDEN_TESTS, SOLUTION, holds_marker, outside, regions
from coursekit.course.problem import Problem
from coursekit.course.secret import ENOUGH_ELSEWHERE, ENOUGH_IN_RELEASE, Page, Secret
from coursekit.errors import CourseError
from coursekit.tree import Course, Topic

__all__ = ["hidden_tests", "problems", "secrets", "solution_blocks"]

_SHORTHAND = re.compile(r"#\s*%%.*\b(solution|test|written)\s*=\s*[\"']")


def secrets(course: Course, topic: Topic) -> list[Secret]:
    """All that is secret in a topic; nothing if its solution has no text yet.

    Raises:
        CourseError: if the text has mistakes.
    """
    if not course.solution_text(topic).exists():
        return []
    source = text.read(course.solution_text(topic), course.root, graded=True)
    public = frozenset(line for cell in source.cells for line in _shown(cell))
    return [secret for cell in source.cells for secret in _of_cell(cell, source.name, public)]


def solution_blocks(course: Course, topic: Topic) -> list[Secret]:
    """The topic's solutions: the bodies of its SOLUTION regions, and its model answers."""
    return [secret for secret in secrets(course, topic) if secret.kind != "hidden test"]


def hidden_tests(course: Course, topic: Topic) -> list[Secret]:
    """The bodies of the topic's HIDDEN TESTS regions."""
    return [secret for secret in secrets(course, topic) if secret.kind == "hidden test"]


def _shown(cell: Cell) -> list[str]:
    """What a student sees of a cell."""
    cut = regions(cell.lines, SOLUTION) + regions(cell.lines, HIDDEN_TESTS)
    if cell.role == "written" and not cut:
        return []
    return outside(cell.lines, cut)


def _of_cell(cell: Cell, name: str, public: frozenset[str]) -> Iterator[Secret]:
    answer: Literal["solution", "model answer"] = "model answer" if cell.role == "written" else "solution"
    solved = regions(cell.lines, SOLUTION)
    if cell.role == "written" and not solved:
        yield Secret(answer, cell.name, f"{name}, line {cell.first}", tuple(cell.lines), public)
    for region in solved:
        where = f"{name}, line {cell.first + region.begin + 1}"
        yield Secret(answer, cell.name, where, tuple(region.body(cell.lines)), public)
    for region in regions(cell.lines, HIDDEN_TESTS):
        where = f"{name}, line {cell.first + region.begin + 1}"
        yield Secret("hidden test", cell.name, where, tuple(region.body(cell.lines)), public)


def problems(course: Course, topics: Sequence[Topic]) -> list[Problem]:
    """Search everything that students get for everything that is secret in the topics."""
    hidden: list[Secret] = []
    for topic in topics:
        try:
            hidden += secrets(course, topic)
        except CourseError:
            continue  # a text with mistakes is reported where it is compared with its notebook
    return [problem for path in _given(course) for problem in _in_file(course, path, hidden)]


def _given(course: Course) -> list[Path]:
    """Every file that a student may get, from the release folder or in the bundle."""
    from coursekit.course.bundle import student_files  # noqa: PLC0415  (the bundle has its content checked here)

    released = {path for path in (course.root / "exercises").rglob("*") if path.is_file()}
    return sorted(released | {course.root / path for path in student_files(course)})


def _in_file(course: Course, path: Path, hidden: Iterable[Secret]) -> Iterator[Problem]:
    name = path.relative_to(course.root).as_posix()
    room = path.relative_to(course.root).parts[0]
    lines = legible.lines_of(path)
    remedy = "Remove the file from what students get."
    if room in ("solutions", "tests"):
        yield Problem(name, f"would reach students, though it lies in {room}/", remedy)
    if room != "coursekit":  # whose sources speak about markers
        marked = next((number for number, line in enumerate(lines, start=1) if _SHORTHAND.match(line)), None)
        if marked is not None:
            yield Problem(name, f"is the text of a solution (line {marked}) and would reach students", remedy)
        opened = next((number for number, line in enumerate(lines, start=1) if holds_marker(line)), None)
        if opened is not None:
            yield Problem(name, f"would show students a region that is cut out of releases (line {opened})", remedy)
    enough = ENOUGH_IN_RELEASE if room == "exercises" else ENOUGH_ELSEWHERE
    page = Page(lines)
    for secret in hidden:
        leak = secret.found_in(page, enough)
        if leak is not None:
            shown = "\n".join(f"    {line}" for line in leak.lines[:5])
            what = f"line {leak.line} would show students {secret}"
            yield Problem(name, what, "Say it in other words there, or take it out.", shown)

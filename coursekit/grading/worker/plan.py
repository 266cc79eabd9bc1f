"""What is done with each cell of the master, the same for all submissions."""

from __future__ import annotations

from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from coursekit.grading.judge.names import defined_names, needed
from coursekit.grading.rebuilding import Exercise, Role, role

__all__ = ["Plan", "Test"]


@dataclass(frozen=True)
class Test:
    """A test cell of the master.

    Args:
        source: its text, hidden parts included.
        points: what it gives at most.
        hidden: whether it holds text that students have not been given.
    """

    source: str
    points: float
    hidden: bool


@dataclass(frozen=True)
class Plan:
    """The master, as worker and judge go through it.

    Args:
        exercise: what submissions are rebuilt from.
        setup: ids of the given cells that the judge runs too, because tests use what they define.
        defines: for each solution cell, by its `grade_id`, the names that it defines in the master.
        tests: the test cells by their `grade_id`, in order.
        sources: texts of all code cells, answers and tests included.
    """

    exercise: Exercise
    setup: frozenset[str]
    defines: dict[str, list[str]]
    tests: dict[str, Test]
    sources: list[str]

    @classmethod
    def of(cls, master: str, release: str) -> Plan:
        """From the two notebooks, as JSON.

        Raises:
            CourseError: if they do not fit together.
        """
        source = nbformat.reads(master, as_version=4)
        exercise = Exercise(source, nbformat.reads(release, as_version=4))
        code = [cell for cell in source.cells if cell.cell_type == "code"]
        given = [cell for cell in code if role(cell) is Role.GIVEN]
        tests = {_name(cell): _test(cell, exercise) for cell in code if role(cell) is Role.TEST}
        wanted = needed([_as_python(cell) for cell in given], [test.source for test in tests.values()])
        return cls(
            exercise,
            frozenset(given[place].id for place in wanted),
            {_name(cell): sorted(defined_names(cell.source)) for cell in code if role(cell) is Role.SOLUTION},
            tests,
            [cell.source for cell in code],
        )


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.nbgrader.grade_id)


def _test(cell: NotebookNode, exercise: Exercise) -> Test:
    name = _name(cell)
    return Test(cell.source, float(cell.metadata.nbgrader.points), cell.source != exercise.released[name])


def _as_python(cell: NotebookNode) -> str:
    """The text of a given cell; nothing if it is not plain Python (a magic), which the judge could not run."""
    try:
        compile(cell.source, "<cell>", "exec", dont_inherit=True)
    except SyntaxError:
        return ""
    return str(cell.source)

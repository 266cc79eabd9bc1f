"""`coursekit check`: what it says about right, wrong, unfinished, broken and hostile notebooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from coursekit.course import build
from coursekit.course.bundle import bundle
from coursekit.course.check import check
from coursekit.course.check_report import CheckResult, Row, Status, show
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.usefixtures("kernel_path")]
FIRST = TOPICS[0]
RIGHT = {"double": "def double(x):\n    return x + x", "greet": "def greet(name):\n    return f'Hello {name}'"}

Edit = Callable[[NotebookNode], None]


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in notebook.cells if c.id == name)


def answer(**answers: str) -> Edit:
    def edit(notebook: NotebookNode) -> None:
        for name, source in answers.items():
            cell(notebook, name).source = source

    return edit


def checked(author: Course, *edits: Edit) -> CheckResult:
    path = author.exercise(FIRST)
    notebook = nbformat.read(path, as_version=4)
    for edit in edits:
        edit(notebook)
    nbformat.write(notebook, path)
    before = path.read_bytes()
    result = check(author, FIRST)
    assert path.read_bytes() == before, "the check wrote into the student's notebook"
    return result


def row(result: CheckResult, name: str) -> Row:
    (found,) = [r for r in result.rows if r.cell == name]
    return found


def test_right_answers_pass(author: Course, capsys: pytest.CaptureFixture[str]) -> None:
    result = checked(author, answer(**RIGHT, why="Because weights are shared."))
    assert [(r.task, r.cell, r.points, r.status) for r in result.rows] == [
        ("double", "double_check", 1, Status.RIGHT),
        ("double", "double_hidden", 2, Status.HIDDEN),
        ("greet", "greet_check", 1, Status.RIGHT),
        ("why", "why", 2, Status.BY_HAND),
    ]
    assert result.passed
    assert (result.points, result.possible) == (2, 2)
    assert row(result, "double_check").remark == ""
    assert row(result, "greet_check").remark == "the dtype differs."
    show(result)
    out = capsys.readouterr().out
    assert "every visible check is right (2 of 2 points by the visible checks; 4 points more" in out
    assert "Remark: the dtype differs." in out


def test_an_untouched_exercise_is_not_attempted(author: Course) -> None:
    result = checked(author)
    assert {r.cell: r.status for r in result.rows} == {
        "double_check": Status.NOT_ATTEMPTED,
        "double_hidden": Status.HIDDEN,
        "greet_check": Status.NOT_ATTEMPTED,
        "why": Status.NOT_ATTEMPTED,
    }
    assert row(result, "double_check").message == "Not attempted yet: write double."
    assert row(result, "greet_check").message == "Nothing is written here yet."
    assert not result.passed
    assert (result.points, result.possible) == (0, 2)


def test_messages_are_complete_and_plain(author: Course, capsys: pytest.CaptureFixture[str]) -> None:
    edits = answer(double="def double(x):\n    return 5", greet="def greet(name):\n    return nam")
    result = checked(author, edits)
    assert row(result, "double_check").status is Status.WRONG
    assert row(result, "double_check").message == "5 is not twice 3.\nWhat does [twice] mean?"
    assert row(result, "greet_check").status is Status.ERROR
    assert row(result, "greet_check").message == "NameError: name 'nam' is not defined, at `return nam`"
    capsys.readouterr()
    show(result)
    out = capsys.readouterr().out
    assert "wrong          double  1 point\n" in out
    assert "               What does [twice] mean?\n" in out
    assert "\x1b" not in out


def test_the_reason_is_named_where_the_answer_itself_stops(author: Course) -> None:
    result = checked(author, answer(double="def double(x)\n    return x", greet=RIGHT["greet"]))
    assert row(result, "double_check").status is Status.ERROR
    assert row(result, "double_check").message.startswith("The cell of your answer stops. SyntaxError: expected ':'")
    assert row(result, "greet_check").status is Status.RIGHT, "one task's error must not spill into the next"


def test_an_endless_loop_ends(author: Course) -> None:
    settings = author.root / "nbgrader_config.py"
    settings.write_text("c = get_config()\nc.ExecutePreprocessor.timeout = 1\n")
    result = checked(author, answer(double="def double(x):\n    while True:\n        pass", greet=RIGHT["greet"]))
    assert row(result, "double_check").status is Status.TIMED_OUT
    assert "within 1 s" in row(result, "double_check").message
    assert row(result, "greet_check").status is Status.RIGHT


@pytest.mark.slow
def test_a_loop_that_swallows_interrupts_ends(author: Course) -> None:
    settings = author.root / "nbgrader_config.py"
    settings.write_text("c = get_config()\nc.ExecutePreprocessor.timeout = 1\n")
    loop = "while True:\n        try:\n            while True:\n                x + 1\n"
    loop += "        except BaseException as e:\n            print(e)"
    loop = f"def double(x):\n    {loop}"
    result = checked(author, answer(double=loop, greet=RIGHT["greet"]))
    assert row(result, "double_check").status is Status.TIMED_OUT
    assert row(result, "greet_check").status is Status.NOT_RUN
    assert "double_check did not end" in result.notes[0]


def test_a_kernel_that_dies_is_told(author: Course) -> None:
    result = checked(author, answer(double=RIGHT["double"], greet="import os\nos._exit(1)"))
    assert row(result, "double_check").status is Status.RIGHT
    assert row(result, "greet_check").status is Status.NOT_RUN
    assert result.notes[0].startswith("Python ended while it ran the cell greet.")
    assert not result.passed


def test_a_changed_check_is_told_and_does_not_count(author: Course) -> None:
    result = checked(author, answer(double_check="pass", imports="import this"))
    assert row(result, "double_check").status is Status.CHANGED
    assert "'imports' is not as it was handed out" in result.notes[0]


def test_a_check_that_is_skipped_does_not_count(author: Course) -> None:
    """nbclient passes over cells with this tag, and a check without an error looks right."""

    def skip(notebook: NotebookNode) -> None:
        cell(notebook, "double_check").metadata["tags"] = ["skip-execution"]
        greeting = cell(notebook, "greet_check")
        greeting.cell_type, greeting.metadata.nbgrader.cell_type = "raw", "code"
        del greeting["outputs"], greeting["execution_count"]

    result = checked(author, skip)
    assert row(result, "double_check").status is Status.CHANGED
    assert row(result, "greet_check").status is Status.CHANGED


def test_a_deleted_check_is_told(author: Course) -> None:
    def delete(notebook: NotebookNode) -> None:
        notebook.cells = [c for c in notebook.cells if c.id not in ("double_check", "imports")]

    result = checked(author, delete, answer(**RIGHT))
    assert row(result, "double_check").status is Status.MISSING
    assert row(result, "double_check").task == "double"
    assert result.notes == (
        "The cell 'imports' is missing. It has been deleted. Undo that, or copy it anew from the release.",
    )
    assert not result.passed


def test_a_copied_cell_is_told(author: Course) -> None:
    def copy(notebook: NotebookNode) -> None:
        twin = nbformat.from_dict(cell(notebook, "double"))
        twin.id = "twin"
        notebook.cells.append(twin)

    result = checked(author, copy, answer(**RIGHT, why="Because."))
    assert {r.status for r in result.rows} == {Status.RIGHT, Status.HIDDEN, Status.BY_HAND}
    assert "'double' is there twice" in result.notes[0]
    assert not result.passed, "all is right here, and yet grading would stumble"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "is missing"),
        ("", "is empty"),
        ('{"cells": [', "is damaged"),
        ("[1, 2]", "is not a notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}', "is not a"),
        ('{"nbformat": 99, "nbformat_minor": 5, "metadata": {}, "cells": []}', "is not a notebook"),
    ],
)
def test_a_broken_notebook_is_told(author: Course, content: str | None, told: str) -> None:
    path = author.exercise(FIRST)
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(CourseError, match=f"^exercises/01_parameters/01_parameters.ipynb {told}"):
        check(author, FIRST)


@pytest.mark.parametrize("content", ["[1]", "5", '"x"', '{"nbformat": "4"}'])
def test_what_is_json_and_no_notebook_is_told_in_words(author: Course, content: str) -> None:
    author.exercise(FIRST).write_text(content)
    with pytest.raises(CourseError) as told:
        check(author, FIRST)
    assert told.value.problem == (
        "exercises/01_parameters/01_parameters.ipynb is not a notebook, or one of a version that is not known."
    )


@pytest.mark.parametrize("name", ["double", "double_check", "imports"])
def test_damaged_marks_are_told(author: Course, name: str, damage: Edit) -> None:
    """Before anything runs: a kernel would take seconds."""
    with pytest.raises(
        CourseError, match=r"^exercises/01_parameters/01_parameters\.ipynb: nbgrader's marks on its cell"
    ):
        checked(author, lambda notebook: damage(cell(notebook, name)))


@pytest.mark.parametrize("points", ["three", [3], None, True, float("nan"), 10**400])
def test_damaged_points_are_told(author: Course, points: object) -> None:
    def worth(notebook: NotebookNode) -> None:
        cell(notebook, "double_check").metadata.nbgrader.points = points

    with pytest.raises(CourseError, match=r"marks on its cell 5 \(“try:”\) are damaged: the points are "):
        checked(author, worth)


def test_damaged_marks_of_the_solution_are_told(author: Course) -> None:
    notebook = nbformat.read(author.solution(FIRST), as_version=4)
    cell(notebook, "double").metadata["nbgrader"] = "x"
    nbformat.write(notebook, author.solution(FIRST))
    with pytest.raises(CourseError, match=r"solutions.*marks on its cell 4"):
        check(author, FIRST)


def test_hidden_tests_are_told_in_the_sum_only(author: Course, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [Row("a", "a_check", 1, Status.RIGHT), Row("a", "a_1", 2, Status.HIDDEN), Row("a", "a_2", 1, Status.HIDDEN)]
    show(CheckResult(FIRST, author.exercise(FIRST), tuple(rows)))
    assert capsys.readouterr().out.splitlines() == [
        "right          a  1 point",
        "01_parameters: every visible check is right (1 of 1 point by the visible checks; 3 points more are judged "
        "after handing in).",
    ]


def test_the_same_words_about_every_task_are_said_once(author: Course, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [Row(name, f"{name}_check", 1, Status.NOT_ATTEMPTED, f"Not attempted: {name}.") for name in ("one", "two")]
    show(CheckResult(FIRST, author.exercise(FIRST), (*rows, Row("three", "c", 1, Status.WRONG, "Wrong: 5."))))
    assert capsys.readouterr().out.splitlines()[:-1] == [
        "not attempted  one    1 point",
        "               Not attempted: one.",
        "not attempted  two    1 point",
        "wrong          three  1 point",
        "               Wrong: 5.",
    ]


def test_broken_settings_are_told(author: Course) -> None:
    (author.root / "nbgrader_config.py").write_text("c.Nothing(")
    with pytest.raises(CourseError, match="has an error"):
        check(author, FIRST)


def test_a_notebook_without_checks_says_so(author: Course, tmp_path: Path) -> None:
    nbformat.write(nbformat.v4.new_notebook(), author.exercise(FIRST))
    author.solution(FIRST).unlink()
    assert check(author, FIRST).notes == ("This notebook has no check cells.",)


def test_a_student_copy_knows_what_was_handed_out(
    author: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "check", lambda course, topics: None)
    bundle(author, tmp_path)
    copy = Course(tmp_path / "cnn-course-0.1.0")

    def forge(notebook: NotebookNode) -> None:
        # A changed check with the checksum to it, which Validate would believe, and one made worth more.
        forged = cell(notebook, "double_check")
        forged.source = "pass"
        forged.metadata.nbgrader.checksum = compute_checksum(forged)
        cell(notebook, "greet_check").metadata.nbgrader.points = 100
        notebook.cells = [c for c in notebook.cells if c.id != "double_hidden"]

    result = checked(copy, forge)
    assert {r.cell: r.status for r in result.rows} == {
        "double_check": Status.CHANGED,
        "greet_check": Status.CHANGED,
        "why": Status.NOT_ATTEMPTED,
        "double_hidden": Status.MISSING,
    }
    with pytest.raises(CourseError, match=r"no exercise 02_receptive_field\.\nIts exercises are: 01_parameters\."):
        check(copy, TOPICS[1])

"""`build --check`: courses with one defect each, and none that is not there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from coursekit.course import build, drift, leaks, notebooks, release
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course, Topic

FIRST = TOPICS[0]
Overlay = Callable[[str], Course]

pytestmark = pytest.mark.nbgrader


@pytest.fixture(autouse=True)
def released_once(monkeypatch: pytest.MonkeyPatch, releases: Path) -> None:
    """Let nbgrader release each solution once: most courses here have the same, and a run takes seconds.

    That it copies the files beside a solution as they are is shown once, in test_build.
    """
    generate = release.generate

    @contextmanager
    def remember(course: Course, solutions: Mapping[Topic, NotebookNode]) -> Iterator[dict[Topic, Path]]:
        said = {topic.id: notebooks.dumps(solution) for topic, solution in solutions.items()}
        key = json.dumps([said, (course.root / "nbgrader_config.py").read_text(encoding="utf-8")])
        kept = releases / hashlib.sha256(key.encode()).hexdigest()
        if not kept.exists():
            with generate(course, solutions) as released:
                for topic, folder in released.items():
                    shutil.copytree(folder, kept / topic.id)
        for topic in solutions:
            for path in release.supplements(kept / topic.id):
                (kept / topic.id / path).unlink()
            beside = course.solution(topic).parent
            for path in release.supplements(beside):
                shutil.copyfile(beside / path, kept / topic.id / path)
        yield {topic: kept / topic.id for topic in solutions}

    monkeypatch.setattr(release, "generate", remember)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("releases")


def edit(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_sound_course_has_no_problem(sound: Course, capsys: pytest.CaptureFixture[str]) -> None:
    build.check(sound, [FIRST])
    assert "01_parameters: notebooks, exercises and release are as the texts say." in capsys.readouterr().out


def test_stale_lecture(with_defect: Overlay) -> None:
    (problem,) = drift.problems(with_defect("stale_lecture"), [FIRST])
    assert problem.where == "lectures/01_parameters.ipynb"
    assert "differs from lectures/01_parameters.py" in problem.what
    assert "-    weights = 5 * 5 * 2\n+    weights = 5 * 5 * 1" in problem.diff
    assert "slider" not in problem.diff, "a diff shows what differs, not the notebook"


def test_stale_solution(with_defect: Overlay) -> None:
    """The exercise does not show the difference, the solution does."""
    (problem,) = drift.problems(with_defect("stale_solution"), [FIRST])
    assert problem.where == "solutions/01_parameters/01_parameters.ipynb"
    assert "+        total = (weights_of_one + 1) * filters" in problem.diff


def test_stale_release(with_defect: Overlay) -> None:
    (problem,) = drift.problems(with_defect("stale_release"), [FIRST])
    assert problem.where == "exercises/01_parameters/01_parameters.ipynb"
    assert '-        raise NotImplementedError("write it")' in problem.diff


def test_hand_edited_exercise(copy: Course) -> None:
    def easier(notebook: dict[str, Any]) -> None:
        check = next(cell for cell in notebook["cells"] if cell["id"] == "conv_check")
        check["source"] = ["assert True"]

    edit(copy.exercise(FIRST), easier)
    (problem,) = drift.problems(copy, [FIRST])
    assert problem.where == "exercises/01_parameters/01_parameters.ipynb"
    assert "+    assert True" in problem.diff


def test_changed_points_metadata_and_ids_count(copy: Course) -> None:
    def dearer(notebook: dict[str, Any]) -> None:
        notebook["cells"][4]["metadata"]["nbgrader"]["points"] = 9
        notebook["cells"][0]["id"] = "other"
        notebook["metadata"]["jupytext"] = {"formats": "ipynb,py:percent"}

    edit(copy.exercise(FIRST), dearer)
    (problem,) = drift.problems(copy, [FIRST])
    assert '"points": 9' in problem.diff
    assert "[markdown] other" in problem.diff
    assert '"formats": "ipynb,py:percent"' in problem.diff


def test_lecture_that_was_never_run(copy: Course) -> None:
    def clear(notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None

    edit(copy.lecture(FIRST), clear)
    (problem,) = drift.problems(copy, [FIRST])
    assert problem.what.startswith("has not been run: no output of `by-hand_1`")


def test_release_with_outputs(copy: Course) -> None:
    def solved(notebook: dict[str, Any]) -> None:
        output = {"output_type": "stream", "name": "stdout", "text": ["156\n"]}
        next(cell for cell in notebook["cells"] if cell["id"] == "conv")["outputs"] = [output]

    edit(copy.exercise(FIRST), solved)
    (problem,) = drift.problems(copy, [FIRST])
    assert "holds outputs" in problem.what


def test_files_beside_the_exercise(copy: Course) -> None:
    folder = copy.exercise(FIRST).parent
    (folder / "layers.csv").write_text("other", encoding="utf-8")
    (folder / "old.ipynb").write_bytes(copy.exercise(FIRST).read_bytes())
    (copy.solution(FIRST).parent / "new.csv").write_text("new", encoding="utf-8")
    said = {problem.where: problem.what for problem in drift.problems(copy, [FIRST])}
    assert said == {
        "exercises/01_parameters/layers.csv": "differs from the file beside the solution",
        "exercises/01_parameters/new.csv": "is missing from the release",
        "exercises/01_parameters/old.ipynb": "is not part of the release",
    }


def test_missing_and_spoilt_notebooks(copy: Course) -> None:
    copy.lecture(FIRST).unlink()
    copy.exercise(FIRST).write_text("{", encoding="utf-8")
    lecture, exercise = drift.problems(copy, [FIRST])
    assert "lectures/01_parameters.ipynb is missing" in str(lecture)
    assert "exercises/01_parameters/01_parameters.ipynb is no notebook" in str(exercise)


def test_missing_text(copy: Course) -> None:
    copy.solution_text(FIRST).unlink()
    (problem,) = drift.problems(copy, [FIRST])
    assert "solutions/01_parameters.py is missing" in str(problem)


def test_a_file_is_named_once_and_a_sentence_ends_once(copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_text

    def refuse(self: Path, *args: Any, **settings: Any) -> str:
        if self == copy.lecture_text(FIRST):
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **settings)

    monkeypatch.setattr(Path, "read_text", refuse)
    (problem,) = drift.problems(copy, [FIRST])
    assert str(problem).splitlines()[0] == "lectures/01_parameters.py cannot be read: Permission denied."


@pytest.mark.parametrize("content", ["[1]", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 5}'])
def test_a_notebook_of_something_else(copy: Course, content: str) -> None:
    copy.lecture(FIRST).write_text(content, encoding="utf-8")
    (problem,) = drift.problems(copy, [FIRST])
    assert str(problem).splitlines()[0] == "lectures/01_parameters.ipynb is no notebook."


def test_leaked_solution_line(with_defect: Overlay) -> None:
    """nbgrader releases the file beside the solution, so that only the search for leaks can see it."""
    course = with_defect("leaked_solution_line")
    assert drift.problems(course, [FIRST]) == []
    (problem,) = leaks.problems(course, [FIRST])
    assert problem.where == "exercises/01_parameters/hints.md"
    assert "line 4 would show students the solution `conv` (solutions/01_parameters.py, line 16)" in problem.what
    assert problem.diff == "    total = (weights_of_one + 1) * filters"


def test_leaked_hidden_test(with_defect: Overlay) -> None:
    (problem,) = leaks.problems(with_defect("leaked_hidden_test"), [FIRST])
    assert problem.where == "coursekit/parameters/cases.py"
    assert "the hidden test `conv_hidden`" in problem.what


def test_leaked_model_answer(copy: Course) -> None:
    def tell(notebook: dict[str, Any]) -> None:
        answer = (
            "Because the same weights are used at every place of the image, their number does not depend on its size."
        )
        notebook["cells"][1]["source"] = [answer]

    edit(copy.lecture(FIRST), tell)
    (problem,) = leaks.problems(copy, [FIRST])
    assert problem.where == "lectures/01_parameters.ipynb"
    assert "the model answer `why`" in problem.what


def test_leak_in_an_output(copy: Course) -> None:
    def show(notebook: dict[str, Any]) -> None:
        text = ["def conv():\n", "    total = (weights_of_one + 1) * filters\n"]
        output = {"output_type": "stream", "name": "stdout", "text": text}
        notebook["cells"][2]["outputs"] = [output]

    edit(copy.lecture(FIRST), show)
    assert [problem.where for problem in leaks.problems(copy, [FIRST])] == ["lectures/01_parameters.ipynb"]


def test_text_source_in_release(with_defect: Overlay) -> None:
    course = with_defect("text_source_in_release")
    assert drift.problems(course, [FIRST]) == []
    said = [str(problem) for problem in leaks.problems(course, [FIRST])]
    assert all(line.startswith("exercises/01_parameters/01_parameters.py: ") for line in said)
    assert any("is the text of a solution (line 11)" in line for line in said)
    assert any("the hidden test `conv_hidden`" in line for line in said)


def test_solved_notebook_in_release(copy: Course) -> None:
    copy.exercise(FIRST).write_bytes(copy.solution(FIRST).read_bytes())
    assert drift.problems(copy, [FIRST])
    said = "\n".join(str(problem) for problem in leaks.problems(copy, [FIRST]))
    for secret in ("solution `conv`", "model answer `why`", "hidden test `conv_hidden`", "region that is cut out"):
        assert secret in said


def test_common_lines_only(with_defect: Overlay) -> None:
    """No false alarm: lines that every program has, and the library's own way to compute the same."""
    course = with_defect("common_lines_only")
    assert drift.problems(course, [FIRST]) == []
    assert leaks.problems(course, [FIRST]) == []


def test_the_bundle_is_searched_too(copy: Course) -> None:
    """A file that only the bundle copies: a picture's neighbour under benchmarks/results."""
    results = copy.root / "benchmarks" / "results" / "notes.txt"
    results.parent.mkdir(parents=True)
    results.write_text("return len(Path(name).read_text().splitlines())\n" * 2, encoding="utf-8")
    assert leaks.problems(copy, [FIRST]) == [], "one short line proves nothing"
    results.write_text("weights_of_one = kernel * kernel * channels\n", encoding="utf-8")
    assert [problem.where for problem in leaks.problems(copy, [FIRST])] == ["benchmarks/results/notes.txt"]


def test_the_message_names_every_problem(with_defect: Overlay) -> None:
    course = with_defect("leaked_hidden_test")
    course.lecture(FIRST).unlink()
    with pytest.raises(CourseError) as raised:
        build.check(course, [FIRST])
    assert "lectures/01_parameters.ipynb is missing" in raised.value.problem
    assert "coursekit/parameters/cases.py: line 5 would show students" in raised.value.problem
    assert "2 problems found." in raised.value.problem

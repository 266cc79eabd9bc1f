"""Right, wrong and forbidden answers to every task, through the very cells that students and graders run.

`tests/answers/<topic>/<task>.py` holds answers to one task, one function each. The name says what must become of it:

- `right_...` earns full marks;
- `wrong_...` earns less, fails in the hidden cells too, and the message of the first check that fails holds the
  function's docstring;
- `refused_...` is refused, and the message holds the docstring: the call from which it gets the answer.

`SLOW = True` in a file marks its tests as slow; an answer that imports Keras is slow anyway. Nothing here starts a
kernel: test cells are taken from the text of the solution and run with the answer under the name that they expect.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from coursekit.checks import CheckFailed, NotAttempted, Refused, Task, Wrong
from coursekit.course import markers
from coursekit.course.text import Cell, Text, read
from coursekit.tree import TOPICS, Topic

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ANSWERED = [topic for topic in TOPICS if (HERE / topic.name).is_dir()]


@dataclass(frozen=True)
class Marks:
    """What an answer earned, the exceptions of the checks that it failed, in their order, and if a hidden one did."""

    earned: float
    possible: float
    failures: list[CheckFailed]
    caught_hidden: bool


@cache
def _text(topic: Topic) -> Text:
    return read(ROOT / "solutions" / f"{topic.id}.py", ROOT, graded=True)


def _solutions(topic: Topic) -> dict[str, Cell]:
    return {cell.name: cell for cell in _text(topic).cells if cell.role == "solution"}


def _tests(topic: Topic, name: str) -> list[Cell]:
    """The test cells of a task, visible ones first: `NAME_check`, `NAME_hidden`, `NAME_hidden_groups`."""
    names = sorted(_solutions(topic), key=len, reverse=True)
    tests = [cell for cell in _text(topic).cells if cell.role == "test"]
    mine = [cell for cell in tests if next(n for n in names if cell.name.startswith(f"{n}_")) == name]
    return sorted(mine, key=_is_hidden)


def _is_hidden(cell: Cell) -> bool:
    return "BEGIN HIDDEN TESTS" in cell.source


@cache
def _answers(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"answers_{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _task(topic: Topic, name: str) -> Task:
    return getattr(importlib.import_module(f"coursekit.{topic.name}.tasks"), name)


def _setting(topic: Topic, *sources: str) -> dict[str, Any]:
    """A namespace in which those cells can run: of the locked cells, those that define a name in use."""
    used = {node.id for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    namespace: dict[str, Any] = {}
    for cell in _text(topic).cells:
        if cell.role == "locked" and cell.kind == "code" and used & _defined(cell.source):
            exec(compile(cell.source, cell.name, "exec"), namespace)  # noqa: S102 - the cell's own text
    return namespace


def _defined(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


@cache
def _graded(topic: Topic, name: str, answer: Any) -> Marks:
    """Run all test cells of a task, visible and hidden, with `answer` as the student's function; once for each."""
    earned, failures, caught_hidden, tests = 0.0, [], False, _tests(topic, name)
    for cell in tests:
        namespace = _setting(topic, cell.source) | {name: answer}
        try:
            exec(compile(cell.source, cell.name, "exec"), namespace)  # noqa: S102 - as above
        except CheckFailed as failure:
            failures.append(failure.with_traceback(None))  # which would keep every model alive
            caught_hidden |= _is_hidden(cell)
        else:
            earned += cell.points
    return Marks(earned, sum(cell.points for cell in tests), failures, caught_hidden)


def _stub(cell: Cell) -> str:
    """The student's version of a solution cell, as nbgrader makes it."""
    lines = list(cell.lines)
    for region in reversed(markers.regions(lines, markers.SOLUTION)):
        indent = lines[region.begin][: -len(lines[region.begin].lstrip())]
        lines[region.begin : region.end + 1] = [f"{indent}raise NotImplementedError"]
    return "\n".join(lines)


def _files():
    for topic in ANSWERED:
        for path in sorted((HERE / topic.name).glob("*.py")):
            marks = [pytest.mark.slow] if getattr(_answers(path), "SLOW", False) else []
            yield topic, path, marks


def _functions(path: Path, prefix: str) -> list[Any]:
    found = vars(_answers(path)).items()
    return [function for name, function in found if name.startswith(prefix) and inspect.isfunction(function)]


def _heavy(function: Any) -> list[pytest.MarkDecorator]:
    """Slow, if the answer imports Keras or TensorFlow."""
    code = function.__code__
    imports = any(name.partition(".")[0] in {"keras", "tensorflow"} for name in code.co_names)
    return [pytest.mark.slow] if imports else []


def _each(prefix: str) -> list[Any]:
    return [
        pytest.param(
            topic,
            path.stem,
            function,
            marks=marks or _heavy(function),
            id=f"{topic.name}.{path.stem}.{function.__name__}",
        )
        for topic, path, marks in _files()
        for function in _functions(path, prefix)
    ]


FILES = [pytest.param(topic, path, marks=marks, id=f"{topic.name}.{path.stem}") for topic, path, marks in _files()]


@pytest.mark.parametrize(("topic", "name", "answer"), _each("right_"))
def test_right_answers_earn_full_marks(topic, name, answer):
    marks = _graded(topic, name, answer)
    assert not marks.failures, str(marks.failures[0])
    assert marks.earned == marks.possible > 0


@pytest.mark.parametrize(("topic", "name", "answer"), _each("wrong_"))
def test_wrong_answers_earn_less_and_are_told_why(topic, name, answer):
    marks = _graded(topic, name, answer)
    assert marks.earned < marks.possible
    assert marks.caught_hidden, "no hidden case catches it: whoever fits the visible ones by chance keeps these points"
    assert isinstance(marks.failures[0], Wrong)
    assert inspect.getdoc(answer) in str(marks.failures[0])


@pytest.mark.parametrize(("topic", "name", "answer"), _each("refused_"))
def test_answers_from_forbidden_calls_are_refused(topic, name, answer):
    marks = _graded(topic, name, answer)
    assert marks.earned == 0
    assert all(isinstance(failure, Refused) for failure in marks.failures)
    assert inspect.getdoc(answer) in str(marks.failures[0])


@pytest.mark.parametrize(("topic", "path"), FILES)
def test_untouched_stubs_are_not_attempted(topic, path):
    source = _stub(_solutions(topic)[path.stem])
    namespace = _setting(topic, source)
    exec(compile(source, path.stem, "exec"), namespace)  # noqa: S102 - as above
    marks = _graded(topic, path.stem, namespace[path.stem])
    assert marks.earned == 0
    assert all(isinstance(failure, NotAttempted) for failure in marks.failures)


@pytest.mark.parametrize(("topic", "path"), FILES)
def test_there_are_answers_enough(topic, path):
    assert len(_functions(path, "right_")) >= 2
    assert len(_functions(path, "wrong_")) >= 3
    assert len(_functions(path, "refused_")) >= 1
    assert all(inspect.getdoc(function) for kind in ("wrong_", "refused_") for function in _functions(path, kind))


@pytest.mark.parametrize(("topic", "path"), FILES)
def test_every_known_mistake_has_an_answer_that_makes_it(topic, path):
    task = _task(topic, path.stem)
    # The first failure is that of a visible cell, if one fails.
    first = [_graded(topic, path.stem, function).failures[0] for function in _functions(path, "wrong_")]
    made = {failure.mistake for failure in first if isinstance(failure, Wrong)}
    assert {known.name for known in (*task.mistakes, *task.conditions)} <= made


@pytest.mark.parametrize("topic", ANSWERED, ids=lambda topic: topic.name)
def test_every_task_has_answers_visible_and_hidden_tests(topic):
    tasks = _solutions(topic)
    assert set(tasks) == {path.stem for path in (HERE / topic.name).glob("*.py")}
    assert set(tasks) == set(importlib.import_module(f"coursekit.{topic.name}.tasks").__all__)
    for name in tasks:
        hidden = [_is_hidden(cell) for cell in _tests(topic, name)]
        assert True in hidden, name
        assert False in hidden, name

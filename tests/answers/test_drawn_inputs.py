"""The inputs that hidden tests draw: whatever the seed, every answer passes and fails where it does without one.

So no student loses points to an unlucky draw, and none gains any. What passes and fails without a seed is the business
of `test_answers`. Answers are called here without looking for the words on them and for forbidden calls, which takes
most of the time there.
"""

from __future__ import annotations

import copy
import importlib.util
import inspect
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from coursekit.checks import Case, Task, compare, plain
from coursekit.checks.calling import same
from coursekit.checks.containers import compare_sequence
from coursekit.checks.hidden import seeded

_spec = importlib.util.spec_from_file_location("answered_course", Path(__file__).with_name("test_answers.py"))
course = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = course  # its dataclass looks for its module there
_spec.loader.exec_module(course)


def _hidden_tests(topic):
    """The hidden tests that draw their inputs, each with the name of its task."""
    return [
        (name, cell)
        for name in course._solutions(topic)
        for cell in course._tests(topic, name)
        if course._is_hidden(cell) and "import hidden" in cell.source
    ]


DRAWING = [topic for topic in course.ANSWERED if _hidden_tests(topic)]


def _cases(topic, name, cell, monkeypatch):
    """The task and the cases that a test cell calls with, without calling anything."""
    calls = []
    with monkeypatch.context() as patched:
        patched.setattr(Task, "check", lambda task, _function, cases: calls.append((task, [*map(Case.of, cases)])))
        namespace = course._setting(topic, cell.source) | {name: lambda: None}
        exec(compile(cell.source, cell.name, "exec"), namespace)  # noqa: S102 - the course's own cell
    (found,) = calls
    return found


def _passes(task, answer, case, expected):
    """Whether a check would call the answer right in this case."""
    arguments, keywords = copy.deepcopy(case.arguments), copy.deepcopy(dict(case.keywords))
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = plain(answer(*arguments, **keywords))
    except Exception:  # an answer may raise anything
        return False
    if value is None:
        return False
    if task.reference is None:
        return all(condition.holds(value, *task.named(case).values()) for condition in task.conditions)
    if task.parts and type(expected) in (list, tuple):
        agrees = compare_sequence(value, expected, task.tolerance, task.parts).agrees
    else:
        agrees = compare(value, expected, task.tolerance).agrees
    return agrees and not (task.keeps_arguments and not same(arguments, case.arguments))


def _passing(topic, name, cell, seed, monkeypatch):
    """Names of the answers that pass a hidden test with this seed."""
    with seeded(seed):
        task, cases = _cases(topic, name, cell, monkeypatch)
    wanted = [task.reference and task.reference(*copy.deepcopy(case.arguments), **case.keywords) for case in cases]
    answers = course._functions(course.HERE / topic.name / f"{name}.py", ("right_", "wrong_"))
    assert all(inspect.isfunction(answer) for answer in answers)
    return {
        answer.__name__
        for answer in answers
        if all(_passes(task, answer, case, expected) for case, expected in zip(cases, wanted, strict=True))
    }


@pytest.mark.slow
@pytest.mark.parametrize("topic", DRAWING, ids=lambda topic: topic.name)
def test_points_do_not_depend_on_the_seed(topic, monkeypatch):
    for name, cell in _hidden_tests(topic):
        usual = _passing(topic, name, cell, "", monkeypatch)
        assert any(answer.startswith("right_") for answer in usual)
        for seed in ("a student", "another"):
            assert _passing(topic, name, cell, seed, monkeypatch) == usual, (cell.name, seed)


@pytest.mark.parametrize("topic", DRAWING, ids=lambda topic: topic.name)
def test_another_student_gets_other_inputs(topic, monkeypatch):
    for name, cell in _hidden_tests(topic):
        with seeded("a student"):
            _, one = _cases(topic, name, cell, monkeypatch)
            _, again = _cases(topic, name, cell, monkeypatch)
        with seeded("another"):
            _, other = _cases(topic, name, cell, monkeypatch)
        assert same(_values(one), _values(again)), cell.name
        assert not same(_values(one), _values(other)), cell.name


@pytest.mark.parametrize("topic", DRAWING, ids=lambda topic: topic.name)
def test_no_two_tests_draw_the_same(topic):
    names = []
    for _, cell in _hidden_tests(topic):
        names += [cell.name] * (f'"{cell.name}"' in cell.source)
    assert names == [cell.name for _, cell in _hidden_tests(topic)]


def _values(cases):
    return [(*case.arguments, *case.keywords.values()) for case in cases]

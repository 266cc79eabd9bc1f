"""Every declared task of every topic: mistakes can be told apart, messages keep the answer, cheap tricks fail."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from coursekit.checks import Case, Outcome, Task, compare, guard
from coursekit.tree import TOPICS, Course


def _declared():
    course = Course(Path(__file__).resolve().parents[2])
    for topic in TOPICS:
        if not course.solution_text(topic).is_file():
            continue
        module = importlib.import_module(f"coursekit.{topic.name}.tasks")
        for name in module.__all__:
            yield pytest.param(getattr(module, name), id=f"{topic.name}.{name}")


TASKS = list(_declared())
WITH_REFERENCE = [parameter for parameter in TASKS if parameter.values[0].reference is not None]


class AlwaysEqual:
    """Equal to everything, and close to everything."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __repr__(self):
        return "AlwaysEqual()"  # without its address: the tests' names are the same on every run

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self)


def _unwatched(task: Task) -> Task:
    """The task with everything allowed: references and mistakes use coursekit themselves."""
    return dataclasses.replace(task, forbidden=(), allowed=("coursekit",))


def _arguments(task: Task):
    return [Case.of(case).arguments for case in task.cases]


def _answers(value) -> set[str]:
    """The right numbers of a case as a message could print them; small ones also stand for other things."""
    values = value if isinstance(value, tuple) else (value,)
    return {f"{v:,}" for v in values if isinstance(v, int) and v >= 10} | {
        str(v) for v in values if isinstance(v, int) and v >= 10
    }


@pytest.mark.parametrize("task", TASKS)
def test_a_topic_lists_at_least_three_mistakes_for_each_task(task):
    assert len(task.mistakes) + len(task.conditions) >= 3


@pytest.mark.parametrize("task", WITH_REFERENCE)
def test_the_reference_is_right(task):
    report = _unwatched(task).evaluate(task.reference)
    assert report.outcome is Outcome.RIGHT, report.message
    assert not report.remarks


@pytest.mark.parametrize("task", WITH_REFERENCE)
def test_the_reference_itself_is_no_answer(task):
    assert task.evaluate(task.reference).outcome is Outcome.REFUSED
    assert task.evaluate(task.reference, cases=task.cases).outcome is Outcome.REFUSED


@pytest.mark.parametrize("task", WITH_REFERENCE)
def test_each_mistake_is_told_from_every_other(task):
    for one, two in itertools.combinations(task.mistakes, 2):
        pairs = [(one.wrong(*args), two.wrong(*args)) for args in _arguments(task)]
        assert any(not compare(a, b, task.tolerance).agrees for a, b in pairs), (one.name, two.name)


@pytest.mark.parametrize("task", WITH_REFERENCE)
def test_each_mistake_is_wrong_and_is_named(task):
    for mistake in task.mistakes:
        report = _unwatched(task).evaluate(mistake.wrong)
        assert report.outcome is Outcome.WRONG, mistake.name
        assert report.mistake == mistake.name, f"{mistake.name} is taken for {report.mistake!r}:\n{report.message}"


@pytest.mark.parametrize("task", WITH_REFERENCE)
def test_no_message_holds_the_answer(task):
    for mistake in task.mistakes:
        for args in _arguments(task):
            right = task.reference(*args)
            if compare(mistake.wrong(*args), right, task.tolerance).agrees:
                continue
            text = _unwatched(task).evaluate(mistake.wrong, cases=[args]).message
            given = set(re.findall(r"[\d,]*\d", repr(args) + text.splitlines()[0]))
            assert not (_answers(right) - given) & set(re.findall(r"[\d,]*\d", text)), f"{mistake.name}: {text}"


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    "value", [None, ..., True, 0, 1, -1, float("nan"), "", [], (), {}, AlwaysEqual(), np.zeros(3)], ids=repr
)
def test_one_answer_for_all_cases_is_not_right(task, value):
    assert not task.evaluate(lambda *args: value).passed


@pytest.mark.parametrize("task", TASKS)
def test_the_input_given_back_is_not_right(task):
    for index in range(len(task.named(Case.of(task.cases[0])))):
        assert not task.evaluate(lambda *args, index=index: args[index]).passed


@pytest.mark.parametrize("task", WITH_REFERENCE)
def test_the_right_shape_alone_is_not_right(task):
    for fill in (np.zeros_like, np.ones_like, lambda right: np.full_like(right, np.nan, dtype=float)):
        for wrap in (lambda right, fill=fill: fill(right), lambda right, fill=fill: fill(right).tolist()):
            assert (
                not _unwatched(task).evaluate(lambda *args, wrap=wrap: wrap(np.asarray(task.reference(*args)))).passed
            )


@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_every_forbidden_name_exists_and_can_be_watched(task):
    import cv2  # noqa: F401 (a name can be watched only where its package is loaded)
    import keras  # noqa: F401
    import PIL.Image  # noqa: F401
    import scipy.ndimage
    import scipy.signal  # noqa: F401
    import sklearn.calibration
    import sklearn.metrics
    import sklearn.neighbors
    import sklearn.utils.class_weight  # noqa: F401
    import tensorflow  # noqa: F401

    unknown = [name for name in task.forbidden if not guard.watchable(name)]
    assert not unknown

"""What a student reads: the four outcomes, the named mistake, and how an exception shows in IPython and to nbgrader."""

from __future__ import annotations

import dataclasses
import doctest
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbgrader.utils import determine_grade

import coursekit.checks.task
from coursekit.checks import Condition, Mistake, NotAttempted, Outcome, Refused, Task, Wrong

BIAS = Mistake("bias forgotten", lambda size, filters: size**2 * filters, "{got} = {size}·{size}·{filters}. What else?")
ONE = Mistake("one filter", lambda size, filters: size**2 + 1, lambda size, filters: f"One of {filters} filters.")

TASK = Task(
    "count",
    cases=[(5, 6), (3, 1), (2, 4)],
    reference=lambda size, filters: (size**2 + 1) * filters,
    mistakes=[ONE, BIAS],
    forbidden=["math.prod"],
    instead="Multiply.",
)


def right(size, filters):
    return (size * size + 1) * filters


def test_right(capsys):
    assert TASK.check(right) is None  # a value would be partial credit to nbgrader
    assert capsys.readouterr().out == "Right (3 cases).\n"


def test_right_with_remarks(capsys):
    def unusual(size, filters):
        return float(right(size, filters))

    TASK.check(unusual)
    out = capsys.readouterr().out
    assert out.startswith("Right (3 cases).\nNote: a float came back")
    assert out.count("\n") == 2


def test_slow_and_changed_arguments_are_remarks_unless_the_task_asks_for_them():
    def reverse(values):
        values.reverse()
        return values

    task = Task("turn", cases=[([1, 2, 3],)], reference=lambda values: values[::-1], slow=-1.0)
    report = task.evaluate(reverse)
    assert report.passed
    assert len(report.remarks) == 2
    assert "`values`" in report.remarks[0]
    strict = dataclasses.replace(task, keeps_arguments=True).evaluate(reverse)
    assert strict.outcome is Outcome.WRONG
    assert "`values`" in strict.message


def test_a_changed_argument_is_not_taken_for_a_mistake_that_gives_the_right_value_there():
    def total(values):
        return sum(values)

    task = Task(
        "total",
        cases=[([1, 2],), ([3],)],
        reference=total,
        mistakes=[Mistake("last one only", lambda values: values[-1], "You return the last one.")],
        keeps_arguments=True,
    )

    def emptying(values):
        return sum(values.pop() for _ in range(len(values)))

    report = task.evaluate(emptying, cases=[([5],), ([7],)])  # one number each: the last one is all of it
    assert not report.mistake
    assert "changes its argument `values`" in report.message

    # Nor is one that is named for the first wrong case alone, if the value there is right.
    last = dataclasses.replace(task.mistakes[0], of_one_case=True)
    report = dataclasses.replace(task, mistakes=[last]).evaluate(
        lambda values: len(values) - 1 + emptying(values), cases=[([5],), ([1, 2],)]
    )
    assert not report.mistake


@pytest.mark.parametrize("stub", [lambda *_: None, lambda *_: ..., None, ...])
def test_not_attempted(stub):
    with pytest.raises(NotAttempted, match="Not attempted yet: count"):
        TASK.check(stub)


def test_not_implemented():
    def stub(size, filters):
        raise NotImplementedError

    with pytest.raises(NotAttempted, match="NotImplementedError"):
        TASK.check(stub)


def test_a_way_without_return_is_wrong_and_not_unattempted():
    with pytest.raises(Wrong, match="on every way"):
        TASK.check(lambda size, filters: right(size, filters) if size > 2 else None)


def test_the_mistake_is_named_with_the_numbers_of_the_case():
    with pytest.raises(Wrong) as caught:
        TASK.check(lambda size, filters: size * size * filters)
    assert str(caught.value) == (
        "Wrong: count(5, 6) returned 150.\n150 = 5·5·6. What else?\n(None of 3 cases is right.)"
    )
    assert TASK.evaluate(lambda size, filters: size * size * filters).mistake == "bias forgotten"


def test_a_mistake_that_leaves_a_wrong_case_unexplained_is_not_named():
    def both(size, filters):
        return size**2 + 1 if size == 2 else size**2 * filters

    report = TASK.evaluate(both)
    assert report.mistake == ""
    assert "count(5, 6) returned 150.\nThat is too small." in report.message


def test_a_mistake_that_would_have_missed_a_right_case_is_not_named():
    def sometimes(size, filters):
        return right(size, filters) if size == 2 else size**2 * filters

    report = TASK.evaluate(sometimes)
    assert report.mistake == ""
    assert "(1 of 3 cases is right.)" in report.message
    assert "count(5, 6) returned 150.\nThat is too small." in report.message


def test_a_mistake_of_one_case_is_named_for_the_first_wrong_one():
    here = Mistake("here", lambda size, filters: size**2 * filters if size == 5 else 0, "Here {got}.", of_one_case=True)
    task = dataclasses.replace(TASK, mistakes=[here, ONE, BIAS])
    report = task.evaluate(lambda size, filters: size**2 * filters if size == 5 else right(size, filters))
    assert report.mistake == "here"
    assert report.message.startswith("Wrong: count(5, 6) returned 150.\nHere 150.\n(2 of 3")
    # One that explains every case comes first, and the first wrong case alone decides otherwise.
    assert task.evaluate(BIAS.wrong).mistake == "bias forgotten"
    assert task.evaluate(lambda size, filters: 0 if size == 3 else right(size, filters)).mistake == "here"
    assert task.evaluate(lambda size, filters: 1 if size == 5 else 0).mistake == ""


def test_cases_without_a_value_do_not_stand_against_a_mistake():
    def breaks(size, filters):
        return size**2 * filters // (size - 5) if size == 5 else size**2 * filters

    report = TASK.evaluate(breaks)
    assert report.mistake == "bias forgotten"
    assert report.message.startswith("Wrong: count(3, 1) returned 9.")


def test_of_two_mistakes_that_explain_everything_the_first_declared_is_named():
    assert TASK.evaluate(lambda size, filters: size**2 + 1, cases=[(4, 3)]).mistake == "one filter"
    same = dataclasses.replace(BIAS, name="the same again")
    task = dataclasses.replace(TASK, mistakes=[same, BIAS])
    assert task.evaluate(BIAS.wrong).mistake == "the same again"


def test_a_message_may_be_a_function():
    report = TASK.evaluate(lambda size, filters: size**2 + 1)
    assert report.mistake == "one filter"
    assert "One of 6 filters." in report.message
    assert "(1 of 3 cases is right.)" in report.message


def test_an_unknown_mistake_is_wrong_without_a_name():
    report = TASK.evaluate(lambda size, filters: 7)
    assert report.outcome is Outcome.WRONG
    assert report.mistake == ""
    assert "too small" in report.message


def test_an_exception_is_told_with_call_and_line():
    def broken(size, filters):
        return size / (filters - 6)

    with pytest.raises(Wrong) as caught:
        TASK.check(broken)
    assert "count(5, 6) stopped with ZeroDivisionError: division by zero" in str(caught.value)
    assert "return size / (filters - 6)" in str(caught.value)


def test_another_signature_is_told():
    with pytest.raises(Wrong, match=r"Keep the signature as it was given: count\(size, filters\)"):
        TASK.check(lambda size: size)


def test_a_call_instead_of_the_function():
    with pytest.raises(Wrong, match="itself, not what it returns"):
        TASK.check(156)


def test_refused():
    import math

    with pytest.raises(Refused, match=r"count calls math.prod, which gives the answer away.\nMultiply."):
        TASK.check(lambda size, filters: math.prod([size, size]) * filters + filters)


def test_hidden_cases_by_position_and_keyword():
    TASK.check(right, cases=[(4, 4), {"filters": 2, "size": 9}])
    with pytest.raises(Wrong, match=r"count\(filters=2, size=9\) returned 0"):
        TASK.check(lambda size, filters: 85 if size == 4 else 0, cases=[(4, 5), {"filters": 2, "size": 9}])
    with pytest.raises(TypeError, match="tuple of arguments"):
        TASK.check(right, cases=[4])
    with pytest.raises(TypeError):
        TASK.check(right, cases=[(4,)])


def test_arguments_too_long_to_show_can_be_fetched():
    task = Task("total", cases=[(np.arange(50.0),)], reference=lambda values: float(values.sum()))
    report = task.evaluate(lambda values: 0.0)
    assert "total(an array of shape (50,))" in report.message
    assert report.message.endswith("To look at this case: tasks.total.cases[0]")
    assert "tasks.total" not in task.evaluate(lambda values: 0.0, cases=[(np.arange(60.0),)]).message


def test_a_short_dict_or_list_is_shown_in_full():
    layer = {"layer": "Conv", "filters": 384, "kernel_size": 3, "groups": 2}
    task = Task("first", cases=[(layer,), ([layer, {"layer": "Flatten"}],)], reference=lambda layer: 2 * len(layer))
    assert f"first({layer}) returned 0." in task.evaluate(lambda layer: 0).message
    assert "first([{'layer': 'Conv', " in task.evaluate(lambda layer: 8).message
    assert "cases[" not in task.evaluate(lambda layer: 8).message
    long = dataclasses.replace(task, cases=[([layer] * 9,)])
    assert "first(a list of 9 items)" in long.evaluate(lambda layer: 0).message
    assert "tasks.first.cases[0]" in long.evaluate(lambda layer: 0).message


def test_conditions_are_asked_in_order():
    task = Task(
        "divisor",
        cases=[(12,)],
        arguments=["number"],
        conditions=[
            Condition("no int", lambda found, number: type(found) is int, "{got} is no int."),
            Condition(
                "no divisor", lambda found, number: number % found == 0, lambda found, number: f"{number}/{found}"
            ),
        ],
    )
    assert task.evaluate(lambda number: 4).passed
    assert task.evaluate(lambda number: 5).mistake == "no divisor"
    assert "12/5" in task.evaluate(lambda number: 5).message
    assert "'4' is no int." in task.evaluate(lambda number: "4").message


@pytest.mark.parametrize("result", [np.array([1, 2]), 4, "abc", 10**5000], ids=["array", "number", "text", "huge"])
def test_a_result_that_a_condition_cannot_deal_with_does_not_have_it(result):
    task = Task(
        "divide",
        cases=[(12,)],
        arguments=["number"],
        conditions=[
            Condition("no number", lambda found, number: found != number, "{got}"),
            Condition("too long", lambda found, number: len(found) < 3, lambda found, number: f"{found[5]} and so on"),
        ],
    )
    assert task.evaluate(lambda number: "ab").passed
    assert not task.evaluate(lambda number: result).passed
    assert task.evaluate(lambda number: 4).message.splitlines()[1] == "That is 4: too long."


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": None},
        {"conditions": [Condition("", bool, "")]},
        {"cases": []},
        {"reference": None, "conditions": [Condition("", bool, "")]},
    ],
)
def test_a_task_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="'count'"):
        dataclasses.replace(TASK, **wrong)


def test_a_case_that_does_not_fit_is_refused():
    with pytest.raises(TypeError):
        dataclasses.replace(TASK, cases=[(1, 2, 3)])


def test_arguments_have_names_from_the_fourth_on():
    task = Task("add", cases=[(1, 2, 3, 4, 1 / 3)], reference=lambda a, b, c, rate, epochs: a + b + c + rate + epochs)
    report = task.evaluate(lambda *values: 0.0)
    assert "add(1, 2, 3, rate=4, epochs=0.333333) returned 0.0." in report.message
    assert report.message.endswith("tasks.add.cases[0]")  # rounded: not the case itself


def test_cases_and_parts_may_have_names():
    task = Task("both", cases=[(1,), (2,)], reference=lambda a: (a, [a]), parts=["one", "list"], titles=["A", "B"])
    report = task.evaluate(lambda a: (a, [1]))
    assert report.message.startswith("Wrong: B, both(2) returned (2, [1]).\nYour list: [1]. At [0] yours is 1.")
    assert task.evaluate(lambda a: (a, [1]), cases=[(2,)]).message.startswith("Wrong: both(2)")


def test_a_right_value_with_a_changed_argument_is_not_called_wrong():
    task = Task("total", cases=[([1],), ([2, 3],)], reference=lambda values: sum(values), keeps_arguments=True)  # noqa: PLW0108 - the name of the argument is read
    message = task.evaluate(lambda values: values.append(0) or sum(values)).message
    assert message.endswith("(What it returned is right.)")
    assert "cases" not in message


def test_a_number_from_another_cell_is_pointed_out_where_no_mistake_explains_the_answer():
    namespace = {"t": 3}
    exec("def count(size, filters):\n    return size * t", namespace)  # noqa: S102 - the text on this line
    assert "uses `t` from another cell" in TASK.evaluate(namespace["count"]).message
    namespace["bias"] = 0
    exec("def count(size, filters):\n    return size ** 2 * filters + bias", namespace)  # noqa: S102 - as above
    assert TASK.evaluate(namespace["count"]).mistake == "bias forgotten"
    assert "another cell" not in TASK.evaluate(namespace["count"]).message


def _cell(function) -> nbformat.NotebookNode:
    """A check cell with the outputs that IPython would put there."""
    shell = InteractiveShell.instance()
    shown = []
    shell._showtraceback = lambda kind, error, lines: shown.extend(lines)
    shell.user_ns.update(task=TASK, function=function)
    outcome = shell.run_cell("task.check(function)")
    outputs = []
    if outcome.error_in_exec is not None:
        error = outcome.error_in_exec
        outputs.append(nbformat.v4.new_output("error", ename=type(error).__name__, evalue=str(error), traceback=shown))
    cell = nbformat.v4.new_code_cell("task.check(function)", outputs=outputs)
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": 2}
    return cell


def test_ipython_shows_the_message_and_no_frames():
    (output,) = _cell(lambda size, filters: size**2 * filters).outputs
    assert output.traceback[0] == "Wrong: count(5, 6) returned 150."
    assert len(output.traceback) == 3
    assert not any("\x1b" in line or "coursekit" in line for line in output.traceback)


def test_no_line_is_longer_than_nbgrader_shows():
    task = dataclasses.replace(TASK, mistakes=[dataclasses.replace(BIAS, message="long " * 60)])
    with pytest.raises(Wrong) as caught:
        task.check(lambda size, filters: size**2 * filters)
    lines = caught.value._render_traceback_()
    assert max(map(len, lines)) <= 80
    assert " ".join(lines).count("long") == 60


@pytest.mark.parametrize(("function", "points"), [(right, 2), (lambda size, filters: 1, 0), (lambda *_: None, 0)])
def test_nbgrader_gives_points_only_for_what_is_right(function, points):
    assert determine_grade(_cell(function)) == (points, 2)


def test_the_example_in_the_docstring():
    assert doctest.testmod(coursekit.checks.task).failed == 0


def test_importing_checks_and_tasks_loads_neither_keras_nor_pandas():
    code = "import sys, coursekit.checks; print({'keras', 'tensorflow', 'pandas', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    code = "import sys; from coursekit.parameters import tasks; print({'keras', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

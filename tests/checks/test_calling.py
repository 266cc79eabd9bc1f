"""One call of a student's function: copies, notes, failures, and calls made by somebody else."""

from __future__ import annotations

import os
import sys
import warnings

import numpy as np
import pytest

from coursekit.checks import Attempt, Task, perform, performed_by
from coursekit.checks.calling import outside


def call(function, *arguments, **keywords):
    return perform(function, arguments, keywords)


def test_arguments_are_copies_and_changes_are_noticed():
    def spoil(image, layers, n, table=None):
        image[0] = 9
        layers[0]["filters"] = 7
        table["new"] = n
        return 1

    image, layers, table = np.zeros(2), [{"filters": 6}], {}
    attempt = call(spoil, image, layers, 3, table=table)
    assert attempt.changed == (0, 1, "table")
    assert not image.any()
    assert layers == [{"filters": 6}]
    assert table == {}


def test_nothing_is_changed_by_looking():
    assert call(lambda *a: 1, np.array([np.nan]), [float("nan")], {"a": (1, "b")}, None, 2.5, {1}).changed == ()


def test_a_changed_type_or_dtype_is_a_change():
    def retype(values):
        values[0] = float(values[0])
        return 1

    assert call(retype, [1]).changed == (0,)


def test_standard_error_and_warnings_become_notes(capfd):
    def noisy():
        sys.stderr.write("hello\n")
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        os.write(2, b"from C\n")
        sys.stdout.write("to the student\n")
        return 1

    attempt = call(noisy)
    out, err = capfd.readouterr()
    assert err == ""
    assert out == "to the student\n"
    assert any("DeprecationWarning: old" in note for note in attempt.notes)
    assert any("hello" in note for note in attempt.notes)
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_the_line_of_the_students_code_is_told():
    def helper(values):
        return np.linalg.inv(values)

    failure = call(lambda: helper(np.zeros((2, 2)))).failure
    assert failure.kind == "LinAlgError"
    assert failure.line == "return np.linalg.inv(values)"
    assert failure.number > 0


class Mute(Exception):
    def __str__(self):
        raise ValueError


@pytest.mark.parametrize(
    ("error", "kind"), [(Mute(), "Mute"), (SystemExit(3), "SystemExit"), (NotImplementedError(), "NotImplementedError")]
)
def test_unusual_exceptions(error, kind):
    def fail():
        raise error

    attempt = call(fail)
    assert attempt.failure.kind == kind
    assert attempt.missing is (kind == "NotImplementedError")


def test_stopping_the_kernel_still_stops_it():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(interrupted)


def test_values_are_made_plain_while_watched():
    class Sly:
        def __array__(self, dtype=None, copy=None):
            return np.convolve([1.0], [1.0])

    Sly.__module__ = "torch.fake"
    assert perform(Sly, (), {}, ["numpy.convolve"]).refused == "numpy.convolve"


def test_calls_can_be_made_by_somebody_else():
    task = Task("double", cases=[(2,)], reference=lambda n: 2 * n, forbidden=("numpy.convolve",))
    seen = []

    def elsewhere(function, arguments, keywords, forbidden, allowed):
        seen.append((function, arguments, forbidden))
        return Attempt(value=4)

    proxy = object.__new__(type("Proxy", (), {"__call__": lambda self: None}))
    with performed_by(elsewhere):
        task.check(proxy)
    assert seen == [(proxy, (2,), ("numpy.convolve",))]
    assert not task.evaluate(lambda n: 5).passed


def in_cells(*sources):
    """One namespace in which each source ran as a notebook cell of its own."""
    namespace = {"np": np}
    for number, source in enumerate(sources):
        exec(compile(source, f"<cell {number}>", "exec"), namespace)  # noqa: S102 - the text above
    return namespace


def test_the_line_told_is_the_students_and_not_that_of_a_given_cell():
    given = "def loss(values):\n    return 1 / len(values)\n"
    cells = in_cells(given, "def mine(values):\n    return loss(values)\n")
    failure = call(cells["mine"], []).failure
    assert (failure.number, failure.inside) == (2, "loss")
    assert call(cells["loss"], []).failure.inside == ""
    both = in_cells(given + "def mine(values):\n    return loss(values)\n")
    assert (call(both["mine"], []).failure.number, call(both["mine"], []).failure.inside) == (2, "")


def test_numbers_that_a_function_takes_from_other_cells_are_found():
    cells = in_cells(
        "t, w, EPSILON, shape = 4.0, np.ones(2), 1e-6, (2, 2)",
        "def helper(x):\n    return x\n"
        "def local(x, t):\n    w = x\n    return helper(w - t + EPSILON) + np.ones(3).shape[0]\n"
        "def other(x):\n    return [value - t for value in x] + list(map(lambda value: value * w, x))\n",
    )
    assert outside(cells["local"]) == []
    assert outside(cells["other"]) == ["t", "w"]
    assert outside(len) == outside(type("Proxy", (), {"__call__": lambda self: t})()) == []  # noqa: F821 - not run

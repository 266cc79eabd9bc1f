"""Points for the value of a test's last expression, and reading what is said of a call."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from coursekit.checks import Failure
from coursekit.grading.judge import attempts
from coursekit.grading.judge.errors import ProtocolError
from coursekit.grading.judge.remote import proxy
from coursekit.grading.judge.scoring import scored


class NoPeer:
    def ask(self, *_):
        raise AssertionError("nobody may be asked")

    def forget(self, _):
        """Nobody is told."""


@pytest.mark.parametrize(
    ("value", "status", "points"),
    [
        (None, "passed", 2.0),
        (2, "passed", 2.0),
        (1, "partial", 1.0),
        (0.5, "partial", 0.5),
        (np.float64(0.5), "partial", 0.5),
        (np.int8(1), "partial", 1.0),
        (np.array(0.25), "partial", 0.25),
        (0, "failed", 0.0),
        (-1, "failed", 0.0),
        (math.nan, "failed", 0.0),
        (-math.inf, "failed", 0.0),
        (np.float32("nan"), "failed", 0.0),
        (True, "passed", 2.0),
        (False, "failed", 0.0),
        (np.False_, "failed", 0.0),
        (2.5, "grader error", None),
        (math.inf, "failed", 0.0),
        pytest.param(10**400, "failed", 0.0, id="huge"),
        ("0.5", "failed", 0.0),
        (0.5j, "failed", 0.0),
        ([2], "failed", 0.0),
        (np.array([0.25]), "partial", 0.25),
        (np.array([-7.0]), "failed", 0.0),
        (np.array([True]), "passed", 2.0),
        (np.zeros(3), "failed", 0.0),
        (np.array([]), "failed", 0.0),
        (np.timedelta64(1, "s"), "failed", 0.0),
        pytest.param(pd.Series([2.0]), "failed", 0.0, id="series"),
    ],
    ids=str,
)
def test_points_of_the_last_value(value, status, points):
    assert scored(value, 2.0)[:2] == (status, points)


def test_an_object_of_the_student_is_no_number():
    assert scored(proxy(NoPeer(), 1, "float", function=False), 2.0)[:2] == ("failed", 0.0)


@pytest.mark.slow
def test_tensors_are_numbers(keras):
    assert scored(keras.ops.convert_to_tensor(0.5), 2.0)[:2] == ("partial", 0.5)
    assert scored(keras.ops.convert_to_tensor([0.5, 1]), 2.0)[:2] == ("failed", 0.0)


RIGHT = (1, ("ValueError", "no", "x = 1", 3, "f"), "", (0, "step"), ("slow",), 0.5)


def test_an_attempt():
    attempt = attempts.read(RIGHT, [0, "step"])
    assert attempt.failure == Failure("ValueError", "no", "x = 1", 3, "f")
    assert (attempt.value, attempt.changed, attempt.notes, attempt.seconds) == (1, (0, "step"), ("slow",), 0.5)


def test_long_texts_are_cut():
    attempt = attempts.read((None, ("E" * 10**5, "m" * 10**5, "", 0, ""), "r" * 10**5, (), ("n" * 10**5,), 0.0), [])
    texts = [attempt.failure.kind, attempt.failure.message, attempt.refused, *attempt.notes]
    assert max(map(len, texts)) <= 2000


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (None, None),
        (None, RIGHT[:5]),
        (None, list(RIGHT)),
        (1, ("ValueError",)),
        (1, ("ValueError", 3, "", 0, "")),
        (1, ("ValueError", "", "", -1, "")),
        (1, ("ValueError", "", "", True, "")),
        (2, None),
        (3, (1,)),
        (3, (True,)),
        (3, ("other",)),
        (3, ([],)),
        (3, "step"),
        (4, (1,)),
        (4, ("",) * 100),
        (5, math.nan),
        (5, math.inf),
        (5, 1),
    ],
    ids=str,
)
def test_what_is_no_attempt(place, value):
    answer = value if place is None else (*RIGHT[:place], value, *RIGHT[place + 1 :])
    with pytest.raises(ProtocolError):
        attempts.read(answer, [0, "step"])

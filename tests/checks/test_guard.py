"""The guard sees a forbidden call however it is reached, leaves others alone, and puts back what was there."""

from __future__ import annotations

import fractions
import functools
import math
import sys
import threading

import numpy as np
import pytest
from scipy import signal

from coursekit.checks import Guard
from coursekit.checks.guard import ForbiddenCall, resolve, watchable
from coursekit.parameters import conv2d

FORBIDDEN = (
    "scipy.signal.correlate2d",
    "numpy.convolve",
    "math.comb",
    "colorsys.rgb_to_hsv",
    "fractions.Fraction",
    "json.dumps",
)

elsewhere = signal.correlate2d


def found(call, forbidden=FORBIDDEN, allowed=()):
    guard = Guard(forbidden, allowed)
    try:
        with guard:
            call()
    except ForbiddenCall:
        pass
    return guard.found


def _imports_inside():
    from numpy import convolve as multiply

    multiply([1], [1])


def _deep_inside():
    return [max([1], key=lambda _: elsewhere([[1]], [[1]]))]


def _swallows():
    try:
        elsewhere([[1]], [[1]])
    except BaseException:
        return 1


def _in_a_thread():
    thread = threading.Thread(target=_swallows)
    thread.start()
    thread.join()


def _imported_only_now():
    sys.modules.pop("colorsys", None)
    import colorsys

    colorsys.rgb_to_hsv(0, 0, 0)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: signal.correlate2d([[1]], [[1]]), "scipy.signal.correlate2d"),
        (lambda: functools.partial(elsewhere, [[1]])([[1]]), "scipy.signal.correlate2d"),
        (lambda: list(map(elsewhere, [[[1]]], [[[1]]])), "scipy.signal.correlate2d"),
        (_deep_inside, "scipy.signal.correlate2d"),
        (_swallows, "scipy.signal.correlate2d"),
        (_in_a_thread, "scipy.signal.correlate2d"),
        (_imports_inside, "numpy.convolve"),
        (lambda: math.comb(3, 2), "math.comb"),
        (_imported_only_now, "colorsys.rgb_to_hsv"),
        (lambda: fractions.Fraction(1, 2), "fractions.Fraction"),
        (lambda: conv2d(5, 1, 6), "coursekit.parameters.counts.conv2d"),
        (lambda: sys.setprofile(None), "sys.setprofile"),
    ],
)
def test_forbidden_calls_are_found(call, name):
    assert found(call) == name


def test_the_name_is_the_declared_one_where_there_is_one():
    assert found(lambda: conv2d(5, 1, 6), ["coursekit.parameters.conv2d"]) == "coursekit.parameters.conv2d"


@pytest.mark.parametrize(
    "call",
    [
        lambda: np.ones((2, 2)) @ np.ones((2, 2)),
        lambda: signal.medfilt([1.0, 2.0, 3.0]),
        lambda: np.tensordot(np.ones(2), np.ones(2), axes=1),
        lambda: math.sqrt(2),
        lambda: __import__("coursekit.data"),
        lambda: [None for _ in range(3)],
    ],
)
def test_other_calls_are_left_alone(call):
    assert found(call) == ""


def test_allowed_parts_of_the_library():
    assert found(lambda: conv2d(5, 1, 6), [], ["coursekit.parameters"]) == ""
    assert found(lambda: conv2d(5, 1, 6), [], ["coursekit.data"])


def test_a_class_is_found_through_its_instances_and_not_through_its_relatives():
    class Base:
        def __init__(self, size):
            self.size = size

        def __call__(self):
            return self.size

    class Forbidden(Base):
        pass

    class Innocent(Base):
        pass

    module = sys.modules[__name__]
    module.Forbidden = Forbidden
    name = f"{__name__}.Forbidden"
    ready = Forbidden(1)
    assert found(lambda: Forbidden(1), [name]) == name
    assert found(ready, [name]) == name
    assert found(Innocent(1), [name]) == ""
    assert found(lambda: [Innocent(1)], [name]) == ""


def test_hooks_that_were_there_are_put_back():
    def hook(frame, event, argument):
        return None

    before = sys.getprofile(), threading.getprofile()
    sys.setprofile(hook)
    threading.setprofile(hook)
    try:
        found(lambda: 1)
        found(lambda: math.comb(1, 1))
        with pytest.raises(ZeroDivisionError), Guard([]):
            fractions.Fraction(1, 0)
        assert sys.getprofile() is hook
        assert threading.getprofile() is hook
    finally:
        sys.setprofile(before[0])
        threading.setprofile(before[1])


def test_too_deep_a_recursion_is_no_accusation():
    def endless(n):
        return endless(n + 1)

    guard = Guard(FORBIDDEN)
    with pytest.raises(RecursionError), guard:
        endless(0)
    assert guard.found == ""


def test_names_are_resolved_without_importing():
    sys.modules.pop("colorsys", None)
    assert resolve("colorsys.rgb_to_hsv.nothing") is None
    assert "colorsys" not in sys.modules
    assert resolve("math.comb") is math.comb
    assert resolve("math.no_such_name") is None


def test_what_cannot_be_watched_is_said():
    assert watchable("math.comb")
    assert watchable("scipy.signal.correlate2d")
    assert not watchable("numpy.matmul")
    assert not watchable("numpy.dot")

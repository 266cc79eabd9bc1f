"""The points that a test gives, by what it returned."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

from coursekit.grading.judge.remote import RemoteObject
from coursekit.grading.outcome import TestStatus

__all__ = ["scored"]


def scored(value: Any, max_points: float) -> tuple[TestStatus, float | None, str]:
    """Status, points and message for a test that ran to its end, by the value of its last expression.

    As in nbgrader a number from 0 to the points of the test is partial credit, and no value means all points. Unlike
    there, NumPy's numbers and tensors of one number are numbers; a truth value means all or nothing; a number below 0,
    or one that is no number, counts as 0; and an object of the student's process counts as 0, whatever it is.
    """
    if type(value) in (bool, np.bool_):
        return (TestStatus.PASSED, max_points, "") if value else (TestStatus.FAILED, 0.0, "The test's result is False.")
    if isinstance(value, RemoteObject):
        return TestStatus.FAILED, 0.0, f"The test's result is an object of type {type(value).__name__}, not a number."
    number = _number(value)
    if number is None:
        return TestStatus.PASSED, max_points, ""
    if number > max_points:
        return TestStatus.ERROR, None, f"The test's result is {number:g}, more than its {max_points:g} points."
    if math.isnan(number) or number < 0:
        return TestStatus.FAILED, 0.0, f"The test's result is {number:g}, which counts as 0 points."
    if number == max_points:
        return TestStatus.PASSED, max_points, ""
    if number == 0:
        return TestStatus.FAILED, 0.0, "The test's result is 0."
    return TestStatus.PARTIAL, number, f"{number:g} of {max_points:g} points."


def _number(value: Any) -> float | None:
    """The real number that a value is; None if it is something else."""
    if type(value) in (int, float):
        return _finite(value)
    module = type(value).__module__.partition(".")[0]
    if module in ("numpy", "tensorflow", "jaxlib", "jax", "torch", "keras") and module in sys.modules:
        try:
            array = np.asarray(value)
        except Exception:  # symbolic tensors refuse, each framework in its own way: no number
            return None
        if array.shape == () and array.dtype.kind in "iuf":
            return _finite(array.item())
    return None


def _finite(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an int of a thousand digits
        return math.inf if value > 0 else -math.inf

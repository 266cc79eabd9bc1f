"""The points that a test gives, by what it returned."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

from coursekit.grading.outcome import TestStatus

__all__ = ["scored"]


def scored(value: Any, max_points: float) -> tuple[TestStatus, float | None, str]:
    """Status, points and message for a test that ran to its end, by the value of its last expression.

    As in nbgrader a number from 0 to the points of the test is partial credit, and no value means all points. Unlike
    there, arrays and tensors of one number are numbers; a truth value means all or nothing; a number below 0, or one
    that is not finite, counts as 0; and so does whatever else there is: a test that computes its points with what
    came back must not give all of them because that was an array, a table or a text.
    """
    if value is None:
        return TestStatus.PASSED, max_points, ""
    number = _number(value)
    if number is None:
        return TestStatus.FAILED, 0.0, f"The test's result is an object of type {type(value).__name__}, not a number."
    if number is True:
        return TestStatus.PASSED, max_points, ""
    if number is False:
        return TestStatus.FAILED, 0.0, "The test's result is False."
    if math.isfinite(number) and number > max_points:
        return TestStatus.ERROR, None, f"The test's result is {number:g}, more than its {max_points:g} points."
    if not math.isfinite(number) or number < 0:
        return TestStatus.FAILED, 0.0, f"The test's result is {number:g}, which counts as 0 points."
    if number == max_points:
        return TestStatus.PASSED, max_points, ""
    if number == 0:
        return TestStatus.FAILED, 0.0, "The test's result is 0."
    return TestStatus.PARTIAL, number, f"{number:g} of {max_points:g} points."


def _number(value: Any) -> float | bool | None:
    """The real number or truth value that a value is; None if it is something else."""
    if type(value) is bool:
        return value
    if type(value) in (int, float):
        return _as_float(value)
    module = type(value).__module__.partition(".")[0]
    if module in ("numpy", "tensorflow", "jaxlib", "jax", "torch", "keras") and module in sys.modules:
        try:
            array = np.asarray(value)
        except Exception:  # symbolic tensors refuse, each framework in its own way: no number
            return None
        if array.size == 1 and array.dtype.kind in "biuf":
            only = array.item()
            return only if type(only) is bool else _as_float(only)
    return None


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an int of a thousand digits
        return math.inf if value > 0 else -math.inf

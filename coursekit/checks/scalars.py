"""Comparing truth values, numbers and text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.checks import describe
from coursekit.checks.comparing import Finding, Tolerance

__all__ = ["close", "compare_number", "compare_text", "compare_truth"]


def compare_truth(value: Any, expected: bool) -> Finding:
    """True and False; the numbers 1 and 0 are right with a remark."""
    kind, remarks = type(value), []
    if issubclass(kind, (int, float, np.integer, np.floating)) and kind is not bool and value in (0, 1):
        remarks.append("a number came back for a truth value: 1 for True, 0 for False. `bool(...)` makes it one.")
    elif kind not in (bool, np.bool_):
        return Finding("True or False was asked for.")
    return Finding(remarks=remarks) if bool(value) is expected else Finding("It is the other way round.")


def compare_text(value: Any, expected: str) -> Finding:
    """Text, exactly."""
    if type(value) is not str:
        return Finding(f"That is {describe.value(value)}; text was asked for.")
    if value == expected:
        return Finding()
    if value.split() == expected.split() or value.casefold() == expected.casefold():
        return Finding("Look at spaces and at upper and lower case.")
    return Finding("That is another text.")


def compare_number(value: Any, expected: Any, tolerance: Tolerance) -> Finding:
    """A number: exact if the right one is an integer, within the tolerance if it is a float."""
    exact = issubclass(type(expected), (int, np.integer))
    found, remarks = _number(value)
    if isinstance(found, Finding):
        return found
    right = int(expected) if exact else float(expected)
    if not exact and isinstance(found, int):
        try:
            found = float(found)
        except OverflowError:
            return Finding(f"That is too {'large' if found > 0 else 'small'}.")
    if isinstance(found, float) and math.isnan(found) and not (math.isnan(right)):
        return Finding("That is nan, “not a number”: was there a division of zero by zero?")
    if math.isnan(right) and not (isinstance(found, float) and math.isnan(found)):
        return Finding("Nothing can be known here: there is nothing to divide by.")
    if exact and isinstance(found, float):
        if not found.is_integer():
            return Finding("That is a fraction; a whole number was asked for.")
        remarks.append("a float came back; a count is an int (`//` divides without leaving the integers).")
    if (found == right) if exact else close(found, right, tolerance):
        return Finding(remarks=remarks)
    direction = "large" if found > right else "small"
    # Of interest only to those who are close.
    near = not exact and abs(found - right) <= max(0.01 * abs(right), 1000 * tolerance.absolute)
    within = f" (tolerance: {tolerance})" if near else ""
    return Finding(f"That is too {direction}{within}.")


def close(found: float, right: float, tolerance: Tolerance) -> bool:
    """Whether two numbers agree within the tolerance; nan agrees with nan, infinity with the same infinity."""
    if math.isnan(right) or math.isinf(right):
        return found == right or (math.isnan(found) and math.isnan(right))
    return abs(found - right) <= max(tolerance.relative * abs(right), tolerance.absolute)


def _number(value: Any) -> tuple[int | float | Finding, list[str]]:
    """The plain number in `value`, or what is wrong with it."""
    kind = type(value)
    if kind in (bool, np.bool_):
        return Finding(f"{bool(value)} is a truth value; a number was asked for."), []
    if kind in (int, float):
        return value, []
    if issubclass(kind, (np.integer, np.floating)):
        return np.generic.item(value), []
    if kind is str:
        return Finding("That is text; return the number itself, without quotes."), []
    if kind is np.ndarray and value.size == 1 and value.dtype.kind in "iuf":
        return value.reshape(-1)[0].item(), ["an array with one number in it came back; return the number itself."]
    return Finding(f"That is {describe.value(value)}; one number was asked for."), []

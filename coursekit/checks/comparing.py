"""The one comparison that every check uses: it asks the module for the kind of value that is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.checks.plain import is_model, is_sparse, is_table

__all__ = ["Finding", "Tolerance", "compare"]


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be off: `max(relative · |right value|, absolute)`. Whole numbers must be exact.

    In an array the largest right value counts for all of them: sums of many terms are no more precise than that.
    """

    relative: float = 1e-6
    absolute: float = 1e-9

    def __str__(self) -> str:
        return f"relative {self.relative:g}, absolute {self.absolute:g}"

    @property
    def in_an_array(self) -> str:
        """The same in words for arrays, in which the largest value sets the measure."""
        return f"{self.relative:g} of the largest value, at least {self.absolute:g}"


@dataclass(frozen=True)
class Finding:
    """What a comparison found.

    Args:
        problem: what is wrong, as a sentence; empty if nothing is.
        remarks: what is unusual about a right value, as sentences.
    """

    problem: str = ""
    remarks: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether the value is right."""
        return not self.problem


def compare(value: Any, expected: Any, tolerance: Tolerance | None = None) -> Finding:
    """Compare a value, already made plain, with the right one. Sentences never contain the right one.

    Args:
        value: what the student's function gave, after `plain`.
        expected: the right value; its type says what is wanted: bool, int (exact), float (with tolerance), text,
            list, tuple, dict, set, array, sparse matrix, DataFrame or Keras model.
        tolerance: for floats; default `Tolerance()`.

    Raises:
        TypeError: if `expected` is of no such type, which is the author's mistake.
    """
    # Imported here: each of these modules compares what it contains by calling this function.
    from coursekit.checks import arrays, containers, models, scalars, tables  # noqa: PLC0415

    tolerance = tolerance or Tolerance()
    kind = type(expected)
    if kind in (bool, np.bool_):
        return scalars.compare_truth(value, bool(expected))
    if issubclass(kind, (int, float, np.integer, np.floating)):
        return scalars.compare_number(value, expected, tolerance)
    if kind is str:
        return scalars.compare_text(value, expected)
    if kind in (list, tuple):
        return containers.compare_sequence(value, expected, tolerance)
    if kind is dict:
        return containers.compare_dict(value, expected, tolerance)
    if kind in (set, frozenset):
        return containers.compare_set(value, expected)
    if kind is np.ndarray:
        return arrays.compare_array(value, expected, tolerance)
    if is_sparse(expected):
        return arrays.compare_sparse(value, expected, tolerance)
    if is_table(expected):
        return tables.compare_table(value, expected, tolerance)
    if is_model(expected):
        return models.compare_model(value, expected, tolerance)
    raise TypeError(f"A task's reference returned {kind.__name__}, which checks cannot compare.")

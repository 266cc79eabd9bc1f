"""Comparing tables: columns, number of rows, then the values of each column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coursekit.checks import describe
from coursekit.checks.comparing import Finding, Tolerance, compare
from coursekit.checks.plain import is_table, plain

__all__ = ["compare_table"]


def compare_table(value: Any, expected: Any, tolerance: Tolerance) -> Finding:
    """DataFrames: the same columns in the same order, the same rows in the same order.

    A list of dictionaries that makes the same table is right with a remark. Row labels count only where the
    right table has labels of its own.
    """
    import pandas as pd  # noqa: PLC0415 - loaded already, because `expected` is a table; costs nothing elsewhere

    remarks: list[str] = []
    if not is_table(value):
        if type(value) is not list or not value or any(type(row) is not dict for row in value):
            return Finding(f"That is {describe.value(value)}; a table (pandas DataFrame) was asked for.")
        value = pd.DataFrame(value)
        remarks.append("a list of rows came back, where a DataFrame was meant.")
    found, wanted = ([str(name) for name in table.columns] for table in (value, expected))
    if found != wanted:
        return Finding(_columns(found, wanted))
    if len(value) != len(expected):
        return Finding(f"It has {len(value)} rows; {len(expected)} were wanted.")
    labelled = not isinstance(expected.index, pd.RangeIndex)
    columns = [("row labels", value.index, expected.index)] if labelled else []
    columns += [(f"column {name!r}", value.iloc[:, i], expected.iloc[:, i]) for i, name in enumerate(wanted)]
    for title, yours, right in columns:
        problem, notes = _column(yours, right, tolerance)
        if problem:
            shuffled = title.startswith("column") and _same_rows(value, expected, tolerance)
            said = "The rows are right, but stand in another order than asked for."
            return Finding(said if shuffled else f"In {title}, {problem}")
        remarks.extend(note for note in notes if note not in remarks)
    return Finding(remarks=remarks)


def _columns(found: list[str], wanted: list[str]) -> str:
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted]
    if missing:
        return f"The column {missing[0]!r} is missing."
    if extra:
        return f"The column {extra[0]!r} was not asked for."
    return f"The columns stand in another order than asked for: {', '.join(found)}."


def _column(yours: Iterable[Any], right: Iterable[Any], tolerance: Tolerance) -> tuple[str, list[str]]:
    remarks: list[str] = []
    for row, (mine, wanted) in enumerate(zip(_values(yours), _values(right), strict=True)):
        if wanted is None:
            if mine is not None:
                return f"row {row} should be empty; yours is {describe.value(mine)}.", []
            continue
        found = compare(mine, wanted, tolerance)
        if found.problem:
            return f"row {row}, yours is {describe.value(mine)}. {found.problem}", []
        remarks.extend(found.remarks)
    return "", remarks


def _values(column: Iterable[Any]) -> list[Any]:
    """The cells as plain Python values; pandas' several kinds of nothing become None."""
    import pandas as pd  # noqa: PLC0415 - as above

    return [None if item is pd.NA or item is pd.NaT else plain(item) for item in column]


def _same_rows(value: Any, expected: Any, tolerance: Tolerance) -> bool:
    """Whether the rows are the same, in whatever order."""
    keys = [str(name) for name in expected.columns]
    mine, right = (table.copy().set_axis(keys, axis=1).astype(str).sort_values(keys) for table in (value, expected))
    return all(not _column(mine[key], right[key], tolerance)[0] for key in keys)

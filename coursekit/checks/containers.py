"""Comparing lists, tuples, dictionaries and sets, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.checks import describe
from coursekit.checks.comparing import Finding, Tolerance, compare

__all__ = ["compare_dict", "compare_sequence", "compare_set"]


def compare_sequence(
    value: Any, expected: list[Any] | tuple[Any, ...], tolerance: Tolerance, names: Sequence[str] = ()
) -> Finding:
    """A list or a tuple; the other of the two, or an array, is right with a remark. Items may have names."""
    wanted = type(expected).__name__
    remarks: list[str] = []
    if type(value) is np.ndarray and value.ndim:
        value = value.tolist()
        remarks.append(f"an array came back, where a {wanted} was meant.")
    elif type(value) not in (list, tuple):
        return Finding(f"That is {describe.value(value)}; a {wanted} was asked for.")
    elif type(value) is not type(expected):
        remarks.append(f"a {type(value).__name__} came back, where a {wanted} was meant.")
    if len(value) != len(expected):
        return Finding(
            f"It has {len(value)} item{'' if len(value) == 1 else 's'}; "
            f"{len(expected)} {'was' if len(expected) == 1 else 'were'} wanted."
        )
    pair = len(expected) == 2 and all(type(right) in (int, float) for right in expected)
    for index, (item, right) in enumerate(zip(value, expected, strict=True)):
        found = compare(item, right, tolerance)
        if found.problem:
            place = f"Your {'second' if index else 'first'} number is" if pair else f"At [{index}] yours is"
            place = f"Your {names[index]}:" if names else place
            return Finding(f"{place} {describe.value(item)}. {found.problem}")
        remarks.extend(found.remarks)
    return Finding(remarks=remarks)


def compare_dict(value: Any, expected: dict[Any, Any], tolerance: Tolerance) -> Finding:
    """A dictionary: the keys first, then value by value; their order does not matter."""
    if type(value) is not dict:
        return Finding(f"That is {describe.value(value)}; a dict was asked for.")
    missing = [key for key in expected if key not in value]
    extra = [key for key in value if key not in expected]
    if missing:
        return Finding(f"The key {missing[0]!r} is missing.")
    if extra:
        return Finding(f"The key {describe.value(extra[0])} was not asked for.")
    remarks: list[str] = []
    for key, right in expected.items():
        found = compare(value[key], right, tolerance)
        if found.problem:
            return Finding(f"At {key!r} yours is {describe.value(value[key])}. {found.problem}")
        remarks.extend(found.remarks)
    return Finding(remarks=remarks)


def compare_set(value: Any, expected: set[Any] | frozenset[Any]) -> Finding:
    """A set; says how many items are too many and too few, not which are missing."""
    if type(value) is not set:
        return Finding(f"That is {describe.value(value)}; a set was asked for.")
    # 1 == True in Python: types are compared with the values.
    found, right = ({(type(item), item) for item in items} for items in (value, expected))
    if found == right:
        return Finding()
    return Finding(f"{len(found - right)} items do not belong in it, and {len(right - found)} are missing.")

"""Comparing arrays, dense and sparse: first the kind, then the shape, then the values."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from coursekit.checks import describe
from coursekit.checks.comparing import Finding, Tolerance
from coursekit.checks.plain import is_sparse, is_table

__all__ = ["compare_array", "compare_sparse"]

_Array = np.ndarray[Any, Any]


def compare_array(value: Any, expected: _Array, tolerance: Tolerance) -> Finding:
    """Arrays of the same shape, value by value; nan must stand where nan is expected.

    Lists, sparse matrices and tables that hold the right values are right, with a remark. So is another
    dtype, except truth values where numbers are wanted. For float32 the tolerance grows to 16 times its precision.
    """
    array, remarks = _as_array(value, expected)
    if isinstance(array, Finding):
        return array
    if array.shape != expected.shape:
        return Finding(_shapes(array.shape, expected.shape))
    if expected.dtype.kind not in "biufc":
        same = array.astype(str) == expected.astype(str)
        return Finding(remarks=remarks) if bool(same.all()) else Finding(_where(~same, array, ""))
    if array.dtype.kind != expected.dtype.kind and array.dtype.kind in "iufc":
        remarks.append(f"your array holds {array.dtype}, the one wanted {expected.dtype}; the values are right.")
    wrong = _differs(array, expected, tolerance)
    if not wrong.any():
        return Finding(remarks=remarks)
    told = "" if expected.dtype.kind in "biu" else f" (tolerance: {tolerance.in_an_array})"
    zero = array.size > 1 and not array.any()
    return Finding(("Every value is zero." if zero else _where(wrong, array, told)) + _whole(array, expected))


def compare_sparse(value: Any, expected: Any, tolerance: Tolerance) -> Finding:
    """Sparse matrices of any format, without making them dense; a dense array is right with a remark."""
    if not is_sparse(value):
        dense, _ = _as_array(value, np.zeros((0, 0), dtype=expected.dtype))
        if isinstance(dense, Finding):
            return dense
        if dense.shape != expected.shape:
            return Finding(_shapes(dense.shape, expected.shape))
        remark = "the matrix came back dense; scipy.sparse would store only what is not zero."
        comparison = compare_array(dense, expected.toarray(), tolerance)
        return Finding(comparison.problem, [*comparison.remarks, remark])
    if value.shape != expected.shape:
        return Finding(_shapes(value.shape, expected.shape))
    rows, columns = (np.concatenate(pair) for pair in zip(value.nonzero(), expected.nonzero(), strict=True))
    if not rows.size:
        return Finding()
    found, right = (np.asarray(matrix.tocsr()[rows, columns]).reshape(-1) for matrix in (value, expected))
    wrong = _differs(found, right, tolerance)
    if not wrong.any():
        return Finding()
    where = sorted(set(zip(rows[wrong].tolist(), columns[wrong].tolist(), strict=True)))
    row, column = where[0]
    return Finding(
        f"{len(where)} entries differ; the first in row {row}, column {column}, where yours is "
        f"{describe.value(value.tocsr()[row, column])}."
    )


def _as_array(value: Any, expected: _Array) -> tuple[_Array | Finding, list[str]]:
    """`value` as an array of numbers (or text, where that is wanted), or what is wrong with it."""
    remarks: list[str] = []
    kind = type(value)
    if kind is np.ndarray:
        array = value
    elif is_sparse(value):
        array, remarks = value.toarray(), ["a sparse matrix came back; it was compared as an array."]
    elif is_table(value):
        array, remarks = value.to_numpy(), ["a table came back; its values were compared as an array."]
    elif kind in (list, tuple):
        try:
            array = np.asarray(value)
        except (ValueError, TypeError):
            return Finding("The rows of that list have different lengths: it is no array."), []
        remarks = [f"a {kind.__name__} came back, where an array was meant."]
    elif issubclass(kind, np.generic) or kind in (bool, int, float, complex):
        array = np.asarray(value)
        if expected.shape:
            return Finding(f"That is the single number {describe.value(value)}; an array was asked for."), []
    else:
        return Finding(f"That is {describe.value(value)}; an array was asked for."), []
    if array.dtype.kind == "O" and all(map(_is_float, array.flat)):
        array = array.astype(float)
        remarks.append("your array holds Python objects (dtype object) instead of numbers.")
    if expected.dtype.kind in "iufc" and array.dtype.kind == "b":
        return Finding("That array holds truth values; numbers were asked for."), []
    if expected.dtype.kind in "biufc" and array.dtype.kind not in "biufc":
        return Finding(f"That array holds no numbers (its dtype is {array.dtype})."), []
    if expected.dtype.kind == "b" and array.dtype.kind != "b":
        return _truths(array, remarks)
    return array, remarks


def _is_float(item: Any) -> bool:
    """Whether it is a number of Python's that a float can hold."""
    return type(item) is float or (type(item) is int and abs(item) <= sys.float_info.max)


def _truths(array: _Array, remarks: list[str]) -> tuple[_Array | Finding, list[str]]:
    """The truth values that an array of the numbers 0 and 1 stands for; others stand for none."""
    if not np.isin(array, (0, 1)).all():
        told = "That array holds numbers; truth values were asked for, one for each place. `> 0` makes them of counts."
        return Finding(told), []
    remark = "your array holds the numbers 0 and 1; the one wanted holds False and True."
    return array.astype(bool), [*remarks, remark]


def _differs(array: _Array, expected: _Array, tolerance: Tolerance) -> _Array:
    """Where two arrays of one shape disagree; False where both are nan or the same infinity."""
    if expected.dtype.kind in "biu" and array.dtype.kind in "biu":
        return np.asarray(array != expected)
    # Whole numbers that came back as floats must be those whole numbers, as far as floats can tell.
    relative = tolerance.relative if expected.dtype.kind in "fc" else 0.0
    if array.dtype.kind == "f" and array.dtype.itemsize == 4:
        relative = max(relative, 16 * float(np.finfo(np.float32).eps))
    finite = np.isfinite(expected)
    # Sums of many terms cancel: what is small beside the largest value cannot be had more precisely than that one.
    scale = float(np.abs(expected[finite]).max(initial=0.0))
    allowed = np.maximum(relative * scale, tolerance.absolute)
    with np.errstate(invalid="ignore", over="ignore"):
        far = ~(np.abs(array.astype(complex) - expected.astype(complex)) <= allowed)
        same = (array == expected) | (np.isnan(array) & np.isnan(expected))
    return np.asarray(np.where(finite, far, ~same))


def _whole(array: _Array, expected: _Array) -> str:
    """A sentence on an array that cannot hold the right values, because its dtype is one of whole numbers."""
    if array.dtype.kind not in "iu" or not expected.size or not (expected != np.round(expected)).any():
        return ""
    return f" Your array has dtype {array.dtype}: it holds whole numbers only, what is behind a decimal point is lost."


def _shapes(found: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    return f"Its shape is {found}; {wanted} was wanted."


def _where(wrong: _Array, array: _Array, tolerance: str) -> str:
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = ", ".join(str(i) for i in first)
    yours = describe.value(array[first])
    verb = "differs" if int(wrong.sum()) == 1 else "differ"
    return (
        f"{int(wrong.sum())} of {wrong.size} values {verb}{tolerance}; the first at [{place}], where yours is {yours}."
    )

"""Arrays, sparse matrices and tables as nodes of `codec`: values in buffers, their claims checked first."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.checks.plain import is_sparse, is_table
from coursekit.grading.judge.errors import DecodingError, EncodingError

if TYPE_CHECKING:
    from coursekit.grading.judge.codec import Decoder, Encoder

__all__ = ["DECODERS", "encode"]

_Array = np.ndarray[Any, Any]

# Truth values, numbers, bytes, text, points in time. No objects, and no records of others.
_DTYPE = re.compile(r"[<>|](b1|[iu][1248]|f(2|4|8|16)|c(8|16|32)|[SU]\d{1,6}|[mM]8(\[[a-zA-Z0-9]{1,8}\])?)")
_LARGEST_SIDE = 2**31
# A sparse matrix may be made dense to be compared: half a gigabyte of floats.
_LARGEST_DENSE = 2**26
_HIGHEST_LETTER = 0x10FFFF
_MOST_AXES = 32


def encode(value: Any, encoder: Encoder) -> Any:
    """A node for an array, a NumPy scalar, a sparse matrix, a table or a series; None for anything else.

    Raises:
        EncodingError: if its dtype is not supported.
    """
    kind = type(value)
    if kind is np.ndarray:
        return _array(value, encoder)
    if issubclass(kind, np.generic) and kind.__module__ == "numpy":
        return ["scalar", _array(np.asarray(value), encoder)]
    if is_sparse(value):
        return _sparse(value, encoder)
    if is_table(value):
        columns = [_column(value.iloc[:, place], encoder) for place in range(value.shape[1])]
        return ["table", _labels(value.index, encoder), _labels(value.columns, encoder), columns]
    if kind.__name__ == "Series" and kind.__module__.startswith("pandas"):
        return ["series", _labels(value.index, encoder), encoder.node(value.name), _column(value, encoder)]
    return None


def _array(array: _Array, encoder: Encoder) -> Any:
    shape = list(array.shape)
    if array.dtype == object:
        return ["objects", shape, *(encoder.node(item) for item in array.ravel().tolist())]
    if not _DTYPE.fullmatch(array.dtype.str):
        raise EncodingError(f"arrays of dtype {array.dtype} are not supported.")
    encoder.reserve(array.nbytes)
    return ["array", array.dtype.str, shape, encoder.buffer(array.tobytes())]


def _sparse(matrix: Any, encoder: Encoder) -> Any:
    if matrix.ndim != 2:
        raise EncodingError("sparse arrays that are no matrices are not supported.")
    parts = matrix.tocoo()
    form = matrix.format if matrix.format in {"coo", "csr", "csc"} else "csr"
    kind = "array" if type(matrix).__name__.endswith("array") else "matrix"
    arrays = [_array(np.asarray(part), encoder) for part in (parts.data, parts.row, parts.col)]
    return ["sparse", kind, form, list(matrix.shape), *arrays]


def _labels(index: Any, encoder: Encoder) -> Any:
    """Labels of rows or columns."""
    if type(index).__name__ == "RangeIndex":
        return encoder.node(range(index.start, index.stop, index.step))
    if isinstance(index.dtype, np.dtype) and index.dtype != object:
        return _array(index.to_numpy(), encoder)
    return encoder.nodes("list", _cells(index))


def _column(column: Any, encoder: Encoder) -> Any:
    if isinstance(column.dtype, np.dtype) and column.dtype != object:
        return _array(column.to_numpy(), encoder)
    # Texts, categories and numbers that may be missing are told by their values; pandas finds the dtype again.
    return encoder.nodes("list", _cells(column))


def _cells(values: Any) -> list[Any]:
    """Values one by one, pandas' several kinds of nothing as None."""
    import pandas as pd  # noqa: PLC0415 - loaded already, because there is a table

    return [None if item is pd.NA or item is pd.NaT else item for item in values.tolist()]


def _size(shape: Any) -> tuple[int, ...]:
    if type(shape) is not list or len(shape) > _MOST_AXES:
        raise DecodingError("no shape of an array")
    if not all(type(side) is int and 0 <= side < _LARGEST_SIDE for side in shape):
        raise DecodingError("no shape of an array")
    return tuple(shape)


def _read(rest: list[Any], decoder: Decoder) -> _Array:
    name, shape, position = rest
    size = _size(shape)
    if type(name) is not str or not _DTYPE.fullmatch(name):
        raise DecodingError("no dtype of plain data")
    dtype, data = np.dtype(name), decoder.buffer(position)
    # The claim is compared with what is there before anything is made of it. Where a side is 0 so is their product.
    if not dtype.itemsize or math.prod(size) * dtype.itemsize != len(data):
        raise DecodingError("an array that is not as large as it says")
    array = np.frombuffer(data, dtype=dtype).reshape(size)
    if dtype.kind == "b":
        return np.asarray(array.view("u1") != 0)  # other bytes than 0 and 1 would be a third truth value
    if dtype.kind == "U" and array.size:
        letters = np.frombuffer(data, dtype=f"{name[0]}u4")
        if int(letters.max()) > _HIGHEST_LETTER:
            raise DecodingError("text that is none")
    return array.copy()


def _read_scalar(rest: list[Any], decoder: Decoder) -> Any:
    (node,) = rest
    return _numbers(node, decoder)[()]


def _numbers(node: Any, decoder: Decoder) -> _Array:
    """The array of a node that must be one."""
    found = decoder.of(node)
    if type(found) is not np.ndarray:
        raise DecodingError("no array where there must be one")
    return found


def _read_objects(rest: list[Any], decoder: Decoder) -> _Array:
    shape, *nodes = rest
    size = _size(shape)
    if math.prod(size) != len(nodes):
        raise DecodingError("an array that is not as large as it says")
    array = np.empty(len(nodes), dtype=object)
    for place, node in enumerate(nodes):
        array[place] = decoder.of(node)
    return array.reshape(size)


def _read_sparse(rest: list[Any], decoder: Decoder) -> Any:
    import scipy.sparse  # noqa: PLC0415 - only where a sparse matrix comes

    kind, form, shape, *parts = rest
    size = _size(shape)
    if len(size) != 2 or max(size) > _LARGEST_DENSE or math.prod(size) > _LARGEST_DENSE:
        raise DecodingError("a sparse matrix with more places than can be compared")
    data, row, column = (_numbers(part, decoder) for part in parts)
    if data.dtype.kind not in "biufc" or row.dtype.kind not in "iu" or column.dtype.kind not in "iu":
        raise DecodingError("no numbers in a sparse matrix")
    make = {"array": scipy.sparse.coo_array, "matrix": scipy.sparse.coo_matrix}[kind]
    return make((data, (row, column)), shape=size).asformat({"coo": "coo", "csr": "csr", "csc": "csc"}[form])


def _read_labels(node: Any, decoder: Decoder) -> Any:
    import pandas as pd  # noqa: PLC0415 - only where a table comes

    found = decoder.of(node)
    if type(found) is range:
        return pd.RangeIndex(found.start, found.stop, found.step)
    if type(found) is np.ndarray:
        return pd.Index(found)
    return pd.Index(found, tupleize_cols=False, dtype=None if found else object)


def _read_column(node: Any, decoder: Decoder) -> Any:
    found = decoder.of(node)
    if type(found) not in (list, np.ndarray) or (type(found) is np.ndarray and found.ndim != 1):
        raise DecodingError("no column of a table")
    return found


def _read_table(rest: list[Any], decoder: Decoder) -> Any:
    import pandas as pd  # noqa: PLC0415 - only where a table comes

    rows, names, columns = rest
    values = {place: _read_column(node, decoder) for place, node in enumerate(columns)}
    index, labels = _read_labels(rows, decoder), _read_labels(names, decoder)
    # Compared before the table is made: a range of a billion rows needs no memory, a table with them does.
    if len(labels) != len(values) or any(len(column) != len(index) for column in values.values()):
        raise DecodingError("a table whose columns are not as long as it says")
    if not values and len(index) > _LARGEST_DENSE:
        raise DecodingError("too many rows of nothing")
    return pd.DataFrame(values, index=index).set_axis(labels, axis=1)


def _read_series(rest: list[Any], decoder: Decoder) -> Any:
    import pandas as pd  # noqa: PLC0415 - only where a series comes

    rows, name, values = rest
    index, column = _read_labels(rows, decoder), _read_column(values, decoder)
    if len(index) != len(column):
        raise DecodingError("a series that is not as long as it says")
    return pd.Series(column, index=index, name=decoder.of(name))


DECODERS: dict[str, Callable[[list[Any], Decoder], Any]] = {
    "array": _read,
    "scalar": _read_scalar,
    "objects": _read_objects,
    "sparse": _read_sparse,
    "table": _read_table,
    "series": _read_series,
}
"""By the kind of node."""

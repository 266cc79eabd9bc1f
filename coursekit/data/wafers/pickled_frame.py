"""The columns of a pickled pandas DataFrame, read without running anything that the file names.

A pickle is a program: it names functions, and `pickle.load` calls them. Here no name in the file reaches the function
it stands for. Names of pandas, of whatever version, become records that only keep what they are given; NumPy's arrays
are rebuilt from their bytes by this module; every other name is refused. So neither pandas nor NumPy's `dtype` sees
what the file says, and old names (`pandas.indexes.base`, `pandas.core.index`) need no list of where they moved.

What a data frame writes is in pandas' source: `BlockManager.__getstate__` up to 1.2, `BlockManager.__reduce__` and
`Block.__reduce__` after; what an array writes is in NumPy's `ndarray.__reduce__` and `__setstate__`.
"""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

__all__ = ["RefusedPickleError", "UnreadablePickleError", "read_columns"]


class RefusedPickleError(Exception):
    """The file asks for something that a table does not need. Nothing was run."""


class UnreadablePickleError(Exception):
    """The file is damaged, or no data frame."""


class _Record:
    """Stands for whatever pandas has under that name: keeps what it is given and does nothing."""

    __slots__ = ("given", "state")

    given: tuple[Any, ...]
    state: object

    def __new__(cls, *given: object) -> Self:  # not __init__: an opcode makes objects without it
        record = super().__new__(cls)
        record.given, record.state = given, None
        return record

    def __setstate__(self, state: object) -> None:
        self.state = state


class _Array(_Record):
    """Stands for `numpy.ndarray` while its state is read."""

    __slots__ = ()


class _Dtype(_Record):
    """Stands for `numpy.dtype`."""

    __slots__ = ()


class _Buffer(_Record):
    """Stands for NumPy's `_frombuffer`: bytes, dtype, shape, order (protocol 5)."""

    __slots__ = ()


class _Scalar(_Record):
    """Stands for NumPy's `scalar`: dtype, bytes."""

    __slots__ = ()


class _Slice(_Record):
    """Stands for `slice`."""

    __slots__ = ()


class _Encoded(_Record):
    """Stands for `_codecs.encode` and `bytes`, as which Python 3 writes bytes, and none, in protocol 2."""

    __slots__ = ()


class _Rebuilt:
    """Stands for `copyreg._reconstructor`, as protocols 0 and 1 write an object without arguments."""

    def __new__(cls, kind: type[_Record], *_: object) -> Any:
        if not (isinstance(kind, type) and issubclass(kind, _Record)):
            raise RefusedPickleError("an object of an unknown kind")
        return kind()


_KNOWN: dict[tuple[str, str], type] = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Dtype,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _Array for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _Scalar for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _Buffer for core in ("core", "_core")},
    **{(module, "slice"): _Slice for module in ("builtins", "__builtin__")},
    **{(module, "object"): _Record for module in ("builtins", "__builtin__")},
    **{(module, "_reconstructor"): _Rebuilt for module in ("copyreg", "copy_reg")},
    **{(module, "bytes"): _Encoded for module in ("builtins", "__builtin__")},
    ("_codecs", "encode"): _Encoded,
}
"""Every name outside of pandas that a data frame of texts, numbers and arrays writes, under Python 2 and 3."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        # A new class each time: nothing that a file does to one can be seen by the next file.
        if module.split(".", 1)[0] == "pandas":
            return type("Record", (_Record,), {"__slots__": ()})
        known = _KNOWN.get((module, name))
        if known is None:
            raise RefusedPickleError(f"{module}.{name}")
        return type(known.__name__, (known,), {"__slots__": ()})


def read_columns(path: Path, wanted: Sequence[str]) -> dict[str, list[Any]]:
    """Read some columns of a pickled data frame.

    Args:
        path: the file, written by any pandas under Python 2 or 3, not compressed.
        wanted: names of columns; those that the file lacks are left out.

    Returns:
        For each column its cells: numbers, texts, None, or arrays, which are views of the bytes read.

    Raises:
        RefusedPickleError: if the file names anything but pandas' and NumPy's containers.
        UnreadablePickleError: if it is damaged or holds something else.
        OSError: if it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            # Python 2's texts and bytes are one type: latin1 keeps each byte as one letter.
            frame = _Unpickler(file, encoding="latin1").load()
        return _columns(frame, wanted)
    except (RefusedPickleError, UnreadablePickleError, OSError):
        raise
    # What the opcodes of a damaged file can run into, and what a record of the wrong shape gives below.
    except (
        *(pickle.UnpicklingError, EOFError, ArithmeticError, AttributeError, LookupError),
        *(MemoryError, RecursionError, TypeError, ValueError, ImportError),
    ) as error:
        raise UnreadablePickleError(str(error) or type(error).__name__) from None


def _columns(frame: object, wanted: Sequence[str]) -> dict[str, list[Any]]:
    if not (isinstance(frame, _Record) and isinstance(frame.state, Mapping)):
        raise UnreadablePickleError("it holds no data frame")
    manager = frame.state.get("_mgr", frame.state.get("_data"))
    if not isinstance(manager, _Record):
        raise UnreadablePickleError("it holds no data frame")
    blocks: list[tuple[object, object]]
    if manager.given:
        parts, axes = manager.given[:2]
        blocks = [(part.given[0], part.given[1]) for part in _items(parts)]
    else:
        state = _items(manager.state)[-1]["0.14.1"]
        axes = state["axes"]
        blocks = [(part["values"], part["mgr_locs"]) for part in _items(state["blocks"])]
    names = [str(name) for name in _array(_items(axes)[0]).ravel().tolist()]
    found: dict[str, list[Any]] = {}
    for values, places in blocks:
        columns = _places(places, len(names))
        chosen = [(row, names[column]) for row, column in enumerate(columns) if names[column] in wanted]
        if not chosen:
            continue
        table = _array(values)
        table = table.reshape(1, -1) if table.ndim == 1 else table
        if len(table) != len(columns):
            raise UnreadablePickleError("a block and its columns differ in number")
        for row, name in chosen:
            found[name] = [_array(cell) if isinstance(cell, _Record) else cell for cell in table[row].tolist()]
    return found


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise UnreadablePickleError("a list was expected")
    return list(value)


def _places(value: object, count: int) -> list[int]:
    """The columns that a block holds."""
    if isinstance(value, _Slice):
        return list(range(count))[slice(*(None if part is None else int(str(part)) for part in value.given))]
    return [int(place) for place in _array(value).ravel().tolist()]


def _array(value: object) -> npt.NDArray[Any]:
    """The array of a record: an array itself, or the one inside an index or a column type of pandas."""
    if isinstance(value, _Buffer):
        buffer, dtype, shape, order = value.given
        return _built(_shape(shape), _dtype(dtype), order == "F", buffer)
    if isinstance(value, _Scalar):
        return _built((), _dtype(value.given[0]), False, value.given[1])
    if isinstance(value, _Array):
        state = _items(value.state)
        _, shape, dtype, fortran, content = state if len(state) == 5 else (0, *state)
        return _built(_shape(shape), _dtype(dtype), bool(fortran), content)
    if isinstance(value, _Record):
        inner = [*value.given, value.state]
        for item in inner:
            if isinstance(item, Mapping) and "data" in item:
                return _array(item["data"])
        for item in [entry for part in inner for entry in (part if isinstance(part, tuple) else (part,))]:
            if isinstance(item, _Array | _Buffer):
                return _array(item)
    raise UnreadablePickleError("an array was expected")


def _shape(value: object) -> tuple[int, ...]:
    shape = tuple(_items(value))
    if not all(isinstance(side, int) and side >= 0 for side in shape):
        raise UnreadablePickleError("an array has no proper shape")
    return shape


def _dtype(value: object) -> np.dtype[Any]:
    """A plain number or text type, or objects; no fields, no subarrays."""
    if not isinstance(value, _Dtype):
        raise UnreadablePickleError("an array has no type")
    code = _text(value.given[0])
    # The state is (version, byte order, subarray, names, fields, ...). Single bytes have the order "|".
    state = _items(value.state) if value.state is not None else [3, "<"]
    if any(part is not None for part in state[2:5]) or not re.fullmatch(r"O[48]?|b1|[iuf][1248]|[US][0-9]{1,4}", code):
        raise UnreadablePickleError(f"arrays of type {code[:20]!r} are not expected")
    if code[0] == "O":
        return np.dtype(object)
    return np.dtype(code).newbyteorder(">" if _text(state[1]) == ">" else "<")


def _built(shape: tuple[int, ...], dtype: np.dtype[Any], fortran: bool, content: object) -> npt.NDArray[Any]:
    """An array from its bytes, or, for objects, from the list of its cells, which is in reading order."""
    count = math.prod(shape)
    if dtype.hasobject:
        cells = _items(content)
        if len(cells) != count:
            raise UnreadablePickleError("an array has too few or too many cells")
        filled = np.empty(count, dtype=object)
        for place, cell in enumerate(cells):
            filled[place] = cell
        return filled.reshape(shape)
    if isinstance(content, _Encoded):
        text, *encoding = content.given or ("", "latin1")
        content = text if encoding == ["latin1"] else None
    raw = content.encode("latin1") if isinstance(content, str) else content
    if not isinstance(raw, bytes | bytearray) or len(raw) != count * dtype.itemsize:
        raise UnreadablePickleError("an array has too few or too many bytes")
    if dtype.kind == "U":  # letters that there are not would stop Python later, in whatever reads them
        raw.decode("utf-32-be" if dtype.str[0] == ">" else "utf-32-le")
    if not count:
        return np.zeros(shape, dtype=dtype)
    return np.frombuffer(raw, dtype=dtype).reshape(shape, order="F" if fortran else "C")


def _text(value: object) -> str:
    return value.decode("latin1") if isinstance(value, bytes) else str(value)

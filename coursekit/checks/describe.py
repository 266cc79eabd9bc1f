"""Short words for values and calls, for the sentences that a student reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checks.plain import is_sparse, is_table

__all__ = ["call", "value"]

_LONGEST = 48
# Enough for a layer in a dictionary, or a list of two or three of them.
_LONGEST_CONTAINER = 160
_UNNAMED = 3
_MOST_BITS = 120  # of a whole number that is written out; Python refuses to write those of 4300 digits
_PLAIN = (int, float, bool, str, type(None))


def value(thing: Any, depth: int = 0) -> str:
    """What `thing` is, in a few words; never runs code of the student (no `repr` of unknown objects)."""
    kind = type(thing)
    if kind is int:
        return f"{thing:,}" if thing.bit_length() <= _MOST_BITS else "a very large whole number"
    if thing is None or kind in (bool, float, complex, str):
        thing = _rounded(thing)
        return _short(repr(thing), f"text of {len(thing)} characters" if kind is str else "a number")
    if issubclass(kind, np.bool_):
        return str(bool(thing))
    if issubclass(kind, np.generic):
        return str(_rounded(thing.item())) if not isinstance(thing.item(), int) else f"{thing.item():,}"
    if kind is np.ndarray:
        return _array(thing)
    if kind in (list, tuple, dict, set):
        return _container(thing, depth)
    if is_sparse(thing):
        return f"a sparse matrix of shape {thing.shape}"
    if is_table(thing):
        return f"a table of {len(thing)} rows and {len(thing.columns)} columns"
    if callable(thing) and hasattr(kind, "__code__"):
        return "a function"
    return f"an object of type {kind.__name__}"


def call(
    name: str, arguments: tuple[Any, ...], keywords: Mapping[str, Any], names: Sequence[str] = ()
) -> tuple[str, bool]:
    """A call as the student would type it.

    Args:
        name: of the function.
        arguments: by position.
        keywords: by name.
        names: of the arguments by position. From the fourth on they are written: nobody counts further than three.

    Returns:
        The call, and whether an argument had to be abbreviated or rounded.
    """
    named = [*((key, arguments[i]) for i, key in enumerate(names[: len(arguments)]) if i >= _UNNAMED)]
    bare = arguments[: len(arguments) - len(named)]
    parts = [("", *_argument(a)) for a in bare]
    parts += [(f"{key}=", *_argument(a)) for key, a in [*named, *keywords.items()]]
    return f"{name}({', '.join(key + text for key, text, _ in parts)})", any(cut for *_, cut in parts)


def _argument(thing: Any) -> tuple[str, bool]:
    if type(thing) in _PLAIN and _is_plain(thing):
        text = repr(_rounded(thing))
        return (text, text != repr(thing)) if len(text) <= _LONGEST else (value(thing), True)
    text = value(thing)
    exact = repr(thing.tolist()) == text if type(thing) is np.ndarray else not _is_plain(thing) or repr(thing) == text
    return text, text.startswith(("an ", "a ")) or "…" in text or not exact


def _array(array: np.ndarray[Any, Any]) -> str:
    # Brackets in brackets in brackets are no picture of anything.
    if array.size <= 12 and array.ndim <= 2 and array.dtype.kind in "biuf":
        text = repr(_rounded(array.tolist()))
        if len(text) <= _LONGEST:
            return text
    return f"an array of shape {array.shape}"


def _container(thing: Any, depth: int) -> str:
    if _is_plain(thing):
        text = repr(_rounded(thing))
        if len(text) <= _LONGEST_CONTAINER:
            return text
    if type(thing) in (list, tuple) and 0 < len(thing) <= 4 and depth < 2:
        inner = ", ".join(value(item, depth + 1) for item in thing)
        if len(inner) <= _LONGEST:
            if isinstance(thing, tuple):
                return f"({inner},)" if len(thing) == 1 else f"({inner})"
            return f"[{inner}]"
    noun = "key" if isinstance(thing, dict) else "item"
    return f"a {type(thing).__name__} of {len(thing)} {noun}{'' if len(thing) == 1 else 's'}"


def _is_plain(thing: Any, depth: int = 0) -> bool:
    """Whether `thing` is made of Python's own types down to its last item, so that `repr` runs no other code."""
    if type(thing) in _PLAIN:
        return type(thing) is not int or thing.bit_length() <= _MOST_BITS
    if type(thing) not in (list, tuple, set, dict) or depth > 3 or len(thing) > _LONGEST:
        return False
    items = [*thing, *(thing.values() if type(thing) is dict else ())]
    return all(_is_plain(item, depth + 1) for item in items)


def _rounded(thing: Any) -> Any:
    """Plain data with its floats at six significant digits, or as many as stand before the decimal point."""
    kind = type(thing)
    if kind is float and abs(thing) < 1e6:
        return float(f"{thing:.6g}")
    if kind in (list, tuple, set):
        return kind(_rounded(item) for item in thing)
    if kind is dict:
        return {key: _rounded(item) for key, item in thing.items()}
    return thing


def _short(text: str, otherwise: str) -> str:
    return text if len(text) <= _LONGEST else otherwise

"""Short words for values and calls, for the sentences that a student reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.checks.plain import is_sparse, is_table

__all__ = ["call", "value"]

_LONGEST = 48
# Enough for a layer in a dictionary, or a list of two or three of them.
_LONGEST_CONTAINER = 160
_PLAIN = (int, float, bool, str, type(None))


def value(thing: Any, depth: int = 0) -> str:
    """What `thing` is, in a few words; never runs code of the student (no `repr` of unknown objects)."""
    kind = type(thing)
    if kind is int:
        return f"{thing:,}"
    if thing is None or kind in (bool, float, complex, str):
        return _short(repr(thing), f"text of {len(thing)} characters" if kind is str else "a number")
    if issubclass(kind, np.bool_):
        return str(bool(thing))
    if issubclass(kind, np.generic):
        return str(thing.item()) if not isinstance(thing.item(), int) else f"{thing.item():,}"
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


def call(name: str, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> tuple[str, bool]:
    """A call as the student would type it.

    Returns:
        The call, and whether an argument had to be abbreviated.
    """
    parts = [(_argument(a)) for a in arguments]
    named = [(key, _argument(a)) for key, a in keywords.items()]
    text = ", ".join([part for part, _ in parts] + [f"{key}={part}" for key, (part, _) in named])
    return f"{name}({text})", any(cut for _, cut in [*parts, *(pair for _, pair in named)])


def _argument(thing: Any) -> tuple[str, bool]:
    if type(thing) in _PLAIN:
        text = repr(thing)
        return (text, False) if len(text) <= _LONGEST else (value(thing), True)
    text = value(thing)
    return text, text.startswith(("an ", "a ")) or "…" in text


def _array(array: np.ndarray[Any, Any]) -> str:
    if array.size <= 12 and array.dtype.kind in "biuf":
        text = repr(array.tolist())
        if len(text) <= _LONGEST:
            return text
    return f"an array of shape {array.shape}"


def _container(thing: Any, depth: int) -> str:
    if _is_plain(thing):
        text = repr(thing)
        if len(text) <= _LONGEST_CONTAINER:
            return text
    if type(thing) in (list, tuple) and 0 < len(thing) <= 4 and depth < 2:
        inner = ", ".join(value(item, depth + 1) for item in thing)
        if len(inner) <= _LONGEST:
            return f"({inner})" if isinstance(thing, tuple) else f"[{inner}]"
    noun = "key" if isinstance(thing, dict) else "item"
    return f"a {type(thing).__name__} of {len(thing)} {noun}{'' if len(thing) == 1 else 's'}"


def _is_plain(thing: Any, depth: int = 0) -> bool:
    """Whether `thing` is made of Python's own types down to its last item, so that `repr` runs no other code."""
    if type(thing) in _PLAIN:
        return True
    if type(thing) not in (list, tuple, set, dict) or depth > 3 or len(thing) > _LONGEST:
        return False
    items = [*thing, *(thing.values() if type(thing) is dict else ())]
    return all(_is_plain(item, depth + 1) for item in items)


def _short(text: str, otherwise: str) -> str:
    return text if len(text) <= _LONGEST else otherwise

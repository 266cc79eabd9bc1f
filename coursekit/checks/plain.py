"""Turns what a student's function returned into plain data, so that no code of the student runs in a comparison."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import Any

import numpy as np

__all__ = ["is_model", "is_sparse", "is_table", "plain"]

_DEEPEST = 16


def plain(value: Any, notes: list[str] | None = None, depth: int = 0) -> Any:
    """A copy of `value` made of Python's and NumPy's own types only; what is neither is handed through as it is.

    Subclasses of numbers, text and containers come back as the plain type, because a subclass may have an `==` of
    its own. Fractions come back as the whole number or the float that they are, tensors of Keras, TensorFlow, JAX and
    torch as arrays.

    Args:
        value: anything.
        notes: gets a remark for each conversion that the student should know of.
        depth: how deep inside containers `value` lies; below 16 levels nothing is converted.
    """
    notes = notes if notes is not None else []
    kind = type(value)
    if depth > _DEEPEST or value is None or kind in (bool, int, float, complex, str):
        return value
    for base, convert in _SCALARS:
        if issubclass(kind, base):
            return convert(value)
    if kind is Fraction:
        notes.append("your function returned a Fraction; it was compared as a number.")
        return int(value) if value.denominator == 1 else float(value)
    if issubclass(kind, np.ndarray):
        return np.array(np.asarray(value))
    if issubclass(kind, dict):
        pairs = list(dict.items(value))
        return {plain(k, notes, depth + 1): plain(v, notes, depth + 1) for k, v in pairs}
    if issubclass(kind, (list, tuple)):
        base = list if issubclass(kind, list) else tuple
        return base(plain(item, notes, depth + 1) for item in base.__iter__(value))
    if issubclass(kind, (set, frozenset)):
        return {plain(item, notes, depth + 1) for item in list(value)}
    if is_model(value) or is_sparse(value) or is_table(value) or issubclass(kind, (np.generic, type)):
        return value
    return _tensor(value, notes)


# Through the base class's own method: a subclass may have replaced it.
_SCALARS: tuple[tuple[type, Any], ...] = (
    (int, lambda value: int.__add__(value, 0)),
    (float, lambda value: float.__add__(value, 0.0) if not isinstance(value, np.generic) else value),
    (str, str.__str__),
)


def _tensor(value: Any, notes: list[str]) -> Any:
    """A framework's tensor as an array; anything else as it is."""
    module = type(value).__module__.partition(".")[0]
    if module not in {"tensorflow", "jaxlib", "jax", "torch", "keras"} or not hasattr(value, "__array__"):
        return value
    try:
        array = np.asarray(value)
    except Exception:  # symbolic and GPU tensors refuse, each in its own way: then it is no array
        return value
    notes.append(f"your function returned a tensor of {module}; it was compared as a NumPy array.")
    return array


def _is_of(value: Any, module: str, *names: str) -> bool:
    """Whether `value` is an instance of one of those classes, without importing the module."""
    loaded = sys.modules.get(module)
    classes = tuple(getattr(loaded, name) for name in names) if loaded is not None else ()
    return issubclass(type(value), classes) if classes else False


def is_sparse(value: Any) -> bool:
    """Whether `value` is a sparse array or matrix of SciPy."""
    return _is_of(value, "scipy.sparse", "sparray", "spmatrix")


def is_table(value: Any) -> bool:
    """Whether `value` is a pandas DataFrame."""
    return _is_of(value, "pandas", "DataFrame")


def is_model(value: Any) -> bool:
    """Whether `value` is a Keras model."""
    return _is_of(value, "keras", "Model")

"""The checks of arguments that plain and vectorised functions share.

`@checked` looks at all arguments before a function starts, so that its body holds nothing but the computation: first at
each argument by itself (`_ALONE`, by its name), then at how they fit together (`RULES`, by the function's name).

Looking at every number for NaN is work that training need not repeat at every layer of every step: shapes are checked
when layers are built, images once when training begins, and outputs at the end of each step. So layers call the
functions `unchecked`, and everybody else, losses included, gets the checks.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from numbers import Real
from typing import Any, ParamSpec, TypeVar

import numpy as np

from coursekit.backprop.fitting import RULES
from coursekit.backprop.gradients import Array, Labels, Mask

__all__ = ["checked", "positive", "share", "unchecked"]

P = ParamSpec("P")
R = TypeVar("R")


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Check the arguments of a function of this topic before it is called.

    Raises:
        TypeError: by the function made, if an argument is of the wrong kind.
        ValueError: by the function made, if an argument is empty or not finite, or arguments do not fit together.
    """
    signature = inspect.signature(function)
    rule = RULES.get(function.__name__)

    @functools.wraps(function)
    def checking(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        arguments = bound.arguments
        for name, value in arguments.items():
            if name in _ALONE and not (value is None and signature.parameters[name].default is None):
                arguments[name] = _ALONE[name](value, name)
        _same_precision(arguments)
        if rule is not None:
            rule(**arguments)
        return function(*bound.args, **bound.kwargs)

    return checking


def unchecked(function: Callable[P, R]) -> Callable[P, R]:
    """A function without the checks before it: for arguments that are known to fit."""
    original: Callable[P, R] = inspect.unwrap(function)
    return original


def positive(value: Any, name: str) -> float:
    """`value` as a number above 0.

    Raises:
        TypeError: if it is no number.
        ValueError: if it is not above 0, or not finite.
    """
    number = _number(value, name)
    if not (number > 0 and math.isfinite(number)):
        raise ValueError(f"{name} must be a number above 0, not {value!r}.")
    return number


def share(value: Any, name: str) -> float:
    """`value` as a number from 0 up to, but not including, 1.

    Raises:
        TypeError: if it is no number.
        ValueError: if it is outside.
    """
    number = _number(value, name)
    if not 0 <= number < 1:
        raise ValueError(f"{name} must be a share from 0 to below 1, not {value!r}.")
    return number


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, not {value!r} ({type(value).__name__}).")
    return float(value)


def _floats(value: Any, name: str) -> Array:
    array = np.asarray(value)
    if array.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"{name} must be an array of float32 or float64, not {array.dtype}: derivatives are no whole numbers. "
            f"Convert with {name}.astype(np.float32)."
        )
    if not array.size:
        raise ValueError(f"{name} of shape {array.shape} is empty: give at least one image and one value.")
    finite = np.isfinite(array)
    if not finite.all():
        index = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise ValueError(f"{name} must be finite, but at index {index} it is {array[index]}. Find out where from.")
    return array


def _mask(value: Any, name: str) -> Mask:
    array = np.asarray(value)
    if array.dtype != np.bool_:
        raise TypeError(f"{name} must be an array of True (kept) and False, not {array.dtype}: compare numbers first.")
    return array


def _labels(value: Any, name: str) -> Labels:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be an array of numbers, not {array.dtype}.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, but hold NaN or infinity. Leave those images out.")
    return array


_ALONE: dict[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(
        ("gradient", "inputs", "outputs", "kernel", "bias", "gamma", "beta", "logits", "targets"),
        _floats,
    ),
    "mask": _mask,
    "labels": _labels,
    "epsilon": positive,
    "rate": share,
}


def _same_precision(arguments: dict[str, Any]) -> None:
    """Refuse float32 beside float64: the result would silently be float64.

    Targets are the exception: they take the precision of the outputs.
    """
    found = {
        name: value.dtype
        for name, value in arguments.items()
        if _ALONE.get(name) is _floats and value is not None and name != "targets"
    }
    if len(set(found.values())) > 1:
        listed = ", ".join(f"{name} {dtype}" for name, dtype in found.items())
        first = next(iter(found))
        raise TypeError(f"All arrays must have one dtype, but these differ: {listed}. Use .astype({first}.dtype).")

"""Checks that every layer description shares: whole numbers, one number per axis, words from a list."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

__all__ = ["flag", "one_of", "pairs", "per_axis", "whole"]

_COUNT_WORDS = {1: "one", 2: "two", 3: "three", 4: "four"}


def whole(value: Any, what: str, least: int = 1) -> int:
    """`value` as a whole number of at least `least`.

    Args:
        value: an integer, also NumPy's; not a bool, not a float.
        what: what the number is, as it should be called in the message.
        least: the smallest number that makes sense.

    Raises:
        TypeError: if it is not a whole number.
        ValueError: if it is smaller than `least`.
    """
    if isinstance(value, bool):
        raise TypeError(f"{what} must be a whole number, not {value!r}.")
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{what} must be a whole number, not {value!r} ({type(value).__name__}).") from None
    if number < least:
        raise ValueError(f"{what} must be at least {least}, not {number}.")
    return number


def per_axis(value: Any, what: str, rank: int | None = None, least: int = 1) -> int | tuple[int, ...]:
    """One whole number for all axes, or a tuple with one for each.

    Args:
        value: an integer or a sequence of integers, as `kernel_size` in Keras.
        what: name of the argument.
        rank: how many axes there are, where this is known already; then the answer is a tuple.
        least: the smallest number that makes sense.

    Raises:
        TypeError: if it is neither a whole number nor a sequence of them.
        ValueError: if a number is too small, or their count is not `rank`.
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        numbers = tuple(whole(number, f"each number in {what}={tuple(value)!r}", least) for number in value)
        if not numbers or (rank is not None and len(numbers) != rank):
            wanted = "at least one number" if rank is None else f"{_COUNT_WORDS.get(rank, rank)} (one per axis)"
            raise ValueError(f"{what}={tuple(value)!r} has {len(numbers)} numbers, but {wanted} needed.")
        return numbers
    number = whole(value, what, least)
    return number if rank is None else (number,) * rank


def pairs(value: Any, what: str, rank: int | None = None) -> int | tuple[int | tuple[int, int], ...]:
    """Amounts at the two ends of every axis, written as in Keras' `ZeroPadding2D`.

    Args:
        value: `1` (the same everywhere), `(1, 2)` (by axis, the same at both ends), or
            `((0, 1), (2, 3))` (by axis, before and after).
        what: name of the argument.
        rank: how many axes there are, where this is known already; then the answer is a tuple of pairs.

    Raises:
        TypeError: if a number is not whole.
        ValueError: if a number is negative or the counts do not fit.
    """
    if not isinstance(value, Sequence) or isinstance(value, str):
        number = whole(value, what, least=0)
        return number if rank is None else ((number, number),) * rank
    if rank is not None and len(value) != rank:
        raise ValueError(f"{what}={value!r} has {len(value)} entries, but {_COUNT_WORDS.get(rank, rank)} axes.")
    ends: list[int | tuple[int, int]] = []
    for entry in value:
        if isinstance(entry, Sequence) and not isinstance(entry, str):
            if len(entry) != 2:
                raise ValueError(f"{what}={value!r} needs two numbers per axis (before, after), not {len(entry)}.")
            ends.append((whole(entry[0], what, least=0), whole(entry[1], what, least=0)))
        else:
            number = whole(entry, what, least=0)
            ends.append(number if rank is None else (number, number))
    return tuple(ends)


def one_of(value: Any, what: str, choices: tuple[str, ...]) -> str:
    """`value` if it is one of `choices`, in lower case.

    Raises:
        ValueError: if it is not; the message lists the choices.
    """
    word = value.lower() if isinstance(value, str) else value
    if word not in choices:
        raise ValueError(f"{what} must be {' or '.join(repr(choice) for choice in choices)}, not {value!r}.")
    return str(word)


def flag(value: Any, what: str) -> bool:
    """`value` if it is True or False.

    Raises:
        TypeError: if it is anything else.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{what} must be True or False, not {value!r}.")
    return value

"""Reads what the student's side says of a call, believing nothing of it beforehand."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from coursekit.checks import Attempt, Failure
from coursekit.grading.judge.errors import ProtocolError

__all__ = ["read"]

_LONGEST = 2000
_MOST_NOTES = 20
_LARGEST_LINE = 10**7


def read(answer: Any, places: Collection[int | str]) -> Attempt:
    """The attempt that an answer describes.

    Args:
        answer: value, failure or None, refused call, changed arguments, notes, seconds.
        places: positions and keywords of the arguments, of which some may have been changed.

    Raises:
        ProtocolError: if it is no such answer.
    """
    if type(answer) is not tuple or len(answer) != 6:
        raise ProtocolError("What came back is not the outcome of a call.")
    value, failed, refused, changed, notes, seconds = answer
    if type(changed) is not tuple or not all(type(place) in (int, str) and place in places for place in changed):
        raise ProtocolError("What came back says of arguments that there are not that they were changed.")
    if type(notes) is not tuple or len(notes) > _MOST_NOTES:
        raise ProtocolError("What came back has too many notes.")
    if type(seconds) is not float or not math.isfinite(seconds):
        raise ProtocolError("What came back does not say how long it took.")
    return Attempt(value, _failure(failed), _text(refused), changed, tuple(map(_text, notes)), max(seconds, 0.0))


def _failure(facts: Any) -> Failure | None:
    if facts is None:
        return None
    if type(facts) is not tuple or len(facts) != 5:
        raise ProtocolError("What came back does not say what went wrong.")
    kind, message, line, number, inside = facts
    if type(number) is not int or not 0 <= number <= _LARGEST_LINE:
        raise ProtocolError("What came back does not say where it went wrong.")
    return Failure(_text(kind), _text(message), _text(line), number, _text(inside))


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ProtocolError("What came back has something else where a text belongs.")
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"

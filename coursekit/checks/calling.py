"""Calling a student's function once: on copies, watched, with its warnings kept off standard error."""

from __future__ import annotations

import contextlib
import copy
import dis
import io
import linecache
import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from coursekit.checks.guard import ForbiddenCall, Guard
from coursekit.checks.plain import is_model, is_sparse, is_table, plain

__all__ = [
    "Attempt",
    "Failure",
    "Performer",
    "failure_of",
    "outside",
    "perform",
    "perform_here",
    "performed_by",
    "same",
]


@dataclass(frozen=True)
class Failure:
    """An exception that left the student's function.

    Args:
        kind: name of its class.
        message: its text.
        line: source of the line of the student's code at which it arose; empty if unknown.
        number: number of that line in its cell or file; 0 if unknown.
        inside: the function of another cell that this line called and that raised; empty if the line itself did.
    """

    kind: str
    message: str
    line: str = ""
    number: int = 0
    inside: str = ""


@dataclass(frozen=True)
class Attempt:
    """What one call of a student's function came to; plain data, so that it can travel between processes.

    Args:
        value: what came back, made plain; None if nothing did.
        failure: the exception, if there was one.
        refused: the forbidden call that was noticed; empty if none was.
        changed: positions (int) and keywords (str) of the arguments that the function changed.
        notes: remarks on what the call did beside its task (warnings, text on standard error).
        seconds: how long it took.
    """

    value: Any = None
    failure: Failure | None = None
    refused: str = ""
    changed: tuple[int | str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def missing(self) -> bool:
        """Whether this is what an untouched stub does: NotImplementedError, None or Ellipsis."""
        if self.failure is not None:
            return self.failure.kind == "NotImplementedError"
        return not self.refused and (self.value is None or self.value is Ellipsis)


Performer = Callable[[Any, tuple[Any, ...], Mapping[str, Any], Sequence[str], Sequence[str]], Attempt]
"""Makes one call: function, arguments, keywords, forbidden names, allowed coursekit prefixes."""


def perform_here(
    function: Any,
    arguments: tuple[Any, ...],
    keywords: Mapping[str, Any],
    forbidden: Sequence[str],
    allowed: Sequence[str],
) -> Attempt:
    """Call `function` in this process, on copies of the arguments.

    Raises:
        KeyboardInterrupt: if the student stops it.
    """
    positional = tuple(_copy(value) for value in arguments)
    named = {key: _copy(value) for key, value in keywords.items()}
    notes: list[str] = []
    value, failure = None, None
    guard = Guard(forbidden, allowed)
    # NumPy and SciPy import parts of themselves on first use; what that does is not the student's.
    with _quiet(notes):
        start = time.perf_counter()
        try:
            with guard:
                # Made plain while watched: an object's `__array__` is the student's code too.
                value = plain(function(*positional, **named), notes)
        except ForbiddenCall:
            pass  # guard.found has its name
        except (Exception, SystemExit) as error:  # whatever a student's code raises is told to the student
            failure = failure_of(error, function)
        seconds = time.perf_counter() - start
    if guard.found:
        return Attempt(refused=guard.found)
    changed: list[int | str] = [i for i, (a, b) in enumerate(zip(positional, arguments, strict=True)) if not same(a, b)]
    changed += [key for key in named if not same(named[key], keywords[key])]
    return Attempt(value, failure, "", tuple(changed), tuple(dict.fromkeys(notes)), seconds)


_performer: ContextVar[Performer] = ContextVar("performer", default=perform_here)


def perform(
    function: Any,
    arguments: tuple[Any, ...],
    keywords: Mapping[str, Any],
    forbidden: Sequence[str] = (),
    allowed: Sequence[str] = (),
) -> Attempt:
    """Call a student's function in the way that `performed_by` has set; in this process if it has not."""
    return _performer.get()(function, arguments, keywords, forbidden, allowed)


@contextlib.contextmanager
def performed_by(performer: Performer) -> Iterator[None]:
    """Let something else make the calls, such as a judge that has the student's function in another process."""
    token = _performer.set(performer)
    try:
        yield
    finally:
        _performer.reset(token)


def _copy(value: Any) -> Any:
    """A copy that the student may spoil; models are handed over as they are (copying one copies its weights)."""
    return value if is_model(value) else copy.deepcopy(value)


def same(left: Any, right: Any) -> bool:
    """Whether two values of our own making are the same, to the last bit and type."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and left.shape == right.shape and bool(left.tobytes() == right.tobytes())
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if is_sparse(left):
        return left.shape == right.shape and bool((left != right).nnz == 0)
    if is_table(left):
        return bool(left.equals(right))
    return left is right or repr(left) == repr(right) or bool(left == right)


def failure_of(error: BaseException, function: Any) -> Failure:
    """The exception in words, with the last line of it in the cell of `function`: given cells are not the student's."""
    try:
        message = str(error)
    except Exception:  # an exception class of the student may not even be able to say what it is
        message = "(its message cannot be shown)"
    frames = [(f, n) for f, n in traceback.walk_tb(error.__traceback__) if not _of_a_library(f.f_code.co_filename)]
    if not frames:
        return Failure(type(error).__name__, message)
    cell = function.__code__.co_filename if isinstance(function, FunctionType) else ""
    own = [pair for pair in frames if pair[0].f_code.co_filename == cell]
    frame, number = (own or frames)[-1]
    inside = frames[-1][0].f_code.co_name if frame is not frames[-1][0] else ""
    line = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
    return Failure(type(error).__name__, message, line, number, inside)


def outside(function: Any) -> list[str]:
    """Names of numbers and arrays that a function takes from the notebook around it, not from its arguments.

    Constants (`EPSILON`) are meant to be used so and are left out. Empty if the function cannot be looked into. What
    stands for a function of another process (a judge's proxy) says it itself: its class has `names_outside`.
    """
    if callable(elsewhere := getattr(type(function), "names_outside", None)):
        return list(elsewhere(function))
    if not isinstance(function, FunctionType):
        return []
    pending, names = [function.__code__], []
    while pending:
        code = pending.pop(0)
        pending += [const for const in code.co_consts if isinstance(const, CodeType)]
        names += [step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"]
    kinds, around = (int, float, list, tuple, np.ndarray, np.number), function.__globals__
    return [name for name in dict.fromkeys(names) if not name.isupper() and isinstance(around.get(name), kinds)]


_COURSEKIT = str(Path(__file__).parents[1])
_LIBRARIES = tuple({_COURSEKIT, *(str(Path(module.__file__).parent) for module in (os, np) if module.__file__)})


def _of_a_library(filename: str) -> bool:
    return filename.startswith((*_LIBRARIES, "<frozen", "<__array_function__")) or "site-packages" in filename


@contextlib.contextmanager
def _quiet(notes: list[str]) -> Iterator[None]:
    """Keep warnings and whatever else goes to standard error out of the cell; tell it as a note instead.

    nbgrader gives no points for a cell with anything on standard error, be it a deprecation warning or a line in
    TensorFlow's log. What C code writes there (file descriptor 2) is dropped: it is a log, and not for students.
    """
    text = io.StringIO()
    with contextlib.redirect_stderr(text), _descriptor_2_to_nowhere(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        yield
    notes.extend(f"Python warned of {w.category.__name__}: {str(w.message).splitlines()[0]}" for w in caught[:3])
    if written := text.getvalue().strip():
        notes.append(f"your code wrote to standard error: {written.splitlines()[0][:100]}")


@contextlib.contextmanager
def _descriptor_2_to_nowhere() -> Iterator[None]:
    try:
        sys.__stderr__.flush() if sys.__stderr__ is not None else None
        kept = os.dup(2)
    except (OSError, ValueError):  # there is no standard error to protect (pythonw, a service)
        yield
        return
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)

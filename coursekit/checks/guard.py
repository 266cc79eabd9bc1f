"""Notices calls that would give a task's answer away, while the student's function runs."""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Iterable
from types import BuiltinFunctionType, CodeType, FrameType, ModuleType, TracebackType
from typing import Any

__all__ = ["ForbiddenCall", "Guard", "resolve", "watchable"]

_LIBRARY = "coursekit"


class ForbiddenCall(BaseException):
    """Ends the student's call. Not an `Exception`, so that `except Exception` does not swallow it."""


class Guard:
    """Watches every call in this thread, and in threads started meanwhile, for forbidden ones.

    Calls are matched by the code that runs, not by the name it was reached by: aliases, imports inside the
    function, `functools.partial`, `map` and bound methods are all seen, and so are calls that a library makes on the
    way: forbid nothing that harmless functions use inside. Any function of coursekit counts as forbidden unless
    allowed, whether it is named or not: the library computes most answers of the course.

    Not seen, because Python's profiling hook is not told of them: NumPy's universal functions, the functions that
    NumPy implements in C behind its dispatcher (`numpy.dot`, `numpy.matmul`), and C functions that are called by C
    code (`map(math.prod, ...)`). Not seen either: calls made outside the student's function, such as a table of
    answers computed in an earlier cell (hidden cases take care of those). The hook is gone once a call has run into
    the recursion limit, and a student who means to get round it can; the judge outside the student's process is
    there for that.

    Args:
        forbidden: full dotted names, as in `keras.layers.Conv2D` (creating or calling one) or `scipy.signal.convolve`.
        allowed: dotted prefixes inside coursekit that the task allows, as in `coursekit.data`.

    Attributes:
        found: the first forbidden call, by the name it is known by; empty as long as there is none.
    """

    def __init__(self, forbidden: Iterable[str], allowed: Iterable[str] = ()) -> None:
        self.found = ""
        self._allowed = tuple(allowed)
        self._pending = set(forbidden)
        self._codes: dict[CodeType, list[tuple[str, type | None]]] = {}
        # Switching this hook off is forbidden to every answer.
        self._builtins = {id(sys.setprofile): "sys.setprofile"}
        self._harmless: set[CodeType] = {Guard.__exit__.__code__}
        self._modules = 0
        self._before: tuple[Any, Any] = (None, None)

    def __enter__(self) -> Guard:
        self._resolve_pending()
        # A bound method is a new object each time it is looked up: keep this one to compare with.
        self._hook = self._on_event
        self._before = (sys.getprofile(), threading.getprofile())
        threading.setprofile(self._hook)
        sys.setprofile(self._hook)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        own, threads = self._before
        # cProfile's hook is written in C and cannot be put back from Python; it is not callable.
        sys.setprofile(own if callable(own) else None)
        threading.setprofile(threads)

    def _on_event(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            name = self._forbidden_python(frame)
        elif event == "c_call":
            # Nearly all C calls are harmless: where they come from is looked up only for one that is not. (This guard
            # ends by calling sys.setprofile itself.)
            name = self._builtins.get(id(argument), "")
            name = "" if name and _inside_library(frame) else name
        else:
            return
        if name:
            self.found = self.found or name
            raise ForbiddenCall(name)

    def _forbidden_python(self, frame: FrameType) -> str:
        code = frame.f_code
        if code in self._harmless:
            return ""
        # Modules may have been imported since: look again, but only if a code is called like a name that is missing.
        similar = any(name.rpartition(".")[2] in code.co_qualname for name in self._pending)
        if similar and len(sys.modules) != self._modules:
            self._resolve_pending()
        if code in self._codes:
            # An inherited __init__ or __call__ is shared with innocent classes: look whose it is.
            first = frame.f_locals.get(code.co_varnames[0]) if code.co_varnames else None
            kind = first if isinstance(first, type) else type(first)
            return next((name for name, owner in self._codes[code] if owner is None or issubclass(kind, owner)), "")
        if _inside_library(frame):
            return self._forbidden_library(frame)
        if not similar:
            self._harmless.add(code)
        return ""

    def _forbidden_library(self, frame: FrameType) -> str:
        """Name of a coursekit function called from outside coursekit; importing a module of it is no such call."""
        called_by_itself = frame.f_back is not None and _inside_library(frame.f_back)
        # The check calls what it was handed: that must not be the library's own answer.
        if called_by_itself and _inside_checks(frame.f_back) and not _inside_checks(frame):
            called_by_itself = False
        name = f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"
        lazy = frame.f_code.co_name in {"__getattr__", "__dir__"}
        allowed = any(f"{name}.".startswith(f"{prefix}.") for prefix in self._allowed)
        return "" if called_by_itself or lazy or allowed or _importing(frame) else name

    def _resolve_pending(self) -> None:
        self._modules = len(sys.modules)
        for name in sorted(self._pending):
            target = resolve(name)
            if target is None:
                continue
            self._pending.discard(name)
            if isinstance(target, type):
                for method in ("__new__", "__init__", "__call__", "call"):
                    if (code := _code(getattr(target, method, None))) is not None:
                        self._codes.setdefault(code, []).append((name, target))
            elif (code := _code(target)) is not None:
                self._codes.setdefault(code, []).append((name, None))
            else:
                self._builtins[id(target)] = name


def watchable(name: str) -> bool:
    """Whether a call by that dotted name would be noticed; for tests of a topic's own lists.

    Its module must have been imported. NumPy's universal functions and the functions behind its C dispatcher cannot be
    watched (see `Guard`).
    """
    target = resolve(name)
    if isinstance(target, type):
        return any(_code(getattr(target, method, None)) is not None for method in ("__new__", "__init__"))
    return _code(target) is not None or isinstance(target, BuiltinFunctionType)


def resolve(name: str) -> Any:
    """The object of that dotted name, or None as long as its module has not been imported; imports no library."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        found: Any = sys.modules.get(".".join(parts[:length]))
        if found is None:
            continue
        for part in parts[length:]:
            # getattr on a module could import (SciPy and TensorFlow load parts of themselves lazily); its namespace
            # cannot. What coursekit loads lazily is its own and small.
            lazy = isinstance(found, ModuleType) and parts[0] != _LIBRARY
            found = vars(found).get(part) if lazy else getattr(found, part, None)
        if found is not None:
            return found
    return None


def _code(function: Any) -> CodeType | None:
    """The code of a Python function, below its decorators: a decorator's own code is shared by all it decorates."""
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return code if isinstance(code, CodeType) else None


def _importing(frame: FrameType) -> bool:
    """Whether this runs because a module of coursekit is being imported (dataclasses call code that they make)."""
    above: FrameType | None = frame
    while above is not None:
        if above.f_code.co_name == "<module>" and _inside_library(above):
            return True
        above = above.f_back
    return False


def _inside_checks(frame: FrameType | None) -> bool:
    module = str(frame.f_globals.get("__name__", "")) if frame is not None else ""
    return module.startswith(f"{_LIBRARY}.checks.")


def _inside_library(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    return module == _LIBRARY or module.startswith(f"{_LIBRARY}.")

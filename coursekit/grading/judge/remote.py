"""Objects of the other process: what stands for them here, and the exceptions that their code raised there."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Protocol

from coursekit.grading.judge.errors import ProtocolError, RemoteFailure

__all__ = ["Asks", "RemoteFunction", "RemoteObject", "called", "number_of", "proxy", "raised"]

_MOST_LETTERS = 200


class Asks(Protocol):
    """What a proxy needs of the connection that it belongs to."""

    def ask(self, operation: str, *arguments: Any) -> Any:
        """The answer of the other process."""

    def forget(self, number: int) -> None:
        """Say that an object of the other process is no longer needed."""


class RemoteObject:
    """Stands for an object of the other process, which does whatever is asked of it, there.

    Attributes, items, length, iteration and text are asked for. Comparison is not: `==` is true for the same object
    only, and there is no truth value, because an answer that says yes to everything is no right answer.
    """

    __slots__ = ("__weakref__", "_number", "_peer")

    def __init__(self, peer: Asks, number: int) -> None:
        object.__setattr__(self, "_peer", peer)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python's own protocols are looked up on the class
            raise raised(("AttributeError", f"an object of the student's process has no {name} here"))
        return self._peer.ask("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._peer.ask("setattr", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._peer.ask("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._peer.ask("setitem", self, key, value)

    def __len__(self) -> int:
        return _whole(self._peer.ask("len", self))

    def __iter__(self) -> Iterator[Any]:
        iterator = self._peer.ask("iter", self)
        while True:
            found = self._peer.ask("next", iterator)
            if type(found) is not list or len(found) != 1:  # an empty list: it has ended
                return
            yield found[0]

    def __bool__(self) -> bool:
        raise raised(("TypeError", f"whether an object of type {type(self).__name__} is true cannot be judged"))

    def __repr__(self) -> str:
        text = self._peer.ask("repr", self)
        return text if type(text) is str else f"<{type(self).__name__}>"

    def __deepcopy__(self, _: dict[int, Any]) -> RemoteObject:
        return self

    def __del__(self) -> None:
        self._peer.forget(self._number)


class RemoteFunction(RemoteObject):
    """Stands for something that can be called."""

    __slots__ = ()

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it. Lists, dicts, sets and arrays that it changed in place are changed here too.

        Raises:
            RemoteFailure: if it raised.
        """
        value, changed = called(self._peer.ask("call", self, list(arguments), keywords))
        for place, new in changed.items():
            if type(place) is int and 0 <= place < len(arguments):
                _change(arguments[place], new)
            elif type(place) is str and place in keywords:
                _change(keywords[place], new)
        return value

    def names_outside(self) -> list[str]:
        """What `coursekit.checks.calling.outside` says of the function, where it is."""
        found = self._peer.ask("outside", self)
        return [name for name in found if type(name) is str and name.isidentifier()] if type(found) is list else []


def called(answer: Any) -> tuple[Any, dict[Any, Any]]:
    """Of an answer to a call the value, and the new contents of arguments that were changed.

    Raises:
        ProtocolError: if it is no such answer.
    """
    if type(answer) is not list or len(answer) != 2 or type(answer[1]) is not dict:
        raise ProtocolError("What came back is not the outcome of a call.")
    return answer[0], answer[1]


def _change(value: Any, new: Any) -> None:
    """Make the contents of `value` those of `new`, if both are of one kind."""
    kind = type(value)
    if kind is not type(new):
        return
    if kind is list:
        value[:] = new
    elif kind in (dict, set):
        value.clear()
        value.update(new)
    elif kind.__name__ == "ndarray" and value.shape == new.shape and value.dtype == new.dtype and value.flags.writeable:
        value[...] = new


def _whole(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0


def proxy(peer: Asks, number: int, kind: str, *, function: bool) -> RemoteObject:
    """What stands for an object of the other process.

    Args:
        peer: the connection.
        number: of the object, in the other process.
        kind: name of its class there; messages tell it.
        function: whether it can be called.
    """
    name = kind if kind.isidentifier() and len(kind) <= _MOST_LETTERS else "object"
    return _class(name, function)(peer, number)


@lru_cache(maxsize=1000)
def _class(name: str, function: bool) -> type[RemoteObject]:
    return type(name, (RemoteFunction if function else RemoteObject,), {"__slots__": ()})


def number_of(thing: RemoteObject) -> int:
    """The number that an object has in the other process."""
    number: int = object.__getattribute__(thing, "_number")
    return number


def raised(facts: Sequence[Any]) -> RemoteFailure:
    """The exception for what an answer says of one: kind, message and line.

    It is of Python's own class of that name too, if that is an ordinary exception that can be made of one text.
    """
    kind, message, line = ((*(fact if type(fact) is str else "" for fact in facts), "", "", ""))[:3]
    found = getattr(builtins, kind, None) if kind.isidentifier() else None
    error: RemoteFailure
    if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, _UNFIT):
        error = type(kind, (RemoteFailure, found), {})(message)
    else:
        error = RemoteFailure(message)
    error.kind, error.message, error.line = kind or "Exception", message, line
    return error


# Made of something else than a text, or a sign that Python's own loops would take for theirs.
_UNFIT = (UnicodeError, BaseExceptionGroup, StopIteration, StopAsyncIteration, OSError, ImportError, SyntaxError)

"""The student's side: in the student's kernel, answers what the judge asks. Nothing that it says is trusted.

The kernel runs, as an ordinary cell on its main thread,

    from coursekit.grading.judge.student import serve; serve()

The call returns when the judge has no more to ask for now, and can be repeated: objects that the judge has been told of
stay known. `attach` tells beforehand where the judge is.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checks.calling import failure_of, outside, perform_here, same
from coursekit.checks.plain import plain
from coursekit.grading.judge import remote_models
from coursekit.grading.judge.channel import Channel
from coursekit.grading.judge.peer import Operation, Peer, Stopped

__all__ = ["attach", "serve"]

_IDLE = 600.0
# What the judge hands in as a function is code of this package, which a task does not allow to call otherwise.
_OWN = "coursekit.grading.judge"

_CHANGEABLE = (list, dict, set, np.ndarray)

_peers: dict[int, Peer] = {}
_attached: list[int] = []


def attach(_application: Any, descriptors: Mapping[str, int]) -> None:
    """Remember which descriptor leads to the judge; called in a kernel before its first cell.

    Args:
        _application: the kernel's `IPKernelApp`; not needed.
        descriptors: a connected stream socket, named "judge".
    """
    _attached[:] = [descriptors["judge"]]


def serve(descriptor: int | None = None, namespace: Mapping[str, Any] | None = None, idle: float = _IDLE) -> None:
    """Answer the judge until it says that it has nothing more to ask.

    Args:
        descriptor: number of the file descriptor of a connected stream socket; default: the attached one.
        namespace: where the student's names are; default: those of `__main__`, which in a kernel are the notebook's.
        idle: seconds to wait for a question, and for the answer where the student's code calls back.

    Raises:
        TimedOut: if none comes.
        Closed: if the judge is gone.
        LookupError: if no descriptor was given or attached.
    """
    if descriptor is None:
        if not _attached:
            raise LookupError("There is no judge: neither given nor attached.")
        descriptor = _attached[0]
    names = vars(sys.modules["__main__"]) if namespace is None else namespace
    if descriptor not in _peers:
        _peers[descriptor] = Peer(Channel(descriptor), {}, _facts, exports=lambda _: True)
    peer = _peers[descriptor]
    peer.operations = _operations(names)
    peer.serve(idle)


def _facts(error: BaseException) -> tuple[str, str, str]:
    failure = failure_of(error, None)
    return failure.kind, failure.message, failure.line


def _operations(names: Mapping[str, Any]) -> dict[str, Operation]:
    return {
        "names": lambda wanted: {name: plain(names[name]) for name in wanted if name in names},
        "perform": _perform,
        "call": _call,
        "method": lambda thing, name, arguments, keywords: plain(getattr(thing, name)(*arguments, **keywords)),
        "getattr": lambda thing, name: plain(getattr(thing, name)),
        "setattr": setattr,
        "getitem": lambda thing, key: plain(thing[key]),
        "setitem": _set_item,
        "len": len,
        "iter": iter,
        "next": lambda iterator: [plain(item) for item in _first(iterator)],
        "repr": lambda thing: str(repr(thing)),
        "outside": outside,
        "stop": _stop,
        **remote_models.OPERATIONS,
    }


def _perform(
    function: Any,
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    forbidden: Sequence[str],
    allowed: Sequence[str],
) -> tuple[Any, ...]:
    """A call as checks make it: an `Attempt` in plain data."""
    attempt = perform_here(function, arguments, keywords, forbidden, (*allowed, _OWN))
    failed = attempt.failure
    facts = None if failed is None else (failed.kind, failed.message, failed.line, failed.number, failed.inside)
    return attempt.value, facts, attempt.refused, attempt.changed, attempt.notes, attempt.seconds


def _call(function: Any, arguments: list[Any], keywords: dict[str, Any]) -> list[Any]:
    """A plain call: the value, and the new contents of the arguments that it has changed."""
    given: dict[int | str, Any] = dict(enumerate(arguments))
    given.update(keywords)
    before = {where: _copied(argument) for where, argument in given.items() if type(argument) in _CHANGEABLE}
    value = function(*arguments, **keywords)
    value = value if _is_new_object(function, value) else plain(value)
    return [value, {where: given[where] for where, old in before.items() if not same(given[where], old)}]


def _is_new_object(function: Any, value: Any) -> bool:
    """Whether a test has made an object of a student's class, which has methods though it is a dict, list or set."""
    is_own = isinstance(function, type) and function.__module__ == "__main__"
    return is_own and type(value) is function and issubclass(function, (dict, list, set))


def _copied(argument: Any) -> Any:
    """A copy to compare with; of what cannot be copied (a live object inside) the argument itself, as if unchanged."""
    try:
        return copy.deepcopy(argument)
    except Exception:  # the student's own objects may raise anything when they are copied
        return argument


def _set_item(thing: Any, key: Any, value: Any) -> None:
    thing[key] = value


def _first(iterator: Any) -> list[Any]:
    """The next item in a list; an empty list if there is none."""
    for item in iterator:
        return [item]
    return []


def _stop() -> None:
    raise Stopped

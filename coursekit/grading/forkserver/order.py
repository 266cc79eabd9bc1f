"""What the fork server is asked to start, and under what confinement: plain data, as it travels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from coursekit.grading.sandbox.limits import Limits

__all__ = ["Confinement", "Exit", "Options", "Order"]


@dataclass(frozen=True)
class Confinement:
    """How the fork server confines its children.

    Args:
        namespaces: whether each child gets namespaces of its own.
        server_user: uid and gid that the fork server takes before it imports anything; None to stay as it is.
        child_users: uids (and gids, the same numbers) of which each child takes one that no other child has; `(first,
            last)`. The fork server has to be root then. None to leave the children the fork server's user.
    """

    namespaces: bool
    server_user: int | None = None
    child_users: tuple[int, int] | None = None

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Confinement:
        """From what `asdict` and JSON made of it."""
        users = plain["child_users"]
        return cls(plain["namespaces"], plain["server_user"], (users[0], users[1]) if users else None)


@dataclass(frozen=True)
class Options:
    """What the fork server is started with.

    Args:
        preload: modules to import before the first fork.
        targets: `module:function` that children may be started with.
        confinement: how children are confined.
        cold: why nothing is to be imported after all; empty if it is.
    """

    preload: tuple[str, ...]
    targets: tuple[str, ...]
    confinement: Confinement
    cold: str = ""

    def to_json(self) -> str:
        """As the second argument of the program."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Options:
        """From the second argument of the program."""
        plain = json.loads(text)
        confinement = Confinement.from_plain(plain["confinement"])
        return cls(tuple(plain["preload"]), tuple(plain["targets"]), confinement, plain["cold"])


@dataclass(frozen=True)
class Order:
    """One child to start.

    Args:
        kernel: whether to start a kernel; otherwise `target` is called, and the child ends when it returns.
        target: `module:function`, one of those that the fork server was started with. It is called with the
            descriptors that the engine gave, by name. For a kernel it is optional, and is called with the
            initialised `IPKernelApp` as well, before the kernel answers its first message.
        limits: what the child may use.
        environment: variables beside those that the fork server has.
        descriptors: names of the descriptors that came with the message, in their order.
    """

    kernel: bool
    target: str = ""
    limits: Limits = field(default_factory=Limits)
    environment: Mapping[str, str] = field(default_factory=dict)
    descriptors: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Order:
        """From what `plain` and JSON made of it."""
        return cls(
            plain["kernel"],
            plain["target"],
            Limits(**plain["limits"]),
            plain["environment"],
            tuple(plain["descriptors"]),
        )


@dataclass(frozen=True)
class Exit:
    """How a child ended; all its processes are gone then.

    Args:
        code: its exit code; None if a signal ended it.
        signal: number of the signal that ended it; None if it ended by itself.
        out_of_memory: whether it was killed because its processes took more than `Limits.memory` together.
        error: what went wrong before the student's code was reached, or a traceback of `target`; empty if nothing.
    """

    code: int | None = None
    signal: int | None = None
    out_of_memory: bool = False
    error: str = ""

    @property
    def returncode(self) -> int:
        """As `subprocess.Popen` has it: the exit code, or minus the signal's number."""
        return self.code if self.code is not None else -(self.signal or 0)

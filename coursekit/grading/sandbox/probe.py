"""What a child of the fork server sees: run inside each rung when the ladder is tried."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coursekit
from coursekit.grading.sandbox.linux import unshare_user

__all__ = ["Sight", "look"]


@dataclass(frozen=True)
class Sight:
    """What the child can see and do.

    Args:
        user: its uid.
        capabilities: effective, permitted, inheritable and bounding ones together, as a bit mask.
        new_privileges: whether a program could gain rights by being set-uid.
        interfaces: network interfaces but the loopback.
        processes: processes that it can see, itself included.
        namespaces: whether it can make a user namespace, in which it could mount what it likes.
        readable: those of the private paths that it can read.
        environment: whether it can read the Python environment and coursekit, which it has to.
    """

    user: int
    capabilities: int
    new_privileges: bool
    interfaces: tuple[str, ...]
    processes: int
    namespaces: bool
    readable: tuple[str, ...]
    environment: bool

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Sight:
        """From what `vars` and JSON made of it."""
        return cls(**{**plain, "interfaces": tuple(plain["interfaces"]), "readable": tuple(plain["readable"])})


def look(descriptors: Mapping[str, int]) -> None:
    """Write a `Sight` in JSON to the descriptor `answer`; `question` holds the private paths, a JSON list."""
    with open(descriptors["question"], encoding="utf-8") as question:  # noqa: PTH123  # a descriptor has no path
        private = json.load(question)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    capabilities = 0
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd"):
        capabilities |= int(status[name], 16)
    sight = Sight(
        user=os.getuid(),
        capabilities=capabilities,
        new_privileges=status["NoNewPrivs"].strip() != "1",
        interfaces=tuple(name for _, name in socket.if_nameindex() if name != "lo"),
        processes=sum(entry.name.isdecimal() for entry in Path("/proc").iterdir()),
        readable=tuple(path for path in private if _can_read(Path(path))),
        environment=all(map(_can_read, (Path(os.__file__), Path(coursekit.__file__)))),
        namespaces=_can_make_namespaces(),  # the last: afterwards this process is in one
    )
    with open(descriptors["answer"], "w", encoding="utf-8") as answer:  # noqa: PTH123  # a descriptor has no path
        json.dump(vars(sight), answer)


def _can_read(path: Path) -> bool:
    try:
        if path.is_dir():
            list(path.iterdir())
        else:
            path.open("rb").close()
    except OSError:
        return False
    return True


def _can_make_namespaces() -> bool:
    try:
        unshare_user()
    except OSError:
        return False
    return True

"""One line of what `coursekit doctor` says, and how it asks other programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["SETUP", "Row", "Run", "State", "run"]

# What brings a course that is not whole back into order.
SETUP = ("py" if os.name == "nt" else "python3") + " course.py setup --repair"


class State(StrEnum):
    """Fine, worth knowing, or something without which the course does not work."""

    OK = "ok"
    WARN = "warn"
    MISSING = "missing"


@dataclass(frozen=True)
class Row:
    """One thing that was looked at.

    Args:
        what: the thing, in a word or two.
        state: how it is.
        found: what is there.
        remedy: what to do or type; empty where all is fine.
    """

    what: str
    state: State
    found: str
    remedy: str = ""


Run = Callable[[Sequence[str]], "str | None"]


def run(command: Sequence[str]) -> str | None:
    """What a program prints, or None if it cannot be started, fails, or takes over 10 seconds."""
    try:
        answer = subprocess.run(  # noqa: S603  (programs named by the doctor, none by a user)
            command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None

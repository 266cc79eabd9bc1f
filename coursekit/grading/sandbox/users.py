"""Users for students' code where root grades."""

from __future__ import annotations

import pwd
import socket
from dataclasses import dataclass

import psutil

from coursekit.errors import CourseError

__all__ = ["AT_ONCE", "Users"]

AT_ONCE = 64
"""Users that one fork server has, for as many children at a time."""

_RANGE = (61184, 65519)  # systemd's, for users that exist only while something runs: no person has one of these


@dataclass(frozen=True)
class Users:
    """User ids in a row that no account and no process has, and that no other engine takes meanwhile.

    That matters: what is left of one student's code is found and killed by its user.

    Args:
        first: the first uid.
        last: the last one.
    """

    first: int
    last: int
    _claim: socket.socket

    @classmethod
    def claim(cls) -> Users:
        """Take some; they are free again when `release` is called, or when this process ends in any way.

        Raises:
            CourseError: if there are none.
        """
        used = {entry.pw_uid for entry in pwd.getpwall()}
        for process in psutil.process_iter(["uids"]):
            used.update(process.info["uids"] or ())
        for first in range(_RANGE[0], _RANGE[1] - AT_ONCE + 2, AT_ONCE):
            claim = _claimed(first) if used.isdisjoint(range(first, first + AT_ONCE)) else None
            if claim is not None:
                return cls(first, first + AT_ONCE - 1, claim)
        raise CourseError(f"No {AT_ONCE} user ids in a row are unused between {_RANGE[0]} and {_RANGE[1]}.")

    def release(self) -> None:
        """Give them back."""
        self._claim.close()


def _claimed(first: int) -> socket.socket | None:
    """A name of the abstract kind, which the kernel gives to one socket at a time and takes back at its end."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0coursekit-grading-users-{first}")
    except OSError:
        claim.close()
        return None
    return claim

"""Users for students' code where root grades."""

from __future__ import annotations

import pwd
import secrets

import psutil

from coursekit.errors import CourseError

__all__ = ["unused_users"]

_RANGE = (61184, 65519)  # systemd's, for users that exist only while something runs: no person has one of these


def unused_users(count: int) -> tuple[int, int]:
    """The first and the last of `count` uids in a row that no account and no process has."""
    used = {entry.pw_uid for entry in pwd.getpwall()}
    for process in psutil.process_iter(["uids"]):
        used.update(process.info["uids"] or ())
    starts = [
        start
        for start in range(_RANGE[0], _RANGE[1] - count + 2, count)
        if used.isdisjoint(range(start, start + count))
    ]
    if not starts:
        raise CourseError(f"No {count} user ids in a row are unused between {_RANGE[0]} and {_RANGE[1]}.")
    first = secrets.choice(starts)  # another engine that starts now should not choose the same ones
    return first, first + count - 1

"""One grades at a time: there is one gradebook for all exercises, and one writer of it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from coursekit.errors import CourseError
from coursekit.grading.results import one_line
from coursekit.tree import Course

__all__ = ["grading_lock"]

_held: set[int] = set()


def _leave_to_parent() -> None:
    """In a child that was forked: it must not hold the lock on when the parent has ended."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_leave_to_parent)


@contextmanager
def grading_lock(course: Course) -> Iterator[None]:
    """Hold the right to grade in this course; the kernel takes it back however the process ends.

    The lock is `flock` on `grades/.lock`, which stays there. Children do not inherit it: what is executed because
    the descriptor is closed then, what is only forked because it closes it first.

    Raises:
        CourseError: if another process grades (which, and since when), or the file cannot be locked.
    """
    path = course.root / "grades" / ".lock"
    try:
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be opened: {error.strerror or error}.", "Give yourself the right to write there."
        ) from error
    _held.add(descriptor)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CourseError(
                f"{_holder(descriptor)} is grading in this course already.",
                "Wait until it has finished, or end it; what it has recorded is kept.",
            ) from None
        except OSError as error:
            raise CourseError(
                f"{path} cannot be locked: {error.strerror or error}.",
                "Keep the course in a file system that has locks, such as this computer's own disk.",
            ) from error
        _sign(descriptor)
        yield
    finally:
        if descriptor in _held:  # not in a child that was forked meanwhile
            _held.remove(descriptor)
            os.close(descriptor)


def _sign(descriptor: int) -> None:
    """Say for the others who holds the lock."""
    since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    said = json.dumps({"process": os.getpid(), "computer": os.uname().nodename, "since": since})
    with suppress(OSError):  # on a full disk the lock holds all the same
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, said.encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        said = json.loads(os.pread(descriptor, 1000, 0))
        return one_line(f"Process {said['process']} on {said['computer']}, since {said['since']},")
    except (ValueError, TypeError, KeyError):  # it has the lock, but has not yet said so
        return "Another process"

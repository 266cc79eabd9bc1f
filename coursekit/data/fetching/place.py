"""Where datasets are kept, and that only one program at a time writes there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import platformdirs

from coursekit.errors import CourseError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["home", "only_one"]


def home() -> Path:
    """The folder in which the datasets' folders lie: one for all courses of a person.

    `COURSEKIT_DATA` names another, as on machines where a class shares one.
    """
    named = os.environ.get("COURSEKIT_DATA", "")
    return Path(named).expanduser() if named else platformdirs.user_data_path("coursekit", appauthor=False)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a file's lock; the system lets go of it even when the program is killed.

    Args:
        path: the file; is made if it is missing, and stays.

    Raises:
        CourseError: if another program holds it.
    """
    with path.open("a+b") as file:
        if not _lock(file):
            raise CourseError(
                f"Another `coursekit fetch` is at work in {path.parent}.",
                "Wait until it is through; this one has changed nothing.",
            )
        yield


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network drives have no locks; the checksums still find what two at once would do there.
            return True
        return True

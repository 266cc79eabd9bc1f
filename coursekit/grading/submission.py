"""Find what a student handed in; what is in it is for `rebuilding` to see."""

from __future__ import annotations

import errno
import os
import stat
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from coursekit.errors import CourseError
from coursekit.grading.results import CannotGradeError, Status, one_line
from coursekit.grading.setting import Setting
from coursekit.tree import TOPICS

__all__ = ["find", "read", "students", "timestamp", "without_student"]

_HANDED_IN = (".ipynb", ".zip")
_LONGEST_DATE = 200  # characters of timestamp.txt


def students(setting: Setting) -> list[str]:
    """Who handed in something that may be this exercise, rightly placed or not; in order.

    A folder that cannot be read is among them, so that its row says so.

    Raises:
        CourseError: if `submitted/` cannot be read.
    """
    return [path.name for path in _entries(setting) if _concerns(setting, path)]


def without_student(setting: Setting) -> list[str]:
    """Notebooks and archives that may be this exercise, but lie in `submitted/` itself: nobody knows whose they are.

    Raises:
        CourseError: if `submitted/` cannot be read.
    """
    return [path.name for path in _entries(setting) if path.is_file() and _looks_so(setting, path)]


def _entries(setting: Setting) -> list[Path]:
    try:
        return sorted(path for path in setting.submitted.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CourseError(
            f"{setting.shown(setting.submitted)} cannot be read: {error.strerror or error}.",
            "It must be a folder that you may read, with a folder for each student.",
        ) from error


def _concerns(setting: Setting, folder: Path) -> bool:
    try:
        return folder.is_dir() and bool(_candidates(setting, folder))
    except OSError:
        return True


def _candidates(setting: Setting, folder: Path) -> list[Path]:
    """What of a student's folder may be the exercise; the best guess first."""
    names = [setting.topic.id, *_aliases(setting)]
    found = [path for path in folder.iterdir() if path.name in names or _looks_so(setting, path)]
    kinds = ("", *_HANDED_IN)  # folders first, then what lies beside them

    def order(path: Path) -> tuple[int, int, str]:
        rank = names.index(path.name) if path.name in names else len(names)
        return rank, 0 if path.is_dir() else kinds.index(path.suffix.lower()), path.name

    return sorted(found, key=order)


def _looks_so(setting: Setting, path: Path) -> bool:
    """Whether it may be this exercise by its name: a notebook or archive that names no other topic, or a folder."""
    name = path.name.lower()
    if name.startswith("."):
        return False
    for named in ([t for t in TOPICS if t.id in name], [t for t in TOPICS if t.name in name]):
        if named:
            return setting.topic in named and (path.suffix.lower() in _HANDED_IN or path.is_dir())
    return path.suffix.lower() in _HANDED_IN and path.is_file()


def find(setting: Setting, student: str) -> Path:
    """The student's notebook.

    nbgrader, its formgrader and its export know a submission by folder and file name, so a wrong name or place
    is told rather than guessed: the formgrader would show such a student as one who handed in nothing.

    Raises:
        CannotGradeError: if there is none, it is somewhere else, cannot be read, or is a link.
    """
    folder, notebook = setting.folder("submitted", student), setting.notebook("submitted", student)
    try:
        candidates = _candidates(setting, folder.parent)
        if any(path.is_symlink() for path in (notebook, folder, folder.parent)):
            raise _nothing("it is a link to somewhere else; put the file itself there")
        if notebook.is_file():
            return notebook
        if folder.is_dir():
            raise _nothing(_inside(folder, notebook.name))
    except OSError as error:
        raise CannotGradeError(
            Status.ERROR,
            f"{setting.shown(Path(error.filename or folder.parent))} cannot be read ({error.strerror or error}); "
            "give yourself the right to, then grade again",
        ) from error
    raise _nothing(_beside(setting.topic.id, candidates))


def _nothing(reason: str) -> CannotGradeError:
    return CannotGradeError(Status.NO_NOTEBOOK, reason)


def _inside(folder: Path, wanted: str) -> str:
    """Why a folder with the right name holds no notebook with the right one."""
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    for suffix, what in ((".ipynb", f"rename it to {wanted}"), (".zip", f"unpack it, so that {wanted} is there")):
        others = [name for name in names if name.lower().endswith(suffix)]
        if others:
            return f"there is {one_line(', '.join(others), 80)}; {what}"
    return f"there is no {wanted} in the folder"


def _beside(wanted: str, candidates: list[Path]) -> str:
    """Why a student's folder holds no folder with the right name."""
    if not candidates:
        return f"there is no folder {wanted}"
    found = candidates[0]
    name = one_line(found.name, 80)
    if found.is_dir():
        return f"the folder is called {name}; rename it to {wanted}"
    if found.suffix.lower() == ".zip":
        return f"there is {name}; unpack it, so that {wanted}/{wanted}.ipynb is there"
    if found.suffix.lower() == ".ipynb":
        return f"there is {name} outside of a folder; put it into {wanted}/ as {wanted}.ipynb"
    return f"{name} is a file; there must be a folder {wanted} with {wanted}.ipynb in it"


def timestamp(setting: Setting, student: str) -> datetime | None:
    """When it was handed in (UTC), from `timestamp.txt`; None without that file.

    Raises:
        CannotGradeError: if the file holds no date: whether the submission is late cannot be told.
    """
    path = setting.folder("submitted", student) / "timestamp.txt"
    try:
        text = _beginning(path, _LONGEST_DATE + 1).decode().strip()
        if len(text) > _LONGEST_DATE:
            raise ValueError("too long for a date")
        found: datetime | None = parse_utc(text) if text else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, OverflowError) as error:
        raise CannotGradeError(Status.BROKEN, "timestamp.txt holds no date, as in 2026-03-01 12:00:00 UTC") from error
    return found


def read(setting: Setting, student: str) -> bytes:
    """The content of the student's notebook.

    Raises:
        CannotGradeError: as `find`, or if it is too large or cannot be read.
    """
    path, limit = find(setting, student), 1000 * int(setting.directory.max_file_size)
    try:
        content = _beginning(path, limit + 1)
    except OSError as error:
        raise CannotGradeError(Status.BROKEN, f"the file cannot be read: {error.strerror}") from error
    if len(content) > limit:
        raise CannotGradeError(Status.BROKEN, f"the file has more than {limit // 1_000_000} MB")
    return content


def _beginning(path: Path, size: int) -> bytes:
    """So many bytes of a file: not through a link, and without waiting for whoever writes to a pipe.

    Raises:
        OSError: also if it is no file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        return file.read(size)


def _aliases(setting: Setting) -> tuple[str, ...]:
    return (setting.topic.name, f"{setting.topic.number:02d}")

"""Whose a file in the archive of a class is: the names that Moodle, Canvas and people give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from coursekit.grading.collecting.archive import Entry
from coursekit.grading.collecting.limits import RefusedError

__all__ = ["Claimant", "Layout", "Upload", "layout", "uploads"]

# `mod_assign\downloader` makes the prefix FULLNAME_NUMBER_assignsubmission_file, of which it makes a folder, or puts it
# before the file's name ("Download submissions in folders" off). Older versions end the folder's name with `_`.
# A blank stands for each `_` of the full name; the number is another one in each assignment; a default team has none.
_MOODLE = re.compile(r"(?P<name>[^_]+)(_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)(_(?P<file>.*))?")
# `ContentZipper#add_submission`: sortable name without anything but word characters, `LATE`, user, attachment, file.
_CANVAS = re.compile(
    r"(?:(?P<name>\w+?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)",
    re.IGNORECASE,  # LATE was written small once
)
_CANVAS_ANONYMOUS = re.compile(r"(?:LATE_)?anon_[0-9A-Za-z]+_\d+_.+")


class Layout(StrEnum):
    """Who made the archive."""

    MOODLE = "Moodle"
    CANVAS = "Canvas"
    FOLDERS = "folders"


@dataclass(frozen=True)
class Claimant:
    """A student as the archive names one.

    Args:
        name: full name (Moodle), last and first name run together (Canvas), or the name of the folder.
        number: Moodle's participant number in this assignment, or Canvas' user id; empty in an archive of folders.
    """

    name: str
    number: str = ""


@dataclass(frozen=True)
class Upload:
    """A file that a student handed in.

    Args:
        claimant: the student.
        path: the file's own path or name.
        entry: where it is in the archive.
        late: whether the LMS says that it came late; only Canvas does.
        order: a number that grows with the time at which it reached the server (Canvas' id of the attachment), or None.
        written: in an archive of folders, when it was last written on the machine that packed it (UTC), or None.
    """

    claimant: Claimant
    path: PurePosixPath
    entry: Entry
    late: bool = False
    order: int | None = None
    written: datetime | None = None


def layout(entries: Sequence[Entry]) -> Layout:
    """Recognise who made an archive by its names; folders where neither Moodle nor Canvas did."""
    if any(_MOODLE.fullmatch(entry.path.parts[0]) for entry in entries):
        return Layout.MOODLE
    names = [entry.path.name for entry in entries if len(entry.path.parts) == 1]
    by_canvas = sum(bool(_CANVAS.fullmatch(name) or _CANVAS_ANONYMOUS.fullmatch(name)) for name in names)
    return Layout.CANVAS if 2 * by_canvas > len(entries) else Layout.FOLDERS


def uploads(made_by: Layout, entries: Sequence[Entry], assignment: str) -> tuple[list[Upload], list[tuple[Entry, str]]]:
    """Whose each file is.

    Returns:
        the files that have an owner, and those that have none, each with the reason.
    """
    read = {Layout.MOODLE: _moodle, Layout.CANVAS: _canvas, Layout.FOLDERS: _folders}[made_by]
    found: list[Upload] = []
    nobodys: list[tuple[Entry, str]] = []
    for entry in entries:
        try:
            found.append(read(entry, assignment))
        except RefusedError as error:
            nobodys.append((entry, str(error)))
    return found, nobodys


def _moodle(entry: Entry, _: str) -> Upload:
    first, *rest = entry.path.parts
    match = _MOODLE.fullmatch(first)
    if match is None or bool(rest) == bool(match["file"]):
        raise RefusedError("its name is not one that Moodle gives")
    if match["plugin"] != "file":
        raise RefusedError(f"it is no file that was handed in, but Moodle's {match['plugin']}")
    if not match["number"]:
        raise RefusedError("it was handed in by a team, and nbgrader knows only single students")
    return Upload(Claimant(match["name"].strip(), match["number"]), PurePosixPath(*rest or [match["file"]]), entry)


def _canvas(entry: Entry, _: str) -> Upload:
    if _CANVAS_ANONYMOUS.fullmatch(str(entry.path)):
        raise RefusedError("the assignment is graded anonymously, so Canvas does not tell whose it is")
    match = _CANVAS.fullmatch(str(entry.path))
    if match is None or len(entry.path.parts) > 1:
        raise RefusedError("its name is not one that Canvas gives")
    claimant = Claimant(match["name"] or "", match["user"])
    return Upload(claimant, PurePosixPath(match["file"]), entry, bool(match["late"]), int(match["attachment"]))


def _folders(entry: Entry, assignment: str) -> Upload:
    """`STUDENT/TOPIC/FILE`, below other folders or not, or `STUDENT/FILE`."""
    *folders, name = entry.path.parts
    if assignment in folders[1:]:
        place = folders.index(assignment, 1)
        path = PurePosixPath(*folders[place + 1 :], name)
        return Upload(Claimant(folders[place - 1]), path, entry, written=entry.modified)
    if len(folders) == 1 and folders[0] != assignment:
        return Upload(Claimant(folders[0]), PurePosixPath(name), entry, written=entry.modified)
    raise RefusedError(f"it lies in no student's folder; STUDENT/{assignment}/ is expected")

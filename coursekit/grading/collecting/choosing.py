"""Of all that one student handed in, choose the exercise's notebook and the files that go with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from coursekit.grading.collecting.archive import Archive, Entry, open_upload
from coursekit.grading.collecting.layout import Upload
from coursekit.grading.collecting.limits import Limits, RefusedError
from coursekit.grading.results import one_line
from coursekit.tree import TOPICS, Topic

__all__ = ["Chosen", "choose"]

# nbgrader's own names beside a notebook: what a student's machine says about them is worth nothing.
_NOT_TAKEN = {"timestamp.txt", "submission_secret.txt"}
_RENAMED = r"(-\d+| ?\(\d+\)| ?- ?(Copy|Kopie)\d*|-Copy\d+)?\.ipynb"  # by Canvas, browsers, systems, JupyterLab


@dataclass(frozen=True)
class Chosen:
    """What is taken of one student.

    Args:
        files: contents by path in the exercise's folder; the notebook under its right name.
        upload: what it came in.
        notes: what was odd or left out, in words for the instructor.
    """

    files: dict[str, bytes]
    upload: Upload
    notes: list[str]


@dataclass(frozen=True)
class _File:
    """A file of a student, loose or in an archive that the student uploaded."""

    path: PurePosixPath
    upload: Upload
    archive: Archive
    entry: Entry


def choose(uploads: Sequence[Upload], archive: Archive, topic: Topic, limits: Limits) -> Chosen:
    """Choose among the files of one student.

    Zip archives that the student has uploaded (`coursekit submit` makes one) are opened; archives in these are not.
    The notebook is the one with the exercise's name, in which a system's `-1`, ` (1)` or ` - Copy` does not matter, or
    the only one there is. Where several are it and differ, the one that reached the server last is
    taken: by Canvas' number of the attachment, or in an archive of folders by the time of the file. If that does not
    tell, none is.

    Raises:
        RefusedError: if there is no notebook of this exercise, or several and none is the newest, or it may not be
            read.
    """
    notes: list[str] = []
    with ExitStack() as opened:
        files = _all_files(uploads, archive, limits, opened, notes)
        notebook, content = _notebook(files, topic, limits, notes)
        wanted = f"{topic.id}.ipynb"
        if notebook.path.name != wanted:
            notes.append(f"{one_line(notebook.path.name, 80)} was taken as {wanted}")
        chosen = {wanted: content, **_extras(files, notebook, limits, notes)}
        return Chosen(chosen, notebook.upload, notes)


def _all_files(
    uploads: Sequence[Upload], archive: Archive, limits: Limits, opened: ExitStack, notes: list[str]
) -> list[_File]:
    files = []
    archives = 0
    for upload in uploads:
        if upload.path.suffix.lower() != ".zip":
            files.append(_File(upload.path, upload, archive, upload.entry))
            continue
        archives += 1
        try:
            if archives > limits.uploads:
                raise RefusedError(f"there are more than {limits.uploads} archives")
            inner = opened.enter_context(open_upload(archive.read(upload.entry, limits.upload), limits))
        except RefusedError as error:
            notes.append(f"{one_line(upload.path, 80)} was not opened: {error}")
            continue
        files += [_File(entry.path, upload, inner, entry) for entry in inner.entries]
        notes += [f"{one_line(name, 80)} in it was left out: {why}" for name, why in inner.refused[:5]]
    return files


def _notebook(files: Sequence[_File], topic: Topic, limits: Limits, notes: list[str]) -> tuple[_File, bytes]:
    found = [file for file in files if file.path.suffix.lower() == ".ipynb" and not _is_other(file.path, topic)]
    best = [file for file in found if _is_named(file.path.name, topic)] or found
    if not best:
        there = one_line(", ".join(dict.fromkeys(str(file.path) for file in files)), 120) or "nothing that can be read"
        problems = "".join(f"; {note}" for note in notes)
        raise RefusedError(f"there is no notebook of this exercise, but: {there}{problems}")
    if len(best) > limits.uploads:
        raise RefusedError(f"there are {len(best)} notebooks; remove all but one")
    contents = [file.archive.read(file.entry, limits.notebook) for file in best]
    if len(set(contents)) == 1:
        return best[0], contents[0]
    names = one_line(", ".join(str(file.path) for file in best), 120)
    arrivals = [_arrival(file) for file in best]
    known = [arrival for arrival in arrivals if arrival is not None]
    if len(known) < len(best) or arrivals.count(max(known)) > 1:
        raise RefusedError(
            f"there are {len(best)} different notebooks, and nothing says which one is the newest: {names}; "
            "remove all but one, or put the right one into submitted/ by hand"
        )
    newest = arrivals.index(max(known))
    notes.append(f"of {len(best)} different notebooks ({names}) the one that reached the server last was taken")
    return best[newest], contents[newest]


def _arrival(file: _File) -> tuple[int, datetime | int] | None:
    """What orders uploads by their arrival. Never a time from an archive that a student made."""
    if file.upload.order is not None:
        return 0, file.upload.order
    return None if file.upload.written is None else (1, file.upload.written)


def _is_named(name: str, topic: Topic) -> bool:
    names = f"{topic.id}|{topic.name}|{topic.number:02d}"
    return re.fullmatch(rf"({names}){_RENAMED}", name, re.IGNORECASE) is not None


def _is_other(path: PurePosixPath, topic: Topic) -> bool:
    """Whether the name is another topic's."""
    name = path.name.lower()
    return topic.name not in name and any(other.name in name for other in TOPICS if other != topic)


def _extras(files: Sequence[_File], notebook: _File, limits: Limits, notes: list[str]) -> dict[str, bytes]:
    """The other files beside the notebook: of the same upload where that is an archive, else all that are loose."""
    taken: dict[str, bytes] = {}
    left_out: dict[str, str] = {}
    folder = notebook.path.parent
    for file in files:
        if file is notebook or file.path.name.casefold() in _NOT_TAKEN:
            continue
        if file.archive is not notebook.archive or not file.path.is_relative_to(folder):
            left_out.setdefault("it does not lie beside the notebook", str(file.path))
            continue
        path = file.path.relative_to(folder)
        reason = _unwanted(path, taken, limits)
        if not reason:
            try:
                content = file.archive.read(file.entry, limits.extra)
            except RefusedError as error:
                reason = str(error)
            else:
                if len(content) + sum(map(len, taken.values())) > limits.extras_total:
                    reason = "they are too large together"
                else:
                    taken[str(path)] = content
        if reason:
            left_out.setdefault(reason, str(path))
    notes += [f"not taken, e.g. {one_line(name, 80)}: {reason}" for reason, name in left_out.items()]
    return taken


def _unwanted(path: PurePosixPath, taken: dict[str, bytes], limits: Limits) -> str:
    """Why a file beside the notebook is not taken; empty if it is."""
    if path.suffix.lower() == ".ipynb":
        return "only the exercise's own notebook is graded"
    if path.suffix.lower() not in limits.suffixes:
        return "files of this kind are not taken"
    if len(taken) >= limits.extras:
        return f"there are more than {limits.extras} files"
    # One name cannot be a file and a folder, which an archive may claim.
    if any(str(parent).casefold() in {name.casefold() for name in taken} for parent in path.parents):
        return "there is a file where its folder should be"
    return ""

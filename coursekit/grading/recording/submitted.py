"""Read what lies in a submission's folder: regular files of the kinds that are taken, and no more than is bounded."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from coursekit.grading.collecting import Limits
from coursekit.grading.results import one_line

__all__ = ["SECRET", "TIMESTAMP", "read_files"]

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"  # nbgrader's names


def read_files(folder: Path, limits: Limits | None = None) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files beside the notebook in `submitted/STUDENT/TOPIC/`, nbgrader's own two among them.

    Notebooks are left out: nbgrader would make feedback of each. So are hidden files, links, and what is no regular
    file: a link would bring in another student's work, and a pipe would never end.

    Args:
        folder: where; it need not be there.
        limits: kinds, sizes and number of files, as for archives that are collected.

    Returns:
        contents by path with slashes, in order; and what was left out, each a phrase for the instructor.
    """
    limits = limits or Limits()
    if folder.is_symlink():
        return {}, ("its folder is a link",)
    files: dict[str, bytes] = {}
    notes: list[str] = []
    seen = total = 0
    for path in _walk(folder, limits.depth):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() == ".ipynb":
            continue
        seen += 1
        if seen > limits.upload_entries:
            notes.append(f"only the first {limits.upload_entries} files were looked at")
            break
        if path.suffix.lower() not in limits.suffixes:
            notes.append(f"{one_line(name, 60)} is of a kind that is not taken")
            continue
        content = _content(path, limits.extra)
        if content is None:
            notes.append(f"{one_line(name, 60)} is a link, no file, unreadable, or larger than {limits.extra} bytes")
        elif len(files) >= limits.extras or total + len(content) > limits.extras_total:
            notes.append(f"{one_line(name, 60)} is more than is taken")
        else:
            total += len(content)
            files[name] = content
    return files, tuple(notes)


def _walk(folder: Path, depth: int) -> list[Path]:
    """Files in `folder` and below, in order; nbgrader's own two first, so that no bound cuts them off."""
    found: list[Path] = []
    for here, folders, names in os.walk(folder):  # which follows no links
        place = Path(here)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(place.relative_to(folder).parts) >= depth:
            folders.clear()
        found += [place / name for name in sorted(names) if not name.startswith(".")]
    own = (folder / TIMESTAMP, folder / SECRET)
    return [*(path for path in own if path in found), *(path for path in found if path not in own)]


def _content(path: Path, limit: int) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(descriptor, "rb") as file:  # noqa: PTH123  # pathlib opens no descriptor
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        content = file.read(limit + 1)
    return content if len(content) <= limit else None

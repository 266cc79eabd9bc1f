"""Change many files of a folder all or nothing: prepare, write down, move; whatever interrupts can be finished.

`prepare` puts every new file into `.update/` and, last, a journal: from then on the change is decided. `finish`
moves the files and may be called again until it is through. It looks at each file at the moment it moves it, so
that even what somebody writes between an interruption and its repetition is kept.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from coursekit.course import os_error
from coursekit.course.manifest import check_path, digest
from coursekit.errors import CourseError

__all__ = ["BACKUPS", "Change", "finish", "is_open", "prepare"]

BACKUPS = "before-update"
_STAGE, _JOURNAL = ".update", "journal.json"


@dataclass(frozen=True)
class Change:
    """What becomes of one file.

    Args:
        path: relative to the folder, with forward slashes.
        old: SHA-256 of the content that may be thrown away; None if none may. Anything else moves to the backups.
        new: SHA-256 of what the file contains afterwards; None if it goes.
    """

    path: str
    old: str | None
    new: str | None


def is_open(root: Path) -> bool:
    """Whether a change was decided and is not through."""
    return (root / _STAGE / _JOURNAL).is_file()


def prepare(root: Path, label: str, changes: Sequence[Change], contents: Mapping[str, bytes]) -> None:
    """Stage a change; nothing outside `.update/` is touched.

    Args:
        root: the folder.
        label: names the folder of the backups, as in `0.1.0`.
        changes: in the order in which to make them.
        contents: of every file that is new or changed.

    Raises:
        CourseError: if a file could not be written or replaced there.
    """
    stage = root / _STAGE
    try:
        shutil.rmtree(stage, ignore_errors=True)  # left by an interruption before anything was decided
        for change in changes:
            _check_writable(root, root / change.path)
        for path, content in contents.items():
            target = stage / "new" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        journal = {"label": label, "changes": [asdict(change) for change in changes]}
        draft = stage / f"{_JOURNAL}.part"
        draft.write_text(json.dumps(journal), encoding="utf-8")
        draft.replace(stage / _JOURNAL)
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise CourseError(
            f"The update cannot be prepared ({os_error.reason(error)}).",
            "Nothing was changed. Make room or correct the rights, and type the same again.",
        ) from error


def _check_writable(root: Path, target: Path) -> None:
    folder = target.parent
    while not folder.exists() and folder != root:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "no permission to write", str(folder))


def finish(root: Path) -> list[tuple[str, str]]:
    """Make the changes that were prepared.

    Returns:
        the files that moved to the backups, each with its place there.

    Raises:
        CourseError: if a file cannot be moved, as on Windows where a program holds it open; can be repeated.
    """
    stage = root / _STAGE
    try:
        journal = json.loads((stage / _JOURNAL).read_text(encoding="utf-8"))
        changes = [Change(check_path(c["path"]), c["old"], c["new"]) for c in journal["changes"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{stage / _JOURNAL} is damaged ({error}).", f"Remove the folder {_STAGE} and update again."
        ) from error
    kept = []
    try:
        for change in changes:
            moved = _make(root, str(journal["label"]), change)
            if moved is not None:
                kept.append((change.path, moved))
        (stage / _JOURNAL).unlink()
    except OSError as error:
        raise CourseError(
            f"A file could not be changed ({os_error.reason(error)}), so the update is half done.",
            "Close JupyterLab and other programs that use the course, then type the same again: it goes on from here.",
        ) from error
    shutil.rmtree(stage, ignore_errors=True)
    return kept


def _make(root: Path, label: str, change: Change) -> str | None:
    """Make one change, or nothing if it is made; returns where the earlier file was kept, if it was."""
    target, staged = root / change.path, root / _STAGE / "new" / change.path
    now = digest(target.read_bytes()) if target.is_file() else None
    if now == change.new or (change.new is not None and not staged.is_file()):
        # Made before an interruption; what has been written into the file since then is newer than the release.
        return None
    kept = None
    if now is not None and now != change.old:
        backup = _free(root / BACKUPS / label / change.path)
        backup.parent.mkdir(parents=True, exist_ok=True)
        target.rename(backup)
        kept = backup.relative_to(root).as_posix()
    if change.new is None:
        target.unlink(missing_ok=True)
        _remove_empty(target.parent, root)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)
    return kept


def _free(path: Path) -> Path:
    """`path`, or the first of `name (2).suffix`, ... that is not taken."""
    candidate, count = path, 1
    while candidate.exists():
        count += 1
        candidate = path.with_name(f"{path.stem} ({count}){path.suffix}")
    return candidate


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

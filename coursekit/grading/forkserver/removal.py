"""Removing a folder that a student's code has filled."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

__all__ = ["remove"]


def remove(folder: Path) -> None:
    """Remove a folder and all in it, in which nothing runs any more.

    Folders that are locked, or nested deeper than Python's recursion and the longest path allow, are no hindrance:
    each is moved up to the top before it is emptied, so that every path stays short and the work linear.
    Symbolic links are removed, never followed.

    Raises:
        OSError: if something cannot be removed, by its owner or by root.
    """
    folder.chmod(0o700)
    free = (folder / f"moved-{number}" for number in itertools.count())
    while entries := _list(folder):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                Path(entry).unlink()
                continue
            Path(entry).chmod(0o700)
            for inner in _list(entry):
                if inner.is_dir(follow_symlinks=False):
                    Path(inner).chmod(0o700)  # to move a folder is to write its entry for the one above
                    Path(inner).rename(next(path for path in free if not os.path.lexists(path)))
                else:
                    Path(inner).unlink()
            Path(entry).rmdir()
    folder.rmdir()


def _list(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)

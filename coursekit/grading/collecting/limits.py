"""How much of an archive is read, and which files a student may hand in."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits", "RefusedError"]


class RefusedError(Exception):
    """A file that is not taken; its text is the reason, in words for the instructor."""


@dataclass(frozen=True)
class Limits:
    """Bounds of what is unpacked. Sizes are in bytes, and of what is unpacked where nothing else is said.

    Args:
        entries: files and folders in the archive of the whole class.
        total: all that is read from it.
        ratio: unpacked size over packed size of a file of more than `ratio_from`.
        ratio_from: below this size the ratio does not matter: a notebook that prints the same line often packs well.
        depth: folders in a path.
        upload: an archive that a student has uploaded, packed.
        uploads: archives, or notebooks of the exercise, of one student that are looked into.
        upload_entries: files and folders in it.
        upload_total: all that is read from it.
        notebook: the exercise's notebook.
        extra: one other file.
        extras: number of other files.
        extras_total: all other files of one student.
        suffixes: the kinds of other files that are taken, in lower case.
    """

    entries: int = 20_000
    total: int = 10_000_000_000
    ratio: int = 250
    ratio_from: int = 5_000_000
    depth: int = 8
    upload: int = 50_000_000
    uploads: int = 5
    upload_entries: int = 500
    upload_total: int = 60_000_000
    notebook: int = 50_000_000
    extra: int = 1 << 20
    extras: int = 50
    extras_total: int = 8 << 20
    suffixes: frozenset[str] = frozenset(
        (
            ".csv",
            ".gif",
            ".jpeg",
            ".jpg",
            ".json",
            ".md",
            ".npy",
            ".npz",
            ".png",
            ".py",
            ".tsv",
            ".txt",
            ".yaml",
            ".yml",
        )
    )

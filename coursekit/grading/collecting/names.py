"""Which names of files and folders from outside are taken: those that mean the same place on every system."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from coursekit.grading.collecting.limits import RefusedError

__all__ = ["check_part", "is_litter", "safe_path"]

_LONGEST = 200  # bytes of one part; most file systems take 255, and nbgrader adds to it
# What Windows takes for a device, with any suffix.
_RESERVED = {"aux", "con", "nul", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
# Invisible: control characters, halves of surrogate pairs, line ends, and marks that turn the direction of writing.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # invisible too, but Persian and Indic names need them


def safe_path(name: str, depth: int) -> PurePosixPath:
    """The path that an entry of an archive names, in Unicode's composed form (NFC).

    Args:
        name: as it stands in the archive.
        depth: how many parts it may have.

    Raises:
        RefusedError: if it is absolute, leaves its folder, names a drive or a device, has invisible characters, is
            too long, or is a different name on another system.
    """
    if "\\" in name or ":" in name:
        raise RefusedError("its name holds a backslash or a colon")
    if name.startswith("/"):
        raise RefusedError("its path is absolute")
    parts = unicodedata.normalize("NFC", name).rstrip("/").split("/")
    if len(parts) > depth:
        raise RefusedError(f"it lies more than {depth} folders deep")
    for part in parts:
        check_part(part)
    return PurePosixPath(*parts)


def check_part(part: str) -> None:
    """Check the name of one file or folder.

    Raises:
        RefusedError: as `safe_path` does.
    """
    if part in {"", ".", ".."}:
        raise RefusedError("its path leaves its folder or has an empty part")
    if any(unicodedata.category(c) in _INVISIBLE and c not in _JOINERS for c in part):
        raise RefusedError("its name holds invisible characters")
    if any(c in '/\\:*?"<>|' for c in part):
        raise RefusedError("its name holds characters that not every system takes")
    if part != part.strip() or part.endswith("."):
        raise RefusedError("its name begins or ends with a blank or ends with a dot")
    if part.partition(".")[0].strip().casefold() in _RESERVED:
        raise RefusedError("its name is that of a device on Windows")
    if len(part.encode()) > _LONGEST:
        raise RefusedError("its name is too long")


def is_litter(path: PurePosixPath) -> bool:
    """Whether it is what systems and tools leave behind: hidden files, `__MACOSX/`, `__pycache__/`."""
    return any(part.startswith(".") or part in {"__MACOSX", "__pycache__"} for part in path.parts)

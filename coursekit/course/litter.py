"""What editors, Python, systems and interrupted writes leave behind: it is no part of an exercise or a release."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import PurePath

__all__ = ["is_litter"]

# A leading dot: .ipynb_checkpoints, .DS_Store, a draft that was being written.
_PATTERNS = (
    ".*",
    "__pycache__",
    "*.py[co]",
    "*.egg-info",
    "*~",
    "*.bak",
    "*.orig",
    "*.part",
    "*.rej",
    "*.tmp",
    "Thumbs.db",
)


def is_litter(path: PurePath) -> bool:
    """Whether a file is left over, or lies in a folder that is.

    Args:
        path: relative to the folder that is looked at: what lies above that is not asked about.
    """
    return any(fnmatch(part, pattern) for part in path.parts for pattern in _PATTERNS)

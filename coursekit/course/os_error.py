"""What an error of the operating system says, in words."""

from __future__ import annotations

__all__ = ["reason"]


def reason(error: OSError) -> str:
    """Why it failed, and at which file where the system tells: a full disk, for one, has no name."""
    why = str(error.strerror or error)
    return f"{why}: {error.filename}" if error.filename is not None else why

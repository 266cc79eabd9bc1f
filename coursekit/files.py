"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from pathlib import Path

__all__ = ["write_atomically"]


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a file in one step: a reader, or a program that is interrupted, finds the old one or the new one.

    The rights are those that a plain `open` gives: of a new file what the umask leaves, of an old one what it had.
    A link is replaced by the file.

    Args:
        path: where; its folder exists.
        data: what; text is stored as UTF-8, with the line ends that it has.

    Raises:
        OSError: if the folder or the file may not be written, or the disk is full; `path` is as it was then.
        UnicodeEncodeError: if the text holds half a surrogate pair.
    """
    content = data.encode() if isinstance(data, str) else data
    # In the same folder, because only within one file system is a file moved in one step.
    temporary = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        with temporary.open("xb") as file:  # and not `tempfile`, whose files only their owner can read
            file.write(content)
        with contextlib.suppress(FileNotFoundError):  # a new file has no earlier rights
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:  # Ctrl-C too
        with contextlib.suppress(OSError):  # what went wrong first is what there is to tell
            temporary.unlink(missing_ok=True)
        raise

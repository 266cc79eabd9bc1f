"""Arrays on disk, written whole or not at all, whose damage is noticed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["is_whole", "read", "write"]

_DIGEST = hashlib.sha256().digest_size
_PIECE = 1 << 20


def write(path: Path, pieces: Iterable[npt.NDArray[Any]], length: int) -> None:
    """Write the pieces of an array one after the other, so that never more than one is in memory.

    The file is NumPy's `.npy`, with the SHA-256 of all that behind it; it gets its name when it is complete.

    Args:
        path: where; its folder exists.
        pieces: along the first axis; all of one type, and of one shape but for that axis. At least one.
        length: of the whole array along the first axis.

    Raises:
        OSError: if the folder may not be written or the disk is full; nothing is left behind then.
    """
    temporary = path.parent / f".{secrets.token_hex(8)}.part"
    digest = hashlib.sha256()
    try:
        with temporary.open("xb") as file:
            first = True
            for piece in pieces:
                data = np.ascontiguousarray(piece)
                if first:
                    header = _header(data, length)
                    digest.update(header)
                    file.write(header)
                    first = False
                digest.update(data.data)
                file.write(data.data)
            file.write(digest.digest())
        temporary.replace(path)
    except BaseException:  # Ctrl-C too
        with contextlib.suppress(OSError):  # what went wrong first is what there is to tell
            temporary.unlink(missing_ok=True)
        raise


def is_whole(path: Path) -> bool:
    """Whether what stands in the file is what `write` has written."""
    left = path.stat().st_size - _DIGEST
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0:
            piece = file.read(min(left, _PIECE))
            if not piece:
                return False
            digest.update(piece)
            left -= len(piece)
        return left == 0 and file.read() == digest.digest()


def read(path: Path) -> npt.NDArray[Any]:
    """The array, for reading only: its values come from the disk as they are used."""
    found: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return found


def _header(piece: npt.NDArray[Any], length: int) -> bytes:
    head = io.BytesIO()
    described = np.lib.format.header_data_from_array_1_0(piece)
    np.lib.format.write_array_header_1_0(head, {**described, "shape": (length, *piece.shape[1:])})
    return head.getvalue()

"""What is handed over to a child in descriptors, so that it never lies in the fork server's memory."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

__all__ = ["archive", "connection_file", "in_memory"]


def in_memory(name: str, content: bytes) -> int:
    """A file in memory that can be handed over: its descriptor, at the start of `content`. The caller closes it."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def connection_file(connection: Mapping[str, Any]) -> bytes:
    """The content of a kernel's connection file."""
    plain = {key: value.decode() if isinstance(value, bytes) else value for key, value in connection.items()}
    return json.dumps(plain).encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip archive.

    Args:
        files: relative path with slashes, content.

    Raises:
        ValueError: if a path leaves the folder that the archive will be unpacked in.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError(f"{name!r} is no path inside the working folder")
            archive.writestr(name, content)
    return packed.getvalue()

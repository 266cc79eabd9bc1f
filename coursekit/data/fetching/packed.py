"""Read a zip or tar file, or a folder, that anybody may have made.

Nothing is extracted by the names in it: the files that are wanted are read as streams, and whoever reads them decides
where they go. So absolute names, `..`, links and devices have no effect, and what was not asked for is never unpacked.
"""

from __future__ import annotations

import itertools
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coursekit.errors import CourseError

__all__ = ["PackedError", "names", "streams"]

Chunks = Iterator[bytes]

_CHUNK = 1 << 18  # bytes
_MOST_MEMBERS = 100_000
_MOST_UNPACKED = 4 << 30  # bytes; to skip a file in a tar means to unpack it


class PackedError(CourseError):
    """What was given is no archive, or a damaged one."""


def names(path: Path) -> list[str]:
    """The files in an archive or folder, with forward slashes.

    Raises:
        PackedError: if it is no archive or damaged.
    """
    return [name for name, _ in _members(path)]


def streams(path: Path, wanted: frozenset[str]) -> Iterator[tuple[str, Chunks]]:
    """The contents of some files, each as pieces that must be read before the next file is asked for.

    A name that is there twice counts once: the first.

    Raises:
        PackedError: if the archive is damaged.
    """
    left = set(wanted)
    for name, chunks in _members(path):
        if name in left:
            left.remove(name)
            yield name, chunks


def _members(path: Path) -> Iterator[tuple[str, Chunks]]:
    kind = _folder if path.is_dir() else _zip if zipfile.is_zipfile(path) else _tar if _is_tar(path) else None
    if kind is None:
        raise PackedError(f"{path} {_what_it_is(path)}.")
    for count, member in enumerate(kind(path)):
        if count >= _MOST_MEMBERS:
            raise PackedError(f"{path} holds more than {_MOST_MEMBERS:,} files, so it is not the dataset.")
        yield member


def _folder(path: Path) -> Iterator[tuple[str, Chunks]]:
    for entry in sorted(path.rglob("*")):
        if entry.is_file():
            yield entry.relative_to(path).as_posix(), _opened(entry)


def _opened(path: Path) -> Chunks:
    with _readable(path):
        file = path.open("rb")
    with file:
        yield from _chunks(file, path)


def _zip(path: Path) -> Iterator[tuple[str, Chunks]]:
    with _readable(path):
        opened = zipfile.ZipFile(path)
    with opened:
        for entry in opened.infolist():
            if not entry.is_dir():
                yield entry.filename.replace("\\", "/"), _zipped(opened, entry, path)


def _zipped(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> Chunks:
    with _readable(path):
        file = opened.open(entry)
    with file:
        yield from _chunks(file, path)


def _tar(path: Path) -> Iterator[tuple[str, Chunks]]:
    with _readable(path):
        opened = tarfile.open(path, mode="r|*")  # noqa: SIM115 (closed below; only opening is guarded here)
    with opened:
        members = iter(opened)
        while True:
            with _readable(path):
                member = next(members, None)
            if member is None:
                return
            if member.offset_data + member.size > _MOST_UNPACKED:
                raise PackedError(f"{path} would unpack to more than {_MOST_UNPACKED >> 30} GiB: not the dataset.")
            if member.isreg():
                file = opened.extractfile(member)
                yield member.name, _chunks(file, path) if file is not None else iter(())


def _chunks(file: IO[bytes], path: Path) -> Chunks:
    for _ in itertools.count():
        with _readable(path):
            chunk = file.read(_CHUNK)
        if not chunk:
            return
        yield chunk


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (EOFError, OSError, lzma.LZMAError, zlib.error):  # packed, but not to its end
        return False


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say of what goes wrong while reading that the archive is damaged."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        lzma.LZMAError,
        zlib.error,
        EOFError,
        NotImplementedError,  # a compression that Python does not know
        RuntimeError,  # encrypted
        OSError,  # gzip and bz2 call damage this
    ) as error:
        raise PackedError(f"{path} cannot be read ({type(error).__name__}: {error}).") from error


def _what_it_is(path: Path) -> str:
    with _readable(path), path.open("rb") as file:
        start = file.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html")):
        return "is a web page, not an archive; did the network want you to log in?"
    if start.startswith((b"pk\x03\x04", b"\x1f\x8b", b"bzh", b"\xfd7zxz")):
        return "is an archive that is cut short or damaged"
    return "is neither a zip file nor a tar file"

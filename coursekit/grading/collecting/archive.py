"""Read a zip archive that nobody vouches for."""

from __future__ import annotations

import errno
import io
import mmap
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path, PurePosixPath

from coursekit.grading.collecting.limits import Limits, RefusedError
from coursekit.grading.collecting.names import is_litter, safe_path
from coursekit.grading.results import one_line

__all__ = ["Archive", "Entry", "open_archive", "open_upload"]

_DIRECTORY_ENTRY = re.compile(rb"PK\x01\x02")
_EXTENDED_TIMESTAMP = 0x5455  # Info-ZIP's extra field: seconds since 1970, UTC
# What zipfile raises for bytes that are no archive of its kind.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    EOFError,
)


@dataclass(frozen=True)
class Entry:
    """A file in an archive.

    Args:
        path: where it would be unpacked; safe.
        info: zipfile's description.
    """

    path: PurePosixPath
    info: zipfile.ZipInfo

    @property
    def modified(self) -> datetime | None:
        """When the file was changed on the machine that packed it (UTC), where the archive says so.

        Only Info-ZIP's extended timestamp is taken. The classic field is local time of a machine whose time zone is not
        stored, counts in steps of 2 s, and is what LMS fill with the time of the download.
        """
        extra = self.info.extra
        while len(extra) >= 4:
            tag, size = struct.unpack_from("<HH", extra)
            if tag == _EXTENDED_TIMESTAMP and 5 <= size <= len(extra) - 4 and extra[4] & 1:
                return datetime.fromtimestamp(struct.unpack_from("<i", extra, 5)[0], UTC)
            extra = extra[4 + size :]
        return None


class Archive:
    """An opened archive.

    Attributes:
        entries: its files, folders and litter apart, in order of their paths.
        refused: files that are not taken: the name, and why.
    """

    def __init__(self, opened: zipfile.ZipFile, limits: Limits, total: int) -> None:
        self.entries: list[Entry] = []
        self.refused: list[tuple[str, str]] = []
        self._zip, self._limits, self._left = opened, limits, total
        known: dict[str, str] = {}
        for info in opened.infolist():
            try:
                path = safe_path(_name(info), limits.depth)
                _check_kind(info)
                if info.is_dir() or is_litter(path):
                    continue
                twin = known.get(str(path).casefold())
                if twin is not None:
                    raise RefusedError(f"the archive has another file of this name: {one_line(twin, 80)}")
                known[str(path).casefold()] = str(path)
            except RefusedError as error:
                self.refused.append((_name(info), str(error)))
            else:
                self.entries.append(Entry(path, info))
        self.entries.sort(key=lambda entry: entry.path)

    def read(self, entry: Entry, limit: int) -> bytes:
        """The content of a file.

        Args:
            entry: of this archive.
            limit: its largest size, in bytes.

        Raises:
            RefusedError: if it is larger or damaged, packed too well to be honest, or if more has been read from the
                archive than allowed.
        """
        info = entry.info
        if info.file_size > limit:
            raise RefusedError(f"it has more than {limit / 1_000_000:g} MB")
        if info.file_size > self._limits.ratio_from and info.file_size > self._limits.ratio * info.compress_size:
            raise RefusedError("it is packed as only a zip bomb is")
        if info.file_size > self._left:
            raise RefusedError("the files of the archive are too large together")
        try:
            with self._zip.open(info) as file:
                content = file.read(limit + 1)  # never more than `file_size`
        except _DAMAGED as error:
            raise RefusedError("it is damaged in the archive") from error
        except OSError as error:
            if error.errno != errno.EINVAL:  # the entry claims to begin before the file does
                raise
            raise RefusedError("it is damaged in the archive") from error
        self._left -= len(content)
        return content


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it is in the archive; zipfile's `filename` ends at the first NUL."""
    name = info.orig_filename
    if info.flag_bits & 0x800:  # said to be UTF-8
        return name
    try:
        # Not said to be UTF-8, but is: so writes rubyzip, Canvas' library. zipfile has taken it for code page 437.
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def _check_kind(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise RefusedError("it is a link or a device, no file")
    if info.flag_bits & 0x1:
        raise RefusedError("it is encrypted")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise RefusedError("it is packed by a method other than deflate")


@contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[Archive]:
    """Open the archive of a class.

    Raises:
        RefusedError: if it is no zip archive, or has too many entries.
        OSError: if the file cannot be read.
    """
    with path.open("rb") as file:
        if path.stat().st_size:  # nothing cannot be mapped
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                _count(content, limits.entries)
        with _opened(file) as opened:
            yield Archive(opened, limits, limits.total)


@contextmanager
def open_upload(content: bytes, limits: Limits) -> Iterator[Archive]:
    """Open an archive that one student has uploaded.

    Raises:
        RefusedError: as `open_archive` does.
    """
    _count(content, limits.upload_entries)
    with _opened(io.BytesIO(content)) as opened:
        yield Archive(opened, limits, limits.upload_total)


def _count(content: bytes | mmap.mmap, most: int) -> None:
    """Count the entries before zipfile makes an object of each; what is packed looks like one by chance rarely."""
    if sum(1 for _ in islice(_DIRECTORY_ENTRY.finditer(content), most + 1)) > most:
        raise RefusedError(f"it has more than {most} entries")


@contextmanager
def _opened(file: io.BytesIO | io.BufferedReader) -> Iterator[zipfile.ZipFile]:
    try:
        opened = zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise RefusedError("it is no zip archive, or a damaged one") from error
    with opened:
        yield opened

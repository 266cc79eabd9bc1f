"""Get a dataset: whole and checked, or not at all.

```
HOME/sealions/          the dataset; a folder of this name is there only when every file has the right SHA-256
HOME/sealions.part/     what is on its way: the lock, the download with its note, the folder that is being filled
```
"""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coursekit.console import console
from coursekit.course.os_error import reason
from coursekit.data.fetching.download import Wait, download
from coursekit.data.fetching.manifest import Archive, Manifest
from coursekit.data.fetching.packed import PackedError
from coursekit.data.fetching.part import Part
from coursekit.data.fetching.place import only_one
from coursekit.data.fetching.progress import megabytes
from coursekit.data.fetching.unpack import changes, differences, few, unpack
from coursekit.errors import CourseError
from coursekit.files import write_atomically

__all__ = ["check", "fetch", "is_here"]

_NOTE = "SOURCE.txt"
_MOST_BYTES = 1 << 30  # of an archive whose address somebody gave


def is_here(manifest: Manifest, home: Path) -> bool:
    """Whether the dataset is in its folder with every file in its size; `check` reads the files."""
    return (home / manifest.name).is_dir() and not differences(home / manifest.name, manifest)


def check(manifest: Manifest, home: Path) -> None:
    """Read every file of a dataset that is here.

    Raises:
        CourseError: if it is not here, or a file is missing or differs.
    """
    folder = home / manifest.name
    if not folder.is_dir():
        raise CourseError(f"{manifest.name} is not in {home}.", f"Get it with `coursekit fetch {manifest.name}`.")
    found = changes(folder, manifest)
    if found:
        raise _not_whole(folder, manifest, found)
    console.print(f"{folder} is whole: {len(manifest.files):,} files, each with the right SHA-256.", soft_wrap=True)


def fetch(manifest: Manifest, home: Path, source: str = "", *, wait: Wait = time.sleep) -> Path:
    """Bring a dataset into its folder, from the web or from an archive that is here.

    Args:
        manifest: what to get.
        home: in which folder to put the dataset's folder; is made if it is missing.
        source: an address, an archive or a folder to take in place of the dataset's own address.
        wait: sleeps for a number of seconds.

    Returns:
        the dataset's folder.

    Raises:
        CourseError: if it cannot be had, is not what it should be, or cannot be written. What was downloaded is kept.
    """
    folder, part = home / manifest.name, home / f"{manifest.name}.part"
    with _told(home):
        if folder.is_symlink() or folder.exists():
            _check_whole(folder, manifest)
            return folder
        part.mkdir(parents=True, exist_ok=True)
        with only_one(part / "lock"):
            if not folder.exists():  # another fetch may have brought it since
                _bring(manifest, home, source, wait)
        shutil.rmtree(part, ignore_errors=True)
    console.print(
        f"{manifest.name} is in {folder}: {len(manifest.files):,} files, {megabytes(manifest.size)}, all checked.\n"
        f"Source and licence are in {_NOTE}. In a notebook: {manifest.reader}({str(folder)!r})",
        soft_wrap=True,
    )
    return folder


def _check_whole(folder: Path, manifest: Manifest) -> None:
    found = differences(folder, manifest) if folder.is_dir() else ["it is no folder"]
    if found:
        raise _not_whole(folder, manifest, found)
    console.print(
        f"{manifest.name} is here already, in {folder}: nothing to do. With --check every file is read.",
        soft_wrap=True,
    )


def _not_whole(folder: Path, manifest: Manifest, found: list[str]) -> CourseError:
    return CourseError(
        f"{folder} is not the dataset as it was fetched: {few(found)}.",
        f"Rename or remove that folder and type `coursekit fetch {manifest.name}`; nothing in it was touched.",
    )


def _bring(manifest: Manifest, home: Path, source: str, wait: Wait) -> None:
    part = home / f"{manifest.name}.part"
    new = part / "new"
    shutil.rmtree(new, ignore_errors=True)  # left by an interruption
    try:
        if source and not source.startswith(("http://", "https://")):
            archive = _local(source)
            _check_room(manifest.size, home)
            unpack(archive, manifest, new)
        else:
            archives = (Archive(source, _MOST_BYTES),) if source else manifest.archives
            _from_web(archives, manifest, home, wait)
        write_atomically(new / _NOTE, _source_note(manifest))
        new.rename(home / manifest.name)
    except (CourseError, OSError):
        shutil.rmtree(new, ignore_errors=True)  # what is kept is the download, from which it is made again
        raise


def _from_web(archives: tuple[Archive, ...], manifest: Manifest, home: Path, wait: Wait) -> None:
    """Take the first archive that can be had and is right."""
    if not archives:
        raise CourseError(f"No address is known for {manifest.name}.", _advice(manifest))
    for archive in archives:
        try:
            _from_archive(archive, manifest, home, wait)
        except CourseError as error:
            if archive is archives[-1] or isinstance(error, _NoRoomError):
                raise
            console.print(f"{error.problem} Trying the next address.", soft_wrap=True)
        else:
            return


def _from_archive(archive: Archive, manifest: Manifest, home: Path, wait: Wait) -> None:
    part = home / f"{manifest.name}.part"
    partial = Part(part / "archive", archive.url)
    # The archive holds compressed pictures: it is about as large as what comes out of it.
    to_come = 0 if partial.complete else max(0, manifest.size - partial.size)
    _check_room(to_come + manifest.size, home)
    console.print(f"Getting {manifest.name} from {archive.url}", soft_wrap=True)
    download(partial, archive.most_bytes, advice=_advice(manifest), wait=wait)
    try:
        if archive.sha256 is not None and partial.digest() != archive.sha256:
            raise PackedError(f"What came from {archive.url} has another SHA-256 than it should.")
        unpack(partial.path, manifest, part / "new")
    except PackedError as error:
        shutil.rmtree(part / "new", ignore_errors=True)  # another address may follow
        aside = partial.set_aside()
        raise CourseError(
            f"{error.problem}\nIt is not used, and kept as {aside} for whoever wants to look.", _advice(manifest)
        ) from error


def _local(source: str) -> Path:
    path = Path(source).expanduser()
    if not path.exists():
        raise CourseError(
            f"There is no {path} (looked from {Path.cwd()}).",
            "Give an archive, a folder, or an address that begins with http:// or https://.",
        )
    return path


def _check_room(needed: int, home: Path) -> None:
    """Say at once what would fail in the end: that so many more bytes have no room.

    Raises:
        _NoRoomError: if they have none.
    """
    free = shutil.disk_usage(home).free
    if free < needed:
        raise _NoRoomError(home, f": it takes about {megabytes(needed)}, and {megabytes(free)} are free")


class _NoRoomError(CourseError):
    """The disk is full, or would be: another address is no help."""

    def __init__(self, home: Path, details: str = "") -> None:
        super().__init__(
            f"There is no room left in {home}{details}.",
            "Make room and type the same again, which goes on from here, or put it elsewhere with --to DIR.",
        )


@contextmanager
def _told(home: Path) -> Iterator[None]:
    """Say in words what the system refused."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _NoRoomError(home) from error
        raise CourseError(
            f"{home} cannot be written ({reason(error)}).", "Put it elsewhere with --to DIR, or change its rights."
        ) from error


def _advice(manifest: Manifest) -> str:
    address = manifest.archives[0].url if manifest.archives else manifest.homepage
    return (
        "What has come is kept: type the same again to go on from there.\n"
        f"Without a network here, download {address} elsewhere, bring the file, and type\n"
        f"  coursekit fetch {manifest.name} --from FILE\n"
        "The lessons run without it."
    )


def _source_note(manifest: Manifest) -> str:
    return (
        f"{manifest.title}\n\nSource:  {manifest.homepage}\nLicence: {manifest.licence}\nTo cite: {manifest.citation}\n"
        f"\nFetched and checked by `coursekit fetch {manifest.name}`; `--check` does it again.\n"
    )

"""Open a release, the folder or zip that `coursekit bundle` made, and trust nothing in it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coursekit.course.manifest import NAME, Manifest, check_path, digest
from coursekit.errors import CourseError

__all__ = ["Release", "load", "peek"]

_LARGEST = 1 << 30  # bytes, unpacked; a release has a few MB
_AGAIN = "Nothing was changed. Get the release again, from where you were given it."


@dataclass(frozen=True)
class Release:
    """A verified release.

    Args:
        manifest: what it consists of.
        files: the content of each file in the manifest, whose checksum is right.
    """

    manifest: Manifest
    files: Mapping[str, bytes]


def load(path: Path) -> Release:
    """Read and verify a release.

    Raises:
        CourseError: if it is missing, no release, damaged, or reaches outside its own folder.
    """
    found = _read(path)
    manifest = Manifest.load(found[NAME], f"{NAME} in {path.name}")
    for name, checksum in manifest.files.items():
        if name not in found:
            raise CourseError(f"{path.name} is incomplete: {name} is missing.", _AGAIN)
        if digest(found[name]) != checksum:
            raise CourseError(f"{path.name} is damaged: {name} is not as it was released.", _AGAIN)
    return Release(manifest, {name: found[name] for name in manifest.files})


def peek(path: Path) -> Manifest | None:
    """The manifest of a release, unverified; None if `path` is none."""
    try:
        return Manifest.load(_read(path, only_manifest=True)[NAME], path.name)
    except CourseError:
        return None


def _read(path: Path, *, only_manifest: bool = False) -> dict[str, bytes]:
    try:
        if path.is_dir():
            return _read_folder(path, only_manifest=only_manifest)
        with zipfile.ZipFile(path) as opened:
            return _read_zip(opened, path.name, only_manifest=only_manifest)
    except FileNotFoundError as error:
        raise CourseError(f"There is no {path}.", "Give the path of the release's zip file or folder.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError: an encrypted entry; NotImplementedError: a compression that Python does not know
        raise CourseError(f"{path.name} is not a readable zip file ({error}).", _AGAIN) from error
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}.", _AGAIN) from error


def _read_folder(path: Path, *, only_manifest: bool) -> dict[str, bytes]:
    if not (path / NAME).is_file():
        raise _no_release(path.name)
    found = {NAME: (path / NAME).read_bytes()}
    if not only_manifest:
        names = Manifest.load(found[NAME], f"{NAME} in {path.name}").files
        found |= {name: (path / name).read_bytes() for name in names if (path / name).is_file()}
    return found


def _read_zip(opened: zipfile.ZipFile, called: str, *, only_manifest: bool) -> dict[str, bytes]:
    """The files of a zip by their paths below the folder in which its manifest lies."""
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    if sum(entry.file_size for entry in entries) > _LARGEST:
        raise CourseError(f"{called} would unpack to more than 1 GB: that is no release of this course.", _AGAIN)
    manifests = [entry.filename for entry in entries if PurePosixPath(entry.filename).name == NAME]
    if not manifests:
        raise _no_release(called)
    # The outermost; an exercise might bring a manifest.json of its own.
    base = min(manifests, key=lambda name: name.count("/")).removesuffix(NAME)
    found: dict[str, bytes] = {}
    for entry in entries:
        name = entry.filename.removeprefix(base)
        if not entry.filename.startswith(base) or name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1][:1] == ".":
            # What a Mac adds when it packs a folder again; never read, so that it can do no harm.
            continue
        check_path(name)
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise CourseError(f"{called} contains a link, {name}; a release has none.", _AGAIN)
        if name in found:
            raise CourseError(f"{called} contains {name} twice.", _AGAIN)
        if name == NAME or not only_manifest:
            found[name] = opened.read(entry)
    return found


def _no_release(called: str) -> CourseError:
    return CourseError(
        f"{called} is no release of the course: it has no {NAME}.",
        "A release is the zip file that your instructor gives out, or the folder in it.",
    )

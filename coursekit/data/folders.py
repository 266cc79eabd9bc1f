"""Which image files lie in which class folder, and what else lies there."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from coursekit.data.image_file import OTHER_SUFFIXES, SUFFIXES
from coursekit.data.problems import Problem, plain
from coursekit.errors import CourseError

__all__ = ["PARTS", "Found", "ImagePath", "NoClassesError", "find_images", "is_hidden"]

PARTS = {"train": "train", "valid": "valid", "validation": "valid", "val": "valid", "test": "test"}

# What operating systems leave in every folder.
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r"})


class NoClassesError(CourseError):
    """A folder holds no class folder that was asked for."""


class ImagePath(NamedTuple):
    """A file that should be an image."""

    path: Path
    label: str
    """The path below the folder that was asked for, for people to read."""
    name: str
    """The class."""
    part: str
    """"train", "valid" or "test"."""


class Found(NamedTuple):
    """What lies in a folder, before any file is opened."""

    folder: Path
    images: tuple[ImagePath, ...]
    classes: tuple[str, ...]
    problems: tuple[Problem, ...]


def find_images(folder: Path, classes: Sequence[str] | None, rename: Callable[[str], str]) -> Found:
    """Walk the layout that `coursekit.data.from_directory` describes.

    Args:
        folder: where the class folders are, or the folders of the parts.
        classes: the classes to read, in the order of their labels; None for all, sorted.
        rename: from the name of a folder to the name of its class.

    Raises:
        NoClassesError: if it has no class folder that was asked for.
        CourseError: if it is no folder, or may not be read.
        ValueError: if `classes` is empty, repeats a name, or is one string.
    """
    if isinstance(classes, str) or (classes is not None and (not classes or len(set(classes)) != len(classes))):
        raise ValueError(f"classes must be a list of different names, not {classes!r}.")
    folder = folder.expanduser()
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.is_file() else "does not exist"
        raise CourseError(f"{plain(folder)} {what} (looked from {plain(Path.cwd())}).", "Check the path.")

    problems: list[Problem] = []
    images: list[ImagePath] = []
    seen: dict[str, set[str]] = {}
    for part, place in _parts(folder, problems):
        seen.setdefault(part, set())
        for entry in _entries(place, folder, problems):
            label = plain(entry.relative_to(folder))
            name = rename(entry.name)
            if not entry.is_dir():
                problems.append(Problem(label, "outside of the class folders", "", "left out"))
            elif classes is not None and name not in classes:
                problems.append(Problem(label + "/", "unknown class", _counted(entry), "left out"))
            else:
                seen[part].add(name)
                images.extend(_in_class(entry, folder, name, part, problems))

    with_images = {(image.part, image.name) for image in images}
    names = tuple(classes) if classes is not None else tuple(sorted(set().union(*seen.values())))
    # A class that has no file anywhere would be a label that nothing can learn.
    used = tuple(name for name in names if classes is not None or any((part, name) in with_images for part in seen))
    for part, present in seen.items():
        for name in names:
            if (part, name) not in with_images:
                where = name if len(seen) == 1 else f"{part}/{name}"
                detail = "empty folder" if name in present else "no folder"
                problems.append(Problem(f"{where}/", "class without images", detail, "left out"))
    if not any(seen.values()):
        wanted = f" (looked for {', '.join(map(str, classes))})" if classes is not None else ""
        raise NoClassesError(
            f"There are no class folders in {plain(folder)}{wanted}.", _where_they_are(folder, classes, rename)
        )
    return Found(folder, tuple(images), used, tuple(problems))


def is_hidden(path: Path) -> bool:
    """Whether it is what systems and editors leave behind, such as `.DS_Store` or `.ipynb_checkpoints`."""
    return path.name.startswith(".") or path.name.lower() in _LITTER


def _where_they_are(folder: Path, classes: Sequence[str] | None, rename: Callable[[str], str]) -> str:
    """What to do about a folder without class folders: unpacking often puts one folder around everything."""
    for inner in _sorted(folder):
        if classes is None or not inner.is_dir() or is_hidden(inner):
            continue
        names = {rename(entry.name) for _, place in _parts(inner, []) for entry in _sorted(place) if entry.is_dir()}
        if names & set(classes):
            return f"There are some in {plain(inner)}: give that folder."
    return "Each class needs a folder with its images: folder/cats/1.png, or folder/train/cats/1.png."


def _parts(folder: Path, problems: list[Problem]) -> list[tuple[str, Path]]:
    """The folders that hold class folders, with the part each stands for."""
    subfolders = [entry for entry in _sorted(folder) if entry.is_dir() and not is_hidden(entry)]
    # A class may be called "test": a part is a folder that itself holds folders.
    parts = [
        (PARTS[entry.name.lower()], entry)
        for entry in subfolders
        if entry.name.lower() in PARTS and any(inner.is_dir() and not is_hidden(inner) for inner in _sorted(entry))
    ]
    if not parts:
        return [("train", folder)]
    for entry in _entries(folder, folder, problems):
        if entry not in [place for _, place in parts]:
            label = plain(entry.relative_to(folder)) + ("/" if entry.is_dir() else "")
            problems.append(Problem(label, "beside the parts", "", "ignored"))
    order = list(dict.fromkeys(PARTS.values()))
    return sorted(parts, key=lambda part: order.index(part[0]))


def _entries(place: Path, folder: Path, problems: list[Problem]) -> list[Path]:
    """What lies in a folder, sorted by name; hidden files are only counted."""
    entries = []
    for entry in _sorted(place):
        if is_hidden(entry):
            problems.append(Problem(plain(entry.relative_to(folder)), "hidden", "", "ignored"))
        else:
            entries.append(entry)
    return entries


def _in_class(place: Path, folder: Path, name: str, part: str, problems: list[Problem]) -> list[ImagePath]:
    """The image files of one class folder."""
    images = []
    for entry in _entries(place, folder, problems):
        label = plain(entry.relative_to(folder))
        if entry.is_dir():
            problems.append(Problem(f"{label}/", "nested folder", f"{_counted(entry)} in it", "left out"))
        elif not entry.is_file():
            problems.append(Problem(label, "no regular file", "a broken link or a device", "left out"))
        elif entry.suffix.lower() in OTHER_SUFFIXES:
            problems.append(Problem(label, "format not read", "save it as PNG or JPEG", "left out"))
        elif entry.suffix.lower() not in SUFFIXES:
            problems.append(Problem(label, "not an image", "", "left out"))
        else:
            images.append(ImagePath(entry, label, name, part))
    return images


def _counted(place: Path) -> str:
    """How many image files lie in a folder and below, in words; links are not followed, so it always ends."""
    count = sum(
        1
        for _, _, files in os.walk(place)
        for file in files
        if Path(file).suffix.lower() in SUFFIXES and file[0] != "."
    )
    return f"{count:,} image" if count == 1 else f"{count:,} images"


def _sorted(place: Path) -> list[Path]:
    """What lies in a folder, in the order of Keras' loader.

    Raises:
        CourseError: if it may not be read.
    """
    try:
        return sorted(place.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise CourseError(f"{plain(place)} cannot be read: {error.strerror}.", "Check its permissions.") from None

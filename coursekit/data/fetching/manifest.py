"""What a dataset on the web consists of: where it is, whose it is, and the SHA-256 of every file.

The manifests are the JSON files in `manifests/`. They hold facts about the files, never a file.

```
{
  "name": "sealions", "title": "...", "homepage": "https://...", "licence": "...", "citation": "...",
  "reader": "data.sealions",
  "archives": [{"url": "https://...zip", "most_bytes": 100000000, "sha256": null}],
  "folders": {"train": "data/patches/train"},
  "extracts": {"scenes/annotations.csv": {"member": "data/coords.csv", "column": "tid", "keep": ["20"]}},
  "files": {"train/pups/0.png": [20123, "<sha256>"]}
}
```

`folders` says where in the archive a folder of the dataset lies, `extracts` which rows of a larger table make a file.
The checksum of an archive may be missing, for servers that pack it anew for everybody: the files are what counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from coursekit.errors import CourseError

__all__ = ["Archive", "Extract", "File", "Manifest", "find", "known", "read"]

_FOLDER = Path(__file__).with_name("manifests")


@dataclass(frozen=True)
class Archive:
    """One place to get everything from.

    Args:
        url: of a zip or tar file.
        most_bytes: a download that grows larger than this is something else, and is stopped.
        sha256: of the archive; None if it is not the same byte for byte each time.
    """

    url: str
    most_bytes: int
    sha256: str | None = None


@dataclass(frozen=True)
class Extract:
    """Some rows of a larger CSV table.

    Args:
        member: the table's path in the archive.
        column: which column decides.
        keep: its values in the rows to keep.
    """

    member: str
    column: str
    keep: frozenset[str]


@dataclass(frozen=True)
class File:
    """One file of a dataset.

    Args:
        path: in the dataset's folder, with forward slashes.
        size: in bytes.
        sha256: 64 hexadecimal digits.
    """

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """All that is known of a dataset on the web.

    Args:
        name: what it is called on the command line, and its folder.
        title: what it is, in one line.
        homepage: a page for people.
        licence: under which terms it may be used.
        citation: whom to name.
        reader: the call that reads its folder, as in "data.sealions".
        archives: where to get it, in the order to try.
        files: what it consists of.
        folders: where in an archive a folder of the dataset lies.
        extracts: files that are cut out of a larger table, by their path.
    """

    name: str
    title: str
    homepage: str
    licence: str
    citation: str
    reader: str
    archives: tuple[Archive, ...]
    files: tuple[File, ...]
    folders: Mapping[str, str] = field(default_factory=dict)
    extracts: Mapping[str, Extract] = field(default_factory=dict)

    @cached_property
    def size(self) -> int:
        """Of all files together, in bytes."""
        return sum(file.size for file in self.files)

    def member(self, path: str) -> str:
        """Where in an archive of the source lies what becomes the file `path`."""
        if path in self.extracts:
            return self.extracts[path].member
        for folder, place in self.folders.items():
            if path.startswith(f"{folder}/"):
                return place + path.removeprefix(folder)
        return path


def known() -> tuple[str, ...]:
    """The names of the datasets that can be fetched."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def find(name: str) -> Manifest:
    """The manifest of a dataset.

    Raises:
        CourseError: if there is none; the message lists those there are.
    """
    if name not in known():
        raise CourseError(f"There is no dataset {name!r} to fetch.", f"There is: {', '.join(known())}.")
    return read(json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def read(content: Mapping[str, Any]) -> Manifest:
    """Make a manifest of the content of its JSON file.

    Raises:
        ValueError: if a path does not lie plainly in the dataset's folder, or a checksum is none.
    """
    files = tuple(File(path, size, sha256) for path, (size, sha256) in content["files"].items())
    for file in files:
        _check(file)
    return Manifest(
        **{key: content[key] for key in ("name", "title", "homepage", "licence", "citation", "reader")},
        archives=tuple(Archive(**archive) for archive in content["archives"]),
        files=files,
        folders=content.get("folders", {}),
        extracts={
            path: Extract(extract["member"], extract["column"], frozenset(extract["keep"]))
            for path, extract in content.get("extracts", {}).items()
        },
    )


def _check(file: File) -> None:
    # These paths are written to: nothing that climbs out, is absolute, or that Windows reads in another way.
    if not all(re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_. -]*(?<![. ])", part) for part in file.path.split("/")):
        raise ValueError(f"{file.path!r} does not lie plainly in the dataset's folder.")
    if not re.fullmatch(r"[0-9a-f]{64}", file.sha256) or file.size < 0:
        raise ValueError(f"{file.path}: a size of 0 or more and a SHA-256 in lower case are needed.")

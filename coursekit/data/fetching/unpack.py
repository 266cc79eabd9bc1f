"""Take the files of a dataset out of an archive, each checked against its SHA-256."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from coursekit.console import steps
from coursekit.data.fetching.manifest import Extract, File, Manifest
from coursekit.data.fetching.packed import PackedError, names, streams

__all__ = ["changes", "differences", "few", "unpack"]

_LARGEST_TABLE = 64 << 20  # bytes, of which an extract is cut


class _Place(NamedTuple):
    """Where a file comes from, and how."""

    file: File
    extract: Extract | None


def unpack(source: Path, manifest: Manifest, folder: Path) -> None:
    """Write the files of a dataset, in its own layout, to a new folder.

    Args:
        source: an archive or a folder, as it comes from the dataset's source or in the dataset's own layout; both may
            lie in folders of any name.
        manifest: what is to come out.
        folder: where to write; must not exist.

    Raises:
        PackedError: if the archive is damaged, or a file is missing or differs.
        OSError: if the folder cannot be written.
    """
    places = _find(names(source), manifest)
    for parent in sorted({(folder / file.path).parent for file in manifest.files}):
        parent.mkdir(parents=True, exist_ok=True)
    wrong = []
    with steps(f"Checking {manifest.name}", len(places)) as progress:
        for name, chunks in streams(source, frozenset(places)):
            file, extract = places[name]
            content = chunks if extract is None else _rows(chunks, extract, name)
            if not _write(content, file, folder / file.path):
                wrong.append(file.path)
            progress.advance(file.path)
    found = {place.file.path for place in places.values()}
    missing = [file.path for file in manifest.files if file.path not in found]
    if missing or wrong:
        what = [f"{len(missing):,} missing ({few(missing)})"] if missing else []
        what += [f"{len(wrong):,} not as they should be ({few(wrong)})"] if wrong else []
        listed = f"of {len(manifest.files):,} files {', '.join(what)}"
        raise PackedError(f"{source} does not hold the dataset {manifest.name}: {listed}.")


def differences(folder: Path, manifest: Manifest) -> list[str]:
    """What is missing in a dataset's folder or has another size, a line per file; empty if nothing is.

    Args:
        folder: where the dataset lies. What else lies there does not count.
        manifest: what it must consist of.
    """
    found = []
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file():
            found.append(f"{file.path}: missing")
        elif path.stat().st_size != file.size:
            found.append(f"{file.path}: {path.stat().st_size:,} bytes instead of {file.size:,}")
    return found


def changes(folder: Path, manifest: Manifest) -> list[str]:
    """As `differences`, after reading every file: also those whose content is another."""
    found = {line.split(":")[0]: line for line in differences(folder, manifest)}
    with steps(f"Checking {manifest.name}", len(manifest.files)) as progress:
        for file in manifest.files:
            if file.path not in found and _digest(folder / file.path) != file.sha256:
                found[file.path] = f"{file.path}: other content"
            progress.advance(file.path)
    return sorted(found.values())


def _find(present: Iterable[str], manifest: Manifest) -> Mapping[str, _Place]:
    """The files that are there, by their names in the archive."""
    listed = frozenset(present)
    ours = {file.path: _Place(file, None) for file in manifest.files}
    theirs = {manifest.member(file.path): _Place(file, manifest.extracts.get(file.path)) for file in manifest.files}
    best: Mapping[str, _Place] = {}
    for layout in (ours, theirs):
        for base in _bases(listed, layout):
            found = {base + member: place for member, place in layout.items() if base + member in listed}
            if len(found) > len(best):
                best = found
    return best


def _bases(listed: frozenset[str], layout: Mapping[str, _Place]) -> list[str]:
    """What may stand before the names of a layout, as in `FC-CNN-Demo-113b529/`; the shortest first."""
    # The first name may be the one that is missing: a few are looked for.
    anchors = list(layout)[:: max(1, len(layout) // 3)]
    found = {
        name.removesuffix(anchor)
        for name in listed
        for anchor in anchors
        if name == anchor or name.endswith(f"/{anchor}")
    }
    return sorted(found, key=lambda base: (len(base), base))


def _write(chunks: Iterable[bytes], file: File, path: Path) -> bool:
    """Write a file as far as it can be the right one; returns whether it is."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > file.size:  # whatever it is, and however large: it is not what is wanted
                return False
            digest.update(chunk)
            target.write(chunk)
    return size == file.size and digest.hexdigest() == file.sha256


def _rows(chunks: Iterable[bytes], extract: Extract, name: str) -> Iterator[bytes]:
    """The heading of a table and the rows to keep, with plain line ends."""
    content = b""
    for chunk in chunks:
        content += chunk
        if len(content) > _LARGEST_TABLE:
            raise PackedError(f"{name} is larger than {_LARGEST_TABLE >> 20} MiB, so it is not the dataset's.")
    try:
        lines = content.decode("utf-8").splitlines()
        table = list(csv.reader(lines))
        column = table[0].index(extract.column)
        kept = [
            line for line, row in zip(lines, table, strict=True) if len(row) > column and row[column] in extract.keep
        ]
    except (UnicodeDecodeError, csv.Error, IndexError, ValueError) as error:
        raise PackedError(f"{name} is no table with a column {extract.column} ({error}).") from error
    yield "".join(f"{line}\n" for line in [lines[0], *kept]).encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def few(paths: list[str]) -> str:
    """The first three, and how many more."""
    rest = f" and {len(paths) - 3:,} more" if len(paths) > 3 else ""
    return ", ".join(paths[:3]) + rest

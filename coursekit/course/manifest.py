"""What a student's copy was made of: its version, and a checksum of every file and exercise cell.

`manifest.json` stands in every bundle. It tells `coursekit update` which files and cells a student has
changed, and `coursekit check` which test cells must be there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from nbformat import NotebookNode
from packaging.version import InvalidVersion, Version

from coursekit.errors import CourseError

__all__ = ["NAME", "PLAIN", "Manifest", "ReleasedCell", "check_path", "digest", "is_exercise", "records"]

NAME = "manifest.json"

ANSWER, WRITTEN, TEST, LOCKED, PLAIN = "answer", "written", "test", "locked", "plain"
"""The roles of a cell: nbgrader's combinations of solution, grade and locked."""


def digest(content: bytes) -> str:
    """SHA-256 of `content`, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class ReleasedCell:
    """One cell of an exercise as it was handed out.

    Args:
        key: what the cell is found again by: its `grade_id`, or `#` and the cell id where it has none.
        id: the cell id.
        role: answer, written, test, locked or plain.
        points: what it is worth.
        sha256: checksum of the text, with line ends and trailing blank lines normalised.
    """

    key: str
    id: str
    role: str
    points: float
    sha256: str

    @property
    def is_answer(self) -> bool:
        """Whether the student is meant to write in it."""
        return self.role in (ANSWER, WRITTEN)


def record(cell: NotebookNode) -> ReleasedCell:
    """Describe one cell of a notebook whose marks are sound (see `marks`)."""
    marks: Mapping[str, Any] = cell.metadata.get("nbgrader") or {}
    grade_id = marks.get("grade_id", "") if any(marks.get(mark) for mark in ("solution", "grade", "locked")) else ""
    if marks.get("solution"):
        role = WRITTEN if marks.get("grade") else ANSWER
    else:
        role = TEST if marks.get("grade") else LOCKED if marks.get("locked") else PLAIN
    text = "\n".join(cell.source.splitlines()).rstrip()
    points = float(marks.get("points") or 0) if marks.get("grade") else 0.0
    cell_id = str(cell.get("id", ""))
    return ReleasedCell(
        str(grade_id) or f"#{cell_id}", cell_id, role, points, digest(text.encode("utf-8", "surrogatepass"))
    )


def records(notebook: NotebookNode) -> tuple[ReleasedCell, ...]:
    """Describe the cells of a notebook whose marks are sound (see `marks`), in order."""
    return tuple(record(cell) for cell in notebook.cells)


def is_exercise(path: str) -> bool:
    """Whether `path` is an exercise's notebook, as in `exercises/01_parameters/01_parameters.ipynb`."""
    parts = PurePosixPath(path).parts
    return len(parts) == 3 and parts[0] == "exercises" and parts[2] == f"{parts[1]}.ipynb"


def check_path(path: str) -> str:
    """Return `path` if it is a plain relative one inside the course.

    Raises:
        CourseError: if it is absolute, climbs out, is hidden, or could mean something else on another system.
    """
    parts = path.split("/")
    plain = all(part and not part.startswith(".") and not part.endswith((".", " ")) for part in parts)
    if not plain or any(char in '\\:*?"<>|' or ord(char) < 32 for char in path):
        raise CourseError(
            f"The release names a file {path!r}, which does not lie plainly inside the course.",
            "Nothing was changed. Get the release from your instructor again.",
        )
    return path


@dataclass(frozen=True)
class Manifest:
    """Version, files and exercise cells of a student's copy.

    Args:
        course: name of the course's project, so that releases of two courses are not mixed up.
        version: of the release, as in `0.2.0`.
        files: SHA-256 of each file, by its path relative to the copy, with forward slashes; without the manifest's own.
        exercises: the cells of each exercise notebook, by the same paths.
    """

    course: str
    version: str
    files: Mapping[str, str]
    exercises: Mapping[str, tuple[ReleasedCell, ...]] = field(default_factory=dict)

    @property
    def parsed_version(self) -> Version:
        """The version as something that can be compared."""
        return Version(self.version)

    def dump(self) -> bytes:
        """The content of `manifest.json`; the same for the same manifest."""
        cells = {
            path: [{"key": c.key, "id": c.id, "role": c.role, "points": c.points, "sha256": c.sha256} for c in found]
            for path, found in self.exercises.items()
        }
        content = {"course": self.course, "version": self.version, "files": dict(self.files), "exercises": cells}
        return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()

    @classmethod
    def load(cls, content: bytes, where: str) -> Manifest:
        """Read a manifest.

        Args:
            content: of `manifest.json`.
            where: what to call it in messages.

        Raises:
            CourseError: if it is damaged, or names a file outside the course.
        """
        try:
            data = json.loads(content)
            files = {str(path): str(checksum) for path, checksum in data["files"].items()}
            exercises = {
                str(path): tuple(
                    ReleasedCell(str(c["key"]), str(c["id"]), str(c["role"]), float(c["points"]), str(c["sha256"]))
                    for c in cells
                )
                for path, cells in data["exercises"].items()
            }
            manifest = cls(str(data["course"]), str(data["version"]), files, exercises)
            manifest.parsed_version  # noqa: B018  (raises if it is none)
        except (ValueError, KeyError, TypeError, AttributeError, InvalidVersion) as error:
            raise CourseError(
                f"{where} is damaged ({type(error).__name__}: {error}).",
                "Get it anew: take it from the release that you were given.",
            ) from error
        for path in files:
            check_path(path)
        return manifest

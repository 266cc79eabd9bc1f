"""What each notebook was built from, so that only what changed is built again.

The record is one committed file, `built.json` at the root of the course: a fresh clone has it and rebuilds
nothing, nbgrader does not look there, and no notebook carries a hash that would reach students.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from coursekit.course.notebooks import write
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course, Topic

__all__ = ["Record", "inputs", "modules_of"]

_VERSION = 1
"""Part of every stamp: raise it when the builder itself changes what it stores, and everything is built again."""

# Rooms whose code no notebook runs or that no number in a notebook depends on.
_NOT_IN_NOTEBOOKS = {"cli.py", "console.py", "course", "grading"}


class Record:
    """`built.json`: per notebook the stamp of what it was built from and of what came out.

    Args:
        course: the course it belongs to.

    Raises:
        CourseError: if the file is there but cannot be understood.
    """

    def __init__(self, course: Course) -> None:
        self._root = course.root
        self._path = course.root / "built.json"
        self._stamps: dict[str, dict[str, str]] = {}
        if self._path.is_file():
            try:
                read = json.loads(self._path.read_text(encoding="utf-8"))
                self._stamps = {name: {"from": stamp["from"], "to": stamp["to"]} for name, stamp in read.items()}
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                remedy = "Delete it and run `coursekit build` (after a merge conflict too): it is written anew."
                raise CourseError(f"built.json cannot be read: {error}.", remedy) from None

    def is_current(self, notebook: Path, stamp: str) -> bool:
        """Whether the notebook is there, untouched since it was built, and was built from these inputs."""
        known = self._stamps.get(self._name(notebook), {})
        return notebook.is_file() and known == {"from": stamp, "to": _of_file(notebook)}

    def note(self, notebook: Path, stamp: str) -> None:
        """Write down that the notebook was built from these inputs."""
        self._stamps[self._name(notebook)] = {"from": stamp, "to": _of_file(notebook)}
        write(self._path, json.dumps(self._stamps, indent=1, sort_keys=True) + "\n")

    def _name(self, notebook: Path) -> str:
        return notebook.relative_to(self._root).as_posix()


def inputs(course: Course, topic: Topic, files: Iterable[Path]) -> str:
    """The stamp of everything that a notebook of a topic is built from.

    Args:
        course: the course.
        topic: the topic; its package, the packages of topics that it imports, the rooms that serve all topics,
            and the lock always count.
        files: what else does: the text, and for a solution the files beside it.

    Returns:
        A SHA-256 that does not depend on the platform's line ends.
    """
    digest = hashlib.sha256(f"version {_VERSION}\n".encode())
    texts = [path for path in (course.lecture_text(topic), course.solution_text(topic)) if path.is_file()]
    code = _code(course, topic, texts)
    used = {course.root / "requirements.lock", *files, *code, *_measured(course, [*texts, *code])}
    for path in sorted(path for path in used if path.is_file()):
        digest.update(f"{path.relative_to(course.root).as_posix()} {_of_file(path)}\n".encode())
    return digest.hexdigest()


def _code(course: Course, topic: Topic, texts: Iterable[Path]) -> list[Path]:
    """The files of `coursekit` that a notebook of this topic may run."""
    package = course.root / "coursekit"
    if not package.is_dir():
        return []
    names = {other.name for other in TOPICS}
    used, waiting = set[str](), {topic.name}.union(*(modules_of(path) & names for path in texts))
    while waiting:
        name = waiting.pop()
        used.add(name)
        for path in (package / name).rglob("*.py"):
            waiting |= (modules_of(path) & names) - used
    left_out = _NOT_IN_NOTEBOOKS | (names - used)
    return [path for entry in package.iterdir() if entry.name not in left_out for path in _files(entry)]


def _measured(course: Course, readers: Iterable[Path]) -> list[Path]:
    """Committed results of benchmarks that a text or the code behind it mentions by name."""
    results = [path for path in _files(course.root / "benchmarks") if path.suffix != ".py"]
    if not results:
        return []
    said = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in readers if path.suffix == ".py")
    return [path for path in results if path.stem in said]


def _files(entry: Path) -> Iterator[Path]:
    """A file itself, or the files below a folder, without what Python and editors leave behind."""
    if entry.is_file() and not entry.name.startswith("."):
        yield entry
    elif entry.is_dir() and not entry.name.startswith(".") and entry.name != "__pycache__":
        for below in entry.iterdir():
            yield from _files(below)


def modules_of(path: Path) -> set[str]:
    """Names of what a file imports from `coursekit`, one level deep: `parameters` for `coursekit.parameters.table`."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return set()  # whoever runs the file will say so better
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("coursekit.")}
        elif isinstance(node, ast.ImportFrom) and node.module == "coursekit":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("coursekit."):
            found.add(node.module.split(".")[1])
    return found


def _of_file(path: Path) -> str:
    """SHA-256 of a file, with line ends as Git stores them."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()

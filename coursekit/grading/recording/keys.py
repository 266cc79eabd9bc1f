"""The key of an outcome: a hash of all that it depends on. The same key means that there is nothing to grade again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import coursekit
from coursekit.tree import Course, Topic

__all__ = ["Conditions", "key"]

_DISTRIBUTIONS = ("keras", "nbgrader", "numpy", "tensorflow")
_LOCKS = ("requirements.lock", "requirements-test.lock")


@dataclass(frozen=True)
class Conditions:
    """What the outcomes of all submissions of a run depend on.

    Args:
        master: the built solution, with the tests.
        release: what students got.
        package: hash of coursekit's own source.
        versions: of Python and of the libraries that decide about results, and the course's lock file.
        limits: of time, memory, output, as the run has them; any text that changes with them.
        isolation: the rung of the sandbox's ladder.
    """

    master: bytes
    release: bytes
    package: str
    versions: str
    limits: str
    isolation: str

    @classmethod
    def read(cls, course: Course, topic: Topic, *, limits: str, isolation: str) -> Conditions:
        """Read them; once for a run.

        Raises:
            OSError: if the solution, the exercise or coursekit itself cannot be read.
        """
        return cls(
            master=course.solution(topic).read_bytes(),
            release=course.exercise(topic).read_bytes(),
            package=source_hash(Path(coursekit.__file__).parent),
            versions=versions(course.root),
            limits=limits,
            isolation=isolation,
        )


def key(conditions: Conditions, files: Mapping[str, bytes], handed_in: datetime | None, seed: str) -> str:
    """The key of one submission's outcome, 64 hexadecimal digits.

    What a person may change later is not in it: points and comments given by hand, the due date, extensions.

    Args:
        conditions: of the run.
        files: what was submitted, the notebook among it, by name.
        handed_in: when.
        seed: what hidden inputs are drawn from.
    """
    return _digest(
        [
            conditions.master,
            conditions.release,
            conditions.package,
            conditions.versions,
            conditions.limits,
            conditions.isolation,
            _digest(part for name in sorted(files) for part in (name, files[name])),
            "" if handed_in is None else handed_in.isoformat(),
            seed,
        ]
    )


def source_hash(package: Path) -> str:
    """Hash of all Python files of a package, their places included."""
    files = sorted(package.rglob("*.py"))
    return _digest(part for file in files for part in (file.relative_to(package).as_posix(), file.read_bytes()))


def versions(root: Path) -> str:
    """Versions of Python and of what decides about results, and the hash of each lock file that the course has."""
    said = [f"python {platform.python_version()}"]
    for name in _DISTRIBUTIONS:
        try:
            said.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            said.append(f"{name} absent")
    locks = (root / name for name in _LOCKS)
    said += [f"{lock.name} {_digest([lock.read_bytes()])}" for lock in locks if lock.is_file()]
    return "; ".join(said)


def _digest(parts: Iterable[bytes | str]) -> str:
    """SHA-256 of the parts, each with its length before it, so that no other division gives the same."""
    made = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", errors="surrogateescape") if isinstance(part, str) else part
        made.update(len(content).to_bytes(8, "big"))
        made.update(content)
    return made.hexdigest()

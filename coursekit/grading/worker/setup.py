"""What a worker is told: once for a run, and once for each submission."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.machinery import PathFinder
from pathlib import Path

from coursekit.grading.sandbox import Isolation, Limits

__all__ = ["Job", "Setup", "Times", "imported_modules"]


@dataclass(frozen=True)
class Times:
    """How long things may take, in seconds.

    Args:
        cell: one cell, a test cell included.
        notebook: all cells of one submission together.
        startup: until a kernel answers.
        idle: for outputs that are still under way when a cell has ended, and for a kernel to heed an interrupt.
    """

    cell: float = 180.0
    notebook: float = 1800.0
    startup: float = 120.0
    idle: float = 10.0


@dataclass(frozen=True)
class Setup:
    """What is the same for all submissions of a run; plain data, to be sent to another process.

    Args:
        master: the built solution, with answers and hidden tests, as JSON.
        release: what students got, as JSON.
        isolation: the rung of the sandbox, and why no better one.
        files: the exercise's other files, which a student's kernel finds in its working folder: path, content.
        private: paths that students' code must not see.
        times: limits of time.
        limits: of memory, processes and files, for a kernel and for a judge.
        log: file that takes what the fork server and the judges write to standard error; none if empty.
    """

    master: str
    release: str
    isolation: Isolation
    files: dict[str, bytes] = field(default_factory=dict)
    private: tuple[Path, ...] = ()
    times: Times = field(default_factory=Times)
    limits: Limits = field(default_factory=Limits)
    log: str = ""


@dataclass(frozen=True)
class Job:
    """One submission to grade.

    Args:
        student: name of the folder in `submitted/`.
        content: the submitted notebook.
        seed: what hidden inputs are drawn from; see `coursekit.grading.secret`.
        key: what the outcome depends on, passed through to it.
    """

    student: str
    content: bytes
    seed: str
    key: str = ""


def imported_modules(sources: Iterable[str]) -> list[str]:
    """Modules that cells import and that are installed here, found without importing them.

    Args:
        sources: texts of the master's cells. What is no Python, such as a cell with a magic, is passed over.

    Returns:
        Their full names in the order in which they are met, each once; of `from package import module` both.
    """
    names: dict[str, None] = {}
    for source in sources:
        try:
            nodes = list(ast.walk(ast.parse(source)))
        except SyntaxError:
            continue
        for node in nodes:
            if isinstance(node, ast.Import):
                names.update(dict.fromkeys(alias.name for alias in node.names))
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names[node.module] = None
                names.update(dict.fromkeys(f"{node.module}.{alias.name}" for alias in node.names))
    return [name for name in names if _is_module(name)]


def _is_module(name: str) -> bool:
    parts = name.split(".")
    spec = importlib.util.find_spec(parts[0])
    for end in range(2, len(parts) + 1):
        if spec is None or spec.submodule_search_locations is None:
            return False
        spec = PathFinder.find_spec(".".join(parts[:end]), spec.submodule_search_locations)
    return spec is not None

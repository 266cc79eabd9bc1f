"""Find what a student handed in, and see what is wrong with it before anything is run."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from coursekit.grading.results import CannotGradeError, Status, plain
from coursekit.grading.setting import Setting

__all__ = ["find", "inspect", "students", "timestamp"]

SCHEMA_VERSION = 3  # of the metadata that nbgrader 0.9 writes


def students(setting: Setting) -> list[str]:
    """Who has a folder for the exercise, under its own name or one that stands for it; in order."""
    if not setting.submitted.is_dir():
        return []
    names = (setting.topic.id, *_aliases(setting))
    return sorted(
        folder.name
        for folder in setting.submitted.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and any((folder / name).exists() for name in names)
    )


def find(setting: Setting, student: str) -> Path:
    """The student's notebook.

    nbgrader, its formgrader and its export know a submission by folder and file name, so a wrong name is
    told rather than guessed: the formgrader would show such a student as one who handed in nothing.

    Raises:
        CannotGradeError: if there is none, it has another name, or it is a link.
    """
    folder, notebook = setting.folder("submitted", student), setting.notebook("submitted", student)
    if notebook.is_symlink() or folder.is_symlink():
        raise CannotGradeError(Status.NO_NOTEBOOK, "it is a link to somewhere else; put the file itself there")
    if notebook.is_file():
        return notebook
    if not folder.is_dir():
        other = next((name for name in _aliases(setting) if (folder.parent / name).exists()), folder.name)
        raise CannotGradeError(
            Status.NO_NOTEBOOK,
            f"the folder is called {plain(other)}; rename it to {setting.topic.id}"
            if other != folder.name
            else f"{folder.name} is a file; it must be a folder with {notebook.name} in it",
        )
    others = sorted(path.name for path in folder.iterdir() if path.suffix == ".ipynb")
    if others:
        found = plain(", ".join(others), limit=80)
        raise CannotGradeError(Status.NO_NOTEBOOK, f"there is {found}; rename it to {notebook.name}")
    raise CannotGradeError(Status.NO_NOTEBOOK, f"there is no {notebook.name} in the folder")


def timestamp(setting: Setting, student: str) -> datetime | None:
    """When it was handed in (UTC), from `timestamp.txt`; None without that file.

    Raises:
        CannotGradeError: if the file holds no date: whether the submission is late cannot be told.
    """
    path = setting.folder("submitted", student) / "timestamp.txt"
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8").strip()
        found: datetime | None = parse_utc(text) if text else None
    except (OSError, ValueError, OverflowError) as error:
        raise CannotGradeError(Status.BROKEN, "timestamp.txt holds no date, as in 2026-03-01 12:00:00 UTC") from error
    return found


def inspect(setting: Setting, path: Path, known: set[str]) -> None:
    """See whether nbgrader can read the notebook at all.

    Args:
        setting: the exercise.
        path: the submitted notebook.
        known: names (`grade_id`) of the cells that the exercise has.

    Raises:
        CannotGradeError: with the first thing found wrong.
    """
    cells = _cells(path, limit=1000 * int(setting.directory.max_file_size))
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        if not _is_cell(cell):
            raise _broken(f"its cell {number} is no notebook cell")
        marks = cell["metadata"].get("nbgrader")
        if marks is None:
            continue
        if not isinstance(marks, dict) or not isinstance(marks.get("grade_id", ""), str):
            raise _broken(f"nbgrader's marks on its cell {number} are damaged")
        name = marks.get("grade_id", "")
        if marks.get("schema_version") != SCHEMA_VERSION:
            version = plain(marks.get("schema_version"), limit=20)
            raise _broken(f"its cell {number} has nbgrader metadata of version {version}, not {SCHEMA_VERSION}")
        if not any(marks.get(mark) for mark in ("grade", "solution", "locked", "task")):
            continue
        if name in names:
            raise _broken(f"the cell {plain(name, 60)} is there twice; delete the copy")
        if name not in known:
            raise _broken(f"the cell {plain(name, 60)} is not one of this exercise")
        names.append(name)
    if not names:
        raise _broken(f"it has none of the exercise's cells: is it another notebook called {path.name}?")


def _broken(reason: str) -> CannotGradeError:
    return CannotGradeError(Status.BROKEN, reason)


def _aliases(setting: Setting) -> tuple[str, ...]:
    return (setting.topic.name, f"{setting.topic.number:02d}")


def _cells(path: Path, limit: int) -> list[Any]:
    try:
        if path.stat().st_size > limit:
            raise _broken(f"the file has more than {limit // 1_000_000} MB")
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            raise _broken("the file is empty")
        notebook = json.loads(text)
    except OSError as error:
        raise _broken(f"the file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _broken("the file is not text in UTF-8") from error
    except json.JSONDecodeError as error:
        raise _broken(f"the file is damaged at line {error.lineno}: {plain(error.msg)}") from error
    except (ValueError, RecursionError) as error:  # a number with too many digits, or nested too deeply
        raise _broken(f"the file is damaged: {plain(error)}") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("metadata"), dict):
        raise _broken("the file is no notebook")
    if notebook.get("nbformat") != 4:
        raise _broken(f"its notebook format is {plain(notebook.get('nbformat'), 20)}, not 4; save it with JupyterLab")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not cells:
        raise _broken("it has no cells")
    return cells


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata"), dict):
        return False
    source = cell.get("source")
    is_text = isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))
    return is_text and cell.get("cell_type") in {"code", "markdown", "raw"}

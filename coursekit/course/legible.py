"""The words in a file, whatever its format, for a search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["lines_of"]


def lines_of(path: Path) -> list[str]:
    """The lines of a text file, or the sources and outputs of a notebook; empty for pictures and other binary files.

    A notebook that cannot be parsed is searched as the text that it is.

    Raises:
        OSError: if the file cannot be read: a search that skips a file would be worth nothing.
    """
    try:
        content = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return []
    if path.suffix != ".ipynb":
        return content.splitlines()
    try:
        notebook = json.loads(content)
        return [line for cell in notebook["cells"] for line in _of_cell(cell)]
    except (ValueError, KeyError, TypeError):
        return content.splitlines()


def _of_cell(cell: dict[str, Any]) -> Iterator[str]:
    yield from _joined(cell["source"]).splitlines()
    for output in cell.get("outputs", []):
        yield from _joined(output.get("text", "")).splitlines()
        for line in output.get("traceback", []):
            yield from line.splitlines()
        for kind, value in output.get("data", {}).items():
            if not kind.startswith("image/"):
                yield from _joined(value).splitlines()


def _joined(value: Any) -> str:
    """Notebooks store a text as a string or as a list of lines; other values are searched as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return json.dumps(value)

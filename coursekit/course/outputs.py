"""Outputs as they are stored: what changes from run to run without meaning anything is taken out.

A rebuild of an unchanged text should be the same bytes, and a reader without a kernel should not be shown the
remains of a widget or a quiz. What a strict comparison could not cope with is left alone and told by `unstable`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

__all__ = ["plain", "stabilise", "unstable"]

_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_NOT_COMPARED = "nbval-ignore-output"
_QUIZ = "data-shufflequestions="  # what jupyterquiz's frame holds
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b")
_SCRATCH = re.compile(r"ipykernel_\d+[/\\]\d+\.py")
_LOG = re.compile(  # lines of TensorFlow's C++ part, with the time and the number of the process
    r"^(WARNING: All log messages before absl::InitializeLog\(\) is called are written to STDERR"
    r"|[IWEF]\d{4} \d\d:\d\d:[\d.]+\s+\d+ \S+:\d+\] .*"
    r"|\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+: [IWEF] \S+:\d+\] .*)\n?",
    re.MULTILINE,
)


def plain(text: str) -> str:
    """Text without the codes that colour it on a terminal."""
    return str(strip_ansi(text))  # type: ignore[no-untyped-call]  # nbconvert leaves it untyped


def stabilise(notebook: NotebookNode, places: dict[str, str]) -> None:
    """Make the outputs of an executed notebook constant where that takes nothing from the reader.

    - The view of a widget is dropped: its random id refers to a kernel that is gone.
    - In cells whose outputs are not compared, a sentence stands in for a widget and for a quiz (50 kB of script
      with a random id, which JupyterLab runs only in a notebook that it trusts), memory addresses are zero, and
      the log of TensorFlow's C++ part is left out.
    - Tracebacks of expected errors lose colours and the folders of this machine.

    Args:
        notebook: changed in place.
        places: folders of this machine and what stands for each in a traceback.
    """
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        compared = _compared(cell)
        if not compared and any(_QUIZ in text for text in _strings(cell.outputs)):
            cell.outputs = [_sentence("A quiz: run this cell to take it.")]
        for output in cell.outputs:
            if output.output_type == "error":
                output.traceback = [_without_places(plain(line), places) for line in output.traceback]
            elif "data" in output:
                is_widget = output.data.pop(_WIDGET_VIEW, None) is not None
                if is_widget and not compared:
                    output.data["text/plain"] = "A widget: run this cell to use it."
        if not compared:
            cell.outputs = _without_log([_without_addresses(output) for output in cell.outputs])


def _compared(cell: NotebookNode) -> bool:
    return _NOT_COMPARED not in cell.metadata.get("tags", [])


def _sentence(text: str) -> NotebookNode:
    return NotebookNode(output_type="display_data", data=NotebookNode({"text/plain": text}), metadata=NotebookNode())


def _without_places(line: str, places: dict[str, str]) -> str:
    for folder in sorted(places, key=len, reverse=True):
        line = line.replace(folder, places[folder])
    return line


def _without_log(outputs: list[NotebookNode]) -> list[NotebookNode]:
    for output in outputs:
        if output.output_type == "stream":
            output.text = _LOG.sub("", output.text)
    return [output for output in outputs if output.output_type != "stream" or output.text]


def _without_addresses(value: Any) -> Any:
    if isinstance(value, str):
        return _ADDRESS.sub("at 0x0", value)
    if isinstance(value, dict):
        return type(value)({key: _without_addresses(item) for key, item in value.items()})
    if isinstance(value, list):
        return [_without_addresses(item) for item in value]
    return value


def unstable(notebook: NotebookNode, places: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What in stored outputs differs from run to run or from machine to machine.

    Args:
        notebook: an executed notebook.
        places: folders of this machine that no output may name, besides Python's own.

    Returns:
        For each such output its cell's id and what is wrong.
    """
    found: list[tuple[str, str]] = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        text = "\n".join(_strings([_legible(output) for output in cell.outputs]))
        if _SCRATCH.search(text) or any(place in text for place in (sys.prefix, *places)):
            found.append((cell.id, "its output names a file of this machine (a warning that should not be there?)"))
        if not _compared(cell):
            continue
        if _ADDRESS.search(text):
            found.append((cell.id, "its output shows a memory address, which differs from run to run"))
        if _LOG.search(text):
            found.append((cell.id, f'it stores a log with times in it: give the cell tags=["{_NOT_COMPARED}"]'))
        if _QUIZ in text:
            found.append((cell.id, f'a quiz has random ids: give the cell tags=["{_NOT_COMPARED}"]'))
    return found


def _legible(output: NotebookNode) -> dict[str, Any]:
    """An output without its pictures, whose base64 means nothing to a search for words."""
    legible = dict(output)
    if "data" in output:
        legible["data"] = {kind: item for kind, item in output.data.items() if not kind.startswith("image/")}
    return legible


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)

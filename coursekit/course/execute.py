"""Run a notebook from top to bottom in a kernel of its own, and tell what went wrong in terms of its text."""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from coursekit.console import steps
from coursekit.course import outputs
from coursekit.course.cell import Cell
from coursekit.course.text import Text
from coursekit.errors import CourseError

__all__ = ["LONGEST_CELL", "execute"]

LONGEST_CELL = 600
"""Seconds that a cell may take: far beyond what a lesson allows, so that only a hanging cell meets it."""

_AGAIN = "Correct the text and build again; nothing was written."
_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")
# What an author's shell or terminal says must not change what a notebook stores.
_UNWANTED = ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "MPLBACKEND", "PYTHONSTARTUP", "PYTHONWARNINGS")


def execute(notebook: NotebookNode, text: Text, folder: Path, root: Path, *, longest: int = LONGEST_CELL) -> None:
    """Run every code cell and store its outputs and execution count; the notebook is changed in place.

    Args:
        notebook: what `notebooks.from_text(text)` gives.
        text: where it comes from; its cells name the lines.
        folder: the working directory of the kernel.
        root: the course's folder, shortened in tracebacks that the notebook stores.
        longest: seconds after which a cell counts as hanging.

    Raises:
        CourseError: if a cell raises, hangs or kills the kernel.
    """
    code = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    with _kernel(notebook, folder, longest) as (client, said), steps(text.name, len(code)) as progress:
        for index in code:
            cell = notebook.cells[index]
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                raise _raised(error, cell, text, index) from None
            except CellTimeoutError:
                raise _hung(text.cells[index], text, longest) from None
            except DeadKernelError:
                raise _died(client, said, text.cells[index], text) from None
            progress.advance(cell.id)
    outputs.stabilise(notebook, {str(root): ".", sys.prefix: ".venv", str(Path.home()): "~"})


@contextmanager
def _kernel(notebook: NotebookNode, folder: Path, longest: int) -> Iterator[tuple[NotebookClient, IO[bytes]]]:
    """A fresh kernel that reads nobody's profile and history and writes to no terminal."""
    with (
        tempfile.TemporaryDirectory(prefix="coursekit-", ignore_cleanup_errors=True) as profile,
        tempfile.TemporaryFile() as said,
    ):
        environment = {key: value for key, value in os.environ.items() if key not in _UNWANTED}
        environment["IPYTHONDIR"] = profile
        environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
        client = NotebookClient(
            notebook,
            timeout=longest,
            startup_timeout=120,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
        )
        try:
            with client.setup_kernel(env=environment, stdout=said, stderr=said):
                yield client, said
        except RuntimeError as error:
            if client.code_cells_executed:
                raise
            raise CourseError(f"The Python kernel does not start: {error}.", "Run `coursekit doctor`.") from error


def _where(cell: Cell) -> str:
    """How a message calls a cell."""
    last = cell.first + len(cell.lines) - 1
    return f"cell `{cell.id}` (lines {cell.first} to {last})" if last > cell.first else f"cell `{cell.id}`"


def _raised(error: CellExecutionError, cell: NotebookNode, text: Text, index: int) -> CourseError:
    """The error of a cell, its traceback once, and the line of the text where it happened."""
    tracebacks = [output.traceback for output in cell.outputs if output.output_type == "error"]
    traceback = outputs.plain("\n".join(tracebacks[-1])).strip() if tracebacks else f"{error.ename}: {error.evalue}"
    line = text.cells[index].first
    frames = _FRAME.findall(traceback)
    if frames:
        # The deepest frame inside the notebook; it may lie in a function that an earlier cell defined.
        count, offset = (int(number) for number in frames[-1])
        run = [other for other in text.cells if other.kind == "code"]
        if 1 <= count <= len(run):
            line = run[count - 1].first + offset - 1
    problem = f"{text.name}, line {line}: {error.ename} in {_where(text.cells[index])}.\n\n{traceback}\n"
    return CourseError(problem, _AGAIN)


def _hung(cell: Cell, text: Text, longest: int) -> CourseError:
    problem = f"{text.name}, line {cell.first}: {_where(cell)} did not finish within {longest} s."
    return CourseError(problem, "Let it do less, or move the long run into a script under benchmarks/.")


def _died(client: NotebookClient, said: IO[bytes], cell: Cell, text: Text) -> CourseError:
    """Explain a kernel that is gone: how it ended, and the last words it wrote."""
    problem = f"{text.name}, line {cell.first}: the kernel died{_cause(client)} while it ran {_where(cell)}."
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    words = [line for line in lines if not line.startswith("[IPKernelApp]")][-8:]
    if words:
        problem += "\n\n" + "\n".join(words) + "\n"
    return CourseError(
        problem,
        "It is a crash or a lack of memory, not an error of Python: run the lines alone with `python -X faulthandler`. "
        "TensorFlow on a CPU is known to crash in some convolutions unless TF_ENABLE_ONEDNN_OPTS=0 is set.",
    )


def _cause(client: NotebookClient) -> str:
    provisioner: Any = getattr(client.km, "provisioner", None)
    status = getattr(getattr(provisioner, "process", None), "returncode", None)
    if status is None:
        return ""
    if status < 0:
        try:
            return f" of {signal.Signals(-status).name}"
        except ValueError:
            return f" of signal {-status}"
    return f" with exit status {status}"

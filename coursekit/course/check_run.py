"""Run a notebook in a kernel of its own, with nbgrader's preprocessor, and come back whatever it does."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput, Execute

from coursekit.console import Steps, steps
from coursekit.course.nbgrader_settings import load
from coursekit.course.outputs import plain
from coursekit.errors import CourseError
from coursekit.tree import Course

__all__ = ["Outcome", "execute", "message_of", "said", "stopped_by"]


@dataclass(frozen=True)
class Outcome:
    """A notebook that has run, as far as it got.

    Args:
        notebook: with the outputs of this run.
        limit: seconds that a cell may take.
        stopped_at: index of the cell at which the kernel was lost, or None.
        problem: what happened there, for the student; empty if nothing did.
        timed_out: whether it was lost because it did not stop.
    """

    notebook: NotebookNode
    limit: int
    stopped_at: int | None = None
    problem: str = ""
    timed_out: bool = False


class _Runner(Execute):  # type: ignore[misc]  # nbgrader publishes no types
    """nbgrader's executor, which tells how far it is."""

    def __init__(self, progress: Steps, **settings: Any) -> None:
        super().__init__(**settings)
        self.progress = progress
        self.index = 0

    def setup_kernel(self, **settings: Any) -> AbstractContextManager[None]:
        # What Validate tells the kernel; and what compiled libraries print does not belong on the student's terminal.
        told = {"NBGRADER_VALIDATING": "1", "NBGRADER_EXECUTION": "validate"}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        kernel: AbstractContextManager[None] = super().setup_kernel(
            env={**os.environ, "PATH": path, **told}, **silent, **settings
        )
        return kernel

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        self.index = index
        done = super().preprocess_cell(cell, resources, index)
        cells = self.nb.cells
        self.progress.advance(_name(cells[index + 1]) if index + 1 < len(cells) else "")
        return done  # type: ignore[no-any-return]  # nbgrader publishes no types


def execute(notebook: NotebookNode, folder: Path, course: Course, title: str) -> Outcome:
    """Run all cells of `notebook`, which gets the outputs, going on where a cell fails.

    Args:
        notebook: is changed in place; the caller's file is not touched.
        folder: where it runs.
        course: whose nbgrader settings hold, among them the time limit of a cell.
        title: of the progress bar.

    Raises:
        CourseError: if no kernel starts.
    """
    config = load(course)
    quiet = logging.getLogger("coursekit.check")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False  # nbclient's log repeats what the result says, in words for developers
    resources: dict[str, Any] = {"metadata": {"path": str(folder)}}
    notebook, resources = ClearOutput(config=config).preprocess(notebook, resources)
    with steps(title, len(notebook.cells)) as progress:
        runner = _Runner(progress, config=config, log=quiet, kernel_name="python3")
        limit = int(runner.timeout)
        try:
            runner.preprocess(notebook, resources)
        except DeadKernelError:
            problem = (
                f"Python ended while it ran the cell {_name(notebook.cells[runner.index])}. "
                "Has it run out of memory, or does the cell call exit()? What follows could not run."
            )
            return Outcome(notebook, limit, runner.index, problem)
        except CellTimeoutError:
            problem = (
                f"The cell {_name(notebook.cells[runner.index])} did not end within {limit} s, "
                "and not when it was interrupted either. Is there a loop that catches every exception? "
                "What follows could not run."
            )
            return Outcome(notebook, limit, runner.index, problem, timed_out=True)
        except (NoSuchKernel, RuntimeError, OSError) as error:
            raise CourseError(
                f"No Python kernel started for the notebook ({error}).",
                "`coursekit doctor` tells what is missing; `make lab` repairs it.",
            ) from error
    return Outcome(notebook, limit)


def _name(cell: NotebookNode) -> str:
    """A cell as a person finds it: its `grade_id`, else its first line in quotes."""
    grade_id = (cell.metadata.get("nbgrader") or {}).get("grade_id")
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
    return str(grade_id) if grade_id else f"“{first[:40]}”"


def stopped_by(cell: NotebookNode) -> NotebookNode | None:
    """The error that a cell ended with, if any."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    # A cell that was interrupted for time has the interruption too; the later one says why.
    return errors[-1] if errors else None


def said(cell: NotebookNode, stream: str) -> str:
    """What a cell wrote to `stdout` or `stderr`."""
    streams = [out.text for out in cell.get("outputs", []) if out.output_type == "stream" and out.name == stream]
    return plain("".join(streams))


def message_of(error: NotebookNode) -> str:
    """An error in words: a check's own message as it is, any other with its name and the line that raised it."""
    value = plain(error.evalue).strip()
    if error.ename in ("NotAttempted", "Wrong", "Refused"):
        return value
    lines = plain("\n".join(error.traceback)).splitlines()
    arrows = [match[1].strip() for line in lines if (match := re.match(r"-+> ?\d+ (.*)", line))]
    where = f", at `{arrows[-1]}`" if arrows and arrows[-1] else ""
    return f"{error.ename}: {value}{where}" if value else f"{error.ename}{where}"

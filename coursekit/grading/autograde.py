"""Grade one submission with nbgrader's autograder.

`autograde_one` is the seam: whatever runs a notebook and judges it takes a setting and a student, writes the
gradebook and `autograded/`, and returns a status; it raises `CannotGradeError` for what a submission can do wrong.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from time import monotonic
from typing import Any

import nbformat
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, rmtree
from traitlets import Integer, Unicode
from traitlets.config import Config

from coursekit.grading import gradebook, submission
from coursekit.grading.converter import OneNotebook
from coursekit.grading.results import CannotGradeError, Status, in_words, one_line
from coursekit.grading.setting import Setting

__all__ = ["autograde_one"]

TIMED_OUT, KERNEL_DIED = "CellTimeoutError", "DeadKernelError"


def autograde_one(setting: Setting, student: str, known: set[str]) -> tuple[Status, str]:
    """Grade one student's submission.

    Whatever happens, the automatic points of an earlier attempt are gone afterwards, and those that a person
    gave, and comments, are still there.

    Args:
        setting: the exercise.
        student: name of the folder in `submitted/`.
        known: names of the exercise's cells.

    Returns:
        the status, and the reason for it (empty if there is nothing to say).

    Raises:
        CannotGradeError: if the submission cannot be run.
    """
    try:
        handed_in, problem = submission.timestamp(setting, student), None
    except CannotGradeError as error:
        handed_in, problem = None, error
    gradebook.reset(setting, student, handed_in)
    # The notebook that nbgrader ran last time goes too: feedback would be made of it.
    if setting.folder("autograded", student).exists():
        rmtree(str(setting.folder("autograded", student)))
    notebook = submission.find(setting, student)
    if problem is not None:
        raise problem
    submission.inspect(setting, notebook, known)
    _run(setting, student)
    return _judge(setting, student)


def _run(setting: Setting, student: str) -> None:
    config = Config(setting.config)
    config.RunCells.kernel_log = str(setting.log_file)
    grader = _OneSubmission.of(setting, config, student)
    grader.autograde_preprocessors = [RunCells if p is Execute else p for p in grader.autograde_preprocessors]
    try:
        grader.start()
    except NbGraderException as error:
        cause = grader.error or error
        what = in_words(cause)
        if grader.reading:
            raise CannotGradeError(Status.BROKEN, f"nbgrader cannot read it ({what})") from cause
        raise CannotGradeError(Status.ERROR, f"{what}; see {setting.shown(setting.log_file)}") from cause


def _judge(setting: Setting, student: str) -> tuple[Status, str]:
    """What the notebook that was run says: cells missing, out of time, kernel dead, or nothing of it."""
    cells = nbformat.read(setting.notebook("autograded", student), as_version=4).cells
    missing = gradebook.settle(setting, student, {c.metadata.nbgrader["grade_id"] for c in cells if is_grade(c)})
    names = {name: _first_error(cells, name) for name in (KERNEL_DIED, TIMED_OUT)}
    rest = "tests from there on earned nothing"
    found: list[tuple[Status, str]] = []
    if names[KERNEL_DIED]:
        found.append((Status.KERNEL_DIED, f"the kernel died in {names[KERNEL_DIED]}; {rest}"))
    if names[TIMED_OUT]:
        found.append((Status.TIMED_OUT, f"{names[TIMED_OUT]} was stopped at its time limit"))
    if missing:
        lost = one_line(", ".join(missing), 150)
        found.append((Status.CELLS_MISSING, f"graded cells missing from the notebook, 0 points for them: {lost}"))
    if not found:
        return Status.GRADED, ""
    return found[0][0], "; ".join(reason for _, reason in found)


def _first_error(cells: list[Any], name: str) -> str:
    for number, cell in enumerate(cells, start=1):
        if any(output.get("ename") == name for output in cell.get("outputs", [])):
            label = cell.metadata.get("nbgrader", {}).get("grade_id")
            return f"cell {one_line(label, 60)}" if label else f"cell {number}"
    return ""


class _OneSubmission(OneNotebook, Autograde):  # type: ignore[misc]  # nbgrader publishes no types
    """nbgrader's `autograde` for one student; knows how far it got."""

    reading = False  # whether the error, if any, came while the notebook was read, before anything was run

    def _init_preprocessors(self) -> None:
        self.reading = self._sanitizing
        super()._init_preprocessors()


class RunCells(Execute):  # type: ignore[misc]  # nbgrader publishes no types
    """nbgrader's `Execute`, which lets finished tests keep their points when the kernel dies or hangs.

    Stock nbgrader gives the whole submission up then. Here the cells that could not be run get the error as
    their output, so that their tests score 0 in nbgrader's own way.
    """

    notebook_timeout = Integer(1800, help="Seconds that all cells of one notebook may take together.").tag(config=True)
    kernel_log = Unicode("", help="File for what the kernel prints outside of cells.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        self._over = ""
        self._deadline = monotonic() + self.notebook_timeout
        executed: tuple[Any, Any] = super().preprocess(nb, resources, km)
        return executed

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        if cell.cell_type != "code" or not cell.source.strip():
            return cell, resources
        if not self._over and monotonic() > self._deadline:
            self._over = TIMED_OUT
        if not self._over:
            try:
                executed: tuple[Any, Any] = super().preprocess_cell(cell, resources, index)
            except DeadKernelError:
                self._over = KERNEL_DIED
            except CellTimeoutError:  # and it did not heed the interrupt: nothing more can be run
                self._over = TIMED_OUT
            except KeyboardInterrupt:
                # asyncio would print a traceback at exit, about the cell that was cut off: into the log with it.
                ensure_event_loop().set_exception_handler(lambda _loop, context: self.log.info("%s", context))
                raise
            else:
                return executed
        why = "The kernel died." if self._over == KERNEL_DIED else "Out of time."
        cell.outputs.append(NotebookNode(output_type="error", ename=self._over, evalue=why, traceback=[why]))
        return cell, resources

    def start_new_kernel(self, **options: Any) -> None:
        """What a crashing interpreter or a C library prints goes to the log, not over the progress bar."""
        if not self.kernel_log:
            super().start_new_kernel(**options)
            return
        with Path(self.kernel_log).open("ab") as log:
            super().start_new_kernel(stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)

"""One submission on its way through the student's kernel and the judge, cell by cell."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from dataclasses import dataclass, field, replace
from typing import Self

import nbformat
from nbformat import NotebookNode

from coursekit.grading.forkserver import ForkServer
from coursekit.grading.outcome import TestStatus, Verdict
from coursekit.grading.rebuilding import Rebuilt, Role, role
from coursekit.grading.results import Status, one_line
from coursekit.grading.worker.judging import JudgeProcess
from coursekit.grading.worker.kernel import KernelEndedError, OutOfTimeError, StudentKernel
from coursekit.grading.worker.plan import Plan
from coursekit.grading.worker.setup import Setup

__all__ = ["Run"]

_OUT_OF_MEMORY = "Your code took more memory than it may."
_AFTER_TIMEOUT = 5.0  # seconds for a judge to take leave of a kernel


@dataclass
class Run:
    """One submission on its way through kernel and judge.

    Args:
        setup: the surroundings.
        plan: what is done with each cell.
        rebuilt: the submission; its cells get their outputs.
        seed: what hidden inputs are drawn from.
    """

    setup: Setup
    plan: Plan
    rebuilt: Rebuilt
    seed: str
    verdicts: list[Verdict] = field(default_factory=list)
    timed_out: str = ""  # where and how, the first time
    ended: str = ""  # why nothing more could be run, from the time on that it could not
    out_of_memory: bool = False
    killed: bool = False  # the kernel was, by its own code or from outside: that cannot be told apart

    async def go(self, server: ForkServer) -> Self:
        """Run all cells.

        Raises:
            ForkServerError: if a kernel or a judge cannot be started.
            JudgeGoneError: if the judge fails.
        """
        judges, students = socket.socketpair()
        with judges, students:
            judge = await JudgeProcess.start(server, judges, self.setup.limits)
            try:
                await judge.draw_from(self.seed)
                await self._with_kernel(server, judge, judges, students)
            finally:
                await judge.end()
        return self

    async def _with_kernel(
        self, server: ForkServer, judge: JudgeProcess, judges: socket.socket, students: socket.socket
    ) -> None:
        notebook, times, limits = self.rebuilt.notebook, self.setup.times, self.setup.limits
        log = logging.getLogger(__name__)
        cells = [(place, cell) for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
        try:
            async with StudentKernel.started(
                server, notebook, self.setup.files, students.fileno(), times, limits, log
            ) as kernel:
                students.close()  # the judge has to see it when the kernel's copy is gone
                for place, cell in cells:
                    if role(cell) is Role.TEST:
                        await self._test(cell, kernel, judge, judges)
                    else:
                        await self._student(place, cell, kernel, judge)
                    cell.execution_count = place + 1 if cell.execution_count is not None else None
        except KernelEndedError as error:
            self._end_with(error, "before the first cell")
            for _, cell in cells:
                if role(cell) is Role.TEST:
                    self._conclude(cell, self._not_run(cell))

    async def _student(self, place: int, cell: NotebookNode, kernel: StudentKernel, judge: JudgeProcess) -> None:
        """A cell that runs in the student's kernel."""
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.id in self.plan.setup:
            await judge.setup(cell.id, cell.source)
        elif role(cell) is Role.SOLUTION:
            await judge.student_defines(self.plan.defines[name])
        if self.ended:
            return
        what = f"cell {one_line(name or cell.id, 60)}"
        try:
            await kernel.run(cell, place)
        except OutOfTimeError as error:
            self._out_of_time(error, what)
        except KernelEndedError as error:
            self._end_with(error, f"in {what}")

    async def _test(
        self, cell: NotebookNode, kernel: StudentKernel, judge: JudgeProcess, judges: socket.socket
    ) -> None:
        """A test cell, which runs in the judge while the kernel answers."""
        name = cell.metadata.nbgrader.grade_id
        test = self.plan.tests[name]
        seconds = min(self.setup.times.cell, kernel.seconds_left)
        if not self.ended and seconds <= 0:
            over = "was not run: the time for the whole notebook was over"
            self._out_of_time(OutOfTimeError(over, stopped=False), f"test {name}")
        if self.ended:
            self._conclude(cell, self._not_run(cell))
            return
        verdict = None
        try:
            async with kernel.serving() as answering:
                asked = asyncio.ensure_future(judge.test(name, test.source, test.points, test.hidden, seconds))
                await asyncio.wait((asked, answering), return_when=asyncio.FIRST_COMPLETED)
                if not asked.done():
                    judges.shutdown(socket.SHUT_RDWR)  # nobody answers any more: tell the judge so
                verdict = await asked
                if verdict.status is TestStatus.TIMEOUT:
                    await kernel.interrupt()
                await judge.release(_AFTER_TIMEOUT)
        except OutOfTimeError as error:
            self._out_of_time(error, f"test {name}")
        except KernelEndedError as error:
            self._end_with(error, f"in test {name}")
        verdict = verdict or self._not_run(cell)
        if verdict.status is TestStatus.TIMEOUT:
            self.timed_out = self.timed_out or f"test {name} was stopped at its time limit"
        if verdict.status is TestStatus.CRASHED and self.out_of_memory:
            verdict = replace(verdict, status=TestStatus.OUT_OF_MEMORY, message=_OUT_OF_MEMORY)
        self._conclude(cell, verdict)

    def _out_of_time(self, error: OutOfTimeError, what: str) -> None:
        self.timed_out = self.timed_out or f"{what} {error}"
        if not error.stopped:
            self.ended = self.ended or f"{what} {error}"

    def _end_with(self, error: KernelEndedError, where: str) -> None:
        ended = error.ended
        self.out_of_memory = ended is not None and ended.out_of_memory
        self.killed = ended is not None and ended.signal == signal.SIGKILL and not ended.out_of_memory
        self.ended = self.ended or f"{error} {where}"

    def _not_run(self, cell: NotebookNode) -> Verdict:
        name = cell.metadata.nbgrader.grade_id
        test = self.plan.tests[name]
        message = f"Not run: {self.ended}."
        return Verdict(name, TestStatus.NOT_RUN, 0.0, test.points, message, hidden=test.hidden)

    def _conclude(self, cell: NotebookNode, verdict: Verdict) -> None:
        """Keep the verdict, and show it in the notebook as the outputs of its cell."""
        self.verdicts.append(verdict)
        cell.outputs = []
        if verdict.output:
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=verdict.output))
        if verdict.status is TestStatus.PARTIAL:
            text = f"{verdict.points:g}"
            cell.outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=None))
        elif verdict.status is not TestStatus.PASSED:
            lines = [f"{verdict.status}: {verdict.message}", *([verdict.detail] if verdict.detail else [])]
            cell.outputs.append(
                nbformat.v4.new_output("error", ename=verdict.status.value, evalue=verdict.message, traceback=lines)
            )

    def summary(self, rebuilt: Rebuilt) -> tuple[Status, str]:
        """The status of the submission, and what is to be known about it."""
        found: list[tuple[Status, str]] = []
        broken = [verdict.name for verdict in self.verdicts if verdict.status is TestStatus.ERROR]
        if broken:
            found.append((Status.ERROR, f"the check itself went wrong in {', '.join(broken)}: grade it by hand"))
        rest = "; tests from there on earned nothing"
        if self.timed_out:
            found.append((Status.TIMED_OUT, self.timed_out + (rest if self.ended else "")))
        elif self.ended:
            found.append((Status.OUT_OF_MEMORY if self.out_of_memory else Status.KERNEL_DIED, self.ended + rest))
        missing = [answer.name for answer in rebuilt.answers if not answer.found]
        if missing:
            lost = one_line(", ".join(missing), 150)
            found.append((Status.CELLS_MISSING, f"answers missing from the notebook: {lost}"))
        if not found:
            return Status.GRADED, ""
        return found[0][0], "; ".join(reason for _, reason in found)

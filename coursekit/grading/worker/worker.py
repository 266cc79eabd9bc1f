"""The worker: one fork server, and one submission after another."""

from __future__ import annotations

import asyncio
import re
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import IO, Self

import nbformat

from coursekit.errors import CourseError
from coursekit.grading.forkserver import KERNEL, PRELOAD, ForkServer, ForkServerError
from coursekit.grading.outcome import Outcome
from coursekit.grading.rebuilding import rebuild
from coursekit.grading.results import CannotGradeError, Status, in_words
from coursekit.grading.sanitising import make_inert
from coursekit.grading.worker.judging import JUDGE, JudgeGoneError
from coursekit.grading.worker.plan import Plan
from coursekit.grading.worker.run import Run
from coursekit.grading.worker.setup import Job, Setup, imported_modules

__all__ = ["Worker"]

_OURS = ("coursekit.grading.judge.process", "coursekit.grading.judge.student")
_TARGETS = (JUDGE, "coursekit.grading.judge.student:attach")
_KERAS = re.compile(r"\b(keras|tensorflow)\b")


class Worker:
    """Grades submissions to one exercise; a context manager, whose fork server lives as long.

    Args:
        setup: the exercise and the surroundings.

    Raises:
        CourseError: if master and release do not fit together.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._plan = Plan.of(setup.master, setup.release)
        self._server: ForkServer | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Self:
        if self._setup.log:
            self._log = Path(self._setup.log).open("ab")
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        if self._log is not None:
            self._log.close()

    def grade(self, job: Job) -> Outcome:
        """Grade one submission.

        Returns:
            what it came to; nothing is raised for what a submission does, or a kernel, judge or fork server.

        Raises:
            CourseError: if the fork server cannot be started as the setup says.
        """
        start = time.monotonic()
        outcome, again = self._attempt(job)
        if again:
            self._stop()  # it may be the fork server's trouble
            outcome, _ = self._attempt(job)
        isolation = str(self._setup.isolation)
        return replace(outcome, key=job.key, isolation=isolation, seconds=time.monotonic() - start)

    def _attempt(self, job: Job) -> tuple[Outcome, bool]:
        """An outcome, and whether it may be the grader's fault: worth a second attempt."""
        try:
            rebuilt = rebuild(self._plan.exercise, job.content)
        except CannotGradeError as error:
            return Outcome(job.student, error.status, error.reason), False
        try:
            run = asyncio.run(Run(self._setup, self._plan, rebuilt, job.seed).go(self._started()))
        except CourseError:
            raise
        except Exception as error:  # whatever it is, it must not cost the others their grades
            if not isinstance(error, (ForkServerError, JudgeGoneError, OSError)):
                traceback.print_exc()
            return Outcome(job.student, Status.ERROR, in_words(error), notes=rebuilt.notes), True
        notes = (*rebuilt.notes, *make_inert(rebuilt.notebook))
        status, reason = run.summary(rebuilt)
        notebook = nbformat.writes(rebuilt.notebook)
        outcome = Outcome(job.student, status, reason, tuple(run.verdicts), notebook, notes)
        return outcome, status is Status.ERROR or run.killed

    def _started(self) -> ForkServer:
        if self._server is None:
            sources = self._plan.sources
            basis = PRELOAD if any(map(_KERAS.search, sources)) else KERNEL
            preload = tuple(dict.fromkeys([*basis, *_OURS, *imported_modules(sources)]))
            rung, private = self._setup.isolation.rung, self._setup.private
            self._server = ForkServer.start(rung, preload, _TARGETS, private, self._log)
        return self._server

    def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

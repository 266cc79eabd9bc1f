"""What lives in a Dask worker: its idle worker processes, and what they are told."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Pipe, wait
from os.path import lexists
from pathlib import Path
from threading import Lock
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker
from tornado.ioloop import PeriodicCallback

import coursekit
from coursekit.errors import CourseError
from coursekit.grading.outcome import Outcome
from coursekit.grading.pool import WorkerProcess
from coursekit.grading.recording.keys import source_hash, versions
from coursekit.grading.results import Status
from coursekit.grading.sandbox import detect, require_isolation
from coursekit.grading.worker import Job, Setup

__all__ = ["GradingPlugin", "check_worker", "grade_submission", "software"]

_TRIES = 2
_UNUSED = 300.0  # seconds after which an idle process ends: a run that was killed cannot say that it is over
_LOOK_EVERY = 60.0  # seconds


def software() -> tuple[str, str]:
    """What has to be the same everywhere: versions of Python and of libraries, and a hash of coursekit's source."""
    package = Path(coursekit.__file__).parent
    return versions(package), source_hash(package)


class GradingPlugin(WorkerPlugin):
    """Worker processes for one run of grading, one at most for each thread of the Dask worker.

    A Dask worker has threads, so nothing is forked in it, and no fork server is its child.

    Args:
        setup: the exercise and the surroundings, as they are where the run was started.
        expected: `software()` there.
    """

    def __init__(self, setup: Setup, expected: tuple[str, str]) -> None:
        self._sent, self._expected = setup, expected

    def setup(self, worker: Worker) -> None:  # noqa: ARG002  # Dask's signature
        """Begin; called by Dask in the worker's event loop."""
        # Dask's nanny marks its worker as daemonic, and multiprocessing lets such a process have no children. The mark
        # is about who ends them: ours end with their parent on their own.
        multiprocessing.current_process().daemon = False
        self._preparing, self._lock = Lock(), Lock()
        self._local: Setup | None = None
        self._idle: deque[tuple[float, WorkerProcess]] = deque()  # since when; the most recent last
        self._over, self._end = Pipe(duplex=False)
        self._sweeper = PeriodicCallback(self.end_unused, _LOOK_EVERY * 1000)
        self._sweeper.start()

    async def teardown(self, worker: Worker) -> None:  # noqa: ARG002  # Dask's signature
        """End all processes; called by Dask in the worker's event loop."""
        self._sweeper.stop()
        self._end.close()  # each thread that waits for a process sees it, and stops that process
        await asyncio.to_thread(self.end_unused, 0.0)

    def end_unused(self, seconds: float = _UNUSED) -> None:
        """End the processes that have had nothing to do for so long."""
        ended = []
        with self._lock:
            while self._idle and self._idle[0][0] <= time.monotonic() - seconds:
                ended.append(self._idle.popleft()[1])
        for process in ended:
            process.stop()

    def prepare(self) -> Setup:
        """The setup as it is on this machine; looked for once.

        Raises:
            CourseError: if other software is installed here, or students' code cannot be isolated as it should be.
        """
        with self._preparing:
            if self._local is None:
                self._local = self._localised()
            return self._local

    def _localised(self) -> Setup:
        for here, there in zip(software(), self._expected, strict=True):
            if here != there:
                differs = f"{here}, not {there}" if here.startswith("python") else "another version of coursekit"
                raise CourseError(
                    f"It has other software than the machine where grading was started: {differs}.",
                    "Install the same coursekit with the same requirements.lock there, and start the worker again.",
                )
        private = tuple(path for path in self._sent.private if lexists(path))
        # The fork servers that are tried belong to a process without threads.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
            isolation = apart.submit(detect, private).result()
        require_isolation(isolation, unsafe=not self._sent.isolation.isolated)
        return replace(self._sent, isolation=isolation, private=private, log="")

    def grade(self, job: Job) -> Outcome:
        """Grade a submission in a process of its own; called in a thread of the Dask worker.

        Raises:
            CourseError: see `prepare`; or if the process cannot work as the setup says.
        """
        setup = self.prepare()
        with self._lock:
            process = self._idle.pop()[1] if self._idle else WorkerProcess(setup)
        for _ in range(_TRIES):
            process.give(job)
            assert process.connection is not None  # noqa: S101  # `give` makes one
            if self._over in wait([process.connection, self._over]):
                process.stop()
                raise RuntimeError("the run is over")
            if (outcome := process.take()) is not None:
                with self._lock:
                    self._idle.append((time.monotonic(), process))
                if self._over.poll():  # all idle processes have just been ended, without this one
                    self.end_unused(0.0)
                return outcome
        reason = f"its worker on another machine ended without a word, {_TRIES} times; if memory is short there, start"
        return Outcome(job.student, Status.ERROR, f"{reason} the Dask worker with fewer threads", key=job.key)


def check_worker(name: str) -> None:
    """A task: see whether this Dask worker can grade, before anything is graded.

    Args:
        name: of the plugin.

    Raises:
        CourseError: if it cannot.
    """
    _here(name, GradingPlugin.prepare)


def grade_submission(name: str, job: Job) -> str:
    """A task: grade one submission.

    Args:
        name: of the plugin.
        job: the submission.

    Returns:
        The outcome, as JSON.

    Raises:
        CourseError: if this Dask worker cannot grade.
    """
    return str(_here(name, GradingPlugin.grade, job).to_json())


def _here(name: str, method: Any, *arguments: Any) -> Any:
    worker = get_worker()
    try:
        return method(worker.plugins[name], *arguments)
    except CourseError as error:
        raise CourseError(f"The Dask worker {worker.address} cannot grade. {error.problem}", error.remedy) from None

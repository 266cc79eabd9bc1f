"""Workers in processes of their own: each grades one submission at a time, and none takes the run with it.

Not `concurrent.futures`: there one worker that dies breaks the whole pool, and one that is at work cannot be stopped.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol

from coursekit.errors import CourseError
from coursekit.grading.outcome import Outcome
from coursekit.grading.results import Status
from coursekit.grading.worker import Job, Setup, Worker

__all__ = ["Pool", "Processes", "WorkerProcess"]

_TRIES = 2
_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks that threads of this process hold
_END_WITHIN = 5.0


class Pool(Protocol):
    """Where submissions are graded."""

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Grade submissions.

        Args:
            jobs: taken one by one, when there is a worker for the next.

        Yields:
            An outcome for each job, in the order in which they are finished.

        Raises:
            CourseError: if no worker can be started.
        """
        ...


class WorkerProcess:
    """One worker in a process of its own, which ends with this one, however this one ends.

    Args:
        setup: the exercise and the surroundings.
        cores: numbers of the cores that it may use, with all that it starts; none for all that this process may.
    """

    def __init__(self, setup: Setup, cores: Sequence[int] = ()) -> None:
        self._setup = setup
        self._cores = cores
        self._process: multiprocessing.process.BaseProcess | None = None
        self.connection: Connection[Any, Any] | None = None  # becomes readable when there is something to be taken

    def give(self, job: Job) -> None:
        """Start with a submission; what came of it is to be taken before the next is given."""
        if self.connection is None:
            ours, theirs = _SPAWN.Pipe()
            process = _SPAWN.Process(target=_work, args=(theirs, self._cores), daemon=True)
            process.start()
            theirs.close()
            self.connection, self._process = ours, process
            # Not as an argument: a process that is started waits for ever if its child dies before it has read all.
            self._send(self._setup)
        self._send(job)

    def _send(self, what: Setup | Job) -> None:
        assert self.connection is not None  # noqa: S101  # made just before
        # A worker that has just died is noticed when its answer is taken.
        with contextlib.suppress(ConnectionError):
            self.connection.send(what)

    def take(self) -> Outcome | None:
        """Wait for the outcome; None if the worker has died. The next `give` starts another one.

        Raises:
            CourseError: if the worker cannot work as its setup says.
        """
        assert self.connection is not None  # noqa: S101  # something was given
        try:
            kind, _, text = self.connection.recv_bytes().decode().partition("\n")  # never pickled
        except (EOFError, ConnectionError):
            self.stop()
            return None
        if kind == "problem":
            problem, _, remedy = text.partition("\n")
            raise CourseError(problem, remedy)
        return Outcome.from_json(text)

    def stop(self) -> None:
        """End the process, and with it its fork server, kernel and judge."""
        if self._process is not None and self.connection is not None:
            self.connection.close()
            self._process.terminate()
            self._process.join(_END_WITHIN)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
        self._process = self.connection = None


class Processes:
    """A pool of worker processes on this machine; a context manager, which ends them.

    Args:
        setup: the exercise and the surroundings.
        workers: how many at most.
    """

    def __init__(self, setup: Setup, workers: int) -> None:
        self._workers = [WorkerProcess(setup, cores) for cores in _shares(workers)]

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """See `Pool.outcomes`. A worker that dies loses nothing: its submission is given to another one, once."""
        upcoming, idle = iter(jobs), list(self._workers)
        busy: dict[object, tuple[WorkerProcess, Job, int]] = {}

        def start(worker: WorkerProcess, job: Job, tries: int) -> None:
            worker.give(job)
            assert worker.connection is not None  # noqa: S101  # `give` makes one
            busy[worker.connection] = (worker, job, tries)

        while True:
            while idle and (job := next(upcoming, None)) is not None:
                start(idle.pop(), job, 1)
            if not busy:
                return
            for ready in wait([worker.connection for worker, _, _ in busy.values() if worker.connection is not None]):
                worker, job, tries = busy.pop(ready)
                outcome = worker.take()
                if outcome is None and tries < _TRIES:
                    start(worker, job, tries + 1)
                    continue
                idle.append(worker)
                yield outcome or _died(job)


def _died(job: Job) -> Outcome:
    reason = f"its worker ended without a word, {_TRIES} times; if memory is short, grade with fewer workers"
    return Outcome(job.student, Status.ERROR, reason, key=job.key)


def _shares(workers: int) -> list[list[int]]:
    """For each worker the cores that it has for itself, so that one student's busy processes slow down nobody else."""
    if not hasattr(os, "sched_getaffinity"):  # macOS and Windows
        return [[] for _ in range(workers)]
    cores = sorted(os.sched_getaffinity(0))
    return [cores[number::workers] or [cores[number % len(cores)]] for number in range(workers)]


def _work(connection: Connection[Any, Any], cores: Sequence[int]) -> None:
    """The worker's process."""
    if cores:  # what it starts inherits them, and students' code cannot change that: see `sandbox.seccomp`
        os.sched_setaffinity(0, cores)
    # The one who started it decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        setup: Setup = connection.recv()
        if setup.log:
            _say_it_to(Path(setup.log))
        with Worker(setup) as worker:
            while True:
                outcome = worker.grade(connection.recv())
                connection.send_bytes(b"outcome\n" + outcome.to_json().encode())
    except CourseError as error:
        connection.send_bytes(f"problem\n{error.problem}\n{error.remedy}".encode())
    except EOFError:
        return  # nothing more to do


def _say_it_to(log: Path) -> None:
    """What this process and what it starts print goes to a file, not over the progress bar."""
    with log.open("ab") as file:
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)

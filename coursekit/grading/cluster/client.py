"""The pool of `--cluster`: submissions go to a Dask scheduler, a few at a time, and outcomes come back."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import platform
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Self

from distributed import Client, Future, Security
from distributed.client import FutureCancelledError
from distributed.comm.core import connect
from distributed.scheduler import KilledWorker

from coursekit.errors import CourseError
from coursekit.grading.cluster.plugin import GradingPlugin, check_worker, grade_submission, software
from coursekit.grading.outcome import Outcome
from coursekit.grading.results import Status, in_words
from coursekit.grading.worker import Job, Setup

__all__ = ["Cluster"]

_CONNECT_WITHIN = 8.0  # seconds for the scheduler to answer
_WORKERS_WITHIN = 5.0  # seconds for a first Dask worker, when none is there
_CHECK_WITHIN = 180.0  # seconds for each Dask worker to try its sandbox; it may be busy with others' tasks
_LOOK_EVERY = 30.0  # seconds without an outcome, after which somebody looks whether there are Dask workers at all
_A_SLOT = 2  # submissions under way for each that is being graded: the next is there when one is finished


class Cluster:
    """A pool on Dask workers; a context manager, which takes its plugin from them at the end.

    A Dask worker that dies loses nothing: Dask gives what it had to others, and Dask workers that join take part. A
    submission that was there whenever one died, more often than the scheduler allows
    (`distributed.scheduler.allowed-failures`), becomes a grader error.

    Args:
        setup: the exercise and the surroundings; sent to each Dask worker once.
        address: of the scheduler, such as `tls://grader.example.org:8786`.
    """

    def __init__(self, setup: Setup, address: str) -> None:
        self._setup, self._address = setup, address
        # Two runs of one course exclude each other, so what a killed run has left is replaced by the next one's.
        course = hashlib.sha256(f"{platform.node()}\n{setup.log}".encode()).hexdigest()[:16]
        self._name = f"coursekit-{course}"
        self._under_way: dict[Future[str], Job] = {}
        self._client: Client
        self._installed = False

    def __enter__(self) -> Self:
        """Find the scheduler and see whether each Dask worker can grade.

        Raises:
            CourseError: if not, after about ten seconds if nobody answers.
        """
        address = self._address
        try:
            security = Security()  # certificates, as Dask's configuration names them
            asyncio.run(_answers(address, security))
            self._client = Client(
                address, timeout=_CONNECT_WITHIN, security=security, name="coursekit", set_as_default=False
            )
        except (OSError, ValueError, TypeError, RuntimeError) as error:  # what Dask raises for addresses, too
            raise CourseError(
                f"No Dask scheduler answers at {address} ({in_words(error)}).",
                "See that `dask scheduler` runs there and that this machine can reach it; it prints its address, as in "
                "tcp://192.0.2.1:8786, when it starts.",
            ) from error
        try:
            self._wait_for_workers(f"The Dask scheduler at {address} has no workers.")
            self._install()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """See `coursekit.grading.pool.Pool.outcomes`.

        Raises:
            CourseError: if a Dask worker cannot grade, or there is none any more, or the scheduler has gone.
        """
        upcoming, more = iter(jobs), True
        done: SimpleQueue[Future[str]] = SimpleQueue()
        while True:
            while more and len(self._under_way) < self._room():
                job = next(upcoming, None)
                if job is None:
                    more = False
                else:
                    future = self._client.submit(grade_submission, self._name, job, pure=False)
                    self._under_way[future] = job
                    future.add_done_callback(done.put)
            if not self._under_way:
                return
            future = self._next(done)
            outcome = self._outcome(future, self._under_way.pop(future))
            future.release()  # the text need not lie there until somebody collects garbage
            yield outcome

    def _install(self) -> None:
        """Send the setup, and let each Dask worker see whether it can work with it."""
        self._installed = True  # on some Dask workers, even if it fails on others
        try:
            self._client.register_plugin(GradingPlugin(self._setup, software()), self._name)
            checks = [
                self._client.submit(check_worker, self._name, workers=[worker], pure=False, priority=1)
                for worker in self._client.nthreads()
            ]
            for check in checks:
                check.result(timeout=_CHECK_WITHIN)
        except CourseError:
            raise
        except TimeoutError as error:
            raise CourseError(
                f"Not every worker of the Dask scheduler at {self._address} answered within {_CHECK_WITHIN:.0f} s.",
                "Each has to run a short task first: wait until the cluster has less to do, or start it again.",
            ) from error
        except Exception as error:
            raise CourseError(
                f"The cluster at {self._address} cannot grade ({in_words(error)}).",
                "Install this version of coursekit with its extra `cluster` for the scheduler and each Dask worker, "
                "and start them again.",
            ) from error

    def _room(self) -> int:
        with self._gone_if_silent():
            slots = sum(int(threads) for threads in self._client.nthreads().values())
        return max(1, _A_SLOT * slots)

    def _next(self, done: SimpleQueue[Future[str]]) -> Future[str]:
        while True:
            try:
                return done.get(timeout=_LOOK_EVERY)
            except Empty:
                self._wait_for_workers(f"The last worker of the Dask scheduler at {self._address} has gone.")

    def _wait_for_workers(self, problem: str) -> None:
        with self._gone_if_silent():
            try:
                self._client.wait_for_workers(1, timeout=_WORKERS_WITHIN)
            except TimeoutError as error:
                remedy = f"Start some, as with `dask worker {self._address}`, and type the command again."
                raise CourseError(problem, remedy) from error

    @contextlib.contextmanager
    def _gone_if_silent(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._gone() from error

    def _gone(self) -> CourseError:
        return CourseError(
            f"The Dask scheduler at {self._address} has gone.",
            "Start it and its workers, and type the command again: what was finished is kept.",
        )

    def _outcome(self, future: Future[str], job: Job) -> Outcome:
        error: BaseException | None
        try:
            error = future.exception()
            if error is None:
                return Outcome.from_json(future.result())
        except Exception as while_fetched:  # its Dask worker died meanwhile, and it could not be made again
            error = while_fetched
        if isinstance(error, CourseError):
            raise error
        if isinstance(error, FutureCancelledError):  # Dask cancels everything when it loses the scheduler
            raise self._gone() from error
        # Whatever else it is, it must not cost the others their grades.
        if isinstance(error, KilledWorker):
            reason = f"the Dask workers that had it died: {error.allowed_failures + 1} in all"
        else:
            reason = f"its Dask worker could not grade it: {in_words(error)}"
        return Outcome(job.student, Status.ERROR, reason, key=job.key)

    def _leave(self) -> None:
        # If the scheduler has gone, or goes now, there is nothing left to be tidied up there.
        if self._client.status == "running":
            with contextlib.suppress(OSError, FutureCancelledError):
                self._client.cancel(list(self._under_way))
                if self._installed:
                    self._client.unregister_worker_plugin(self._name)
        self._client.close()


async def _answers(address: str, security: Security) -> None:
    """See whether somebody speaks Dask's protocol there. The client itself would wait for ever for a first word.

    Raises:
        OSError: if not; TimeoutError is one.
        ValueError: if it is no address.
        TypeError: if TLS is wanted, and Dask's configuration names no certificates.
    """
    async with asyncio.timeout(_CONNECT_WITHIN):
        comm = await connect(address, _CONNECT_WITHIN, **security.get_connection_args("client"))
    await comm.close()

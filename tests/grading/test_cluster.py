"""Grading on Dask workers: as on this machine, whoever of them dies."""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import wait

import psutil
import pytest

from coursekit import grading
from coursekit.errors import CourseError
from coursekit.grading import Status
from coursekit.grading.outcome import Outcome
from coursekit.grading.pool import Processes
from coursekit.grading.sandbox import Isolation, Limits, Rung
from coursekit.grading.worker import Job, Setup, Times

dask = pytest.importorskip("dask", reason="Dask is not installed: pip install -e .[cluster]")
distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install -e .[cluster]")

from coursekit.grading.cluster import Cluster, client, plugin  # noqa: E402  # needs Dask

pytestmark = [pytest.mark.nbgrader, pytest.mark.slow]

ENDLESS = "def square(x):\n    return x * x\nwhile True:\n    pass"


@pytest.fixture(scope="module")
def setup(template, isolation):
    return Setup(
        template.course.solution(template.topic).read_text(encoding="utf-8"),
        template.course.exercise(template.topic).read_text(encoding="utf-8"),
        isolation,
        times=Times(cell=8, notebook=120, startup=60, idle=5),
        limits=Limits(memory=600 * 2**20),
    )


@pytest.fixture
def job(small_course):
    """Makes a submission: `job("name", double=..., square=...)`."""

    def make(student: str, **answers: str) -> Job:
        return Job(student, small_course.hand_in(student, **answers).read_bytes(), "5eed" * 16, key=f"key of {student}")

    return make


@contextmanager
def local_cluster(workers: int, allowed_failures: int = 3):
    settings = {"distributed.scheduler.allowed-failures": allowed_failures}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs="CRITICAL"
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def two_workers():
    with local_cluster(2) as made:
        yield made


def children(cluster) -> list[psutil.Process]:
    """What the Dask workers have started."""
    return [
        child
        for nanny in cluster.workers.values()
        for child in psutil.Process(nanny.pid).children(recursive=True)
        if "resource_tracker" not in " ".join(child.cmdline())
    ]


def comparable(outcomes) -> dict[str, Outcome]:
    """Outcomes by student, without what differs from run to run."""
    found = {}
    for outcome in outcomes:
        assert outcome.student not in found
        verdicts = tuple(replace(verdict, seconds=0.0) for verdict in outcome.verdicts)
        # Whether a kernel's last words (the number of the cell in which it ends) are still heard is chance.
        notebook = "" if outcome.status is Status.KERNEL_DIED else outcome.notebook
        found[outcome.student] = replace(outcome, seconds=0.0, verdicts=verdicts, notebook=notebook)
    return found


def test_outcomes_are_those_of_processes_and_nothing_is_left(setup, job, two_workers, small_course):
    jobs = [
        job("right", **small_course.RIGHT),
        job("untouched"),
        job("half", double=small_course.RIGHT["double"], square="def square(x):\n    return x + x"),
        job("ends", square="import os\nos._exit(3)"),
        Job("broken", b"{", "5eed" * 16),
    ]
    with Processes(setup, 1) as pool:
        expected = comparable(pool.outcomes(jobs))
    with Cluster(setup, two_workers.scheduler_address) as pool:
        found = comparable(pool.outcomes(jobs))
        assert children(two_workers)
    assert found == expected
    assert [sum(v.points for v in found[name].verdicts) for name in ("right", "half")] == [5, 3]
    assert children(two_workers) == []


def test_submissions_are_taken_a_few_at_a_time(setup, two_workers):
    taken = []

    def jobs():
        for number in range(20):
            taken.append(number)
            yield Job(f"s{number}", b"{", "")

    with Cluster(setup, two_workers.scheduler_address) as pool:
        outcomes = pool.outcomes(jobs())
        next(outcomes)
        assert len(taken) == 4  # two for each thread of a Dask worker
        assert len(list(outcomes)) == 19


@pytest.mark.parametrize(("allowed_failures", "status"), [(3, Status.TIMED_OUT), (0, Status.ERROR)])
def test_a_dask_worker_that_is_killed_loses_nothing(setup, job, small_course, allowed_failures, status):
    jobs = [job(name, **small_course.RIGHT) for name in ("ann", "bob", "cem", "dan")]
    jobs.insert(0, job("endless", double=small_course.RIGHT["double"], square=ENDLESS))
    with local_cluster(2, allowed_failures) as made, Cluster(setup, made.scheduler_address) as pool:
        outcomes = pool.outcomes(jobs)
        first = next(outcomes)  # comes before the time of the endless cell is over
        tasks = {future.key: given.student for future, given in pool._under_way.items()}
        address = next(
            address
            for address, state in made.scheduler.workers.items()
            if "endless" in {tasks[task.key] for task in state.processing}
        )
        (pid,) = [nanny.pid for nanny in made.workers.values() if nanny.worker_address == address]
        with_it = {tasks[task.key] for task in made.scheduler.workers[address].processing}
        started = psutil.Process(pid).children(recursive=True)
        assert started
        os.kill(pid, signal.SIGKILL)
        found = comparable([first, *outcomes])
    _, left = psutil.wait_procs(started, timeout=60)
    assert not left
    assert found.keys() == {"ann", "bob", "cem", "dan", "endless"}
    assert found["endless"].status is status
    if allowed_failures == 0:
        assert found["endless"].reason == "the Dask workers that had it died: 1 in all"
        assert {name for name, outcome in found.items() if outcome.status is Status.ERROR} == with_it
    else:
        assert {found[name].status for name in ("ann", "bob", "cem", "dan")} == {Status.GRADED}


def test_the_command_on_a_cluster(small_course, two_workers):
    small_course.hand_in("ann", **small_course.RIGHT)
    small_course.hand_in("bob")
    address = two_workers.scheduler_address
    rows = grading.grade(small_course.course, small_course.topic, cluster=address)
    assert [(row.student, row.points, row.status) for row in rows] == [
        ("ann", 5, Status.GRADED),
        ("bob", 0, Status.GRADED),
    ]
    # Nothing has changed, wherever it is graded.
    assert grading.grade(small_course.course, small_course.topic) == rows


def explode(*_):
    raise OSError("no room on the disk")


def test_what_nobody_foresaw_on_a_dask_worker_becomes_a_status(setup, two_workers, monkeypatch):
    monkeypatch.setattr(client, "grade_submission", explode)
    with Cluster(setup, two_workers.scheduler_address) as pool:
        outcomes = comparable(pool.outcomes([Job("ann", b"", ""), Job("bob", b"", "")]))
    reason = "its Dask worker could not grade it: OSError: no room on the disk"
    assert [(outcome.status, outcome.reason) for outcome in outcomes.values()] == [(Status.ERROR, reason)] * 2


def test_a_scheduler_that_goes_is_told(setup, job, small_course):
    with (
        local_cluster(1) as made,
        pytest.raises(CourseError, match=r"scheduler at tcp://[\d.:]+ has gone") as error,
        Cluster(setup, made.scheduler_address) as pool,
    ):
        for outcome in pool.outcomes([job("ann"), job("endless", square=ENDLESS)]):
            assert outcome.student == "ann"
            made.close()
    assert "what was finished is kept" in error.value.remedy


@pytest.mark.parametrize("accepts", [False, True])
def test_a_scheduler_that_does_not_answer(setup, monkeypatch, accepts):
    monkeypatch.setattr(client, "_CONNECT_WITHIN", 1.0)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if accepts:
            listener.listen()
        address = "tcp://{}:{}".format(*listener.getsockname())
        with pytest.raises(CourseError, match=f"No Dask scheduler answers at {address}") as error:
            Cluster(setup, address).__enter__()
    assert "dask scheduler" in error.value.remedy


@pytest.mark.parametrize("address", ["nowhere://x:1", "127.0.0.1", "tcp://127.0.0.1:many", "tls://127.0.0.1:1"])
def test_an_address_that_is_none(setup, monkeypatch, address):
    monkeypatch.setattr(client, "_CONNECT_WITHIN", 1.0)
    with pytest.raises(CourseError, match=f"No Dask scheduler answers at {address}"):
        Cluster(setup, address).__enter__()


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "coursekit.grading.cluster")
    with pytest.raises(CourseError, match="not installed") as error:
        importlib.import_module("coursekit.grading.cluster")
    assert "[cluster]" in error.value.remedy


def test_no_workers(setup, monkeypatch):
    monkeypatch.setattr(client, "_WORKERS_WITHIN", 0.1)
    with local_cluster(0) as made, pytest.raises(CourseError, match="has no workers") as error:
        Cluster(setup, made.scheduler_address).__enter__()
    assert f"dask worker {made.scheduler_address}" in error.value.remedy


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("python 2.7", None), "python 3.*, not python 2.7"),
        ((None, "another"), "another version of coursekit"),
    ],
)
def test_other_software_on_a_dask_worker(setup, two_workers, monkeypatch, change, says):
    ours = [mine if new is None else new for mine, new in zip(plugin.software(), change, strict=True)]
    monkeypatch.setattr(client, "software", lambda: tuple(ours))
    with pytest.raises(CourseError, match=rf"The Dask worker tcp://[\d.:]+ cannot grade\. .*{says}"):
        Cluster(setup, two_workers.scheduler_address).__enter__()
    assert children(two_workers) == []


class Dying:
    """Instead of a `WorkerProcess`: one that dies whatever it is given."""

    given = 0

    def __init__(self, setup: Setup) -> None:
        self.connection, self._other = Pipe()

    def give(self, job: Job) -> None:
        Dying.given += 1
        self._other.close()

    def take(self) -> None:
        return None


async def begun(setup: Setup) -> plugin.GradingPlugin:
    """A plugin, begun as a Dask worker does it, but here."""
    made = plugin.GradingPlugin(setup, plugin.software())
    made.setup(None)
    return made


def mine() -> set[int | None]:
    return {process.pid for process in multiprocessing.active_children()}


def test_what_is_used_again_and_ends_when_unused(setup, job):
    async def go() -> None:
        before, made = mine(), await begun(setup)
        outcome = await asyncio.to_thread(made.grade, job("ann"))
        assert (outcome.student, outcome.status) == ("ann", Status.GRADED)
        (first,) = mine() - before
        made.end_unused()
        assert (await asyncio.to_thread(made.grade, Job("broken", b"{", ""))).status is Status.BROKEN
        assert mine() - before == {first}
        made.end_unused(0.0)
        assert mine() == before
        await made.teardown(None)

    asyncio.run(go())


def test_the_end_of_a_run_ends_what_is_at_work(setup, job, monkeypatch):
    waits = threading.Event()

    def told(watched):
        waits.set()
        return wait(watched)

    monkeypatch.setattr(plugin, "wait", told)

    async def go() -> None:
        before, made = mine(), await begun(setup)
        made.prepare()
        at_work = asyncio.ensure_future(asyncio.to_thread(made.grade, job("ann", square=ENDLESS)))
        assert await asyncio.to_thread(waits.wait, 60)
        assert mine() != before
        await made.teardown(None)
        with pytest.raises(RuntimeError, match="the run is over"):
            await at_work
        assert mine() == before

    asyncio.run(go())


def test_a_submission_that_ends_its_worker_twice_is_a_grader_error(setup, monkeypatch):
    async def go() -> Outcome:
        return (await begun(setup)).grade(Job("ann", b"{", "", key="k"))

    monkeypatch.setattr(plugin, "WorkerProcess", Dying)
    outcome = asyncio.run(go())
    assert (outcome.student, outcome.status, outcome.key, Dying.given) == ("ann", Status.ERROR, "k", 2)
    assert "fewer threads" in outcome.reason


def test_isolation_is_looked_for_where_the_code_runs(setup, tmp_path, monkeypatch):
    """And what is private is hidden where it is there."""

    async def local(sent: Setup) -> Setup:
        return (await begun(sent)).prepare()

    sent = replace(setup, private=(tmp_path, tmp_path / "elsewhere"), log=str(tmp_path / "log"))
    assert asyncio.run(local(sent)) == replace(sent, private=(tmp_path,), log="")
    # Instead of a machine without bubblewrap. It has to reach another process, so it can be no function of this file.
    monkeypatch.setattr(plugin, "detect", partial(Isolation, Rung.PROCESS))
    sent = replace(setup, private=())
    with pytest.raises(CourseError, match="cannot be isolated on this machine"):
        asyncio.run(local(sent))
    unsafe = replace(sent, isolation=Isolation(Rung.PROCESS))
    assert asyncio.run(local(unsafe)) == unsafe

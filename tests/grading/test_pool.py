"""Workers on this machine."""

from __future__ import annotations

import os
import shlex
from multiprocessing import spawn

import pytest

from coursekit.grading import pool
from coursekit.grading.results import Status
from coursekit.grading.sandbox import Isolation, Rung
from coursekit.grading.worker import Job, Setup


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 7])
def test_workers_share_no_core_while_there_are_enough(workers, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1, 2, 5, 7}, raising=False)
    shares = pool._shares(workers)
    assert len(shares) == workers
    assert all(shares)
    taken = [core for share in shares for core in share]
    assert sorted(set(taken)) == [1, 2, 5, 7]
    assert len(set(taken)) == len(taken) or workers > 4


def test_where_cores_cannot_be_chosen_none_are(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert pool._shares(2) == [[], []]


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_worker_that_ends_at_its_birth_is_told_and_the_run_goes_on(tmp_path):
    python, program = os.fsdecode(spawn.get_executable()), tmp_path / "python"
    program.write_text(f'#!/bin/sh\ncase "$*" in *spawn_main*) exit 1;; esac\nexec {shlex.quote(python)} "$@"\n')
    program.chmod(0o755)
    much = "x" * 2**20  # more than a pipe holds
    spawn.set_executable(str(program))
    try:
        with pool.Processes(Setup(much, much, Isolation(Rung.PROCESS, "")), 2) as workers:
            outcomes = list(workers.outcomes(Job(name, much.encode(), "") for name in ("ann", "bob", "eve")))
    finally:
        spawn.set_executable(python)
    assert sorted(outcome.student for outcome in outcomes) == ["ann", "bob", "eve"]
    assert {outcome.status for outcome in outcomes} == {Status.ERROR}
    assert "its worker ended without a word" in outcomes[0].reason

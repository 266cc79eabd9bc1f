"""Workers on this machine."""

from __future__ import annotations

import os

import pytest

from coursekit.grading import pool


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

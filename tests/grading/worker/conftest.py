"""A worker for the small course, warm for all tests of a file."""

from __future__ import annotations

import pytest

from coursekit.grading.sandbox import Limits
from coursekit.grading.worker import Job, Setup, Times, Worker

SEED = "5eed" * 16


@pytest.fixture(scope="session")
def setup(template, isolation):
    """For the small course: cells of three seconds, little memory."""
    return Setup(
        template.course.solution(template.topic).read_text(encoding="utf-8"),
        template.course.exercise(template.topic).read_text(encoding="utf-8"),
        isolation,
        files={"numbers.csv": b"1,2,3\n"},
        times=Times(cell=3, notebook=60, startup=60, idle=5),
        limits=Limits(memory=600 * 2**20),
    )


@pytest.fixture(scope="session")
def job(new_course):
    """Makes a submission: `job("name", double=..., square=...)`."""
    small = new_course()

    def make(student: str = "ann", edit=None, **answers: str) -> Job:
        return Job(student, small.hand_in(student, edit, **answers).read_bytes(), SEED, key=f"key of {student}")

    return make


@pytest.fixture(scope="module")
def worker(setup):
    with Worker(setup) as made:
        yield made


@pytest.fixture
def grade(worker, job):
    """Grade one submission: an outcome, and status and points of each test by name."""

    def run(student: str = "ann", edit=None, **answers: str):
        outcome = worker.grade(job(student, edit, **answers))
        return outcome, {verdict.name: (verdict.status, verdict.points) for verdict in outcome.verdicts}

    return run

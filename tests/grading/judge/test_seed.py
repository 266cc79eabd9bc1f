"""The seed of hidden inputs: made of the course's secret and told to the judge, never to the student's process."""

from __future__ import annotations

import concurrent.futures
import os
import re

import pytest

from coursekit.errors import CourseError
from coursekit.grading.judge import process
from coursekit.grading.secret import seed_for
from coursekit.tree import TOPICS, Course

TOPIC, OTHER = TOPICS[:2]

# The student draws, too.
STUDENT = """
from coursekit.checks import hidden
def square(x):
    return x * x
def drawn_there():
    return int(hidden.generator("square_hidden").integers(0, 2**40))
"""

TEST = """
from coursekit.checks import hidden
number = int(hidden.generator("square_hidden").integers(0, 2**40))
assert square(number) == number * number
print(number, drawn_there())
"""


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


def drawn(judge):
    """The number that the test has drawn, and the one that the student's process would draw."""
    verdict = judge.test("square_hidden", TEST, points=1, hidden=True)
    assert verdict.status == "passed", verdict
    return tuple(map(int, verdict.output.split()))


def test_the_judge_draws_from_the_seed_and_the_student_without_one(submit):
    judge = submit(STUDENT).judge
    judge.student_defines(["square", "drawn_there"])
    usual, theirs = drawn(judge)
    assert usual == theirs
    judge.seed("one")
    one, theirs = drawn(judge)
    assert (theirs, drawn(judge)) == (usual, (one, usual))
    judge.seed("two")
    assert len({usual, one, drawn(judge)[0]}) == 3


def test_setup_cells_draw_from_the_seed_too(submit):
    judge = submit(STUDENT).judge
    judge.student_defines(["square"])
    judge.seed("one")
    judge.setup("from coursekit.checks import hidden\nearly = hidden.generator('square_hidden').random()")
    verdict = judge.test("check", "assert early == hidden.generator('square_hidden').random()", points=1)
    assert verdict.status == "passed", verdict


class Judge:
    def __init__(self):
        self.seeds = []

    def seed(self, seed):
        self.seeds.append(seed)


def test_a_request_tells_the_seed():
    judge = Judge()
    assert process._answer(judge, {"do": "seed", "seed": "one"}) == {"done": "seed"}
    assert judge.seeds == ["one"]


@pytest.mark.parametrize("seed", ["", None, 5, b"one"])
def test_a_seed_is_a_text(submit, seed):
    judge = submit(STUDENT).judge
    with pytest.raises(ValueError, match="A seed is a text"):
        judge.seed(seed)


def test_seeds_stay_and_differ_by_topic_student_submission_and_course(course, tmp_path_factory):
    wanted = [(topic, name, work) for topic in (TOPIC, OTHER) for name in ("ann", "ben") for work in (b"1", b"2")]
    seeds = [seed_for(course, *each) for each in wanted]
    another = seed_for(Course(tmp_path_factory.mktemp("another")), *wanted[0])
    assert len({*seeds, another}) == 9
    assert all(re.fullmatch("[0-9a-f]{64}", seed) for seed in seeds)
    assert [seed_for(course, *each) for each in wanted] == seeds


def test_the_secret_is_of_32_bytes_and_for_its_owner_alone(course):
    before = os.umask(0)
    try:
        seed_for(course, TOPIC, "ann", b"")
    finally:
        os.umask(before)
    (secret,) = (course.root / "grades").iterdir()
    assert (secret.name, len(secret.read_bytes()), secret.stat().st_mode & 0o777) == (".secret", 32, 0o600)


def test_a_student_whose_name_is_no_text_that_utf_8_can_hold(course):
    assert seed_for(course, TOPIC, os.fsdecode(b"j\xf6rg"), b"") != seed_for(course, TOPIC, "jorg", b"")


def test_all_who_need_the_secret_at_once_find_the_same(tmp_path_factory):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            course = Course(tmp_path_factory.mktemp("course"))
            seeds = {each.result() for each in [pool.submit(seed_for, course, TOPIC, "ann", b"") for _ in range(8)]}
            assert len(seeds) == 1
            assert [path.name for path in (course.root / "grades").iterdir()] == [".secret"]


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_secret_is_left_as_it_is(course, content):
    path = course.root / "grades" / ".secret"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CourseError, match=r"\.secret is damaged: it has \d+ bytes instead of 32\.\nPut it back"):
        seed_for(course, TOPIC, "ann", b"")
    assert path.read_bytes() == content


def test_a_secret_that_cannot_be_read(course):
    (course.root / "grades" / ".secret").mkdir(parents=True)
    with pytest.raises(CourseError, match=r"\.secret can be neither read nor made: Is a directory"):
        seed_for(course, TOPIC, "ann", b"")


def test_a_secret_that_points_nowhere(course):
    path = course.root / "grades" / ".secret"
    path.parent.mkdir()
    path.symlink_to("gone")
    with pytest.raises(CourseError, match="No such file"):
        seed_for(course, TOPIC, "ann", b"")


def test_nothing_is_left_where_the_secret_cannot_be_made(course, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CourseError, match="No space left"):
        seed_for(course, TOPIC, "ann", b"")
    assert list((course.root / "grades").iterdir()) == []

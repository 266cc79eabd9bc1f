"""`kill -9` of the command or of a worker: no grade is lost, none is wrong, and a second run completes the first."""

from __future__ import annotations

import signal
import subprocess
import sys

import psutil
import pytest

from coursekit import grading
from coursekit.errors import CourseError
from coursekit.grading import Status

pytestmark = [pytest.mark.nbgrader, pytest.mark.slow, pytest.mark.usefixtures("isolation")]

PROGRAM = """
import sys
from pathlib import Path
from coursekit import grading
from coursekit.tree import Course, topic
if __name__ == "__main__":
    for row in grading.grade(Course(Path(sys.argv[1])), topic("01"), workers=1):
        print("ROW", row.student, row.points, row.status)
"""


class Command:
    """A running `coursekit grade`, stopped at the moment when the second of three submissions is under way."""

    def __init__(self, course) -> None:
        command = [sys.executable, "-u", "-c", PROGRAM, str(course.root)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.printed = ""
        while "1/3" not in self.printed:
            line = self.process.stdout.readline()
            assert line, f"it ended before: {self.printed}"
            self.printed += line
        self.family = psutil.Process(self.process.pid).children(recursive=True)

    @property
    def workers(self) -> list[psutil.Process]:
        return [process for process in self.family if "spawn_main" in " ".join(process.cmdline())]

    def rest(self) -> str:
        self.printed += self.process.communicate(timeout=120)[0]
        return self.printed

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def three(small_course):
    """A course whose second submission takes a while."""
    small_course.hand_in("ann", **small_course.RIGHT)
    small_course.hand_in("bob", double="import time\ntime.sleep(3)\n" + small_course.RIGHT["double"])
    small_course.hand_in("cem", **small_course.RIGHT)
    return small_course


@pytest.fixture
def command(three):
    made = Command(three.course)
    yield made
    made.kill()


def test_of_the_command(three, command):
    command.kill()
    _, left = psutil.wait_procs(command.family, timeout=20)
    assert left == []
    with three.gradebook() as book:
        assert [submission.student.id for submission in book.assignment_submissions("01_parameters")] == ["ann"]
        assert book.find_submission("01_parameters", "ann").score == 5
    file = three.course.root / "grades" / "01_parameters" / "ann.json"
    before = file.stat().st_mtime_ns
    rows = grading.grade(three.course, three.topic)
    assert [(row.points, row.status) for row in rows] == [(5, Status.GRADED), (3, Status.GRADED), (5, Status.GRADED)]
    assert file.stat().st_mtime_ns == before


def test_of_a_worker(command):
    (worker,) = command.workers
    worker.kill()
    assert "ROW ann 5.0 graded\nROW bob 3.0 graded\nROW cem 5.0 graded\n" in command.rest()


def test_of_a_worker_again_and_again(command):
    (worker,) = command.workers
    worker.kill()
    parent = psutil.Process(command.process.pid)
    second = None
    while second is None:
        found = [p for p in parent.children() if p != worker and "spawn_main" in " ".join(_line(p))]
        second = found[0] if found else None
    second.send_signal(signal.SIGKILL)
    printed = command.rest()
    assert "ROW ann 5.0 graded" in printed
    assert "ROW bob 0.0 grader error" in printed
    assert "ROW cem 5.0 graded" in printed


def _line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def test_a_second_command_says_so_and_leaves(three, command):
    with pytest.raises(CourseError, match=rf"Process {command.process.pid} on .* is grading in this course already"):
        grading.grade(three.course, three.topic)
    assert "ROW cem 5.0 graded" in command.rest()

"""One grades at a time; the lock goes with its process, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from coursekit.errors import CourseError
from coursekit.grading.recording import grading_lock
from coursekit.tree import Course

# Takes the lock, says so, and does as it is told.
HOLDER = """
import os, sys, time
from pathlib import Path
from coursekit.grading.recording.lock import grading_lock
from coursekit.tree import Course

with grading_lock(Course(Path(sys.argv[1]))):
    child = 0
    if sys.argv[2] == "fork":
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.write(writer, b"!")  # has run what a child has to do at once
            os.read(0, 1)  # until the test ends
            os._exit(0)
        os.read(reader, 1)
    elif sys.argv[2] == "execute":
        import subprocess
        child = subprocess.Popen(["cat"], close_fds=False).pid  # ends with standard input
    print(os.getpid(), flush=True)
    os.read(int(sys.argv[3]), 1)
"""


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


@pytest.fixture
def hold(course):
    """Starts a process that holds the lock until it is killed; it may have a child that lives on."""
    processes, pipes = [], []

    def start(child=""):
        here, there = os.pipe()
        pipes.extend([here, there])
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(course.root), child, str(here)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[here],
            text=True,
        )
        processes.append(process)
        assert int(process.stdout.readline()) == process.pid
        return process

    yield start
    for process in processes:
        process.kill()
        process.stdin.close()  # which ends the child
        process.wait()
        process.stdout.close()
    for pipe in pipes:
        os.close(pipe)


def test_second_is_told_who_grades_since_when_and_the_lock_goes_with_a_kill(course, hold):
    first = hold()
    words = rf"Process {first.pid} on {os.uname().nodename}, since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\S+ is grading"
    with pytest.raises(CourseError, match=words), grading_lock(course):
        pytest.fail("there were two")
    first.send_signal(signal.SIGKILL)
    first.wait()
    with grading_lock(course):
        pass


@pytest.mark.parametrize("child", ["fork", "execute"])
def test_children_do_not_hold_it_on(course, hold, child):
    first = hold(child)
    first.send_signal(signal.SIGKILL)
    first.wait()
    with grading_lock(course):
        pass


def test_it_is_held_inside_and_free_afterwards(course):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), grading_lock(course):
            with pytest.raises(CourseError, match=f"Process {os.getpid()} on"), grading_lock(course):
                pytest.fail("there were two")
            raise ZeroDivisionError


def test_child_that_leaves_the_block_does_not_free_the_parents_lock(course):
    with grading_lock(course):
        child = os.fork()
        if not child:
            status = 1
            try:
                with grading_lock(course):
                    pass
            except CourseError:
                status = 0
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        with pytest.raises(CourseError, match="is grading"), grading_lock(course):
            pytest.fail("there were two")


def test_holder_that_has_not_signed_yet(course):
    import fcntl

    (course.root / "grades").mkdir()
    with (course.root / "grades" / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="Another process is grading"), grading_lock(course):
            pytest.fail("there were two")


def test_lock_that_cannot_be_made_is_explained(course, monkeypatch):
    (course.root / "grades").write_text("a file")
    with pytest.raises(CourseError, match="cannot be opened"), grading_lock(course):
        pass
    (course.root / "grades").unlink()
    (course.root / "grades").mkdir()
    (course.root / "grades" / ".lock").symlink_to(course.root / "elsewhere")
    with pytest.raises(CourseError, match="cannot be opened"), grading_lock(course):
        pass
    assert not (course.root / "elsewhere").exists()


def test_file_system_without_locks_is_explained(course, monkeypatch):
    from coursekit.grading.recording import lock

    def no_locks(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(lock.fcntl, "flock", no_locks)
    with pytest.raises(CourseError, match="cannot be locked: No locks available"), grading_lock(course):
        pytest.fail("there was no lock")


def test_lock_holds_also_where_the_disk_is_full(course, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with grading_lock(course), pytest.raises(CourseError, match="is grading"), grading_lock(course):
        pytest.fail("there were two")

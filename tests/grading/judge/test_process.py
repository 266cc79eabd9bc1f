"""A judge in a process of its own, told what to do in lines of JSON."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest

STUDENT = """
import sys
from coursekit.grading.judge.student import attach, serve
def square(x):
    return x * x
attach(None, {"judge": int(sys.argv[1])})
for _ in range(2):
    serve()
"""


@pytest.fixture(scope="module")
def tell():
    """Sends a request to a judge, and reads the answer."""
    (control, ours), (one, other) = socket.socketpair(), socket.socketpair()
    ends = [control.fileno(), one.fileno()]
    command = [sys.executable, "-m", "coursekit.grading.judge", *map(str, ends)]
    judge = subprocess.Popen(command, pass_fds=ends)
    student = subprocess.Popen([sys.executable, "-c", STUDENT, str(other.fileno())], pass_fds=[other.fileno()])
    for end in (control, one, other):
        end.close()
    with ours, ours.makefile("rw") as lines:

        def ask(request):
            lines.write((request if isinstance(request, str) else json.dumps(request)) + "\n")
            lines.flush()
            return json.loads(lines.readline())

        yield ask
    assert judge.wait(60) == 0  # the connection was closed
    student.kill()
    student.wait()


def test_a_notebook_is_judged(tell):
    test = {
        "do": "test",
        "name": "check",
        "source": "assert square(size) == 9",
        "points": 2,
        "hidden": True,
        "seconds": 60,
    }
    assert tell({"do": "setup", "name": "given", "source": "size = 3"}) == {"done": "setup"}
    assert tell({"do": "student defines", "names": ["square"]}) == {"done": "student defines"}
    for _ in range(2):
        verdict = tell(test)["verdict"]
        assert (verdict["name"], verdict["status"], verdict["points"], verdict["hidden"]) == (
            "check",
            "passed",
            2.0,
            True,
        )
        assert tell({"do": "release", "seconds": 60}) == {"done": "release", "heard": True}


@pytest.mark.parametrize(
    "request_",
    ["no JSON", "[]", {}, {"do": "dance"}, {"do": "test", "name": "x"}, {"do": "setup", "name": "x"}],
    ids=str,
)
def test_requests_that_are_none(tell, request_):
    assert list(tell(request_)) == ["error"]


def test_the_students_side_imports_nothing_heavy():
    program = """
import sys, coursekit.grading.judge.student
print([module for module in ("keras", "tensorflow", "pandas", "scipy") if module in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ})
    assert done.stdout.strip() == "[]"

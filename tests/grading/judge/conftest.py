"""A student's process that is asked over a socket pair, and a judge that asks it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys

import pytest

from coursekit.grading.judge.channel import Channel
from coursekit.grading.judge.judge import Judge

# What a kernel does: the student's cells in `__main__`, then `serve` as long as there is somebody to ask.
STUDENT = """
import sys
descriptor = int(sys.argv[1])
exec(compile(sys.stdin.read(), "<the student's cell>", "exec"), globals())
from coursekit.grading.judge.student import serve
while True:
    serve(descriptor)
"""

QUIET = {"TF_CPP_MIN_LOG_LEVEL": "2", "OMP_NUM_THREADS": "1", "KERAS_BACKEND": "tensorflow"}


class Submission:
    """A student's process with some source, and the judge of it."""

    def __init__(self, source: str, program: str = STUDENT) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**os.environ, **QUIET},
                text=True,
            )
        with contextlib.suppress(BrokenPipeError), self.process.stdin:  # a program that reads no source
            self.process.stdin.write(source)
        self.channel = Channel(ours)
        self.judge = Judge(self.channel)

    def close(self) -> None:
        self.channel.close()
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def submit():
    """Starts a student's process that has run some source, for as long as the module's tests run."""
    with contextlib.ExitStack() as running:

        def start(source: str, program: str = STUDENT) -> Submission:
            submission = Submission(source, program)
            running.callback(submission.close)
            return submission

        yield start

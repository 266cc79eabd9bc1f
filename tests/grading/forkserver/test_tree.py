"""Killing what has tried to get away."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

# Makes a child, a daemon that has left it, and another child that is to stay; kills; says what is left.
SCRIPT = """
import os, signal, sys, psutil
from coursekit.grading.forkserver.tree import kill_children, take_user
from coursekit.grading.sandbox.linux import set_child_subreaper

user = int(sys.argv[1]) if len(sys.argv) > 1 else None
set_child_subreaper()
stays = os.fork()
if stays == 0:
    signal.pause()
read, write = os.pipe()
if os.fork() == 0:
    if user is not None:
        take_user(user)
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() == 0:
            os.write(write, b"x")
            os.setsid()
            signal.pause()
        os._exit(0)
    os.wait()
    os.write(write, b"x")
    signal.pause()
os.read(read, 1), os.read(read, 1)
before = len(psutil.Process().children(recursive=True))
kill_children(keep={stays}, user=user)
left = [process.pid for process in psutil.Process().children(recursive=True)]
print(before, left == [stays])
kill_children()
print(psutil.Process().children())
"""


@pytest.mark.parametrize("user", [None, 61000])
def test_a_daemon_is_found_and_others_stay(user):
    if user is not None and os.geteuid() != 0:
        pytest.skip("only root can take another user")
    line = [sys.executable, "-c", SCRIPT, *([] if user is None else [str(user)])]
    answer = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert answer.stderr == ""
    assert answer.stdout == "3 True\n[]\n"
    if user is not None:
        assert all(user not in process.info["uids"] for process in psutil.process_iter(["uids"]))

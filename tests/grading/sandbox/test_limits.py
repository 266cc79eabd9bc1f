"""Limits and users."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("the sandbox needs Linux", allow_module_level=True)

from coursekit.errors import CourseError
from coursekit.grading.sandbox import Limits, users


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "1"])
def test_a_limit_is_a_positive_whole_number(value):
    with pytest.raises(ValueError, match="memory must be a positive whole number"):
        Limits(memory=value)


def test_claimed_users_are_nobodys():
    mine = users.Users.claim()
    assert mine.last - mine.first == users.AT_ONCE - 1
    assert {entry.pw_uid for entry in pwd.getpwall()}.isdisjoint(range(mine.first, mine.last + 1))
    assert os.getuid() not in range(mine.first, mine.last + 1)
    mine.release()


def test_users_that_exist_or_that_another_engine_has_are_left_out(monkeypatch):
    monkeypatch.setattr(users, "AT_ONCE", 2)
    monkeypatch.setattr(users, "_RANGE", (61184, 61189))
    entry = pwd.struct_passwd(("somebody", "x", 61185, 61185, "", "/", "/bin/sh"))
    monkeypatch.setattr(users.pwd, "getpwall", lambda: [entry])
    first = users.Users.claim()
    claimed = "from coursekit.grading.sandbox import users; users.AT_ONCE = 2; users._RANGE = (61186, 61189)"
    other = f"{claimed}; mine = users.Users.claim(); print(mine.first, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", other], stdin=-1, stdout=-1, text=True) as process:
        assert (first.first, process.stdout.readline()) == (61186, "61188\n")
        with pytest.raises(CourseError, match="No 2 user ids in a row"):
            users.Users.claim()
        process.kill()
    second = users.Users.claim()
    assert second.first == 61188
    first.release()
    second.release()

"""Limits and users."""

from __future__ import annotations

import os
import pwd
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


def test_unused_users_are_nobodys(monkeypatch):
    first, last = users.unused_users(64)
    assert last - first == 63
    names = {entry.pw_uid for entry in pwd.getpwall()}
    assert names.isdisjoint(range(first, last + 1))
    assert os.getuid() not in range(first, last + 1)


def test_users_that_exist_are_left_out(monkeypatch):
    monkeypatch.setattr(users, "_RANGE", (61184, 61187))
    entry = pwd.struct_passwd(("somebody", "x", 61185, 61185, "", "/", "/bin/sh"))
    monkeypatch.setattr(users.pwd, "getpwall", lambda: [entry])
    assert users.unused_users(2) == (61186, 61187)
    with pytest.raises(CourseError, match="No 4 user ids in a row"):
        users.unused_users(4)

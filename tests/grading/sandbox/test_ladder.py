"""Which rung is chosen, and what is said about the others."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from coursekit.errors import CourseError
from coursekit.grading.sandbox import Isolation, Rung, bubblewrap, detect, ladder, private_in, require_isolation
from coursekit.grading.sandbox.probe import Sight

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

HIDDEN_WELL = Sight(
    user=61184,
    capabilities=0,
    new_privileges=False,
    interfaces=(),
    processes=2,
    namespaces=False,
    readable=(),
    environment=True,
)


@pytest.fixture
def sights(monkeypatch):
    """Sets what a child sees in each rung, or the error that trying it ends in; a container, and root."""
    seen: dict[Rung, Sight | Exception] = dict.fromkeys(Rung, HIDDEN_WELL)

    def look(rung, private):
        if isinstance(seen[rung], Exception):
            raise seen[rung]
        return seen[rung]

    monkeypatch.setattr(ladder, "_look", look)
    monkeypatch.setattr(ladder, "_CONTAINER_MARKS", (__file__,))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return seen


def changed(**what) -> Sight:
    return Sight(**{**vars(HIDDEN_WELL), **what})


def test_the_best_rung_wins(sights):
    assert detect() == Isolation(Rung.BUBBLEWRAP)
    assert str(detect()) == "bubblewrap"
    require_isolation(detect())


def test_each_rung_has_its_reason(sights):
    sights[Rung.BUBBLEWRAP] = CourseError("bubblewrap is not installed.", "Install it.")
    assert detect() == Isolation(Rung.CONTAINER, ((Rung.BUBBLEWRAP, "bubblewrap is not installed. Install it."),))
    require_isolation(detect())
    sights[Rung.CONTAINER] = changed(interfaces=("eth0",))
    isolation = detect()
    assert isolation.rung is Rung.PROCESS
    assert str(isolation) == (
        "not isolated (plain process); no bubblewrap: bubblewrap is not installed. Install it.; "
        "no container: students' code could reach the network (eth0)"
    )


def test_no_isolation_is_refused_unless_asked_for(sights):
    sights[Rung.BUBBLEWRAP] = sights[Rung.CONTAINER] = TimeoutError("the child still runs after 10 s")
    with pytest.raises(CourseError, match=r"(?s)cannot be isolated.*No container: the child.*--unsafe-no-sandbox"):
        require_isolation(detect())
    require_isolation(detect(), unsafe=True)


def test_a_machine_on_which_nothing_runs(sights):
    for rung in Rung:
        sights[rung] = changed(environment=False)
    with pytest.raises(CourseError, match="plain process: users without privileges cannot read the Python env"):
        detect()


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ({"user": 0}, "as root"),
        ({"capabilities": 1}, "capabilities"),
        ({"new_privileges": True}, "set-uid"),
        ({"interfaces": ("eth0", "wlan0")}, r"the network \(eth0, wlan0\)"),
        ({"processes": 3}, "other processes"),
        ({"namespaces": True}, "namespaces of its own"),
        ({"readable": ("/a", "/b", "/c", "/d", "/e")}, "could read /a, /b, /c and 2 more"),
        ({"environment": False}, "cannot read the Python environment"),
    ],
)
def test_whatever_is_visible_rules_bubblewrap_out(sights, what, complaint):
    sights[Rung.BUBBLEWRAP] = changed(**what)
    ((rung, reason),) = detect().refused
    assert rung is Rung.BUBBLEWRAP
    assert re.search(complaint, reason)


def test_a_container_has_to_be_one_and_needs_root(sights, monkeypatch):
    sights[Rung.BUBBLEWRAP] = TimeoutError("it hangs")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert detect().refused[1] == (Rung.CONTAINER, "only root can give students' code users of its own")
    monkeypatch.setattr(ladder, "_CONTAINER_MARKS", ("/no/such/mark",))
    assert detect().refused[1] == (Rung.CONTAINER, "this is not a container")


def test_private_is_all_of_the_course_but_what_has_to_be_shown(root):
    private = private_in(root)
    assert {root / name for name in ("solutions", "tests", "exercises", "course.py")} <= set(private)
    assert root / "coursekit" not in private
    assert all(not Path(sys.prefix).is_relative_to(path) for path in private)


def test_private_files_in_the_environment_are_refused():
    with pytest.raises(CourseError, match=r"lies in .*must be able to read"):
        bubblewrap.readable([Path(sys.prefix) / "gradebook.db"])
    with pytest.raises(CourseError, match="lies in /usr"):
        bubblewrap.readable([Path("/usr/local/course")])


def test_missing_bubblewrap_is_said(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert ladder._reason_against(Rung.BUBBLEWRAP, ()).startswith("bubblewrap is not installed. On Debian")


def test_a_bubblewrap_that_fails_is_quoted(monkeypatch, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "setting up uid map: Permission denied" in ladder._reason_against(Rung.BUBBLEWRAP, ())


def test_a_bubblewrap_that_hangs_is_given_up(monkeypatch, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexec sleep 1000\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(ladder, "_START_WITHIN", 0.1)
    monkeypatch.setattr("coursekit.grading.forkserver.client._CLOSE_WITHIN", 0.1)
    assert "did not come up" in ladder._reason_against(Rung.BUBBLEWRAP, ())


def test_a_real_child_without_namespaces_sees_what_it_can(tmp_path):
    secret, hidden = tmp_path / "solution.py", tmp_path / "gradebook.db"
    secret.write_text("x")
    hidden.write_text("x")
    tmp_path.chmod(0o755)
    hidden.chmod(0o600)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.getuid() and folder.is_relative_to("/tmp") and folder != Path("/tmp"):  # noqa: S108
            folder.chmod(0o755)
    sight = ladder._look(Rung.PROCESS, [secret, hidden])
    assert not sight.new_privileges
    assert sight.processes > 2
    if os.geteuid() == 0:
        assert 61184 <= sight.user <= 65519
        assert sight.readable == (str(secret),)
    else:
        assert sight.user == os.getuid()
        assert sight.readable == (str(secret), str(hidden))

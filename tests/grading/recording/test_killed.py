"""`kill -9` at every step of recording: the old state is whole, or the next run grades again; others are untouched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.grading.recording import Recorder
from coursekit.grading.setting import surroundings
from coursekit.tree import Course

FULL = {"double_check": 1.0, "double_hidden": 2.0, "square_check": 2.0}


def of(student, state):
    """The part of a state (see `state`) that is a student's, and the rest."""
    rows, files = state
    mine = {name: [row for row in table if row[0] == student] for name, table in rows.items()}
    rest = {name: [row for row in table if row[0] != student] for name, table in rows.items()}
    paths = {name: f"autograded/{student}/" in name or name.endswith(f"/{student}.json") for name in files}
    return (
        (mine, {name: content for name, content in files.items() if paths[name]}),
        (rest, {name: content for name, content in files.items() if not paths[name]}),
    )


@pytest.mark.slow
@pytest.mark.nbgrader
@pytest.mark.skipif(sys.platform != "linux", reason="the program that is killed forks")
@pytest.mark.parametrize("runs", [True, False], ids=["graded", "not run"])
def test_killed_at_every_step(registered, tmp_path, runs):
    from tests.grading.recording import conftest

    course, parameters = registered.course, registered.topic
    new = registered.outcome("ann", {"square_check": 1.0}, key="new") if runs else registered.not_run("ann", key="new")

    def state(root):
        return conftest.dump(root / "gradebook.db"), conftest.tree(root)

    with surroundings(course, parameters, "grade") as setting, Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL, key="old", why="Because."), None, {"data.csv": b"old"})
        recorder.record(registered.outcome("bob", FULL, key="old"), None, {"data.csv": b"of bob"})
    with registered.small.gradebook() as book:  # a person has graded
        book.find_grade("why", parameters.id, parameters.id, "ann").manual_score = 3
        book.db.commit()
    old = state(course.root)
    shutil.copytree(course.root, tmp_path / "whole")
    with surroundings(Course(tmp_path / "whole"), parameters, "grade") as setting, Recorder(setting) as recorder:
        recorder.record(new, None, {"data.csv": b"new"})
    wanted = state(tmp_path / "whole")

    (tmp_path / "places").mkdir()
    (tmp_path / "outcome.json").write_text(new.to_json())
    killer = Path(__file__).with_name("killer.py")
    subprocess.run(
        [sys.executable, killer, course.root, tmp_path / "outcome.json", tmp_path / "places"], check=True, timeout=300
    )
    places = sorted((tmp_path / "places").iterdir(), key=lambda path: int(path.name))
    assert len(places) > 40
    found = set()
    seen = []
    for place in places:
        killed = state(place)
        journal = (place / "gradebook.db-journal").exists()
        if (killed, journal) in seen:  # what follows depends on nothing else
            continue
        seen.append((killed, journal))
        assert of("ann", killed)[0][0] in (of("ann", old)[0][0], of("ann", wanted)[0][0])  # never between
        assert of("bob", killed)[0] == of("bob", old)[0]
        with surroundings(Course(place), parameters, "grade") as setting, Recorder(setting) as recorder:
            before, after = recorder.unchanged("ann", "old"), recorder.unchanged("ann", "new")
            found.add((before is not None, after is not None))
            if before is not None:
                assert of("ann", killed)[0] == of("ann", old)[0]
            if after is None:
                recorder.record(new, None, {"data.csv": b"new"})
            assert recorder.unchanged("bob", "old") is not None
        assert state(place) == wanted
    assert found == {(True, False), (False, False), (False, True)}
    assert len(seen) > 8

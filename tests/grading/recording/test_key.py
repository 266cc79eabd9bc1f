"""The key: each thing that an outcome depends on changes it, and nothing else does."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

import pytest

from coursekit.grading.recording import Conditions, key, keys
from coursekit.grading.recording.keys import source_hash, versions
from coursekit.tree import Course, topic

CONDITIONS = Conditions(b"master", b"release", "package", "versions", "limits", "isolation")
FILES = {"01_parameters.ipynb": b"{}", "data.csv": b"1,2"}
NOON = datetime(2026, 3, 1, 12)


def made(conditions=CONDITIONS, files=FILES, handed_in=NOON, seed="seed"):
    return key(conditions, files, handed_in, seed)


def test_the_same_is_the_same():
    assert made() == made(replace(CONDITIONS), dict(reversed(FILES.items())))
    assert len(made()) == 64


@pytest.mark.parametrize("name", [field.name for field in fields(Conditions)])
def test_every_condition_changes_it(name):
    value = getattr(CONDITIONS, name)
    changed = {made(replace(CONDITIONS, **{name: other})) for other in (value[:-1], value + value[-1:], value[:0])}
    assert len(changed | {made()}) == 4


def test_conditions_are_not_mixed_up():
    assert made(replace(CONDITIONS, master=b"release", release=b"master")) != made()
    assert made(replace(CONDITIONS, master=b"masterr", release=b"elease")) != made()


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"01_parameters.ipynb": b"{}"},
        FILES | {"more.csv": b""},
        FILES | {"data.csv": b"1,3"},
        FILES | {"01_parameters.ipynb": b"{ }"},
        {"01_parameters.ipynb": b"{}", "data2.csv": b"1,2"},
        {"01_parameters.ipynb": b"{}d", "ata.csv": b"1,2"},
        {"01_parameters.ipynb": b"1,2", "data.csv": b"{}"},
        {"01_parameters.ipynb": b"{}", "caf\udce9.csv": b"1,2"},
    ],
    ids=range(9),
)
def test_every_byte_submitted_changes_it(files):
    assert made(files=files) != made()


@pytest.mark.parametrize("handed_in", [None, NOON.replace(microsecond=1), NOON.replace(year=2027)])
def test_time_of_arrival_changes_it(handed_in):
    assert made(handed_in=handed_in) != made()


def test_seed_changes_it():
    assert made(seed="another") != made()


def test_source_of_the_package_is_in_it(tmp_path):
    for name in ("a.py", "b/c.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    seen = [source_hash(tmp_path)]
    (tmp_path / "notes.txt").write_text("no source")
    assert source_hash(tmp_path) == seen[0]
    (tmp_path / "a.py").write_text("x = 2")
    seen.append(source_hash(tmp_path))
    (tmp_path / "a.py").rename(tmp_path / "d.py")
    seen.append(source_hash(tmp_path))
    (tmp_path / "b" / "c.py").unlink()
    seen.append(source_hash(tmp_path))
    assert len(set(seen)) == 4


def test_versions_are_those_installed(tmp_path, monkeypatch):
    import importlib.metadata
    import platform

    plain = versions(tmp_path)
    for name in ("keras", "nbgrader", "numpy", "tensorflow"):
        assert f"{name} {importlib.metadata.version(name)}" in plain
    assert f"python {platform.python_version()}" in plain
    seen = {plain}
    for text in ("numpy==2.0", "numpy==2.1"):
        (tmp_path / "requirements.lock").write_text(text)
        seen.add(versions(tmp_path))

    def absent(name):
        raise keys.PackageNotFoundError

    monkeypatch.setattr(keys, "version", absent)
    seen.add(versions(tmp_path))
    assert len(seen) == 4
    assert "keras absent" in versions(tmp_path)


def test_conditions_are_read_from_the_course(small_course):
    course, parameters = small_course.course, topic("parameters")
    read = Conditions.read(course, parameters, limits="4 s", isolation="bubblewrap")
    assert read.master == course.solution(parameters).read_bytes()
    assert read.release == course.exercise(parameters).read_bytes()
    assert (read.limits, read.isolation) == ("4 s", "bubblewrap")
    assert (read.versions, len(read.package)) == (versions(course.root), 64)
    assert read.package == Conditions.read(course, parameters, limits="", isolation="").package
    with pytest.raises(FileNotFoundError):
        Conditions.read(Course(course.root / "none"), parameters, limits="", isolation="")

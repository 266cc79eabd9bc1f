"""Grades for Canvas and Moodle, through nbgrader's own `export`."""

from __future__ import annotations

import csv
import os
import subprocess
import sys

import pytest

from coursekit.console import console
from coursekit.grading.exporters import canvas, moodle
from coursekit.grading.reports import report

pytestmark = [pytest.mark.nbgrader, pytest.mark.slow]


def export(small, exporter, *options):
    """What `nbgrader export` writes, as rows."""
    path = small.course.root / "exported.csv"
    path.unlink(missing_ok=True)
    command = [sys.executable, "-m", "nbgrader", "export", f"--exporter=coursekit.grading.exporters.{exporter}"]
    done = subprocess.run(
        [*command, f"--to={path}", *options],
        cwd=small.course.root,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def exported(recorded):
    return {name: export(recorded, f"{name.title()}Exporter") for name in ("canvas", "moodle")}


def test_canvas(exported):
    rows = exported["canvas"]
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_parameters"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "8"]
    found = {row[3]: row for row in rows[2:]}
    assert found["ann"] == ["O'Hara, Änn", "4711", "", "ann", "", "7.5"]
    assert found["bob"] == ["bob", "", "", "bob", "", "2.5"]
    assert found["'=cmd"][0] == "'=cmd"


def test_moodle(recorded):
    rows = export(recorded, "MoodleExporter", "--student=['ann', 'bob']", "--assignment=['01_parameters']")
    assert rows[0] == [
        "username",
        "email address",
        "last name",
        "first name",
        "01_parameters",
        "01_parameters (feedback)",
    ]
    assert rows[1] == ["ann", "ann@school.test", "O'Hara", "Änn", "7.5", '7.5 of 8 points. =Well put, "ann".']
    late = "2.5 of 8 points. 0.5 points were taken off because it was handed in late."
    assert rows[2] == ["bob", "", "", "", "2.5", late]
    assert len(rows) == 3


def test_who_handed_in_nothing_has_no_row(recorded):
    with recorded.gradebook() as book:
        book.add_student("gil")
        try:
            for text in (canvas(book), moodle(book)):
                assert "ann" in text
                assert "gil" not in text
        finally:
            book.remove_student("gil")


def test_report_writes_the_same(recorded, exported, tmp_path):
    files = {name: tmp_path / f"{name}.csv" for name in exported}
    with console.capture():
        report(recorded.course, recorded.topic, canvas_file=files["canvas"], moodle_file=files["moodle"])
    for name, path in files.items():
        with path.open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == exported[name]

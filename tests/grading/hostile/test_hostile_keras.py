"""Submissions to a real exercise of the course with Keras models, handed in at once."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from coursekit.tree import Course, topic

catalogue = sys.modules["hostile_catalogue"]
keras_models = catalogue.keras_models

pytestmark = [pytest.mark.nbgrader, pytest.mark.slow]

TOPIC = topic("architectures")


@dataclass
class Ran:
    """What came of it."""

    course: Course
    outside: Path
    rows: dict

    def points(self, student):
        path = self.course.root / "grades" / TOPIC.id / f"{student}.json"
        verdicts = json.loads(path.read_text(encoding="utf-8"))["verdicts"]
        return {verdict["name"]: verdict["points"] for verdict in verdicts}


@pytest.fixture(scope="module")
def ran(root, tmp_path_factory, isolated):
    from coursekit import grading
    from coursekit.console import console

    place = tmp_path_factory.mktemp("keras")
    course, outside = Course(place / "course"), place / "outside"
    outside.mkdir()
    (course.root / "lectures").mkdir(parents=True)
    for name in ("course.py", "nbgrader_config.py", f"solutions/{TOPIC.id}", f"exercises/{TOPIC.id}"):
        (shutil.copytree if (root / name).is_dir() else shutil.copy)(root / name, course.root / name)
    settings = course.root / "nbgrader_config.py"
    settings.write_text(settings.read_text() + "\nc.ExecutePreprocessor.timeout = 20\n")
    for record in keras_models.RECORDS:
        notebook = json.loads(course.exercise(TOPIC).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in record.answers:
                cell["source"] = record.answers[name].replace("@OUTSIDE@", str(outside))
        path = course.root / "submitted" / record.name / TOPIC.id / f"{TOPIC.id}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    with console.capture():
        rows = grading.grade(course, TOPIC, workers=2)
    return Ran(course, outside, {row.student: row for row in rows})


@pytest.mark.parametrize("record", keras_models.RECORDS, ids=lambda record: record.name)
def test_it_earns_what_it_did(ran, record):
    points = {name: value for name, value in ran.points(record.name).items() if name in keras_models.TESTS}
    assert points == {**keras_models.TESTS, **record.earns}, ran.rows[record.name]
    assert ran.rows[record.name].status == record.status, ran.rows[record.name]
    if record.must is not None:
        record.must(ran, record.name)

"""`coursekit report`: the numbers by another way, the files, and what stands in them of students."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4

from coursekit.console import console
from coursekit.errors import CourseError
from coursekit.grading.outcome import Outcome, TestStatus, Verdict
from coursekit.grading.reports import report
from coursekit.grading.reports.messages import frequent
from coursekit.grading.reports.page import _bars
from coursekit.grading.reports.spreadsheet import csv_text
from coursekit.grading.reports.statistics import difficulty, discrimination
from coursekit.grading.reports.tasks import Graded, Task, tasks
from coursekit.grading.results import Status

pytestmark = pytest.mark.nbgrader


@pytest.fixture(scope="module")
def reported(recorded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    recorded.files = {name: folder / f"report.{name}" for name in ("csv", "html")}
    with console.capture() as capture:
        recorded.classroom = report(recorded.course, recorded.topic, **recorded.files)
    recorded.printed = capture.get()
    return recorded


def test_points_of_each_task_as_they_were_recorded(reported):
    rows = {row.student: row for row in reported.classroom.rows}
    assert [item.task.name for item in reported.classroom.items] == ["double", "square", "why"]
    assert rows["ann"].points == (3.0, 2.0, 2.5)
    assert (rows["ann"].total, rows["bob"].total, rows["bob"].late_penalty) == (7.5, 2.5, 0.5)
    assert (rows["flo"].status, rows["flo"].points, rows["flo"].total) == (Status.BROKEN, (0.0, 0.0, 0.0), 0.0)
    assert [row.student for row in reported.classroom.rows if not row.isolated] == ["eve"]


def test_statistics_of_the_class_by_pandas(reported):
    ran = reported.classroom.ran
    table = pd.DataFrame([row.points for row in ran])
    assert len(ran) == 7
    for place, item in enumerate(reported.classroom.items):
        rest = table.drop(columns=place).sum(axis=1)
        assert item.difficulty == pytest.approx(table[place].mean() / item.task.max_points)
        assert item.discrimination == pytest.approx(table[place].corr(rest))


def test_table_has_a_row_a_student_and_a_column_a_task(reported):
    content = reported.files["csv"].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert list(rows[0]) == ["student", "double", "square", "why", "total", "late_penalty", "max", "status", "reason"]
    found = {row["student"]: row for row in rows}
    assert list(found["bob"].values()) == ["bob", "1", "2", "0", "2.5", "0.5", "8", "graded", ""]
    assert "'=cmd" in found
    assert "=cmd" not in found


def test_page_escapes_what_came_from_students_and_marks_what_is_hidden(reported):
    page = reported.files["html"].read_text(encoding="utf-8")
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<u>" not in page
    assert "<script" not in page
    assert "Not isolated." in page
    assert "without a sandbox, with your rights (eve)" in " ".join(page.split())
    text = " ".join(page.split())
    assert "<strong>4 ×</strong> double(-3) gave 3 instead of -6" in text
    assert text.count("hidden: for your eyes only") == 1
    assert "<strong>2 ×</strong> It gave 1 &lt;b&gt;instead&lt;/b&gt; of 2." in text


def test_terminal_shows_students_tasks_and_missing_isolation(reported):
    text = " ".join(reported.printed.split())
    assert "Tasks, by 7 submissions that were run" in text
    assert "Not isolated: the code of eve." in text
    assert "Written to" in text


def test_nothing_graded_and_no_place_to_write(small_course, recorded, tmp_path):
    with pytest.raises(CourseError, match="coursekit grade parameters"):
        report(small_course.course, small_course.topic)
    with pytest.raises(CourseError, match="cannot be written"):
        report(recorded.course, recorded.topic, csv=tmp_path / "none" / "report.csv")


points = st.lists(st.tuples(st.sampled_from([0, 0.5, 1, 1 / 3]), st.integers(0, 9)), min_size=3, max_size=30)


@given(points)
def test_discrimination_is_the_correlation_with_the_rest(pairs):
    item = [x for x, _ in pairs]
    rest = [float(y) for _, y in pairs]
    found = discrimination(item, [x + y for x, y in pairs])
    if len(set(item)) == 1 or len(set(rest)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(np.corrcoef(item, rest)[0, 1], abs=1e-6)


def test_statistics_of_few_and_of_equals_are_no_numbers_that_mislead():
    assert difficulty([]) is None
    assert discrimination([1, 0], [2, 0]) is None
    assert discrimination([], []) is None
    assert discrimination([0.1 + 0.2, 0.3, 0.3], [1, 2, 3]) is None
    assert discrimination([0, 1, 2], [2, 4, 6]) == 1.0
    assert not math.isnan(discrimination([0, 1, 0, 1], [3, 2, 4, 1]))


@given(st.lists(st.floats(0, 45)), st.sampled_from([0, 1, 5, 7.5, 8, 20, 21, 32, 40]))
def test_every_submission_is_in_one_bar(totals, most):
    bars = _bars(totals, most)
    assert sum(bar.count for bar in bars) == len(totals)
    assert len(bars) <= 20
    for bar in bars[:-1]:
        assert bar.count == sum(bar.low <= total < bar.high for total in totals)


def test_messages_that_differ_in_numbers_are_one():
    task = Task("a", "A", ["a"], [Graded("a_check", 1, by_hand=False)])

    def outcome(student, message, status=TestStatus.FAILED):
        return Outcome(student, Status.GRADED, verdicts=(Verdict("a_check", status, 0.0, 1.0, message),))

    told = ["3 instead of 4.5", "-17 instead of 1e-3", "x1 is missing", "x2 is missing", "x2 is missing"]
    said = frequent(task, [*map(outcome, "abcde", told), outcome("f", "", TestStatus.PASSED)])
    assert [(one.students, one.text) for one in said] == [
        (2, "-17 instead of 1e-3"),
        (2, "x2 is missing"),
        (1, "x1 is missing"),
    ]
    assert [one.text for one in frequent(task, map(outcome, "abcde", told), most=1)] == ["-17 instead of 1e-3"]


def test_tasks_of_a_master():
    def cell(kind, source, name="", **marks):
        made = v4.new_code_cell(source) if kind == "code" else v4.new_markdown_cell(source)
        if name:
            whole = {"grade": False, "solution": False, "task": False, "locked": True, **marks}
            made.metadata.nbgrader = {"grade_id": name, "schema_version": 3, **whole}
        return made

    cells = [
        cell("markdown", "# All\n\n## Part 1\n\n### Task 1: `one` *more*\n\n```python\n# no heading\n```"),
        cell("code", "", "imports"),
        cell("code", "", "one", solution=True),
        cell("code", "", "one_check", grade=True, points=1),
        cell("code", "", "helper", solution=True),
        cell("markdown", "### Task 2"),
        cell("code", "", "two", solution=True),
        cell("code", "", "two_check", grade=True, points=2),
        cell("code", "", "two_hidden", grade=True, points=0.5),
        cell("markdown", "", "why", grade=True, solution=True, points=3),
        cell("code", "", "ungraded", solution=True),
    ]
    found = tasks(cells)
    assert [(t.name, t.title, t.answers, [g.name for g in t.graded], t.max_points) for t in found] == [
        ("one", "Task 1: one more", ["one"], ["one_check"], 1),
        ("helper", "helper", ["helper", "two"], ["two_check", "two_hidden"], 2.5),
        ("why", "Task 2", ["why"], ["why"], 3),
    ]


def test_no_formula_in_a_spreadsheet():
    text = csv_text([["=1+1", "+1", "-1", "@a", "\tx", "a=b", -1.5, 1 / 3, 3.0, 'say "hi", you']])
    assert next(csv.reader(io.StringIO(text))) == [
        *("'=1+1", "'+1", "'-1", "'@a", "'\tx", "a=b", "-1.5", "0.333", "3", 'say "hi", you')
    ]


def test_command_takes_each_file(recorded, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from coursekit.cli import app

    monkeypatch.chdir(recorded.course.root)
    names = ("csv", "html", "canvas", "moodle")
    options = [word for name in names for word in (f"--{name}", str(tmp_path / name))]
    with console.capture():
        result = CliRunner().invoke(app, ["report", "parameters", *options])
    assert result.exit_code == 0
    beginnings = {name: (tmp_path / name).read_text(encoding="utf-8-sig").splitlines()[0] for name in names}
    assert beginnings == {
        "csv": "student,double,square,why,total,late_penalty,max,status,reason",
        "html": "<!DOCTYPE html>",
        "canvas": "Student,ID,SIS User ID,SIS Login ID,Section,01_parameters",
        "moodle": "username,email address,last name,first name,01_parameters,01_parameters (feedback)",
    }

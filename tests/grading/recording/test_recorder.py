"""What the recorder leaves in the gradebook: as nbgrader would, by our verdicts, and nothing of a person's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import nbformat
import pytest
from nbformat.v4 import new_output
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.utils import compute_checksum
from sqlalchemy.exc import OperationalError

from coursekit.errors import CourseError
from coursekit.grading.recording import Points, Recorder, load, register
from coursekit.grading.recording.automatic import Automatic, automatic
from coursekit.grading.recording.rows import Rows
from coursekit.grading.results import CannotGradeError, Status
from coursekit.grading.setting import surroundings

pytestmark = pytest.mark.nbgrader

NOON = datetime(2026, 3, 1, 12)
FULL = {"double_check": 1.0, "double_hidden": 2.0, "square_check": 2.0}


def by_stock(registered, student, notebook, handed_in, config, *, failed=()):
    """What nbgrader itself records of a notebook in which these tests failed."""
    notebook = nbformat.reads(notebook, 4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in failed:
            cell.outputs = [new_output("error", ename="AssertionError", evalue="", traceback=[])]
    with registered.small.gradebook() as book:
        book.update_or_create_student(student)
        book.update_or_create_submission(registered.topic.id, student, timestamp=handed_in)
    marks = {
        "notebook": registered.topic.id,
        "assignment": registered.topic.id,
        "student": student,
        "db_url": f"sqlite:///{registered.database}",
    }
    for preprocessor in (SaveAutoGrades, AssignLatePenalties):
        preprocessor(config=config).preprocess(notebook, {"nbgrader": marks})


@pytest.mark.parametrize("answer", [None, "Because."])
def test_rows_are_those_of_nbgrader(registered, setting, tmp_path, answer):
    answers = registered.small.RIGHT | ({"why": answer} if answer else {})
    outcome = registered.outcome("ann", FULL | {"square_check": 0.0}, **answers)
    stock = registered.copy_to(tmp_path / "stock")
    by_stock(stock, "ann", outcome.notebook, NOON, setting.config, failed=["square_check"])
    with Recorder(setting) as recorder:
        recorder.record(outcome, NOON, {})
    assert registered.dump() == stock.dump()
    assert [row[4] for row in registered.dump()["grades"]] == [1.0, 2.0, 0.0, None if answer else 0.0]


@pytest.mark.slow
def test_rows_of_tasks_and_of_programs_graded_by_hand_are_those_of_nbgrader(registered_template, tmp_path):
    small = registered_template.copy_to(tmp_path / "course").small
    small.course.root.joinpath("gradebook.db").unlink()
    source = nbformat.read(small.course.solution(small.topic), 4)
    essay = nbformat.v4.new_markdown_cell("Write a page.", id="essay")
    program = nbformat.v4.new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", id="program")
    for cell in (essay, program):
        marks = {"schema_version": 3, "grade_id": cell.id, "points": 4, "task": cell is essay, "locked": cell is essay}
        cell.metadata["nbgrader"] = {**marks, "grade": cell is program, "solution": cell is program}
        source.cells.append(cell)
    small.write_source(source)
    small._release()
    registered = type(registered_template)(small)
    with surroundings(small.course, small.topic, "grade") as setting:
        register(setting)
        outcome = registered.outcome("ann", FULL, **small.RIGHT, program="x = 2")
        stock = registered.copy_to(tmp_path / "stock")
        by_stock(stock, "ann", outcome.notebook, None, setting.config)
        with Recorder(setting) as recorder:
            recorder.record(outcome, None, {})
            assert registered.dump() == stock.dump()
            assert recorder.points(["ann"])["ann"].waiting == ("essay", "program")
            assert recorder.unchanged("ann", "key") is not None
            recorder.record(registered.not_run("ann"), None, {})
            assert set(registered.grades("ann").values()) == {(0.0, None, None, False)}


def test_task_has_a_response_whatever_its_text():
    cell = nbformat.v4.new_markdown_cell("Write a page.")
    cell.metadata["nbgrader"] = {"grade_id": "essay", "points": 4, "task": True, "grade": False, "solution": False}
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)  # nbgrader writes none, but takes no notice of one
    notebook = nbformat.v4.new_notebook(cells=[cell])
    assert automatic(notebook, []) == Automatic({"essay": None}, {"essay": None})


def test_points_come_from_verdicts_and_never_from_outputs(registered, recorder):
    notebook = nbformat.reads(registered.notebook("ann"), 4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [new_output("execute_result", {"text/plain": "0.5"})] if cell.cell_type == "code" else []
    recorder.record(registered.outcome("ann", FULL, notebook=nbformat.writes(notebook)), None, {})
    assert {name: row[0] for name, row in registered.grades("ann").items()} == {**FULL, "why": 0.0}


def test_grader_error_waits_for_a_person_and_is_tried_again(registered, recorder):
    recorder.record(registered.outcome("ann", {**FULL, "square_check": None}), None, {})
    assert registered.grades("ann")["square_check"] == (None, None, None, True)
    assert recorder.points(["ann"])["ann"].waiting == ("square_check",)
    assert recorder.unchanged("ann", "key") is None


def by_hand(registered, student="ann"):
    """A person grades, comments, flags and grants an extension in the formgrader."""
    with registered.small.gradebook() as book:
        submission = book.find_submission(registered.topic.id, student)
        submission.notebooks[0].flagged = True
        for grade in submission.notebooks[0].grades:
            if grade.name in {"why", "double_check"}:
                grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 0.5, 0.25, False
        for comment in submission.notebooks[0].comments:
            comment.manual_comment = "Well done."
        book.find_student(student).first_name = "Ann"
        book.db.commit()


def test_what_a_person_gave_is_kept_and_looked_at_again(registered, recorder):
    recorder.record(registered.outcome("ann", FULL, why="Because."), None, {})
    by_hand(registered)
    recorder.record(registered.outcome("ann", {"square_check": 1.0}), None, {})
    assert registered.grades("ann") == {
        "double_check": (0.0, 0.5, 0.25, True),
        "double_hidden": (0.0, None, None, False),
        "square_check": (1.0, None, None, False),
        "why": (0.0, 0.5, 0.25, True),
    }
    found = registered.dump()
    assert {row[4:] for row in found["comments"]} == {("No response.", "Well done.")}
    assert (found["students"], found["submissions"][0][-1]) == ([("ann", "Ann", None, None)], 1)
    recorder.record(registered.not_run("ann"), None, {})
    assert registered.grades("ann")["why"] == (0.0, 0.5, 0.25, True)
    assert {row[4:] for row in registered.dump()["comments"]} == {(None, "Well done.")}


def test_outcome_that_was_not_run_takes_the_automatic_points_back(registered, recorder):
    recorder.record(registered.outcome("ann", FULL), NOON, {"data.csv": b"1"})
    recorder.record(registered.outcome("bob", FULL), NOON, {})
    before = registered.tree()
    recorder.record(registered.not_run("ann", key="second"), None, {})
    assert set(registered.grades("ann").values()) == {(0.0, None, None, False)}
    assert registered.dump()["submissions"][0][:2] == ("ann", None)
    kept = {name: content for name, content in registered.tree().items() if "ann" not in name}
    assert kept == {name: content for name, content in before.items() if "ann" not in name}
    assert [name for name in registered.tree() if "ann" in name] == ["grades/01_parameters/ann.json"]
    assert recorder.unchanged("ann", "second") == registered.not_run("ann", key="second")


LATE = """
from nbgrader.plugins import BasePlugin

class Tenth(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {penalty}
"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Makes a late plugin whose penalty is an expression."""

    def make(setting, penalty):
        name = f"late_{uuid4().hex}"  # a module stays imported
        (tmp_path / f"{name}.py").write_text(LATE.format(penalty=penalty))
        setting.config.AssignLatePenalties.plugin_class = f"{name}.Tenth"

    monkeypatch.syspath_prepend(tmp_path)
    return make


@pytest.mark.parametrize("penalty", ["score / 10", "-1", "score + 1", "None", "total_seconds_late / 3600"])
@pytest.mark.parametrize("extension", [0, 1, 3])
def test_late_penalty_is_that_of_nbgrader(registered, setting, plugin, tmp_path, penalty, extension):
    plugin(setting, penalty)
    with registered.small.gradebook() as book:
        book.update_or_create_assignment(registered.topic.id, duedate="2026-03-01 10:00 UTC")
    # A submission of before, with points by hand and an extension.
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL), NOON, {})
    by_hand(registered)
    with registered.small.gradebook() as book:
        book.grant_extension(registered.topic.id, "ann", hours=extension)
    outcome = registered.outcome("ann", FULL | {"square_check": 0.0})
    stock = registered.copy_to(tmp_path / "stock")
    by_stock(stock, "ann", outcome.notebook, NOON, setting.config, failed=["square_check"])
    with Recorder(setting) as recorder:
        recorder.record(outcome, NOON, {})
        (points,) = recorder.points(["ann"]).values()
    assert registered.dump() == stock.dump()
    assert points.seconds_late == max(0, 2 - extension) * 3600
    with stock.small.gradebook() as book:
        submission = book.find_submission(registered.topic.id, "ann")
        assert points.points == submission.score - submission.late_submission_penalty
        assert (points.late_penalty, points.max_points) == (submission.late_submission_penalty, submission.max_score)
        assert points.seconds_late == submission.total_seconds_late


def test_penalty_follows_due_date_and_extension_without_grading_again(registered, setting):
    setting.config.LateSubmissionPlugin.penalty_method = "zero"
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL), NOON, {})
        assert recorder.points(["ann"])["ann"].points == 5
        for due, expected in ((NOON - timedelta(hours=1), 0), (NOON + timedelta(hours=1), 5)):
            with registered.small.gradebook() as book:
                book.update_or_create_assignment(registered.topic.id, duedate=due)
            assert recorder.unchanged("ann", "key") is not None
            assert recorder.points(["ann"])["ann"].points == expected


def test_plugin_that_fails_is_told_and_nothing_is_done(registered, setting, plugin):
    plugin(setting, "1 / 0")
    with registered.small.gradebook() as book:
        book.update_or_create_assignment(registered.topic.id, duedate="2026-03-01 10:00 UTC")
    before = registered.dump(), registered.tree()
    with Recorder(setting) as recorder, pytest.raises(CourseError, match=r"Tenth, failed \(ZeroDivisionError"):
        recorder.record(registered.outcome("ann", FULL), NOON, {})
    assert (registered.dump(), registered.tree()) == before


@pytest.mark.parametrize("method", ["_write_grades", "_write_comments", "_penalise"])
def test_failure_in_the_middle_changes_nothing(registered, recorder, monkeypatch, method):
    recorder.record(registered.outcome("ann", FULL, why="Because."), NOON, {"data.csv": b"1"})
    before = registered.dump(), registered.tree()
    original = getattr(Rows, method)

    def failing(*args):
        original(*args)  # the statements have been sent
        raise OperationalError("UPDATE", {}, ValueError("the server went away"))

    monkeypatch.setattr(Rows, method, failing)
    for student in ("ann", "bob"):  # an old submission, a new one
        with pytest.raises(CourseError, match="the server went away") as caught:
            recorder.record(registered.outcome(student, key="second"), None, {})
        assert "UPDATE" not in str(caught.value)
    assert (registered.dump(), registered.tree()) == before
    monkeypatch.undo()
    recorder.record(registered.outcome("ann", key="second"), None, {})  # the session can be used again
    assert recorder.unchanged("ann", "second") is not None


def test_time_is_stored_as_nbgrader_stores_it(registered, recorder):
    zone = timezone(timedelta(hours=-5))
    for handed_in in (NOON, NOON.replace(tzinfo=UTC), datetime(2026, 3, 1, 7, tzinfo=zone)):
        recorder.record(registered.outcome("ann"), handed_in, {})
        with registered.small.gradebook() as book:
            assert book.find_submission(registered.topic.id, "ann").timestamp == NOON


def test_rows_that_are_missing_are_made(registered, recorder):
    recorder.record(registered.outcome("ann", FULL), None, {})
    whole = registered.dump()
    with registered.small.gradebook() as book:
        notebook = book.find_submission_notebook(registered.topic.id, registered.topic.id, "ann")
        book.db.delete(notebook.grades[0])
        book.db.delete(notebook.comments[0])
        book.db.commit()
    assert recorder.unchanged("ann", "key") is None
    recorder.record(registered.outcome("ann", FULL), None, {})
    assert registered.dump() == whole


def test_points_of_a_class(registered, recorder):
    recorder.record(registered.outcome("ann", FULL, why="Because."), None, {})
    recorder.record(registered.outcome("bob", {"double_check": 0.25}), None, {})
    by_hand(registered, "bob")
    assert recorder.points(["zoe", "bob", "ann"]) == {
        "zoe": Points(0.0, 8.0, 0.0, 0.0, ()),
        "bob": Points(1.5, 8.0, 0.0, 0.0, ()),
        "ann": Points(5.0, 8.0, 0.0, 0.0, ("why",)),
    }
    assert list(recorder.points(["zoe", "bob", "ann"])) == ["zoe", "bob", "ann"]


@pytest.mark.parametrize(
    "points",
    [
        {"double_check": 1.5},
        {"double_check": -0.5},
        {"double_check": float("nan")},
        {"double_check": float("inf")},
        {"why": 3.0},
        {"stranger": 1.0},
    ],
)
def test_verdicts_that_cannot_be_are_refused(registered, recorder, points):
    before = registered.dump(), registered.tree()
    with pytest.raises(ValueError, match=next(iter(points))):
        recorder.record(registered.outcome("ann", points), None, {})
    assert (registered.dump(), registered.tree()) == before


def test_outcomes_that_cannot_be_are_refused(registered, recorder):
    sound = registered.outcome("ann")
    other = nbformat.v4.new_notebook()
    for odd in (
        replace(sound, status=Status.NOT_REACHED),
        replace(sound, notebook=""),
        replace(sound, notebook="[]"),
        replace(sound, notebook="{"),
        replace(sound, notebook=nbformat.writes(other)),
        replace(sound, verdicts=sound.verdicts[1:]),
        replace(sound, notebook=nbformat.writes(other), verdicts=()),
    ):
        with pytest.raises(ValueError, match=r"."):
            recorder.record(odd, None, {})
    for path in ("../x", "/x", "a//b", "a/../../x", "", "01_parameters.ipynb", "a\0b"):
        with pytest.raises(ValueError, match="cannot be put beside"):
            recorder.record(sound, None, {path: b""})
    assert load(recorder._setting) == {}
    assert registered.dump()["students"] == []


@pytest.mark.parametrize("name", ["x" * 129, "é" * 128, "caf\udce9"])
def test_name_that_cannot_be_stored_costs_only_its_own_row(registered, recorder, name):
    outcome = registered.outcome("ann")
    with pytest.raises(CannotGradeError, match="name"):
        recorder.record(replace(outcome, student=name), None, {})
    recorder.record(outcome, None, {})
    assert [row[0] for row in registered.dump()["students"]] == ["ann"]


def test_exercise_that_is_not_registered_is_explained(small_course):
    with (
        surroundings(small_course.course, small_course.topic, "grade") as setting,
        pytest.raises(CourseError, match="does not know 01_parameters"),
        Recorder(setting),
    ):
        pass


def test_other_exercises_are_not_touched(registered, recorder):
    recorder.record(registered.outcome("ann", FULL), None, {})
    with registered.small.gradebook() as book:
        book.add_assignment("other")
        book.add_notebook("other", "other")
        book.add_grade_cell("double_check", "other", "other", max_score=7, cell_type="code")
        book.add_submission("other", "ann")
        book.find_grade("double_check", "other", "other", "ann").auto_score = 7
        book.db.commit()
    recorder.record(registered.not_run("ann"), None, {})
    with registered.small.gradebook() as book:
        assert book.find_grade("double_check", "other", "other", "ann").auto_score == 7
        assert book.find_submission(registered.topic.id, "ann").score == 0
    assert recorder.points(["ann"])["ann"].points == 0


def test_second_notebook_of_the_assignment_is_reset_and_not_graded(registered, setting):
    with registered.small.gradebook() as book:
        book.add_notebook("second", registered.topic.id)
        book.add_grade_cell("second_check", "second", registered.topic.id, max_score=7, cell_type="code")
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL), None, {})
        assert registered.grades("ann")["second_check"] == (0.0, None, None, False)
        assert recorder.unchanged("ann", "key") is not None


def test_recorded_submission_is_unchanged_until_something_is_not(registered, recorder):
    outcome = registered.outcome("ann", FULL, why="Because.")
    recorder.record(outcome, NOON, {})
    assert recorder.unchanged("ann", "key") == replace(outcome, notebook="")
    assert recorder.unchanged("ann", "another") is None
    assert recorder.unchanged("bob", "key") is None
    by_hand(registered)
    assert recorder.unchanged("ann", "key") is not None
    with registered.small.gradebook() as book:
        book.find_grade("double_check", registered.topic.id, registered.topic.id, "ann").auto_score = 0.5
        book.db.commit()
    assert recorder.unchanged("ann", "key") is None


def test_outcome_without_a_key_is_always_graded_again(registered, recorder):
    recorder.record(registered.outcome("ann", key=""), None, {})
    assert recorder.unchanged("ann", "") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda c: (c / "autograded/ann/01_parameters/01_parameters.ipynb").unlink(),
        lambda c: (c / "autograded/ann/01_parameters/01_parameters.ipynb").write_text('{"cells": ['),
        lambda c: (c / "autograded/ann/01_parameters/01_parameters.ipynb").write_bytes(b""),
        lambda c: (c / "autograded/ann/01_parameters/01_parameters.ipynb").write_bytes(b"\xff\xfe"),
        lambda c: shutil.rmtree(c / "autograded"),
        lambda c: (c / "grades/01_parameters/ann.json").unlink(),
        lambda c: (c / "grades/01_parameters/ann.json").write_text(""),
        lambda c: (c / "grades/01_parameters/ann.json").write_text("[" * 100_000),
        lambda c: (c / "grades/01_parameters/ann.json").write_bytes(b"\xff"),
        lambda c: (c / "grades/01_parameters/ann.json").write_text('{"student": "ann"}'),
        lambda c: shutil.copy(c / "grades/01_parameters/bob.json", c / "grades/01_parameters/ann.json"),
        lambda c: shutil.copy(
            c / "autograded/bob/01_parameters/01_parameters.ipynb",
            c / "autograded/ann/01_parameters/01_parameters.ipynb",
        ),
    ],
    ids=range(12),
)
def test_damaged_files_count_as_not_there(registered, recorder, damage):
    recorder.record(registered.outcome("ann", FULL, why="Because."), None, {})
    recorder.record(registered.outcome("bob", FULL), None, {})
    damage(registered.course.root)
    assert recorder.unchanged("ann", "key") is None
    recorder.record(registered.outcome("ann", FULL, why="Because."), None, {})
    assert recorder.unchanged("ann", "key") is not None


def test_folder_of_a_submission_that_was_not_run_is_noticed(registered, recorder):
    recorder.record(registered.not_run("ann"), None, {})
    (registered.course.root / "autograded/ann/01_parameters").mkdir(parents=True)
    assert recorder.unchanged("ann", "key") is None


def test_outcomes_are_loaded_for_reports(registered, recorder, setting):
    outcome = registered.outcome("bob.json", FULL)
    recorder.record(outcome, None, {})
    recorder.record(registered.not_run("ann"), None, {})
    (registered.course.root / "grades/01_parameters/eve.json").write_text("{")
    found = load(setting)
    assert list(found) == ["ann", "bob.json"]
    assert found["ann"] == registered.not_run("ann")
    assert (found["bob.json"].verdicts, found["bob.json"].notebook) == (outcome.verdicts, "")

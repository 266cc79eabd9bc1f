"""`coursekit grade` where something cannot be written: known before it matters, told in words, the table not lost."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, PendingRollbackError

from coursekit import grading
from coursekit.console import console
from coursekit.errors import CourseError
from coursekit.grading import Result, Status, needs_attention, report, run, setting
from coursekit.grading.results import in_words

pytestmark = [pytest.mark.nbgrader, pytest.mark.usefixtures("isolation")]


def fail(error):
    def failing(*_args, **_options):
        raise error

    return failing


def test_csv_is_never_half_written(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_text("the old one")
    monkeypatch.setattr(Path, "replace", fail(OSError("disk full")))
    with pytest.raises(CourseError, match=r"table.csv cannot be written: disk full"):
        report.write_csv(path, [])
    assert path.read_text() == "the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["table.csv"]


def test_table_is_shown_also_where_the_csv_cannot_be_written(small_course):
    small_course.hand_in("ann").write_text("")
    (small_course.course.root / "grades" / "01_parameters.csv").mkdir(parents=True)
    with console.capture() as capture, pytest.raises(CourseError, match=r"01_parameters.csv cannot be written"):
        grading.grade(small_course.course, small_course.topic)
    assert "the file is empty" in capture.get()


def test_csv_is_written_also_where_the_table_cannot_be_shown(small_course, monkeypatch):
    small_course.hand_in("ann").write_text("")
    monkeypatch.setattr(report, "show", fail(BrokenPipeError(32, "Broken pipe")))
    with pytest.raises(BrokenPipeError):
        grading.grade(small_course.course, small_course.topic)
    assert (small_course.course.root / "grades" / "01_parameters.csv").read_text().count("\n") == 2


def test_folder_that_takes_no_new_file_is_noticed_before_grading(small_course, monkeypatch):
    small_course.hand_in("ann")
    grades = small_course.course.root / "grades"
    grades.mkdir()
    (grades / "01_parameters.grade.log").write_text("an old log, which can be written")
    grades.chmod(0o500)
    if os.access(grades, os.W_OK):  # rights do not apply to root
        monkeypatch.setattr(setting.tempfile, "NamedTemporaryFile", fail(PermissionError(13, "Permission denied")))
    monkeypatch.setattr(run, "_grade", fail(AssertionError("graded")))
    with pytest.raises(CourseError, match="grades cannot be written: Permission denied"):
        grading.grade(small_course.course, small_course.topic)
    grades.chmod(0o700)
    assert (grades / "01_parameters.grade.log").read_text().startswith("an old log")


@pytest.fixture
def full_log(small_course):
    """A course whose log lies on a full disk."""
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a file that is always full")
    log = small_course.course.root / "grades" / "01_parameters.try.log"
    log.parent.mkdir()
    log.symlink_to("/dev/full")
    return small_course


def test_full_log_is_told_in_words(full_log, capsys):
    with (
        pytest.raises(CourseError, match=r"No space left on device.*\nMake room"),
        setting.surroundings(full_log.course, full_log.topic, "try") as made,
    ):
        made.log.info("a line")
    assert capsys.readouterr().err == ""


def test_full_log_does_not_hide_the_first_error(full_log):
    with (
        pytest.raises(ZeroDivisionError),
        setting.surroundings(full_log.course, full_log.topic, "try") as made,
    ):
        made.log.info("a line")
        raise ZeroDivisionError


def test_log_that_fails_otherwise_is_told_too(small_course, monkeypatch):
    with (
        pytest.raises(CourseError, match=r"try.log could not be written to its end: .*Input/output error"),
        setting.surroundings(small_course.course, small_course.topic, "try") as made,
    ):
        monkeypatch.setattr(made.log.handlers[0], "flush", fail(OSError(5, "Input/output error")))
        made.log.info("a line")


def test_mistake_in_a_line_of_the_log_is_shown(small_course, capsys):
    with setting.surroundings(small_course.course, small_course.topic, "try") as made:
        made.log.info("%d", "no number")
    assert "TypeError" in capsys.readouterr().err


def test_full_disk_is_told_in_words(small_course):
    with (
        pytest.raises(CourseError, match=r"No space left on device \(autograded/x\).*\nMake room"),
        setting.surroundings(small_course.course, small_course.topic, "try"),
    ):
        raise OSError(28, "No space left on device", "autograded/x")


def test_other_errors_of_files_stay_what_they_are(small_course):
    with pytest.raises(FileNotFoundError), setting.surroundings(small_course.course, small_course.topic, "try"):
        raise FileNotFoundError(2, "No such file", "x")


def test_gradebook_that_may_only_be_read_is_noticed_before_grading(small_course, monkeypatch):
    small_course.hand_in("ann").write_text("")
    grading.grade(small_course.course, small_course.topic)
    # Also for root, to whom the rights of a file do not apply:
    file = (small_course.course.root / "gradebook.db").as_posix()
    url = f'\nc.CourseDirectory.db_url = "sqlite:///file:{file}?mode=ro&uri=true"\n'
    config = small_course.course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + url)
    monkeypatch.setattr(run, "_grade", fail(AssertionError("graded")))
    with pytest.raises(CourseError, match="attempt to write a readonly database") as caught:
        grading.grade(small_course.course, small_course.topic)
    assert "INSERT" not in str(caught.value)
    assert "give yourself the right to write it" in caught.value.remedy


def test_trying_the_gradebook_leaves_nothing_in_it(small_course):
    small_course.hand_in("ann").write_text("")
    grading.grade(small_course.course, small_course.topic)
    with small_course.gradebook() as book:
        assert [student.id for student in book.students] == ["ann"]


ORIGINAL = sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("UPDATE grade SET x=?", {"x": 1}, ORIGINAL), "OperationalError: database or disk is full"),
        (
            PendingRollbackError("rolled back: disk is full\n[SQL: UPDATE grade SET x=?]\n(Background on this error)"),
            "PendingRollbackError: rolled back: disk is full",
        ),
        (ValueError("two\nlines"), "ValueError: two lines"),
    ],
)
def test_error_in_words_has_no_statement_of_a_database(error, words):
    assert in_words(error) == words


def test_a_gradebook_that_fails_ends_the_run_and_keeps_what_was_recorded(small_course, monkeypatch):
    for name in ("ann", "bob", "cem"):
        small_course.hand_in(name).write_text("")
    recorded = run.Recorder.record

    def record(self, outcome, *rest):
        if outcome.student == "bob":
            raise CourseError("The gradebook cannot be used (database or disk is full).", "Make room.")
        recorded(self, outcome, *rest)

    monkeypatch.setattr(run.Recorder, "record", record)
    with pytest.raises(CourseError, match="database or disk is full"):
        grading.grade(small_course.course, small_course.topic, workers=1)
    table = (small_course.course.root / "grades" / "01_parameters.csv").read_text().splitlines()
    assert [row.split(",")[4] for row in table[1:]] == ["broken notebook", "not reached", "not reached"]
    monkeypatch.undo()
    rows = grading.grade(small_course.course, small_course.topic)
    assert {row.status for row in rows} == {Status.BROKEN}


@pytest.mark.parametrize("status", Status)
def test_what_needs_attention_is_no_verdict_on_the_student(status):
    rows = [Result("ann", 1, 1, 0, Status.GRADED), Result("bob", 0, 1, 0, status)]
    assert needs_attention(rows) == (status in {"grader error", "not reached"})
    assert not needs_attention([])

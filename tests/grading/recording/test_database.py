"""A gradebook that cannot be used: said in words, with what to do, and nothing half done."""

from __future__ import annotations

import resource
import sqlite3
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy.exc import OperationalError

from coursekit.errors import CourseError
from coursekit.grading.recording import Recorder, register
from coursekit.grading.recording.database import explain
from coursekit.grading.recording.rows import Rows

pytestmark = pytest.mark.nbgrader

NOON = datetime(2026, 3, 1, 12)
FULL = {"double_check": 1.0, "double_hidden": 2.0, "square_check": 2.0}


@pytest.fixture
def graded(registered, setting):
    """`ann` was graded before; what there is must stay."""
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL), None, {})
    return registered


def refuse(registered, setting, words, trouble=nullcontext):
    """In trouble, recording fails with these words, for an old submission and a new one, and changes nothing."""
    before = registered.dump(), registered.tree()
    for student in ("ann", "bob"):
        outcome = registered.outcome(student, key="second", why="Because.")
        with Recorder(setting) as recorder, trouble(), pytest.raises(CourseError, match=words) as caught:
            recorder.record(outcome, None, {"more.csv": b"1"})
        assert "INSERT" not in str(caught.value)
        assert "UPDATE" not in str(caught.value)
        assert caught.value.remedy
    assert (registered.dump(), registered.tree()) == before


def test_locked(graded, setting):
    with closing(sqlite3.connect(graded.database)) as other:
        other.execute("BEGIN IMMEDIATE")  # reading is allowed
        refuse(graded, setting, r"database is locked\).*\nAnother program is writing to it")
        with pytest.raises(CourseError, match="Another program is writing to it"):
            register(setting)
    with closing(sqlite3.connect(graded.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match="Another program is writing to it"), Recorder(setting):
            pytest.fail("it was opened")


def test_read_only(graded, setting):
    setting.directory.db_url = f"sqlite:///file:{graded.database}?mode=ro&uri=true"
    refuse(graded, setting, r"readonly database\).*\nIf it may only be read, give yourself the right")
    with pytest.raises(CourseError, match="give yourself the right to write it"):
        register(setting)


def test_folder_that_is_not_there(graded, setting):
    setting.directory.db_url = f"sqlite:///{graded.course.root}/none/gradebook.db"
    with pytest.raises(CourseError, match=r"unable to open.*\nIf it may only be read"), Recorder(setting):
        pytest.fail("it was opened")


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("ffffffffffff", r"newer nbgrader than 0\.9.*its version is ffffffffffff.*\nGrade where"),
        ("50a4d84c131a", r"older than nbgrader 0\.9.*\nCopy the gradebook, then type: nbgrader db upgrade"),
        (None, r"older than nbgrader 0\.9"),
    ],
)
def test_gradebook_of_another_nbgrader_is_left_alone(graded, setting, version, words):
    with closing(sqlite3.connect(graded.database)) as other:
        if version is None:
            other.execute("DROP TABLE alembic_version")
        else:
            other.execute("UPDATE alembic_version SET version_num = ?", [version])
        other.execute("DROP TABLE comment")
        other.commit()
    before = graded.database.read_bytes()
    for use in (register, lambda setting: Recorder(setting).__enter__()):
        with pytest.raises(CourseError, match=words):
            use(setting)
    assert graded.database.read_bytes() == before


@pytest.mark.parametrize("made", [3, 100])
def test_gradebook_whose_making_was_interrupted_is_made_anew(registered, setting, made):
    whole = sqlite3.connect(registered.database)
    with closing(whole):
        version = whole.execute("SELECT version_num FROM alembic_version").fetchall()
        tables = [sql for (sql,) in whole.execute("SELECT sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    registered.database.unlink()
    with closing(sqlite3.connect(registered.database)) as begun:
        for sql in tables[:made]:
            begun.execute(sql)
    register(setting)
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL), None, {})
    with closing(sqlite3.connect(registered.database)) as found:
        assert found.execute("SELECT version_num FROM alembic_version").fetchall() == version


def test_damaged(graded, setting):
    graded.database.write_bytes(b"no database" * 1000)
    with pytest.raises(CourseError, match=r"not a database\).*\nIt is damaged: put your last copy"), Recorder(setting):
        pytest.fail("it was opened")


def test_driver_that_is_not_installed(graded, setting):
    setting.directory.db_url = "mysql+mysqldb://localhost/grades"
    with pytest.raises(CourseError, match=r"No module named 'MySQLdb'.*\n.*db_url"), Recorder(setting):
        pytest.fail("it was opened")
    setting.directory.db_url = "nosuch://localhost/grades"
    with pytest.raises(CourseError, match=r"nosuch.*\n.*db_url"), Recorder(setting):
        pytest.fail("it was opened")


@contextmanager
def no_file_larger_than(size):
    """As on a full disk, writing beyond fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_for_the_notebook(graded, setting):
    refuse(graded, setting, r"cannot be written: File too large.*\nMake room", partial(no_file_larger_than, 1000))


def test_no_room_for_the_gradebook(graded, setting):
    # The notebook fits, a page of the table of grades does not.
    words = r"gradebook cannot be used.*\nMake room, then type the same again"
    refuse(graded, setting, words, partial(no_file_larger_than, 40_000))


def test_no_room_for_the_outcome_file(graded, setting, monkeypatch):
    from coursekit.grading.recording import outcomes

    def full(path, data):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(outcomes, "write_atomically", full)
    with Recorder(setting) as recorder:
        with pytest.raises(CourseError, match=r"ann.json cannot be written: No space left on device"):
            recorder.record(graded.outcome("ann", key="second"), None, {})
        assert recorder.unchanged("ann", "key") is None
        assert recorder.unchanged("ann", "second") is None  # so it is graded again
        monkeypatch.undo()
        recorder.record(graded.outcome("ann", key="second"), None, {})
        assert recorder.unchanged("ann", "second") is not None


def test_server_that_does_not_answer_is_told():
    class Down(Exception):
        sqlstate = None

    told = explain(OperationalError("SELECT 1", {}, Down("connection refused")))
    assert told.problem == "The gradebook cannot be used (OperationalError: connection refused)."
    assert "db_url" in told.remedy


@pytest.mark.parametrize(
    ("sqlstate", "words"),
    [
        ("53100", "Make room"),
        ("42501", "give yourself the right"),
        ("42703", "db upgrade"),
        ("40P01", "Another program"),
    ],
)
def test_errors_of_postgresql_are_told_apart(sqlstate, words):
    class ServerError(Exception):
        pass

    error = ServerError("no")
    error.sqlstate = sqlstate
    assert words in explain(OperationalError("SELECT 1", {}, error)).remedy


def test_registering_twice_and_trying_to_write_leave_no_trace(registered, setting):
    before = registered.dump()
    register(setting)
    assert registered.dump() == before == {"grades": [], "comments": [], "submissions": [], "students": []}


def test_reading_leaves_no_transaction_open(graded, setting):
    with Recorder(setting) as recorder:
        assert not recorder._session.in_transaction()
        for read in (
            partial(recorder.points, ["ann"]),
            partial(recorder.unchanged, "ann", "key"),
            partial(recorder.unchanged, "ann", "another"),
        ):
            read()
            assert not recorder._session.in_transaction()
            with closing(sqlite3.connect(graded.database, timeout=0)) as other:
                other.execute("BEGIN EXCLUSIVE")


def test_nobody_writes_between_what_is_read_and_what_is_written(graded, setting, monkeypatch):
    setting.config.LateSubmissionPlugin.penalty_method = "zero"
    with Recorder(setting) as recorder:
        recorder.record(graded.outcome("ann", FULL), NOON, {})
        with graded.small.gradebook() as book:
            book.update_or_create_assignment(graded.topic.id, duedate=NOON - timedelta(hours=1))
        score = Rows._score

        def meanwhile(*args):
            with closing(sqlite3.connect(graded.database, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
                other.execute("UPDATE grade SET manual_score = 1")
            return score(*args)

        monkeypatch.setattr(Rows, "_score", meanwhile)
        assert recorder.unchanged("ann", "key") is not None
        assert recorder.points(["ann"])["ann"].late_penalty == 5

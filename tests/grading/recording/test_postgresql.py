"""The same on PostgreSQL: a real server of Debian's packages, on a socket in a folder of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from coursekit.errors import CourseError
from coursekit.grading.recording import Recorder, register
from coursekit.grading.recording.rows import Rows
from coursekit.grading.results import CannotGradeError, Status
from coursekit.grading.setting import surroundings
from tests.conftest import missing

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]

FULL = {"double_check": 1.0, "double_hidden": 2.0, "square_check": 2.0}


@pytest.fixture(scope="module")
def server():
    """The URL of a server without its last part, the database; nothing listens on the network."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs or not (programs[-1] / "initdb").is_file():
        missing("there is no PostgreSQL server on this machine (on Debian: apt install postgresql)")
    if importlib.util.find_spec("psycopg") is None:
        missing("psycopg, which talks to PostgreSQL, is not installed")
    # A short path, as a socket needs, where also another user may go: the server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="course-sql-"))
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "nobody", "nogroup")

    def call(program, *arguments):
        subprocess.run(
            [programs[-1] / program, "-D", folder / "data", *arguments],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=120,
            **user,
        )

    try:
        call("initdb", "--username=course", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        call("pg_ctl", "start", "--wait", "--log", folder / "log", "--options", settings)
        try:
            yield f"postgresql+psycopg://course@/{{database}}?host={folder}"
        finally:
            call("pg_ctl", "stop", "--wait", "--mode=immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def template_database(server, registered_template):
    """Name of a database that knows the exercise, made by registering it in an empty one."""
    _create(server, "registered")
    with surroundings(registered_template.course, registered_template.topic, "grade") as made:
        made.directory.db_url = server.format(database="registered")
        register(made)
    return "registered"


def _create(server, name, template="template1"):
    engine = create_engine(server.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()


@pytest.fixture
def database(server, template_database):
    """The URL of a new database that knows the exercise."""
    name = f"grades_{uuid4().hex}"
    _create(server, name, template_database)
    return server.format(database=name)


@pytest.fixture
def setting(registered, database):
    with surroundings(registered.course, registered.topic, "grade") as made:
        registered.database.unlink()
        made.directory.db_url = database
        yield made
    assert not registered.database.exists()


@pytest.fixture
def gradebook(setting):
    from nbgrader.api import Gradebook

    with Gradebook(setting.directory.db_url, setting.directory.course_id) as book:
        yield book


def test_recorded_read_and_found_unchanged(registered, setting, gradebook):
    register(setting)  # as every run does
    with gradebook:
        gradebook.update_or_create_assignment(registered.topic.id, duedate="2026-03-01 10:00 UTC")
    setting.config.LateSubmissionPlugin.penalty_method = "zero"
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL, why="Because."), None, {})
        recorder.record(registered.outcome("bob", {"square_check": 0.1}), None, {})
        recorder.record(registered.not_run("eve"), None, {})
        assert all(recorder.unchanged(student, "key") for student in ("ann", "bob", "eve"))
        points = recorder.points(["ann", "bob", "eve", "zoe"])
        assert [has.points for has in points.values()] == [5, 0.1, 0, 0]
        assert [has.waiting for has in points.values()] == [("why",), (), (), ()]
        assert not recorder._session.in_transaction()
        ann = gradebook.find_submission(registered.topic.id, "ann")
        assert (ann.score, ann.max_score, ann.needs_manual_grade) == (5, 8, True)
        gradebook.find_grade("why", registered.topic.id, registered.topic.id, "ann").manual_score = 3
        gradebook.db.commit()
        recorder.record(registered.outcome("ann", FULL, why="Because."), ann.assignment.duedate, {})
        assert recorder.points(["ann"])["ann"].points == 8
        gradebook.update_or_create_assignment(registered.topic.id, duedate="2026-03-01 09:00 UTC")
        assert recorder.unchanged("ann", "key") is not None
        has = recorder.points(["ann"])["ann"]
        assert (has.points, has.late_penalty, has.seconds_late) == (0, 8, 3600)


def test_failure_in_the_middle_changes_nothing(registered, setting, gradebook, monkeypatch):
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL), None, {})

        def failing(*_):
            raise ZeroDivisionError

        monkeypatch.setattr(Rows, "_penalise", failing)
        for student in ("ann", "bob"):
            with pytest.raises(ZeroDivisionError):
                recorder.record(registered.outcome(student, key="second"), None, {})
        assert [student.id for student in gradebook.students] == ["ann"]
        assert recorder.points(["ann"])["ann"].points == 5
        monkeypatch.undo()
        assert recorder.unchanged("ann", "key") is not None


def test_what_the_server_refuses_costs_one_row(registered, setting, gradebook):
    gradebook.db.execute(text("ALTER TABLE student ALTER COLUMN id TYPE VARCHAR(4)"))
    gradebook.db.commit()
    with Recorder(setting) as recorder:
        with pytest.raises(CannotGradeError, match=r"does not take it \(DataError: value too long") as caught:
            recorder.record(registered.outcome("bartholomew"), None, {})
        assert caught.value.status is Status.ERROR
        recorder.record(registered.outcome("ann", FULL), None, {})
    assert [student.id for student in gradebook.students] == ["ann"]


def test_errors_are_told_with_what_to_do(registered, setting, gradebook, database):
    with Recorder(setting) as recorder:
        recorder._session.execute(text("SET lock_timeout = '50ms'"))
        recorder._session.commit()
        gradebook.db.execute(text("LOCK TABLE student"))
        with pytest.raises(CourseError, match="Another program is writing to it"):
            recorder.record(registered.outcome("ann", FULL), None, {})
        gradebook.db.rollback()
        recorder._session.execute(text("SET default_transaction_read_only = on"))
        recorder._session.commit()
        with pytest.raises(CourseError, match="give yourself the right to write"):
            recorder.record(registered.outcome("ann", FULL), None, {})
    gradebook.db.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    gradebook.db.commit()
    with pytest.raises(CourseError, match="newer nbgrader"), Recorder(setting):
        pytest.fail("it was opened")
    setting.directory.db_url = database.replace("host=", "host=/none")
    with pytest.raises(CourseError, match="db_url"), Recorder(setting):
        pytest.fail("it was opened")


def test_grade_given_by_hand_meanwhile_is_waited_for(registered, setting, gradebook):
    with Recorder(setting) as recorder:
        recorder.record(registered.outcome("ann", FULL), None, {})
        recorder._session.execute(text("SET lock_timeout = '50ms'"))
        recorder._session.commit()
        grade = gradebook.find_grade("why", registered.topic.id, registered.topic.id, "ann")
        grade.manual_score = 3
        gradebook.db.flush()  # the row is locked, and nobody sees the points yet
        with pytest.raises(CourseError, match="Another program is writing to it"):
            recorder.record(registered.outcome("ann", FULL, key="second"), None, {})
        gradebook.db.commit()
        recorder.record(registered.outcome("ann", FULL, key="second"), None, {})
        gradebook.db.expire_all()
        assert (grade.manual_score, grade.needs_manual_grade) == (3, True)

"""Open nbgrader's gradebook once for a run, write to it in transactions, and say in words what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader import __version__ as nbgrader_version
from nbgrader.api import Base, Gradebook
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Connection, MetaData, create_engine, inspect, literal, select, text
from sqlalchemy.exc import DataError, SQLAlchemyError
from sqlalchemy.orm import Session

from coursekit.errors import CourseError
from coursekit.grading.results import CannotGradeError, Status, in_words
from coursekit.grading.setting import Setting

__all__ = ["explain", "open_gradebook", "reading", "transaction"]

_UPGRADE = "Copy the gradebook, then type: nbgrader db upgrade"
_SERVER = "See that the database named by `db_url` in nbgrader_config.py is there, runs and lets you in."
# By the beginning of SQLite's name of the error, or of PostgreSQL's SQLSTATE.
_REMEDIES = {
    ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40"): (
        "Another program is writing to it. Wait for it or close it, then type the same again."
    ),
    ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "25006", "42501"): (
        "If it may only be read, give yourself the right to write it and its folder, then type the same again."
    ),
    ("SQLITE_FULL", "SQLITE_IOERR", "53"): "Make room, then type the same again; what was recorded before is kept.",
    ("SQLITE_CORRUPT", "SQLITE_NOTADB"): "It is damaged: put your last copy of it in its place.",
    ("SQLITE_ERROR", "42"): f"If nbgrader was updated: {_UPGRADE}",
}


@contextmanager
def open_gradebook(setting: Setting) -> Iterator[Session]:
    """The session of nbgrader's own `Gradebook`, which makes the tables where there are none.

    It belongs to one thread and does not survive a fork.

    Raises:
        CourseError: if there is no such database, or one of another nbgrader.
    """
    with _in_words():
        _check_version(setting.directory.db_url)
        book = Gradebook(setting.directory.db_url, setting.directory.course_id)
    with book:
        yield book.db()


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Write in one transaction: all of it, or on any exception nothing.

    nbgrader's own methods `add_*` and `update_or_create_*` commit, so they cannot be used inside.

    Raises:
        CannotGradeError: if the database refuses a value, as PostgreSQL a name that is too long.
        CourseError: if the database cannot be written.
    """
    with _in_words():
        try:
            if session.get_bind().dialect.name == "sqlite":
                # The lock at once, so that nobody writes between what is read here and what is written.
                session.execute(text("BEGIN IMMEDIATE"))
            yield
            session.commit()
        except BaseException:  # Ctrl-C too
            session.rollback()
            raise


@contextmanager
def reading(session: Session) -> Iterator[None]:
    """Read, and leave no transaction open: PostgreSQL would keep it for the hours of a run.

    Raises:
        CourseError: if the database does not answer.
    """
    with _in_words():
        try:
            yield
        finally:
            session.rollback()


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except DataError as error:
        raise CannotGradeError(Status.ERROR, f"the gradebook does not take it ({in_words(error)})") from error
    except (SQLAlchemyError, ImportError) as error:  # ImportError: the driver that the URL names
        raise explain(error) from error


def explain(error: Exception) -> CourseError:
    """What a person can do about an error of the database."""
    driver: Any = getattr(error, "orig", None)
    code = str(getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or "")
    # The more special one first: "42501" is a matter of rights, "42" alone one of tables.
    found = max(
        ((prefix, remedy) for prefixes, remedy in _REMEDIES.items() for prefix in prefixes if code.startswith(prefix)),
        key=lambda pair: len(pair[0]),
        default=("", _SERVER),
    )
    return CourseError(f"The gradebook cannot be used ({in_words(error)}).", found[1])


def _check_version(url: str) -> None:
    """See that the database is of the nbgrader that is installed, before nbgrader adds tables to it."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).get_table_names():
                return
            found = MigrationContext.configure(connection).get_current_revision()
            if found is None and _remove_unfinished(connection):
                return
    finally:
        engine.dispose()
    migrations = ScriptDirectory(ALEMBIC_DIR)
    if found == migrations.get_current_head():
        return
    if found is None or found in {script.revision for script in migrations.walk_revisions()}:
        raise CourseError(f"The gradebook is older than nbgrader {nbgrader_version}, which is installed.", _UPGRADE)
    raise CourseError(
        f"The gradebook is of a newer nbgrader than {nbgrader_version}, which is installed (its version is {found}).",
        "Grade where that nbgrader is installed, or put a copy from before its update back. Nothing was changed.",
    )


def _remove_unfinished(connection: Connection) -> bool:
    """Remove the tables of a gradebook whose making was interrupted: all are empty, and it has no version.

    nbgrader writes the version last, and only into a database that had no tables before.
    """
    tables = MetaData()
    tables.reflect(connection, only=lambda name, _: name in Base.metadata.tables or name == "alembic_version")
    rows = (connection.execute(select(literal(1)).select_from(table).limit(1)) for table in tables.sorted_tables)
    if any(found.first() is not None for found in rows):
        return False
    tables.drop_all(connection)
    connection.commit()
    return True

"""nbgrader's configuration, folders and log for one exercise, and the surroundings that it needs to run in."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from coursekit.course import nbgrader_settings
from coursekit.errors import CourseError
from coursekit.tree import Course, Topic

__all__ = ["Setting", "surroundings"]

_FULL = (errno.ENOSPC, errno.EDQUOT)  # no room on the disk, or none left for this user


@dataclass(frozen=True)
class Setting:
    """What every step of grading one exercise shares.

    Args:
        course: the instructor's checkout.
        topic: whose exercise is graded.
        config: nbgrader's configuration: the user's, then the course's, as plain nbgrader merges them.
        directory: nbgrader's names of folders and its database.
        log: takes everything nbgrader says, in the file `log_file`.
    """

    course: Course
    topic: Topic
    config: Config
    directory: CourseDirectory
    log: logging.Logger
    log_file: Path

    @property
    def submitted(self) -> Path:
        """The folder with a folder for each student."""
        return self.course.root / str(self.directory.submitted_directory)

    @property
    def csv_file(self) -> Path:
        """The table of results."""
        return self.course.root / "grades" / f"{self.topic.id}.csv"

    def folder(self, step: str, student: str) -> Path:
        """Where a student's copy of the exercise lies after `step`: 'submitted', 'autograded' or 'feedback'."""
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, self.topic.id))

    def notebook(self, step: str, student: str) -> Path:
        """The student's notebook in that folder."""
        return self.folder(step, student) / f"{self.topic.id}.ipynb"

    def shown(self, path: Path) -> str:
        """`path` as a message names it: seen from the course, with slashes."""
        return (path.relative_to(self.course.root) if path.is_relative_to(self.course.root) else path).as_posix()


@contextmanager
def surroundings(course: Course, topic: Topic, job: str) -> Iterator[Setting]:
    """All that nbgrader's converters need, put back as it was afterwards.

    They change the working directory and the environment (one variable stays set when a notebook fails), call
    the program `alembic` by name, and talk a lot: what they say, and warnings, go to `grades/TOPIC.JOB.log`.

    Raises:
        CourseError: if the configuration has an error, `grades/` cannot be written, `alembic` is not installed,
            or the disk is full.
    """
    log_file = course.root / "grades" / f"{topic.id}.{job}.log"
    log, handler = _open_log(log_file)
    cwd, environment, paths = Path.cwd(), dict(os.environ), list(sys.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.showwarning = lambda message, category, *_args, **_more: log.warning(
                "%s: %s", category.__name__, message
            )
            _find_alembic()
            config = nbgrader_settings.load(course)
            directory = CourseDirectory(config=config, root=str(course.root), assignment_id=topic.id, log=log)
            yield Setting(course, topic, config, directory, log, log_file)
    except OSError as error:
        if error.errno in _FULL:
            raise _disk_full(error) from error
        raise
    finally:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:] = paths
        log.removeHandler(handler)
        handler.close()
    if handler.failure is not None:
        if handler.failure.errno in _FULL:
            raise _disk_full(handler.failure)
        raise CourseError(
            f"{log_file} could not be written to its end: {handler.failure}.", f"The work of `coursekit {job}` is done."
        )


def _disk_full(error: OSError) -> CourseError:
    where = f" ({error.filename})" if error.filename else ""
    return CourseError(f"{error.strerror}{where}.", "Make room, then type the same again.")


class _LogFile(logging.FileHandler):
    """A log that stops nobody's work and hides no other error: what went wrong with it is told at the end.

    Attributes:
        failure: the first error in writing it.
    """

    failure: OSError | None = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the name that logging calls
        """Keep the error; logging would print a traceback for each line."""
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self.failure = self.failure or error
        else:
            super().handleError(record)

    def close(self) -> None:
        """As logging does, keeping the error: what could not be written is tried again here."""
        try:
            super().close()
        except OSError as error:
            self.failure = self.failure or error


def _open_log(path: Path) -> tuple[logging.Logger, _LogFile]:
    try:
        path.parent.mkdir(exist_ok=True)
        # An old log can be writable in a folder where the new table could not be put.
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="."):
            pass
        path.write_bytes(b"")
        # Appending, because workers write to it too.
        handler = _LogFile(path, mode="a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise CourseError(
            f"{path.parent} cannot be written: {error.strerror or error}.",
            "Grading needs it for the table and the log; give yourself the right to write there.",
        ) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"))
    log = logging.Logger(f"coursekit.grading.{path.stem}", logging.INFO)
    log.addHandler(handler)
    return log, handler


def _find_alembic() -> None:
    """Find `alembic`, which nbgrader starts for a new gradebook: it lies beside Python, also where .venv is off."""
    scripts = sysconfig.get_path("scripts")
    os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    if shutil.which("alembic") is None:
        raise CourseError(
            f"nbgrader needs the program alembic, which is not in {scripts}.",
            "Install the course's packages again: python3 course.py setup",
        )

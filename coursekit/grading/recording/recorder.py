"""The one writer: an outcome becomes rows of the gradebook, a folder in `autograded/`, and last a file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from types import TracebackType

from nbgrader.utils import parse_utc

from coursekit.errors import CourseError
from coursekit.grading.outcome import Outcome, TestStatus
from coursekit.grading.recording.autograded import AutogradedFolders
from coursekit.grading.recording.automatic import Automatic, automatic, parse
from coursekit.grading.recording.cells import Cells
from coursekit.grading.recording.database import open_gradebook, reading, transaction
from coursekit.grading.recording.lateness import Penalties
from coursekit.grading.recording.outcomes import OutcomeFiles
from coursekit.grading.recording.points import Points, read_points
from coursekit.grading.recording.rows import Rows
from coursekit.grading.results import CannotGradeError, Status
from coursekit.grading.setting import Setting

__all__ = ["Recorder"]

_LONGEST_NAME = 128  # characters, of nbgrader's column
_LONGEST_FILE_NAME = 255 - len("..part")  # bytes; of the file systems in use, and the longest name made here


class Recorder:
    """Writes the outcomes of one run; opened once, by one thread of one process, which holds the `grading_lock`.

    The order of the steps is such that a process which is killed at any of them leaves the old state whole or a
    submission without an outcome file, which the next run grades again:

    1. The new folder is prepared beside.
    2. The old outcome file is taken away.
    3. All rows of the gradebook are set in one transaction.
    4. The folder is put in place.
    5. The new outcome file is written.

    Where a step up to the third fails, all is as it was before.

    Raises (on entering):
        CourseError: if the gradebook cannot be used or does not know the exercise.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._folders = AutogradedFolders(setting)
        self._outcomes = OutcomeFiles(setting)
        self._stack = ExitStack()

    def __enter__(self) -> Recorder:
        with ExitStack() as stack:
            self._session = stack.enter_context(open_gradebook(self._setting))
            with reading(self._session):
                self._cells = Cells(self._session, self._setting)
            self._rows = Rows(self._session, self._cells, Penalties(self._setting))
            with self._files_in_words():
                stack.enter_context(self._folders.scratch())
                self._outcomes.sweep()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def record(self, outcome: Outcome, handed_in: datetime | None, files: Mapping[str, bytes]) -> None:
        """Write one submission: all of it, or nothing that the next run does not put right.

        Automatic points, comments and the late penalty of an earlier attempt are replaced; points, extra credit and
        comments that a person gave are not touched, and where there are such points the cell asks to be looked at
        again. An outcome without a notebook leaves 0 automatic points and no `autograded` folder.

        Args:
            outcome: with its notebook.
            handed_in: when the submission arrived (UTC if it has no zone); as `timestamp.txt` in `submitted/` says.
            files: what lies beside the notebook in `autograded/`; see `read_files`.

        Raises:
            CannotGradeError: if the gradebook does not take this student; nothing is changed.
            CourseError: if something cannot be written; recording another one makes no sense then.
            ValueError: if the outcome is not one of this exercise: a mistake of the program; nothing is changed.
        """
        student = outcome.student
        _check_name(student)
        if outcome.status is Status.NOT_REACHED:
            raise ValueError("what was not reached has no outcome")
        given = self._given(outcome)
        with self._files_in_words(), self._folders.prepared(outcome.notebook, files) as folder:
            with self._outcomes.withdrawn(student), transaction(self._session):
                self._rows.write(student, parse_utc(handed_in), given)
            self._folders.put(student, folder)
            self._outcomes.write(outcome)

    def unchanged(self, student: str, key: str) -> Outcome | None:
        """What is recorded of a submission, if there is nothing to grade again.

        That is so if its outcome file has this key and no grader error, the notebook in `autograded` is sound, and
        the gradebook has exactly the automatic points and comments that follow from both. Then its late penalty is
        brought up to date: due date, extensions and points given by hand are not in the key.

        Args:
            student: name of the folder in `submitted/`.
            key: as the submission has it now.

        Returns:
            the outcome without its notebook; None if it is to be graded.

        Raises:
            CourseError: if the gradebook does not answer.
        """
        outcome = self._outcomes.read(student)
        if outcome is None or not key or outcome.key != key or _has_grader_error(outcome):
            return None
        expected = self._recorded(student, outcome)
        with transaction(self._session):
            if expected is None or self._rows.automatic(student) != expected:
                return None
            if outcome.verdicts or outcome.status.ran:
                self._rows.penalise(student)
        return outcome

    def points(self, students: Iterable[str]) -> dict[str, Points]:
        """The points of each of the students as the gradebook has them now, in their order; cheap for a whole class.

        Raises:
            CourseError: if the gradebook does not answer.
        """
        with reading(self._session):
            return read_points(self._session, self._cells, students)

    def _given(self, outcome: Outcome) -> Automatic | None:
        if not outcome.notebook:
            if outcome.verdicts or outcome.status.ran:
                raise ValueError(f"the outcome {outcome.status!r} has no notebook")
            return None
        given = automatic(parse(outcome.notebook), outcome.verdicts)
        self._cells.check(given)
        return given

    def _recorded(self, student: str, outcome: Outcome) -> Automatic | None:
        """What the gradebook has to hold by the outcome file and the notebook; None if they do not agree."""
        if not (outcome.verdicts or outcome.status.ran):
            return None if self._folders.exists(student) else self._cells.nothing()
        text = self._folders.read(student)
        try:
            return automatic(parse(text), outcome.verdicts) if text is not None else None
        except ValueError:  # damaged
            return None

    @contextmanager
    def _files_in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            where = f"{error.filename} " if error.filename else "A file "
            raise CourseError(
                f"{where}cannot be written: {error.strerror or error}.",
                "Make room, or correct the rights; then type the same again. What was recorded before is kept.",
            ) from error


def _check_name(student: str) -> None:
    try:
        size = len(student.encode())
    except UnicodeEncodeError as error:
        raise CannotGradeError(Status.ERROR, "the student's name is not in UTF-8; rename the folder") from error
    if len(student) > _LONGEST_NAME or size > _LONGEST_FILE_NAME:
        raise CannotGradeError(Status.ERROR, f"the student's name is longer than {_LONGEST_NAME} characters")


def _has_grader_error(outcome: Outcome) -> bool:
    """Whether some of it is no verdict on the student's work, so that trying again may help."""
    return outcome.status is Status.ERROR or any(v.status is TestStatus.ERROR for v in outcome.verdicts)

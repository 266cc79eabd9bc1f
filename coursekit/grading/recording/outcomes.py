"""The outcome of each submission as a file of its own, `grades/TOPIC/STUDENT.json`: written last, it says "done"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from coursekit.files import write_atomically
from coursekit.grading.outcome import Outcome
from coursekit.grading.setting import Setting

__all__ = ["OutcomeFiles", "load"]


class OutcomeFiles:
    """The outcome files of one exercise.

    A file that is damaged, or of somebody else, counts as not there: the submission is graded again.
    """

    def __init__(self, setting: Setting) -> None:
        self.folder = setting.csv_file.parent / setting.topic.id

    def path(self, student: str) -> Path:
        """Where a student's file is."""
        return self.folder / f"{student}.json"

    def read(self, student: str) -> Outcome | None:
        """A student's outcome, without its notebook; None where there is no sound file."""
        try:
            outcome = Outcome.from_json(self.path(student).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return outcome if outcome.student == student else None

    def write(self, outcome: Outcome) -> None:
        """Write a student's file in one step.

        Raises:
            OSError: if it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path(outcome.student), replace(outcome, notebook="").to_json())

    @contextmanager
    def withdrawn(self, student: str) -> Iterator[None]:
        """Take a student's file away: from here on the submission is to be graded again. It is back if the block fails.

        Raises:
            OSError: if the file cannot be taken away.
        """
        path, aside = self.path(student), self.folder / f".{student}.part"
        try:
            path.rename(aside)
        except FileNotFoundError:
            yield
            return
        try:
            yield
        except BaseException:  # Ctrl-C too
            aside.rename(path)
            raise
        aside.unlink()

    def sweep(self) -> None:
        """Remove what a writer that was killed has left.

        Raises:
            OSError: if it cannot be removed.
        """
        for left in self.folder.glob(".*.part"):  # `write_atomically` has such names too
            left.unlink()


def load(setting: Setting) -> dict[str, Outcome]:
    """The outcomes of all submissions that were graded, without their notebooks, in order of the students' names."""
    files = OutcomeFiles(setting)
    students = sorted(path.stem for path in files.folder.glob("*.json") if not path.name.startswith("."))
    outcomes = {student: files.read(student) for student in students}
    return {student: outcome for student, outcome in outcomes.items() if outcome is not None}

"""What came out of grading one submission, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CannotGradeError", "Result", "Status", "in_words", "needs_attention", "one_line"]


class Status(StrEnum):
    """How far a submission got; the most urgent one if several hold.

    The first six end with points; after the others only points that a person gave count.
    """

    GRADED = "graded"
    MANUAL = "needs manual grading"
    CELLS_MISSING = "cells missing"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    KERNEL_DIED = "kernel died"
    BROKEN = "broken notebook"
    NO_NOTEBOOK = "no notebook"
    ERROR = "grader error"
    NOT_REACHED = "not reached"

    @property
    def ran(self) -> bool:
        """Whether the notebook was run and its automatic points count."""
        return self in _RAN


_RAN = {Status.GRADED, Status.MANUAL, Status.CELLS_MISSING, Status.TIMED_OUT, Status.OUT_OF_MEMORY, Status.KERNEL_DIED}


@dataclass(frozen=True)
class Result:
    """One student's row of the table and of the CSV file.

    Args:
        student: name of the folder in `submitted/`, nbgrader's student id.
        points: as the gradebook has them after the run: automatic ones, those a person gave, and extra
            credit, less `late_penalty`, never below 0.
        max_points: what the exercise gives at most.
        late_penalty: points taken off by nbgrader's plugin for late submissions; 0 unless one is configured.
        status: how far the submission got.
        reason: what is to be known or done, in words; empty where nothing is.
    """

    student: str
    points: float
    max_points: float
    late_penalty: float
    status: Status
    reason: str = ""


def needs_attention(results: Iterable[Result]) -> bool:
    """Whether some row is no verdict on the student's work: a grader error, or not reached."""
    return any(result.status in {Status.ERROR, Status.NOT_REACHED} for result in results)


class CannotGradeError(Exception):
    """A submission that cannot be run: becomes the status and the reason of its row."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def one_line(text: object, limit: int = 300) -> str:
    """Text from a submission, made fit for one cell of a table: no control characters, no line ends, not endless."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def in_words(error: BaseException, limit: int = 200) -> str:
    """An error for one cell of a table: its kind and what it says; of a database's error not the SQL."""
    # SQLAlchemy keeps what the database said in `orig`, and adds the statement and a web address to its own text.
    said = str(getattr(error, "orig", None) or error).partition("[SQL:")[0].partition("(Background on")[0]
    return f"{type(error).__name__}: {one_line(said, limit)}"

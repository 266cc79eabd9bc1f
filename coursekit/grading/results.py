"""What came out of grading one submission, in words that a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CannotGradeError", "Result", "Status", "plain"]


class Status(StrEnum):
    """How far a submission got; the most urgent one if several hold.

    The first five end with points; after the others only points that a person gave count.
    """

    GRADED = "graded"
    MANUAL = "needs manual grading"
    CELLS_MISSING = "cells missing"
    TIMED_OUT = "timed out"
    KERNEL_DIED = "kernel died"
    BROKEN = "broken notebook"
    NO_NOTEBOOK = "no notebook"
    ERROR = "grader error"
    NOT_REACHED = "not reached"

    @property
    def ran(self) -> bool:
        """Whether the notebook was run and its automatic points count."""
        return self in _RAN


_RAN = {Status.GRADED, Status.MANUAL, Status.CELLS_MISSING, Status.TIMED_OUT, Status.KERNEL_DIED}


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


class CannotGradeError(Exception):
    """A submission that cannot be run: becomes the status and the reason of its row."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def plain(text: object, limit: int = 300) -> str:
    """Text from a submission, made fit for one cell of a table: no control characters, no line ends, not endless."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"

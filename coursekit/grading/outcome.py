"""What grading one submission came to: plain data, which travels as JSON from a worker to the one writer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from coursekit.grading.results import Status

__all__ = ["Outcome", "TestStatus", "Verdict"]


class TestStatus(StrEnum):
    """What became of a test.

    The judge gives the first seven. The run gives the last two: to a test whose kernel was killed for its memory, and
    to one that was not reached, because the kernel had ended or the time was up before.
    """

    __test__ = False  # in spite of its name, nothing that pytest should collect

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    ERROR = "grader error"
    OUT_OF_MEMORY = "out of memory"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Verdict:
    """The outcome of one test cell.

    Args:
        name: of the test, its `grade_id`.
        status: what became of it.
        points: what it gives; None for a grader error, which is no verdict on the student's work.
        max_points: what it gives at most.
        message: for the student, why it gives less; if it is `hidden`, for the instructor only.
        hidden: whether the test is one that the student must not see.
        output: what the test wrote to standard output.
        stderr: what it wrote to standard error; never a reason for anything.
        detail: for the instructor: the traceback of a grader error, setup cells that did not run.
        seconds: how long it took.
        calls: how often the student's process was asked something.
    """

    name: str
    status: TestStatus
    points: float | None
    max_points: float
    message: str = ""
    hidden: bool = False
    output: str = ""
    stderr: str = ""
    detail: str = ""
    seconds: float = 0.0
    calls: int = 0

    def as_data(self) -> dict[str, Any]:
        """The same, as `json` takes it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Verdict:
        """From what `as_data` and JSON made of it.

        Raises:
            TypeError: if something is missing or too much.
            ValueError: if the status is none.
        """
        return replace(cls(**data), status=TestStatus(data["status"]))


@dataclass(frozen=True)
class Outcome:
    """What grading one submission came to.

    Args:
        student: name of the folder in `submitted/`.
        status: how far it got.
        reason: what is to be known or done, in words; empty where nothing is.
        verdicts: one for each test cell of the master, in its order; none if nothing could be run.
        notebook: the rebuilt notebook with its outputs, everything of the student's in it made inert, as JSON;
            empty if there is none.
        notes: what was odd about the submission, each a phrase for the instructor.
        isolation: how the student's code was kept away from everything else; empty if none was run.
        seconds: how long it took.
        key: hash of all that the outcome depends on; the same key means the same outcome.
    """

    student: str
    status: Status
    reason: str = ""
    verdicts: tuple[Verdict, ...] = ()
    notebook: str = ""
    notes: tuple[str, ...] = ()
    isolation: str = ""
    seconds: float = 0.0
    key: str = ""

    def to_json(self) -> str:
        """As JSON, for a file or another process."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """From what `to_json` made of it.

        Raises:
            ValueError: if it is something else.
        """
        try:
            data = json.loads(text)
            data["status"] = Status(data["status"])
            data["verdicts"] = tuple(Verdict.from_data(verdict) for verdict in data["verdicts"])
            data["notes"] = tuple(data["notes"])
            return cls(**data)
        except (TypeError, KeyError) as error:
            raise ValueError(f"this is no outcome of grading: {error}") from error

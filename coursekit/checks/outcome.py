"""What came out of a check: the four outcomes, the report of a check, and the exceptions that carry it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import Enum

__all__ = ["CheckFailed", "NotAttempted", "Outcome", "Refused", "Report", "Wrong"]


_WIDTH = 80


class Outcome(Enum):
    """What a check found."""

    NOT_ATTEMPTED = "not attempted"
    WRONG = "wrong"
    REFUSED = "refused"
    RIGHT = "right"


class CheckFailed(AssertionError):
    """The answer is not right; the message is written for the student.

    nbgrader, nbval and pytest see an exception like any other. IPython and JupyterLab ask an
    exception how to show itself (`_render_traceback_`): this one shows its message and none of the
    frames of coursekit, which would tell a student nothing. Lines are broken where a terminal would
    break them, because nbgrader's validation cuts off what is longer.
    """

    def _render_traceback_(self) -> list[str]:
        lines = str(self).splitlines()
        return [part for line in lines for part in textwrap.wrap(line, _WIDTH, break_on_hyphens=False)]


class NotAttempted(CheckFailed):
    """The stub is still there, or the function gives nothing back."""


class Wrong(CheckFailed):
    """At least one case came out wrong.

    Attributes:
        mistake: name of the declared mistake or unmet condition that explains it; empty if none does.
    """

    def __init__(self, message: str, mistake: str = "") -> None:
        super().__init__(message)
        self.mistake = mistake


class Refused(CheckFailed):
    """The answer came from a call that the task forbids."""


@dataclass(frozen=True)
class Report:
    """What a check found, in data; `Task.check` turns it into a printed line or an exception.

    Args:
        outcome: one of the four.
        message: the text for the student.
        mistake: name of the declared mistake or unmet condition that explains a wrong answer; empty if none does.
        remarks: notes on a right answer (other dtype, input changed, slow); they cost nothing.
        right: number of cases that came out right.
        cases: number of cases tried.
    """

    outcome: Outcome
    message: str
    mistake: str = ""
    remarks: tuple[str, ...] = ()
    right: int = 0
    cases: int = 0

    @property
    def passed(self) -> bool:
        """Whether the answer earns the points of this check."""
        return self.outcome is Outcome.RIGHT

    def raise_if_failed(self) -> None:
        """Raise what fits the outcome.

        Raises:
            NotAttempted, Wrong, Refused: unless the answer is right.
        """
        if self.outcome is Outcome.WRONG:
            raise Wrong(self.message, self.mistake)
        failures = {Outcome.NOT_ATTEMPTED: NotAttempted, Outcome.REFUSED: Refused}
        if self.outcome in failures:
            raise failures[self.outcome](self.message)

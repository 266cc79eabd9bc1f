"""What a student's check cell calls: not attempted, wrong with the likely mistake named, or right.

A topic declares its tasks as data (`Task`, `Mistake`, `Condition`) and its notebooks call `task.check(function)`.
Nothing here imports Keras unless a Keras model is judged.
"""

from __future__ import annotations

from coursekit.checks.calling import Attempt, Failure, Performer, perform, perform_here, performed_by
from coursekit.checks.comparing import Finding, Tolerance, compare
from coursekit.checks.guard import Guard
from coursekit.checks.outcome import CheckFailed, NotAttempted, Outcome, Refused, Report, Wrong
from coursekit.checks.plain import plain
from coursekit.checks.task import Case, Condition, Mistake, Task

__all__ = [
    "Attempt",
    "Case",
    "CheckFailed",
    "Condition",
    "Failure",
    "Finding",
    "Guard",
    "Mistake",
    "NotAttempted",
    "Outcome",
    "Performer",
    "Refused",
    "Report",
    "Task",
    "Tolerance",
    "Wrong",
    "compare",
    "perform",
    "perform_here",
    "performed_by",
    "plain",
]

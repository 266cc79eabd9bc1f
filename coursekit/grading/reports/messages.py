"""What the checks said most often: what the class misunderstands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from coursekit.grading.outcome import Outcome, TestStatus
from coursekit.grading.reports.tasks import Task
from coursekit.grading.results import one_line

__all__ = ["Said", "frequent"]

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")
_SILENT = {TestStatus.PASSED, TestStatus.NOT_RUN}


@dataclass(frozen=True)
class Said:
    """A message.

    Args:
        text: as one of the students got it.
        students: how many got it, with whatever numbers.
        test: name of the test.
        hidden: whether students must not see it.
        status: what became of the test.
    """

    text: str
    students: int
    test: str
    hidden: bool
    status: TestStatus


def frequent(task: Task, outcomes: Iterable[Outcome], most: int = 5) -> list[Said]:
    """The most frequent messages of a task's tests, the most frequent first.

    Messages that differ in numbers only are one: "3 instead of 4" and "5 instead of 6" is the same misunderstanding.

    Args:
        task: which.
        outcomes: of the class.
        most: how many messages.
    """
    names = {cell.name: place for place, cell in enumerate(task.graded)}
    found: dict[tuple[str, TestStatus, str], list[Said]] = defaultdict(list)
    for outcome in outcomes:
        for verdict in outcome.verdicts:
            if verdict.name in names and verdict.status not in _SILENT:
                text = one_line(verdict.message) or verdict.status.value
                key = (verdict.name, verdict.status, _NUMBER.sub("#", text))
                found[key].append(Said(text, 1, verdict.name, verdict.hidden, verdict.status))
    said = [
        Said(min(all_.text for all_ in same), len(same), name, same[0].hidden, status)
        for (name, status, _), same in found.items()
    ]
    return sorted(said, key=lambda one: (-one.students, names[one.test], one.text))[:most]

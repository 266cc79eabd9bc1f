"""All that is known of a class's work on one exercise, put together for a report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import nbformat

from coursekit.errors import CourseError
from coursekit.grading import submission
from coursekit.grading.outcome import Outcome
from coursekit.grading.recording import load
from coursekit.grading.reports.messages import Said, frequent
from coursekit.grading.reports.scores import Scores, read_scores
from coursekit.grading.reports.statistics import difficulty, discrimination
from coursekit.grading.reports.tasks import Task, tasks
from coursekit.grading.results import Status, in_words
from coursekit.grading.setting import Setting

__all__ = ["Classroom", "Item", "Row"]


@dataclass(frozen=True)
class Row:
    """One submission.

    Args:
        student: name of the folder.
        points: for each task, in order.
        total: the sum less the late penalty, never below 0.
        late_penalty: points taken off.
        status: as in the table of `coursekit grade`.
        reason: what is to be known.
        handed_in: when, in UTC; None if that is not known.
        seconds_late: how long after the due date.
        seconds: how long grading took.
        isolation: how the code was kept away; empty if none was run.
    """

    student: str
    points: tuple[float, ...]
    total: float
    late_penalty: float
    status: Status
    reason: str
    handed_in: datetime | None
    seconds_late: float
    seconds: float
    isolation: str

    @property
    def isolated(self) -> bool:
        """False if code was run without isolation."""
        return not self.isolation.startswith("not isolated")


@dataclass(frozen=True)
class Item:
    """A task and what the class made of it.

    Args:
        task: which.
        difficulty: see `statistics`; of those whose notebook was run.
        discrimination: the same.
        said: the most frequent messages of its checks.
    """

    task: Task
    difficulty: float | None
    discrimination: float | None
    said: Sequence[Said]


@dataclass(frozen=True)
class Classroom:
    """A class and one exercise.

    Args:
        title: the exercise's heading.
        rows: a submission each, by the students' names.
        items: the tasks in order.
        max_points: what the exercise gives.
    """

    title: str
    rows: Sequence[Row]
    items: Sequence[Item]
    max_points: float

    @property
    def ran(self) -> list[Row]:
        """Those whose notebook was run: the statistics are about them."""
        return [row for row in self.rows if row.status.ran]

    @classmethod
    def read(cls, setting: Setting) -> Classroom:
        """From the outcome files, the gradebook and the master.

        Raises:
            CourseError: if nothing was graded, the master cannot be read, or the gradebook does not answer.
        """
        outcomes = load(setting)
        if not outcomes:
            raise CourseError(
                f"No {setting.topic.id} has been graded yet.", f"Grade first: coursekit grade {setting.topic.name}"
            )
        path = setting.course.solution(setting.topic)
        try:
            master = nbformat.read(path, as_version=4)
        except (OSError, ValueError) as error:
            raise CourseError(
                f"{setting.shown(path)} cannot be read ({in_words(error)}).",
                f"Build it: coursekit build {setting.topic.name}",
            ) from error
        found = tasks(master.cells)
        names = sorted({*outcomes, *submission.students(setting)})
        scores = read_scores(setting, names)
        rows = [_row(name, found, outcomes.get(name), scores.get(name)) for name in names]
        heading = re.search(r"^# (.+)$", str(master.cells[0].source), re.MULTILINE) if master.cells else None
        ran = [row for row in rows if row.status.ran]
        return cls(
            title=heading[1] if heading else setting.topic.id,
            rows=rows,
            items=[_item(place, task, ran, [outcomes[row.student] for row in ran]) for place, task in enumerate(found)],
            max_points=sum(task.max_points for task in found),
        )


def _row(name: str, found: Sequence[Task], outcome: Outcome | None, scores: Scores | None) -> Row:
    status = outcome.status if outcome else Status.NOT_REACHED
    notes = [outcome.reason, *outcome.notes] if outcome else ["not graded yet: grade again"]
    if scores and scores.waiting and status is Status.GRADED:
        status = Status.MANUAL
    cells = scores.cells if scores else {}
    return Row(
        student=name,
        points=tuple(sum(cells.get(cell.name, 0.0) for cell in task.graded) for task in found),
        total=scores.points if scores else 0.0,
        late_penalty=scores.late_penalty if scores else 0.0,
        status=status,
        reason="; ".join(note for note in notes if note),
        handed_in=scores.handed_in if scores else None,
        seconds_late=scores.seconds_late if scores else 0.0,
        seconds=outcome.seconds if outcome else 0.0,
        isolation=outcome.isolation if outcome else "",
    )


def _item(place: int, task: Task, ran: Sequence[Row], outcomes: Sequence[Outcome]) -> Item:
    points = [row.points[place] for row in ran]
    totals = [sum(row.points) for row in ran]
    shares = [each / task.max_points for each in points] if task.max_points else []
    return Item(task, difficulty(shares), discrimination(points, totals), frequent(task, outcomes))

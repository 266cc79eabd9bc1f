"""What a run of the visible checks found, in data and on the console."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rich.padding import Padding
from rich.text import Text

from coursekit.console import console
from coursekit.tree import Topic

__all__ = ["CheckResult", "Row", "Status", "show"]


class Status(Enum):
    """What became of one graded cell; the values are what students read."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not attempted"
    REFUSED = "refused"
    ERROR = "error"
    TIMED_OUT = "timed out"
    NOT_RUN = "not run"
    CHANGED = "changed"
    MISSING = "missing"
    HIDDEN = "later"  # hidden tests: nothing of them is in the student's copy
    BY_HAND = "by hand"  # a written answer, graded by a person


_COLOURS = {Status.RIGHT: "green", Status.NOT_ATTEMPTED: "", Status.BY_HAND: "dim"}


@dataclass(frozen=True)
class Row:
    """One graded cell.

    Args:
        task: name of the task, the `grade_id` of the cell that is answered.
        cell: `grade_id` of the graded cell.
        points: what it is worth.
        status: what became of it.
        message: what the check said, in full; empty where there is nothing to say.
        by_hand: whether a person grades it, as written answers are.
        remark: what else is worth knowing about a right answer.
    """

    task: str
    cell: str
    points: float
    status: Status
    message: str = ""
    by_hand: bool = False
    remark: str = ""

    @property
    def judged_here(self) -> bool:
        """Whether its points depend on a visible check."""
        return self.status is not Status.HIDDEN and not self.by_hand


@dataclass(frozen=True)
class CheckResult:
    """What the visible checks of one exercise found.

    Args:
        topic: of the exercise.
        notebook: which was checked, as it was saved.
        rows: one for each graded cell, in the notebook's order; missing ones last.
        notes: what is wrong with the notebook as a whole.
    """

    topic: Topic
    notebook: Path
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every visible check says right, every written answer is begun, and nothing is wrong besides."""
        return all(row.status in (Status.RIGHT, Status.HIDDEN, Status.BY_HAND) for row in self.rows) and not self.notes

    @property
    def points(self) -> float:
        """Points of the visible checks that say right."""
        return sum(row.points for row in self.rows if row.status is Status.RIGHT)

    @property
    def possible(self) -> float:
        """Points that visible checks can give; the rest is judged when graded."""
        return sum(row.points for row in self.rows if row.judged_here)


def show(result: CheckResult) -> None:
    """Print a line per visible check with its message, then the sum; plain text where there is no terminal."""
    rows = [row for row in result.rows if row.status is not Status.HIDDEN]  # the sum tells of the hidden ones
    tasks = [row.task for row in rows]
    names = [row.task if tasks.count(row.task) == 1 else f"{row.task} ({row.cell})" for row in rows]
    width = max(map(len, names), default=0)
    said: set[str] = set()
    for row, name in zip(rows, names, strict=True):
        line = Text(f"{row.status.value:13}", style=_COLOURS.get(row.status, "red"))
        line.append(f"  {name:{width}}  {_points(row.points)}", style="default")
        console.print(line, soft_wrap=True)
        for text in (row.message, row.remark and f"Remark: {row.remark}"):
            # An exercise just begun would say of each task in the same words that it is not attempted.
            words = text.replace(row.task, "")
            if text and words not in said:
                _indented(text)
            said.add(words)
    for note in result.notes:
        console.print(Text(f"Note: {note}"), soft_wrap=True)
    console.print(Text(_summary(result)), soft_wrap=True)


def _points(points: float) -> str:
    return "1 point" if points == 1 else f"{points:g} points"


def _indented(text: str) -> None:
    if console.is_terminal:
        console.print(Padding(Text(text), (0, 0, 0, 15)))
    else:
        for line in text.splitlines():
            console.print(Text(f"{'':15}{line}"), soft_wrap=True)


def _summary(result: CheckResult) -> str:
    told = f"{result.points:g} of {_points(result.possible)} by the visible checks"
    later = sum(row.points for row in result.rows) - result.possible
    if later:
        told += f"; {_points(later)} more are judged after handing in"
    if result.passed:
        return f"{result.topic.id}: every visible check is right ({told})."
    return f"{result.topic.id}: {told}."

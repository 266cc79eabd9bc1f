"""`coursekit collect`: the download of a learning management system into `submitted/`."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from coursekit.console import console
from coursekit.grading import collecting
from coursekit.grading.collecting import Collection, Outcome, Roster
from coursekit.grading.recording import grading_lock
from coursekit.grading.results import one_line
from coursekit.grading.setting import surroundings
from coursekit.tree import Course, Topic

__all__ = ["collect", "left_somebody_out"]


def collect(
    course: Course, topic: Topic, archive: Path, roster: Path | None = None, *, replace: bool = False
) -> Collection:
    """Unpack an archive of submissions into `submitted/STUDENT/TOPIC/`, and print what came of it.

    Args:
        course: the instructor's checkout.
        topic: whose exercise was handed in.
        archive: the zip file of Moodle or Canvas, or one of folders.
        roster: CSV of the class; see `collecting.Roster.read`.
        replace: whether a submission that is there may be replaced where times do not tell which is newer.

    Raises:
        CourseError: if the archive or the roster cannot be used, another process grades or collects, or `submitted/`
            cannot be written. What was collected before stays.
    """
    known = Roster.read(roster) if roster is not None else None
    with grading_lock(course), surroundings(course, topic, "collect") as setting:
        collection = collecting.collect(archive, setting.submitted, topic, known, replace=replace)
    table = Table(
        "student", "outcome", "handed in (UTC)", "to be known", title=f"{topic.id}, from {collection.made_by}"
    )
    for row in collection.students:
        arrived = f"{row.handed_in:%Y-%m-%d %H:%M}" if row.handed_in else "unknown"
        notes = Text("; ".join(row.notes), overflow="fold")
        table.add_row(Text(one_line(row.student, 60)), row.outcome.value, arrived, notes)
    console.print(table)
    for name, reason in collection.left_out:
        console.print(f"Left out: {one_line(name, 100)}, {reason}.", style="yellow", markup=False)
    console.print(f"Next: coursekit grade {topic.name}")
    return collection


def left_somebody_out(collection: Collection) -> bool:
    """Whether some student's files were not collected."""
    return any(row.outcome is Outcome.REFUSED for row in collection.students)

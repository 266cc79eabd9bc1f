"""Put the archive of a class into `submitted/`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coursekit.errors import CourseError
from coursekit.grading.collecting.archive import Archive, open_archive
from coursekit.grading.collecting.choosing import choose
from coursekit.grading.collecting.layout import Layout, Upload, layout, uploads
from coursekit.grading.collecting.limits import Limits, RefusedError
from coursekit.grading.collecting.placing import Outcome, place, scratch
from coursekit.grading.collecting.roster import Roster, Student, without_roster
from coursekit.grading.results import one_line
from coursekit.tree import Topic

__all__ = ["Collected", "Collection", "collect"]


@dataclass(frozen=True)
class Collected:
    """What came of one student's files.

    Args:
        student: nbgrader's student id, or as the archive names the student where no id was found.
        outcome: what was done.
        handed_in: when the server received it (UTC), or None if nobody knows.
        late: whether Canvas says that it came late.
        notes: what is to be known or done, each a phrase.
    """

    student: str
    outcome: Outcome
    handed_in: datetime | None = None
    late: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collection:
    """What came of an archive.

    Args:
        made_by: whose layout the archive has.
        students: a row for each student in it, in order.
        left_out: files that are no student's or were not safe, each with the reason.
    """

    made_by: Layout
    students: tuple[Collected, ...]
    left_out: tuple[tuple[str, str], ...]


def collect(
    archive: Path,
    submitted: Path,
    topic: Topic,
    roster: Roster | None = None,
    *,
    replace: bool = False,
    limits: Limits | None = None,
) -> Collection:
    """Unpack Moodle's or Canvas' download of all submissions, or a zip of folders, to `submitted/STUDENT/TOPIC/`.

    One student's trouble keeps nobody else from being collected, and a repeated run changes nothing.

    Args:
        archive: the zip file.
        submitted: nbgrader's folder of submissions.
        topic: whose exercise it is.
        roster: the class. Who is not in it is told and not collected. Without it the names in the archive become
            student ids, see `roster.without_roster`.
        replace: whether another submission of a student, already in `submitted/`, may be replaced where times do
            not tell that this one is newer.
        limits: how much is unpacked.

    Raises:
        CourseError: if the archive cannot be read, is none, has too many entries, holds nothing of this
            exercise, or `submitted/` cannot be written.
    """
    limits = limits or Limits()
    try:
        with open_archive(archive, limits) as opened:
            made_by = layout(opened.entries)
            owned, nobodys = uploads(made_by, opened.entries, topic.id)
            left_out = [*opened.refused, *((str(entry.path), why) for entry, why in nobodys)]
            if not owned:
                raise _nothing(archive, topic, left_out)
            people, rows = _people(owned, made_by, roster)
            with scratch(submitted) as room:
                for student, theirs in people:
                    target = submitted / student.id / topic.id
                    rows.append(_collect_one(student, theirs, opened, topic, target, room, replace, limits))
    except RefusedError as error:
        raise CourseError(f"{archive.name} cannot be collected: {error}.", "Download it again from the LMS.") from error
    except OSError as error:
        raise CourseError(
            f"{one_line(error.filename or archive.name, 100)} cannot be read or written: {error.strerror or error}.",
            "Put that right, then type the same again: what was collected stays.",
        ) from error
    rows.sort(key=lambda row: row.student)
    return Collection(made_by, tuple(rows), tuple((one_line(name, 100), why) for name, why in left_out))


def _people(
    owned: list[Upload], made_by: Layout, roster: Roster | None
) -> tuple[list[tuple[Student, list[Upload]]], list[Collected]]:
    """Each student with the files, and rows for those whom nobody knows."""
    by_claimant: dict[object, list[Upload]] = defaultdict(list)
    for upload in owned:
        by_claimant[upload.claimant].append(upload)
    by_id: dict[str, list[tuple[Student, list[Upload]]]] = defaultdict(list)
    rows = []
    for theirs in by_claimant.values():
        claimant = theirs[0].claimant
        try:
            student = roster.find(claimant, made_by) if roster else without_roster(claimant, made_by)
        except RefusedError as error:
            called = one_line(" ".join(filter(None, (claimant.name, claimant.number))), 100)
            rows.append(Collected(called, Outcome.REFUSED, notes=(str(error),)))
        else:
            # Without regard to case: on many file systems Ann and ann would share a folder.
            by_id[student.id.casefold()].append((student, theirs))
    for same in by_id.values():
        if len(same) > 1:
            who = ", ".join(f"{u[0].claimant.name} {u[0].claimant.number}".strip() for _, u in same)
            why = f"the archive has several people who would be this student ({one_line(who, 100)})"
            rows.append(Collected(same[0][0].id, Outcome.REFUSED, notes=(why,)))
    return [same[0] for same in by_id.values() if len(same) == 1], rows


def _collect_one(
    student: Student,
    theirs: list[Upload],
    opened: Archive,
    topic: Topic,
    target: Path,
    room: Path,
    replace: bool,
    limits: Limits,
) -> Collected:
    late = any(upload.late for upload in theirs)
    try:
        chosen = choose(theirs, opened, topic, limits)
        handed_in = student.handed_in or chosen.upload.written
        outcome, why = place(chosen.files, handed_in, target, room, replace=replace)
    except RefusedError as error:
        return Collected(student.id, Outcome.REFUSED, student.handed_in, late, (str(error),))
    notes = [*chosen.notes, *([why] if why else [])]
    if late:
        notes.append("late, says Canvas")
    if handed_in is None:
        notes.append("nothing says when it was handed in")
    elif student.handed_in is None:
        notes.append("handed in at the time that the file has in the archive")
    return Collected(student.id, outcome, handed_in, late, tuple(notes))


def _nothing(archive: Path, topic: Topic, left_out: list[tuple[str, str]]) -> CourseError:
    why = "".join(f"\n{one_line(name, 100)}: {reason}" for name, reason in left_out[:5])
    return CourseError(
        f"{archive.name} holds no submission of {topic.id}.{why}",
        "Take Moodle's or Canvas' download of all submissions, or a zip in which each student has a folder "
        f"{topic.id} with {topic.id}.ipynb.",
    )

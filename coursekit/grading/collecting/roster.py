"""Who is in the class: the student ids that nbgrader knows, and how the LMS calls these people."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coursekit.errors import CourseError
from coursekit.grading.collecting.layout import Claimant, Layout
from coursekit.grading.collecting.limits import RefusedError
from coursekit.grading.collecting.names import check_part
from coursekit.grading.results import one_line

__all__ = ["Roster", "Student", "without_roster"]


@dataclass(frozen=True)
class Student:
    """A row of the roster.

    Args:
        id: nbgrader's student id, the name of the folder in `submitted/`.
        first_name: all of them.
        last_name: all of them.
        lms_user_id: the LMS' number of the student, empty if unknown.
        handed_in: when the LMS received the submission (UTC), or None.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    lms_user_id: str = ""
    handed_in: datetime | None = None


class Roster:
    """Finds the student that an archive means.

    Args:
        students: the class.
    """

    def __init__(self, students: Iterable[Student]) -> None:
        self._by_id: dict[str, Student] = {}
        self._by_number: dict[str, list[Student]] = defaultdict(list)
        self._by_name: dict[tuple[str, ...], list[Student]] = defaultdict(list)
        self._by_joined: dict[str, list[Student]] = defaultdict(list)  # as Canvas writes a sortable name
        for student in students:
            self._by_id[student.id] = student
            first, last = _words(student.first_name), _words(student.last_name)
            self._by_name[tuple(sorted(first + last))].append(student)
            if student.lms_user_id:
                self._by_number[student.lms_user_id].append(student)
            else:  # whoever has a number is found by it, and by nothing else
                self._by_joined["".join(last + first)].append(student)

    @classmethod
    def read(cls, path: Path) -> Roster:
        """Read the file that `nbgrader db student import` takes.

        Columns: `id`, and as far as they are known `first_name`, `last_name`, `email` and `lms_user_id` (Canvas' user
        id). One more is read: `timestamp`, when the LMS received this assignment, in ISO 8601 or as in nbgrader's
        `timestamp.txt`. A date without a time zone is taken as UTC.

        Raises:
            CourseError: if the file cannot be read, has no column `id`, or a row is wrong.
        """
        try:
            text = path.read_bytes().decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CourseError(
                f"{path.name} cannot be read: {one_line(error)}.", "It must be a CSV file in UTF-8."
            ) from error
        if not rows or "id" not in rows[0]:
            raise CourseError(
                f"{path.name} has no column `id` or no rows.",
                "Take the file of `nbgrader db student import`: id,first_name,last_name,email,lms_user_id",
            )
        students: dict[str, Student] = {}
        for number, row in enumerate(rows, start=2):
            try:
                student = _student(row)
            except RefusedError as error:
                raise CourseError(f"Line {number} of {path.name}: {error}.", "Correct it, then try again.") from error
            if student.id in students:
                raise CourseError(
                    f"{path.name} has the id {one_line(student.id, 60)} twice.", "Remove one of the rows."
                )
            students[student.id] = student
        return cls(students.values())

    def find(self, claimant: Claimant, made_by: Layout) -> Student:
        """The student that an archive means.

        A folder is a student id. Canvas' user id is the roster's `lms_user_id`; only where a student has none there,
        Canvas' name counts. Moodle's full name may have its words in any order; case and punctuation do not matter.

        Raises:
            RefusedError: if there is none, or more than one.
        """
        if made_by is Layout.FOLDERS:
            found = [self._by_id[claimant.name]] if claimant.name in self._by_id else []
        elif made_by is Layout.CANVAS:
            found = self._by_number.get(claimant.number) or self._by_joined.get("".join(_words(claimant.name)), [])
        else:
            found = self._by_name.get(tuple(sorted(_words(claimant.name))), [])
        if len(found) > 1:
            ids = one_line(", ".join(student.id for student in found), 100)
            raise RefusedError(f"the roster has several students of this name: {ids}; put it into submitted/ by hand")
        if not found:
            raise RefusedError("the roster has no such student")
        return found[0]


def without_roster(claimant: Claimant, made_by: Layout) -> Student:
    """A student id made of what the archive says.

    Of folders it is the name; of Moodle the full name with `_` for blanks, since the number is another one in each
    assignment; of Canvas name and user id.

    Raises:
        RefusedError: if that cannot be the name of a folder.
    """
    named = {Layout.FOLDERS: claimant.name, Layout.MOODLE: "_".join(claimant.name.split())}
    made = named.get(made_by) or "_".join(filter(None, (claimant.name, claimant.number)))
    check_part(made)
    return Student(made)


def _student(row: Mapping[str | None, object]) -> Student:
    cells = {key: value.strip() for key, value in row.items() if key is not None and isinstance(value, str)}
    check_part(cells.get("id", ""))
    if cells["id"].startswith("."):
        raise RefusedError("an id may not begin with a dot")
    handed_in = None
    if cells.get("timestamp"):
        try:
            handed_in = datetime.fromisoformat(cells["timestamp"].removesuffix(" UTC"))
            handed_in = handed_in.replace(tzinfo=UTC) if handed_in.tzinfo is None else handed_in.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise RefusedError("its timestamp is no date, as in 2026-03-01 12:00:00 UTC") from error
    names = cells.get("first_name", ""), cells.get("last_name", "")
    return Student(cells["id"], *names, cells.get("lms_user_id", ""), handed_in)


def _words(name: str) -> list[str]:
    """The words of a name without case, accents' spelling and punctuation: both LMS drop some of these."""
    plain = unicodedata.normalize("NFC", name).casefold()
    return [word for word in (re.sub(r"[\W_]", "", part) for part in plain.replace(",", " ").split()) if word]

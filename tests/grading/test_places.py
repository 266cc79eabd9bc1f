"""`coursekit grade` names whatever was handed in at the wrong place, and whatever cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from coursekit import grading
from coursekit.console import console
from coursekit.errors import CourseError
from coursekit.grading import Status
from coursekit.grading.setting import surroundings
from coursekit.grading.submission import students, without_student

pytestmark = [pytest.mark.nbgrader, pytest.mark.usefixtures("isolation")]

ARCHIVE = "01_parameters-20260301T120000Z.zip"

# student: paths in the student's folder (a trailing slash makes a folder), what the row says to do
MISPLACED = {
    "alias": (["parameters/01_parameters.ipynb", ARCHIVE], "called parameters; rename it to 01_parameters"),
    "any_name": (["homework.ipynb"], "homework.ipynb outside of a folder; put it into 01_parameters/"),
    "both": (["01_parameters.ipynb", ARCHIVE], "put it into 01_parameters/ as 01_parameters.ipynb"),
    "capitals": (["SUBMISSION.ZIP"], "there is SUBMISSION.ZIP; unpack it"),
    "flat": (["01_parameters.ipynb"], "put it into 01_parameters/ as 01_parameters.ipynb"),
    "folder_of_zip": (["01_parameters-20260301T120000Z/a.txt"], "rename it to 01_parameters"),
    "inside": ([f"01_parameters/{ARCHIVE}"], "unpack it, so that 01_parameters.ipynb is there"),
    "no_folder": (["01_parameters"], "01_parameters is a file; there must be a folder"),
    "zip": ([ARCHIVE], "unpack it, so that 01_parameters/01_parameters.ipynb is there"),
}
ELSEWHERE = {
    "nothing": ["notes.txt", ".01_parameters.ipynb.swp", "__pycache__/x.pyc"],
    "other_folder": ["02_receptive_field/02_receptive_field.ipynb"],
    "other_notebook": ["receptive_field.ipynb"],
    "other_zip": ["02_receptive_field_parameters-20260301T120000Z.zip"],
}


def put(small, student: str, paths: list[str]) -> None:
    for name in paths:
        path = small.course.root / "submitted" / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


@pytest.fixture(scope="module")
def misplaced(new_course):
    small = new_course()
    for student, (paths, _) in MISPLACED.items():
        put(small, student, paths)
    for student, paths in ELSEWHERE.items():
        put(small, student, paths)
    put(small, ".", [f"12345_{ARCHIVE}", "02_receptive_field.zip", "notes.txt"])
    with console.capture() as capture:
        small.rows = {row.student: row for row in grading.grade(small.course, small.topic)}
    small.printed = " ".join(capture.get().split())
    return small


@pytest.mark.parametrize("student", MISPLACED)
def test_what_lies_in_the_wrong_place_is_named(misplaced, student):
    row = misplaced.rows[student]
    assert (row.status, row.points, row.max_points) == (Status.NO_NOTEBOOK, 0, 8)
    assert MISPLACED[student][1] in row.reason
    table = (misplaced.course.root / "grades" / "01_parameters.csv").read_text(encoding="utf-8")
    assert f"\n{student},0,8,0,no notebook," in table


def test_other_topics_and_files_are_nobodys_row(misplaced):
    assert sorted(misplaced.rows) == sorted(MISPLACED)


def test_what_lies_in_no_students_folder_is_told(misplaced):
    assert f"in no student's folder: 12345_{ARCHIVE}. Put each into submitted/STUDENT/." in misplaced.printed


def forbid(monkeypatch, folder: Path) -> None:
    """Take the right to read a folder, also from root, to whom rights do not apply."""
    listed = Path.iterdir

    def iterdir(self):
        if self == folder:
            raise PermissionError(13, "Permission denied", str(self))
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)


def test_a_folder_that_cannot_be_read_costs_only_its_student(small_course, monkeypatch):
    small_course.hand_in("ann").write_text("")
    small_course.hand_in("bob")
    small_course.hand_in("cem").write_text("")
    forbid(monkeypatch, small_course.course.root / "submitted" / "bob")
    rows = {row.student: row for row in grading.grade(small_course.course, small_course.topic)}
    assert [row.status for row in rows.values()] == [Status.BROKEN, Status.ERROR, Status.BROKEN]
    assert rows["bob"].reason.startswith("submitted/bob cannot be read (Permission denied); give yourself the right")


def test_submitted_that_cannot_be_read_is_explained(small_course, monkeypatch):
    small_course.hand_in("ann")
    forbid(monkeypatch, small_course.course.root / "submitted")
    with (
        surroundings(small_course.course, small_course.topic, "try") as setting,
        pytest.raises(CourseError, match="submitted cannot be read: Permission denied"),
    ):
        students(setting)


def test_student_folder_that_looks_like_an_archive_is_no_archive(small_course):
    put(small_course, "ann.zip", ["01_parameters.ipynb"])
    with surroundings(small_course.course, small_course.topic, "try") as setting:
        assert students(setting) == ["ann.zip"]
        assert without_student(setting) == []

"""A registered exercise, outcomes made by hand, and ways to look at what was recorded that are not the recorder's."""

from __future__ import annotations

import shutil
import sqlite3
from copy import copy
from pathlib import Path

import nbformat
import pytest

from coursekit.grading.outcome import Outcome, TestStatus, Verdict
from coursekit.grading.rebuilding import Exercise, rebuild
from coursekit.grading.results import Status
from coursekit.tree import Course

MAX_POINTS = {"double_check": 1.0, "double_hidden": 2.0, "square_check": 2.0}

GRADES = """
SELECT submitted_assignment.student_id, notebook.name, base_cell.type, base_cell.name, grade.auto_score,
       grade.manual_score, grade.extra_credit, grade.needs_manual_grade
FROM grade JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""
COMMENTS = """
SELECT submitted_assignment.student_id, notebook.name, base_cell.type, base_cell.name, comment.auto_comment,
       comment.manual_comment
FROM comment JOIN base_cell ON base_cell.id = comment.cell_id
JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
"""
SUBMISSIONS = """
SELECT submitted_assignment.student_id, submitted_assignment.timestamp, submitted_assignment.extension,
       notebook.name, submitted_notebook.late_submission_penalty, submitted_notebook.flagged
FROM submitted_assignment LEFT JOIN submitted_notebook
     ON submitted_notebook.assignment_id = submitted_assignment.id
LEFT JOIN notebook ON notebook.id = submitted_notebook.notebook_id
"""
STUDENTS = "SELECT id, first_name, last_name, email FROM student"


def dump(database: Path) -> dict[str, list[tuple]]:
    """All that the gradebook has of students, without the ids that nbgrader draws."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = {"grades": GRADES, "comments": COMMENTS, "submissions": SUBMISSIONS, "students": STUDENTS}
        found = {name: sorted(connection.execute(query), key=repr) for name, query in tables.items()}
    connection.close()
    return found


def tree(root: Path) -> dict[str, bytes]:
    """Every file that a recorder writes, and what is in it."""
    files = [path for folder in ("autograded", "grades") for path in (root / folder).rglob("*")]
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in files
        if path.is_file() and path.suffix != ".log"
    }


class Registered:
    """A small course whose exercise is in the gradebook."""

    def __init__(self, small) -> None:
        self.small = small
        self.course, self.topic = small.course, small.topic
        master, release = (
            nbformat.read(path, 4) for path in (self.course.solution(self.topic), self.course.exercise(self.topic))
        )
        self.exercise = Exercise(master, release)

    @property
    def database(self) -> Path:
        return self.course.root / "gradebook.db"

    def copy_to(self, root: Path) -> Registered:
        made = copy(self)
        made.small = copy(self.small)
        shutil.copytree(self.course.root, root)
        made.course = made.small.course = Course(root)
        return made

    def notebook(self, student: str, **answers: str) -> str:
        """The rebuilt notebook of a submission with these answers."""
        path = self.small.hand_in(student, **answers)
        return nbformat.writes(rebuild(self.exercise, path.read_bytes()).notebook)

    def outcome(self, student: str, points=None, *, key="key", notebook=None, status=Status.GRADED, **answers):
        """As a worker makes it: the points of the tests by name, 0 for the others; None is a grader error."""
        points = dict.fromkeys(MAX_POINTS, 0.0) | (points or {})
        verdicts = tuple(
            Verdict(
                name,
                TestStatus.ERROR if got is None else TestStatus.PASSED if got else TestStatus.FAILED,
                got,
                MAX_POINTS.get(name, 1.0),
            )
            for name, got in points.items()
        )
        notebook = self.notebook(student, **answers) if notebook is None else notebook
        return Outcome(student, status, verdicts=verdicts, notebook=notebook, isolation="tests", key=key)

    def not_run(self, student: str, key="key") -> Outcome:
        return Outcome(student, Status.BROKEN, reason="the file is empty", key=key)

    def grades(self, student: str) -> dict[str, tuple]:
        """Automatic, manual and extra points and whether a person has to look, by cell, as nbgrader has them."""
        with self.small.gradebook() as book:
            submission = book.find_submission(self.topic.id, student)
            return {
                grade.name: (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def dump(self) -> dict[str, list[tuple]]:
        return dump(self.database)

    def tree(self) -> dict[str, bytes]:
        return tree(self.course.root)


@pytest.fixture(scope="session")
def registered_template(new_course):
    from coursekit.grading.recording import register
    from coursekit.grading.setting import surroundings

    small = new_course()
    with surroundings(small.course, small.topic, "grade") as setting:
        register(setting)
    return Registered(small)


@pytest.fixture
def registered(registered_template, tmp_path) -> Registered:
    return registered_template.copy_to(tmp_path / "course")


@pytest.fixture
def setting(registered):
    """Of `registered`; a locked database is not waited for."""
    from coursekit.grading.setting import surroundings

    with surroundings(registered.course, registered.topic, "grade") as made:
        made.directory.db_url = f"sqlite:///{registered.database}?timeout=0.05"
        yield made


@pytest.fixture
def recorder(setting):
    from coursekit.grading.recording import Recorder

    with Recorder(setting) as made:
        yield made

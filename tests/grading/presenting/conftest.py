"""A class whose submissions were recorded without being run: the verdicts are made up."""

from __future__ import annotations

from datetime import datetime

import nbformat
import pytest

from coursekit.grading.outcome import Outcome, TestStatus, Verdict
from coursekit.grading.rebuilding import Exercise, rebuild
from coursekit.grading.results import Status
from coursekit.grading.setting import surroundings

NASTY = "<img src=x onerror=alert(1)>"
MOST = {"double_check": 1.0, "double_hidden": 2.0, "square_check": 2.0}

# student: points of the three tests
CLASS = {
    "=cmd": (1, 2, 0),
    NASTY: (0, 0, 0),
    "ann": (1, 2, 2),
    "bob": (1, 0, 2),
    "cem": (1, 0, 0),
    "dan": (1, 2, 2),
    "eve": (0, 0, 2),
}
OF_A_HIDDEN_TEST = "double(-3) gave 3 instead of -6"


def verdict(name, points, number):
    most = MOST[name]
    hidden = name.endswith("hidden")
    message = OF_A_HIDDEN_TEST if hidden else f"It gave {number} <b>instead</b> of {number + 1}."
    status = TestStatus.PASSED if points == most else TestStatus.FAILED
    return Verdict(name, status, float(points), most, "" if points == most else message, hidden=hidden, seconds=0.1)


@pytest.fixture(scope="module")
def recorded(new_course):
    """The small course with the class recorded, and somebody whose notebook was damaged."""
    from coursekit.grading.recording import Recorder, grading_lock, register

    small = new_course()
    for student in CLASS:
        small.hand_in(student, **small.RIGHT)
    small.hand_in("flo").write_text("{")
    with grading_lock(small.course), surroundings(small.course, small.topic, "grade") as setting:
        register(setting)
        books = [nbformat.read(path(small.topic), 4) for path in (small.course.solution, small.course.exercise)]
        exercise = Exercise(*books)
        with Recorder(setting) as recorder:
            for number, (student, points) in enumerate(CLASS.items()):
                rebuilt = rebuild(exercise, small.submitted(student).read_bytes())
                outcome = Outcome(
                    student,
                    Status.GRADED,
                    verdicts=tuple(verdict(name, each, number) for name, each in zip(MOST, points, strict=True)),
                    notebook=nbformat.writes(rebuilt.notebook),
                    isolation="not isolated (plain process); no bubblewrap: <i>none</i>"
                    if student == "eve"
                    else "bubblewrap",
                    seconds=1.25,
                    key=str(number),
                )
                recorder.record(outcome, datetime(2026, 3, 2, 12), {})  # nbgrader's dates have no zone
            recorder.record(Outcome("flo", Status.BROKEN, "damaged at line 1: <u>here</u>"), None, {})
    with small.gradebook() as book:
        book.find_submission_notebook("01_parameters", "01_parameters", "bob").late_submission_penalty = 0.5
        grade = book.find_grade("why", "01_parameters", "01_parameters", "ann")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.find_comment("why", "01_parameters", "01_parameters", "ann").manual_comment = '=Well put, "ann".'
        student = book.find_student("ann")
        student.first_name, student.last_name, student.email = "Änn", "O'Hara", "ann@school.test"
        student.lms_user_id = "4711"
        book.db.commit()
    return small

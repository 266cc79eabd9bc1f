"""`coursekit grade`: every submission of one exercise, whatever is wrong with some of them."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from coursekit.console import console, steps
from coursekit.errors import CourseError
from coursekit.grading import gradebook, report, submission
from coursekit.grading.autograde import autograde_one
from coursekit.grading.results import CannotGradeError, Result, Status, in_words, one_line
from coursekit.grading.setting import Setting, surroundings
from coursekit.tree import Course, Topic

__all__ = ["grade"]

WARNING = (
    "Careful: this version runs the students' code with your rights and without a sandbox. It can read and change "
    "whatever you can, grades included. Grade on a machine that holds nothing else of value."
)


def grade(course: Course, topic: Topic) -> list[Result]:
    """Grade what lies in `submitted/STUDENT/TOPIC/`; print a table and write `grades/TOPIC.csv`.

    Every run grades every submission again. Points and comments given by a person stay.

    Args:
        course: the instructor's checkout.
        topic: whose exercise is graded.

    Returns:
        a result for each student who handed in something that may be this exercise, in order of their names;
        `needs_attention` tells whether some of them are no verdict on the student's work.

    Raises:
        CourseError: if there is nothing to grade, no solution to grade with, or no place to write.
        KeyboardInterrupt: if interrupted; what was finished is recorded, printed and written before.
    """
    console.print(WARNING, style="yellow")
    with surroundings(course, topic, "grade") as setting:
        names = submission.students(setting)
        loose = submission.without_student(setting)
        if loose:
            what = f"Not graded, because it lies in no student's folder: {one_line(', '.join(loose), 500)}. "
            console.print(
                f"{what}Put each into {setting.shown(setting.submitted)}/STUDENT/.", style="yellow", markup=False
            )
        if not names:
            place = f"{setting.shown(setting.submitted)}/STUDENT/{topic.id}/"
            raise CourseError(
                f"There is nothing to grade: no {place} is there.",
                f"Put each student's notebook at {place}{topic.id}.ipynb",
            )
        gradebook.register(setting)
        known = gradebook.cells(setting)
        results: dict[str, Result] = {}
        try:
            with steps(f"Grading {topic.id}", len(names)) as progress:
                for name in names:
                    results[name] = _grade_one(setting, name, known)
                    progress.advance(one_line(name, 40))
        finally:
            for name in names[len(results) :]:
                results[name] = _row(setting, name, Status.NOT_REACHED, "the run was interrupted; start it again")
            try:
                report.show(topic.id, results.values())
            finally:  # neither may cost the other: a terminal can be closed, and a disk full
                report.write_csv(setting.csv_file, results.values())
            files = setting.shown(setting.csv_file), setting.shown(setting.log_file)
            console.print(f"Written to {files[0]}; what nbgrader said is in {files[1]}.")
    return list(results.values())


def _grade_one(setting: Setting, student: str, known: set[str]) -> Result:
    setting.log.info("==== %s", student)
    try:
        status, reason = autograde_one(setting, student, known)
    except CannotGradeError as error:
        status, reason = error.status, error.reason
    except Exception as error:  # one student's trouble, ours included, must not cost the others their grades
        setting.log.exception("unexpected")
        status = Status.ERROR
        reason = f"{in_words(error)}; see {setting.shown(setting.log_file)}"
    setting.log.info("%s %s", status, reason)
    return _row(setting, student, status, reason)


def _row(setting: Setting, student: str, status: Status, reason: str) -> Result:
    """Complete the row with what the gradebook says: points, cells that wait for a person, lateness."""
    try:
        has = gradebook.points(setting, student)
    except (SQLAlchemyError, ValueError) as error:  # locked for long, or students' code has damaged it
        reason = f"the gradebook does not answer ({in_words(error)}); first it was: {status} {reason}"
        return Result(student, 0.0, 0.0, 0.0, Status.ERROR, reason.strip())
    notes = [reason] if reason else []
    if has.waiting and status is not Status.NOT_REACHED:
        notes.append(f"to be looked at in the formgrader: {one_line(', '.join(has.waiting), 150)}")
        status = Status.MANUAL if status is Status.GRADED else status
    if has.seconds_late:
        notes.append(f"late by {_duration(has.seconds_late)}")
    return Result(student, has.points, has.max_points, has.late_penalty, status, "; ".join(notes))


def _duration(seconds: float) -> str:
    if seconds < 5400:
        return f"{max(1, round(seconds / 60))} min"
    return f"{round(seconds / 3600)} h" if seconds < 172800 else f"{round(seconds / 86400)} days"

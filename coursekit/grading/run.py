"""`coursekit grade`: every submission of one exercise, whatever is wrong with some of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

import psutil

from coursekit.console import Steps, console, steps
from coursekit.errors import CourseError
from coursekit.grading import report, submission
from coursekit.grading.configuration import exercise_files, exercise_texts, times
from coursekit.grading.outcome import Outcome
from coursekit.grading.pool import Pool, Processes
from coursekit.grading.recording import Conditions, Points, Recorder, grading_lock, key, read_files, register
from coursekit.grading.results import CannotGradeError, Result, Status, in_words, one_line
from coursekit.grading.sandbox import Isolation, detect, private_in, require_isolation
from coursekit.grading.secret import seed_for
from coursekit.grading.setting import Setting, surroundings
from coursekit.grading.worker import Job, Setup
from coursekit.tree import Course, Topic

__all__ = ["grade"]

_MEMORY = 2 * 2**30  # bytes for one worker: its fork server, a kernel and a judge with Keras


def grade(course: Course, topic: Topic, *, workers: int = 0, cluster: str = "", unsafe: bool = False) -> list[Result]:
    """Grade what lies in `submitted/STUDENT/TOPIC/`; print a table and write `grades/TOPIC.csv`.

    What has not changed since it was graded is not graded again. Points and comments given by a person stay.

    Args:
        course: the instructor's checkout.
        topic: whose exercise is graded.
        workers: how many submissions are graded at a time; 0 for as many as there are cores and memory for.
        cluster: address of a Dask scheduler whose workers are to grade; empty to grade on this machine.
        unsafe: grade also where students' code cannot be isolated.

    Returns:
        a result for each student who handed in something that may be this exercise, in order of their names;
        `needs_attention` tells whether some of them are no verdict on the student's work.

    Raises:
        CourseError: if there is nothing to grade, no solution to grade with, no isolation, no place to write, or
            another process grades in this course.
        KeyboardInterrupt: if interrupted; what was finished is recorded, printed and written before.
    """
    with grading_lock(course), surroundings(course, topic, "grade") as setting:
        names = _names(setting)
        isolation = detect(private_in(course.root))
        require_isolation(isolation, unsafe)
        console.print(f"Students' code runs in: {isolation}.", style="" if isolation.isolated else "bold red")
        setup = _setup(setting, isolation)
        # A cluster that does not answer says so before anything is changed.
        with _pool(setup, workers or _default_workers(), cluster) as pool:
            register(setting)
            return _grade(setting, _Run(setting, setup, names), pool)


def _grade(setting: Setting, run: _Run, pool: Pool) -> list[Result]:
    """Grade, and show what came of it whatever happens."""
    title = setting.topic.id
    try:
        with Recorder(setting) as recorder:
            try:
                with steps(f"Grading {title}", len(run.names)) as progress:
                    run.go(recorder, pool, progress)
            finally:
                run.look_up_points(recorder)
    finally:
        rows = run.rows()
        try:
            report.show(title, rows)
        finally:  # neither may cost the other: a terminal can be closed, and a disk full
            report.write_csv(setting.csv_file, rows)
        if run.unchanged:
            console.print(f"{run.unchanged} of {len(run.names)} had not changed since they were graded.")
        files = setting.shown(setting.csv_file), setting.shown(setting.log_file)
        console.print(f"Written to {files[0]}; the log is {files[1]}.")
    return rows


def _names(setting: Setting) -> list[str]:
    """Who handed in something; what lies in nobody's folder is told."""
    names = submission.students(setting)
    loose = submission.without_student(setting)
    if loose:
        what = f"Not graded, because it lies in no student's folder: {one_line(', '.join(loose), 500)}. "
        console.print(f"{what}Put each into {setting.shown(setting.submitted)}/STUDENT/.", style="yellow", markup=False)
    if not names:
        place = f"{setting.shown(setting.submitted)}/STUDENT/{setting.topic.id}/"
        raise CourseError(
            f"There is nothing to grade: no {place} is there.",
            f"Put each student's notebook at {place}{setting.topic.id}.ipynb, or type: "
            f"coursekit collect {setting.topic.name} ARCHIVE",
        )
    return names


def _setup(setting: Setting, isolation: Isolation) -> Setup:
    master, release = exercise_texts(setting)
    return Setup(
        master=master,
        release=release,
        isolation=isolation,
        files=exercise_files(setting),
        private=tuple(private_in(setting.course.root)) if isolation.isolated else (),
        times=times(setting),
        log=str(setting.log_file.resolve()),
    )


def _default_workers() -> int:
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, int(psutil.virtual_memory().available // _MEMORY)))


def _pool(setup: Setup, workers: int, cluster: str) -> AbstractContextManager[Pool]:
    if not cluster:
        return Processes(setup, workers)
    from coursekit.grading.cluster import Cluster  # noqa: PLC0415  # needs Dask, an extra

    return Cluster(setup, cluster)


@dataclass(frozen=True)
class _Submission:
    handed_in: datetime | None
    files: dict[str, bytes]


class _Run:
    """Submissions on their way to the gradebook.

    Args:
        setting: the exercise.
        setup: what workers are told.
        names: the students, in order.
    """

    def __init__(self, setting: Setting, setup: Setup, names: list[str]) -> None:
        self._setting, self._setup, self.names = setting, setup, names
        seed_for(setting.course, setting.topic, "", b"")  # a damaged secret is told before anything is graded
        limits = repr((setup.times, setup.limits, setup.files))
        self._conditions = Conditions.read(setting.course, setting.topic, limits=limits, isolation=str(setup.isolation))
        self._under_way: dict[str, _Submission] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._points: dict[str, Points] = {}
        self.unchanged = 0

    def go(self, recorder: Recorder, pool: Pool, progress: Steps) -> None:
        """Grade all; each outcome is recorded when it comes.

        Raises:
            CourseError: if the gradebook, `autograded/` or `grades/` cannot be written.
        """
        for outcome in pool.outcomes(self._jobs(recorder, progress)):
            submitted = self._under_way.pop(outcome.student)
            self._record(recorder, outcome, submitted.handed_in, submitted.files)
            progress.advance(one_line(outcome.student, 40))

    def look_up_points(self, recorder: Recorder) -> None:
        """Ask the gradebook for everybody's points, as the last thing."""
        try:
            self._points = recorder.points(self.names)
        except CourseError as error:  # the table is worth showing all the same
            self._setting.log.error("%s", error)

    def rows(self) -> list[Result]:
        """The table."""
        return [self._row(name) for name in self.names]

    def _jobs(self, recorder: Recorder, progress: Steps) -> Iterator[Job]:
        """What has to be graded; what has not, or cannot be, is settled on the way."""
        for name in self.names:
            handed_in, files = None, dict[str, bytes]()
            try:
                handed_in = submission.timestamp(self._setting, name)
                content = submission.read(self._setting, name)
                files, _ = read_files(self._setting.folder("submitted", name))
            except CannotGradeError as error:
                self._record(recorder, Outcome(name, error.status, error.reason), handed_in, files)
                progress.advance(one_line(name, 40))
                continue
            seed = seed_for(self._setting.course, self._setting.topic, name, content)
            made = key(self._conditions, {"notebook": content, **files}, handed_in, seed)
            if (known := recorder.unchanged(name, made)) is not None:
                self._outcomes[name] = known
                self.unchanged += 1
                progress.advance(one_line(name, 40))
                continue
            self._under_way[name] = _Submission(handed_in, files)
            yield Job(name, content, seed, made)

    def _record(
        self, recorder: Recorder, outcome: Outcome, handed_in: datetime | None, files: dict[str, bytes]
    ) -> None:
        log = self._setting.log
        try:
            try:
                recorder.record(outcome, handed_in, files)
            except ValueError as error:  # a mistake of ours must not cost the others their grades
                log.exception("unexpected")
                reason = f"{in_words(error)}; see {self._setting.shown(self._setting.log_file)}"
                outcome = Outcome(outcome.student, Status.ERROR, reason)
                recorder.record(outcome, handed_in, files)  # what an earlier attempt earned must not stand
        except CannotGradeError as error:
            outcome = Outcome(outcome.student, error.status, error.reason)
        log.info("==== %s: %s %s (%.1f s)", outcome.student, outcome.status, outcome.reason, outcome.seconds)
        self._outcomes[outcome.student] = replace(outcome, notebook="")  # of a large class they would fill the memory

    def _row(self, name: str) -> Result:
        """A row of the table: the outcome, and what the gradebook says about points, lateness and work for a person."""
        outcome = self._outcomes.get(name)
        if outcome is None:
            outcome = Outcome(name, Status.NOT_REACHED, "the run was interrupted; start it again")
        has = self._points.get(name)
        if has is None:
            reason = f"the gradebook does not answer; first it was: {outcome.status} {outcome.reason}"
            return Result(name, 0.0, 0.0, 0.0, Status.ERROR, reason.strip())
        status, notes = outcome.status, [outcome.reason] if outcome.reason else []
        if has.waiting and status is not Status.NOT_REACHED:
            notes.append(f"to be looked at in the formgrader: {one_line(', '.join(has.waiting), 150)}")
            status = Status.MANUAL if status is Status.GRADED else status
        if has.seconds_late:
            notes.append(f"late by {_duration(has.seconds_late)}")
        if outcome.isolation and not self._setup.isolation.isolated:
            notes.append("graded without isolation")
        notes += outcome.notes
        return Result(name, has.points, has.max_points, has.late_penalty, status, "; ".join(notes))


def _duration(seconds: float) -> str:
    if seconds < 5400:
        return f"{max(1, round(seconds / 60))} min"
    return f"{round(seconds / 3600)} h" if seconds < 172800 else f"{round(seconds / 86400)} days"

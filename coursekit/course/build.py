"""`coursekit build`: texts become executed notebooks, and solutions become exercises.

Two promises: what has not changed is not run again, and whatever goes wrong, every notebook on disk is whole,
either the old one or the new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from coursekit.console import console
from coursekit.course import drift, leaks, notebooks, outputs, release, stamps, text
from coursekit.course.execute import execute
from coursekit.errors import CourseError
from coursekit.tree import Course, Topic

__all__ = ["Built", "build", "check"]


@dataclass
class Built:
    """What a build did.

    Attributes:
        written: notebooks that were made, in order.
        unchanged: notebooks that were left alone because nothing they depend on changed.
        notes: what an author should look at, though it stopped nothing.
    """

    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Job:
    """A text and the notebook to make from it."""

    topic: Topic
    text: text.Text
    notebook: Path
    stamp: str
    is_solution: bool


def build(course: Course, topics: Sequence[Topic], force: bool = False) -> Built:
    """Make the notebooks of the topics from their texts, run them, and release the exercises.

    Args:
        course: an author's checkout.
        topics: which topics; one of their two texts may still be missing, which is noted.
        force: whether to build also what has not changed.

    Returns:
        What was done; the same is printed.

    Raises:
        CourseError: before anything runs if a text has mistakes or a folder may not be written; later if a cell
            fails. What was built before that stays.
    """
    built = Built()
    jobs = list(_jobs(course, topics, built))
    _may_write(course, jobs)
    record = stamps.Record(course)
    for job in jobs:
        _build_one(course, job, record, built, force=force)
    _report(course, built)
    return built


def check(course: Course, topics: Sequence[Topic]) -> None:
    """Fail if a notebook is not what its text says, or if anything secret could reach a student. Runs no cell.

    Raises:
        CourseError: with every problem, differences as a diff.
    """
    found = drift.problems(course, topics) + leaks.problems(course, topics)
    if found:
        listed = "\n\n".join(str(problem) for problem in found)
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise CourseError(
            f"{listed}\n\n{count} found.", "Change the text, never a notebook, and run `coursekit build`."
        )
    console.print(f"{', '.join(topic.id for topic in topics)}: notebooks, exercises and release are as the texts say.")


def _jobs(course: Course, topics: Sequence[Topic], built: Built) -> Iterator[_Job]:
    """Read all texts first: a mistake in the last one must not be found after minutes of work."""
    if course.is_student_copy:
        raise CourseError(
            f"{course.root} is a student's copy: it has nothing to build.", "Build in an author's checkout."
        )
    if not topics:
        raise CourseError("There is no topic to build.", "Write lectures/01_parameters.py, or name a topic.")
    for topic in topics:
        sources = [course.lecture_text(topic), course.solution_text(topic)]
        missing = [source.relative_to(course.root).as_posix() for source in sources if not source.exists()]
        if len(missing) == len(sources):
            problem = f"Topic {topic.id} has no text: {' and '.join(missing)} are missing."
            raise CourseError(problem, "Write one of them, or restore it.")
        built.notes += [f"{name} is missing: its notebook was not built." for name in missing]
        for source in sources:
            if source.exists():
                yield _job(course, topic, source)


def _job(course: Course, topic: Topic, source: Path) -> _Job:
    is_solution = source == course.solution_text(topic)
    notebook = course.solution(topic) if is_solution else course.lecture(topic)
    files = [source]
    if is_solution:
        files += [notebook.parent / path for path in release.supplements(notebook.parent)]
        files.append(course.root / "nbgrader_config.py")
    read = text.read(source, course.root, graded=is_solution)
    return _Job(topic, read, notebook, stamps.inputs(course, topic, files), is_solution)


def _may_write(course: Course, jobs: Sequence[_Job]) -> None:
    """Say now, not after minutes of work, that the results cannot be stored."""
    wanted = {course.root / "built.json"}
    for job in jobs:
        wanted |= {job.notebook, course.exercise(job.topic)} if job.is_solution else {job.notebook}
    for path in sorted(wanted):
        folder = next(folder for folder in path.parents if folder.exists())
        if not folder.is_dir():
            raise CourseError(f"{folder} is not a folder.", "Move it out of the way; nothing was built.")
        # A file is replaced, so that its folder decides; a file marked read-only is respected all the same.
        for there in (folder, path):
            if there.exists() and not os.access(there, os.W_OK):
                raise CourseError(f"{there} may not be written by this user.", "Change that; nothing was built.")


def _build_one(course: Course, job: _Job, record: stamps.Record, built: Built, *, force: bool) -> None:
    made = notebooks.from_text(job.text)
    targets = [job.notebook, course.exercise(job.topic)] if job.is_solution else [job.notebook]
    if not force and all(record.is_current(path, job.stamp) for path in targets):
        built.unchanged += targets
        return
    job.notebook.parent.mkdir(parents=True, exist_ok=True)
    if job.is_solution:
        # Released first: if nbgrader refuses, it says so before the cells are run.
        with release.generate(course, {job.topic: made}) as released:
            _run(course, job, made, built)
            _install(released[job.topic], course.exercise(job.topic).parent)
    else:
        _run(course, job, made, built)
    for path in targets:
        record.note(path, job.stamp)
    built.written += targets


def _run(course: Course, job: _Job, made: NotebookNode, built: Built) -> None:
    execute(made, job.text, job.notebook.parent, course.root)
    lines = {cell.id: cell.first for cell in job.text.cells}
    for cell_id, problem in outputs.unstable(made, [str(course.root)]):
        built.notes.append(f"{job.text.name}, line {lines[cell_id]}: cell `{cell_id}`: {problem}.")
    notebooks.write(job.notebook, notebooks.dumps(made))


def _install(released: Path, exercise: Path) -> None:
    """Copy a release into the course, file by file and each whole; `build --check` tells what is left over there."""
    for path in sorted(path.relative_to(released) for path in released.rglob("*") if path.is_file()):
        notebooks.write(exercise / path, (released / path).read_bytes())


def _report(course: Course, built: Built) -> None:
    for path in built.written:
        console.print(f"built      {path.relative_to(course.root).as_posix()}", markup=False)
    for path in built.unchanged:
        console.print(f"unchanged  {path.relative_to(course.root).as_posix()}", markup=False)
    for note in built.notes:
        console.print(f"note: {note}", markup=False)

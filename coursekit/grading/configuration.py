"""What nbgrader's configuration and the exercise's folder say about running a submission."""

from __future__ import annotations

from pathlib import Path

from nbgrader.preprocessors import Execute
from traitlets import Integer

from coursekit.errors import CourseError
from coursekit.grading.setting import Setting
from coursekit.grading.worker import Times

__all__ = ["exercise_files", "exercise_texts", "times"]

_MOST_BYTES = 64 * 2**20  # of all files beside an exercise: each kernel gets a copy in memory


class RunCells(Execute):  # type: ignore[misc]  # nbgrader publishes no types
    """nbgrader's settings for running cells, which hold here too, and one more: `c.RunCells.notebook_timeout`."""

    notebook_timeout = Integer(1800, help="Seconds that all cells of one notebook may take together.").tag(config=True)


def times(setting: Setting) -> Times:
    """The limits of time that the course's nbgrader_config.py sets."""
    settings = RunCells(config=setting.config)
    return Times(
        cell=float(settings.timeout or settings.notebook_timeout),
        notebook=float(settings.notebook_timeout),
        startup=float(settings.startup_timeout),
        idle=float(settings.iopub_timeout),
    )


def exercise_texts(setting: Setting) -> tuple[str, str]:
    """The built solution with the tests to grade with, and the exercise that students got, as JSON.

    Raises:
        CourseError: if they are not there.
    """
    course, topic = setting.course, setting.topic
    solution, exercise = course.solution(topic), course.exercise(topic)
    if not solution.is_file() and course.is_student_copy:
        raise CourseError(
            "This is a student's copy of the course, and grading needs the solutions with their hidden tests.",
            f"Grade in the course's own checkout; to check your exercise type: coursekit check {topic.name}",
        )
    for path, what in ((solution, "the tests to grade with stand there"), (exercise, "it says what students got")):
        if not path.is_file():
            raise CourseError(
                f"There is no {setting.shown(path)}, and {what}.", f"Build it first: coursekit build {topic.name}"
            )
    return solution.read_text(encoding="utf-8"), exercise.read_text(encoding="utf-8")


def exercise_files(setting: Setting) -> dict[str, bytes]:
    """What lies beside the exercise's notebook for its cells to read: path seen from there, content.

    It is the course's own copy; what a student changed in theirs, or added, is not taken.

    Raises:
        CourseError: if it is too much.
    """
    folder = setting.course.exercise(setting.topic).parent
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_read(path.relative_to(folder))]
    if sum(path.stat().st_size for path in paths) > _MOST_BYTES:
        raise CourseError(
            f"The files in {setting.shown(folder)} have more than {_MOST_BYTES // 2**20} MB together.",
            "Each student's code gets a copy of them. Put what no cell reads elsewhere.",
        )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _is_read(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return path.suffix != ".ipynb" and not hidden

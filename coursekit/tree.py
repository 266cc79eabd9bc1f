"""Where each thing of a course lives: topics, and the folders of a checkout or a student's copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coursekit.errors import CourseError

__all__ = ["TOPICS", "Course", "Topic", "topic"]


@dataclass(frozen=True)
class Topic:
    """One topic of the course: lecture, exercise and package share its name."""

    number: int
    name: str

    @property
    def id(self) -> str:
        """File stem of the notebooks and assignment id of nbgrader, as in `01_parameters`."""
        return f"{self.number:02d}_{self.name}"


TOPICS = tuple(
    Topic(number, name)
    for number, name in enumerate(
        (
            "parameters",
            "receptive_field",
            "backprop",
            "augmentation",
            "evaluation",
            "architectures",
            "transfer_learning",
            "counting",
        ),
        start=1,
    )
)


def topic(name: str) -> Topic:
    """Find a topic by `parameters`, `01`, `1` or `01_parameters`.

    Raises:
        CourseError: if there is no such topic; the message lists those there are.
    """
    for candidate in TOPICS:
        if name in {candidate.name, candidate.id, str(candidate.number), f"{candidate.number:02d}"}:
            return candidate
    known = ", ".join(candidate.id for candidate in TOPICS)
    raise CourseError(f"There is no topic {name!r}.", f"The topics are: {known}.")


@dataclass(frozen=True)
class Course:
    """The folders of a course, whether an author's checkout or a student's copy of it."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course that contains `start` (default: the working directory).

        Raises:
            CourseError: if neither that folder nor one above it holds a course.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "course.py").is_file() and (folder / "lectures").is_dir():
                return cls(folder)
        raise CourseError(
            f"{here} is not inside a course: no folder above it has course.py and lectures/.",
            "Change to the folder of the course, the one with course.py in it, and try again.",
        )

    @property
    def manifest(self) -> Path:
        """What a student's copy was made of, with checksums; exists only in such a copy."""
        return self.root / "manifest.json"

    @property
    def is_student_copy(self) -> bool:
        """Whether this is a student's copy, made by `coursekit bundle`."""
        return self.manifest.is_file()

    def lecture_text(self, topic: Topic) -> Path:
        """What an author edits to change a lecture."""
        return self.root / "lectures" / f"{topic.id}.py"

    def lecture(self, topic: Topic) -> Path:
        """The lecture's notebook, built from its text."""
        return self.root / "lectures" / f"{topic.id}.ipynb"

    def solution_text(self, topic: Topic) -> Path:
        """What an author edits to change an exercise; holds the answers and hidden tests."""
        return self.root / "solutions" / f"{topic.id}.py"

    def solution(self, topic: Topic) -> Path:
        """The solution's notebook, nbgrader's source."""
        return self.root / "solutions" / topic.id / f"{topic.id}.ipynb"

    def exercise(self, topic: Topic) -> Path:
        """The exercise's notebook, nbgrader's release, in which a student works."""
        return self.root / "exercises" / topic.id / f"{topic.id}.ipynb"

    def built_topics(self) -> list[Topic]:
        """The topics that this course has an exercise or the text of a lecture for, in order."""
        return [t for t in TOPICS if self.exercise(t).is_file() or self.lecture_text(t).is_file()]

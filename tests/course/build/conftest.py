"""The small course that the builder's tests build once, and the courses that lack one thing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from coursekit.course import build
from coursekit.tree import TOPICS, Course

FIXTURES = Path(__file__).parents[1] / "fixtures"
FIRST = TOPICS[0]


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course without a defect, built: two kernels and one run of nbgrader. Copy it before changing it."""
    course = Course(tmp_path_factory.mktemp("sound") / "course")
    shutil.copytree(FIXTURES / "sound", course.root)
    build.build(course, [FIRST])
    return course


@pytest.fixture
def copy(sound: Course, tmp_path: Path) -> Course:
    """A copy of the sound course to change."""
    shutil.copytree(sound.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def with_defect(copy: Course) -> Callable[[str], Course]:
    """The sound course with the files of `fixtures/<defect>/` put over it."""

    def overlay(defect: str) -> Course:
        shutil.copytree(FIXTURES / defect, copy.root, dirs_exist_ok=True)
        return copy

    return overlay


@pytest.fixture
def unbuilt(tmp_path: Path) -> Course:
    """The texts of the sound course, nothing built."""
    shutil.copytree(FIXTURES / "sound", tmp_path / "course")
    return Course(tmp_path / "course")

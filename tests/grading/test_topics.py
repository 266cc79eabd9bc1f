"""The course's own exercises through the real pipeline: a solution earns all, an untouched release nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coursekit import grading
from coursekit.tree import Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.slow, pytest.mark.usefixtures("isolation")]

TOPICS = Course(Path(__file__).resolve().parents[2]).built_topics()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_solution_earns_all_points_and_an_untouched_release_none(root, tmp_path, topic):
    author = Course(root)
    course = Course(tmp_path / "course")
    for folder in ("lectures", "solutions", "exercises"):
        shutil.copytree(root / folder, course.root / folder)
    for name in ("course.py", "nbgrader_config.py"):
        shutil.copy(root / name, course.root)
    for student, notebook in {"solved": author.solution(topic), "untouched": author.exercise(topic)}.items():
        handed_in = course.root / "submitted" / student / topic.id / f"{topic.id}.ipynb"
        handed_in.parent.mkdir(parents=True)
        shutil.copy(notebook, handed_in)

    solved, untouched = grading.grade(course, topic)

    assert (solved.student, solved.status) == ("solved", grading.Status.GRADED), solved.reason
    assert solved.points == solved.max_points > 0
    assert (untouched.student, untouched.status) == ("untouched", grading.Status.GRADED), untouched.reason
    assert untouched.points == 0

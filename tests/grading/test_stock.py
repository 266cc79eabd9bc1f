"""The course's own exercises: a solution earns all points, an untouched release none, and everything what plain
`nbgrader autograde` gives it on the same course.

Submission k of a topic takes from `tests/answers/` the k-th answer to its first task, the next one to its second, and
so on: right and wrong ones together. Beside them the solution and the untouched release. All of them would take an hour
here, so the suite grades the first few; COURSE_TESTS_ANSWERS=50 grades more.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from coursekit import grading
from coursekit.tree import Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.slow, pytest.mark.usefixtures("isolation")]

ROOT = Path(__file__).resolve().parents[2]
TOPICS = Course(ROOT).built_topics()
ANSWERS = int(os.environ.get("COURSE_TESTS_ANSWERS", "1"))

# (topic, answer, test) for which plain nbgrader gives other points, and why: facts 2 to 4 of the design of grading.
STOCK_IS_WRONG: dict[tuple[str, str, str], str] = {}


def answers(topic, task: str) -> list[str]:
    """Sources that put each answer to a task into a solution cell."""
    path = ROOT / "tests" / "answers" / topic.name / f"{task}.py"
    spec = importlib.util.spec_from_file_location(f"answers_{topic.name}_{task}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names = [name for name in vars(module) if name.startswith(("right_", "wrong_", "refused_"))]
    text = path.read_text(encoding="utf-8")
    return [f"{text}\n\n{task} = {name}\n" for name in names]


def submissions(topic) -> dict[str, str]:
    """Notebooks by the name of the student."""
    course = Course(ROOT)
    release = json.loads(course.exercise(topic).read_text(encoding="utf-8"))
    tasks = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in release["cells"] if c["cell_type"] == "code"]
    known = {task: answers(topic, task) for task in tasks if (ROOT / f"tests/answers/{topic.name}/{task}.py").is_file()}
    assert known
    made = {
        "solved": course.solution(topic).read_text(encoding="utf-8"),
        "untouched": course.exercise(topic).read_text(encoding="utf-8"),
    }
    for k in range(min(ANSWERS, max(map(len, known.values())))):
        notebook = json.loads(json.dumps(release))
        sources = {name: texts[(k + place) % len(texts)] for place, (name, texts) in enumerate(known.items())}
        for cell in notebook["cells"]:
            if (name := cell["metadata"].get("nbgrader", {}).get("grade_id")) in sources:
                cell["source"] = sources[name]
        made[f"answer_{k:02d}"] = json.dumps(notebook)
    return made


def statuses(course: Course, topic, student: str) -> set[str]:
    """Of all tests of a student."""
    path = course.root / "grades" / topic.id / f"{student}.json"
    return {verdict["status"] for verdict in json.loads(path.read_text(encoding="utf-8"))["verdicts"]}


def course_with(root: Path, topic, notebooks: dict[str, str]) -> Course:
    course = Course(root)
    for folder in ("lectures", "solutions", "exercises"):
        shutil.copytree(
            ROOT / folder, course.root / folder, ignore=lambda _, names: {n for n in names if _other(n, topic)}
        )
    for name in ("course.py", "nbgrader_config.py"):
        shutil.copy(ROOT / name, course.root)
    for student, text in notebooks.items():
        path = course.root / "submitted" / student / topic.id / f"{topic.id}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return course


def _other(name: str, topic) -> bool:
    return name[:2].isdigit() and not name.startswith(topic.id)


def points(course: Course, topic, students) -> dict[tuple[str, str], float]:
    """Points of each test of each student, as the gradebook has them."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "cnn") as book:
        return {
            (student, grade.name): grade.auto_score
            for student in students
            for grade in book.find_submission_notebook(topic.id, topic.id, student).grades
        }


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_points_are_those_of_plain_nbgrader(tmp_path, topic):
    notebooks = submissions(topic)
    ours, stock = (course_with(tmp_path / name, topic, notebooks) for name in ("ours", "stock"))
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ["PATH"]])}
    for command in (["generate_assignment", topic.id, "--force"], ["autograde", topic.id]):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=stock.root,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]

    rows = grading.grade(ours, topic)

    assert {row.status for row in rows} <= {grading.Status.GRADED, grading.Status.MANUAL}, rows
    earned = {row.student: row.points for row in rows}
    assert (earned["solved"], earned["untouched"]) == (rows[0].max_points, 0)
    assert (statuses(ours, topic, "solved"), statuses(ours, topic, "untouched")) == ({"passed"}, {"not attempted"})
    found, expected = points(ours, topic, notebooks), points(stock, topic, notebooks)
    different = {
        (topic.name, student, test): (expected[student, test], earned)
        for (student, test), earned in found.items()
        if earned != expected[student, test]
    }
    assert different.keys() == {case for case in STOCK_IS_WRONG if case[0] == topic.name and case[1] in notebooks}, (
        different
    )

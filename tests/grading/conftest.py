"""A small course without Keras, and submissions to it, each named after what is special about it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
from copy import copy
from pathlib import Path

import nbformat
import pytest

from coursekit.tree import Course, topic

TOPIC = topic("parameters")

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ExecutePreprocessor.timeout = 4
c.ExecutePreprocessor.iopub_timeout = 3
c.ExecutePreprocessor.startup_timeout = 60
c.KernelManager.shutdown_wait_time = 1.0
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.ClearSolutions.text_stub = "*Write your answer here.*"
"""

SOLUTION = """\
def {name}(x):
    ### BEGIN SOLUTION
    return {answer}
    ### END SOLUTION
"""


def cell(kind, source, name=None, points=None, solution=False):
    """A cell of a source notebook; `name` makes it a marked one."""
    made = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
    made.id = name or f"text-{len(source)}"
    if name:
        grade = points is not None
        marks = {"schema_version": 3, "grade_id": name, "grade": grade, "solution": solution, "task": False}
        made.metadata["nbgrader"] = {**marks, "locked": not solution, **({"points": points} if grade else {})}
    return made


def source_notebook():
    """The master: 1 + 2 points for doubling, 2 for squaring, 3 for a written answer."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            cell("markdown", "# An exercise"),
            cell("code", "import math", name="imports"),
            cell("code", SOLUTION.format(name="double", answer="2 * x"), name="double", solution=True),
            cell("code", "assert double(2) == 4", name="double_check", points=1),
            cell(
                "code",
                "# Some more numbers.\n### BEGIN HIDDEN TESTS\nassert double(-3) == -6\n### END HIDDEN TESTS",
                name="double_hidden",
                points=2,
            ),
            cell("code", SOLUTION.format(name="square", answer="x * x"), name="square", solution=True),
            cell("code", "assert square(3) == 9", name="square_check", points=2),
            cell("markdown", "Because.", name="why", points=3, solution=True),
        ]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


class SmallCourse:
    """A course in a folder of its own, whose exercise was released by nbgrader."""

    topic = topic("parameters")
    RIGHT = {  # noqa: RUF012  # never changed
        "double": "def double(x):\n    return x + x",
        "square": "def square(x):\n    return x ** 2",
    }

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.course = Course(root)
        (root / "lectures").mkdir()
        (root / "course.py").write_text("")
        (root / "nbgrader_config.py").write_text(CONFIG)
        for path in (self.course.solution(TOPIC), self.course.exercise(TOPIC)):
            path.parent.mkdir(parents=True)
        self.write_source(source_notebook())
        self._release()

    def write_source(self, notebook) -> None:
        nbformat.write(notebook, self.course.solution(TOPIC))

    def _release(self) -> None:
        """As `nbgrader generate_assignment` does it, but leaving no gradebook behind."""
        from nbgrader.converters import GenerateAssignment
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import Config

        config = Config()
        config.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
        config.ClearSolutions.text_stub = "*Write your answer here.*"
        directory = CourseDirectory(root=str(self.course.root), assignment_id=TOPIC.id, db_url="sqlite://")
        directory.source_directory, directory.release_directory = "solutions", "exercises"
        preprocessors = [p for p in GenerateAssignment.preprocessors.default() if p.__name__ != "SaveCells"]
        release = GenerateAssignment(coursedir=directory, config=config, preprocessors=preprocessors)
        release.force, release.no_database = True, True
        release._clean_old_notebooks = lambda *_: None
        here = Path.cwd()
        release.start()
        os.chdir(here)

    def submitted(self, student: str) -> Path:
        return self.course.root / "submitted" / student / TOPIC.id / f"{TOPIC.id}.ipynb"

    def hand_in(self, student: str, edit=None, **answers: str) -> Path:
        """Hand in the exercise with some cells answered: their new source by name; `edit` changes the notebook."""
        notebook = json.loads(self.course.exercise(TOPIC).read_text(encoding="utf-8"))
        cells = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in notebook["cells"]}
        for name, source in answers.items():
            cells[name]["source"] = source
        if edit is not None:
            edit(notebook, cells)
        path = self.submitted(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    def gradebook(self):
        from nbgrader.api import Gradebook

        return Gradebook(f"sqlite:///{self.course.root / 'gradebook.db'}", "cnn")


@pytest.fixture(autouse=True, scope="module")
def plain_nbgrader(tmp_path_factory):
    """No settings of whoever runs the tests, and no activated .venv."""
    scripts = sysconfig.get_path("scripts")
    paths = [p for p in os.environ.get("PATH", "").split(os.pathsep) if p != scripts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        patch.setenv("PATH", os.pathsep.join(paths))
        yield


@pytest.fixture(scope="session")
def isolation():
    """How students' code is kept apart on this machine; without bubblewrap there is nothing to be tested."""
    from coursekit.grading.sandbox import Rung, detect

    found = detect() if sys.platform == "linux" else None
    if found is None or found.rung is not Rung.BUBBLEWRAP:
        if os.environ.get("COURSE_TESTS_COMPLETE"):
            pytest.fail(f"this run is to be complete, but {found or 'grading needs Linux'}")
        pytest.skip(str(found or "grading needs Linux"))
    return found


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    return SmallCourse(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture(scope="session")
def new_course(template, tmp_path_factory):
    """Makes fresh copies of the course, nothing handed in; the brackets in the name once hid every submission."""

    def make() -> SmallCourse:
        made = copy(template)
        made.course = Course(tmp_path_factory.mktemp("copy") / "course [1]")
        shutil.copytree(template.course.root, made.course.root)
        return made

    return make


@pytest.fixture
def small_course(new_course) -> SmallCourse:
    return new_course()

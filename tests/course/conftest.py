"""A small course to bundle, check, hand in and update: real nbgrader cells, no Keras, no lessons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursekit.tree import TOPICS, Course

REPOSITORY = Path(__file__).parents[2]
FIRST = TOPICS[0]


def graded(source: str, grade_id: str, points: float | None = None, **marks: bool) -> NotebookNode:
    """A cell with nbgrader's metadata; `written=True` makes it a written answer."""
    written = marks.pop("written", False)
    about = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, **marks}
    if written:
        about |= {"grade": True, "solution": True}
    about["grade_id"] = grade_id
    if points is not None:
        about["points"] = points
    make = new_markdown_cell if written else new_code_cell
    return make(source, id=grade_id, metadata={"nbgrader": about})


def source_notebook() -> NotebookNode:
    """The instructor's notebook: two functions, a written answer, visible and hidden tests."""
    cells = [
        new_markdown_cell("# Exercise", id="exercise-0"),
        graded("from coursekit.checks.outcome import NotAttempted, Wrong", "imports", locked=True),
        new_markdown_cell("Double it.", id="double-0"),
        graded(
            "def double(x):\n    ### BEGIN SOLUTION\n    total = x + x\n"
            "    return total  # doubled by us\n    ### END SOLUTION",
            "double",
            solution=True,
        ),
        graded(
            "try:\n    found = double(3)\nexcept NotImplementedError:\n"
            "    raise NotAttempted('Not attempted yet: write double.') from None\n"
            "if found != 6:\n    raise Wrong(f'{found} is not twice 3.\\nWhat does [twice] mean?')\n"
            "print('Right.')",
            "double_check",
            1,
            grade=True,
            locked=True,
        ),
        graded(
            "# Other numbers are tried when graded.\n### BEGIN HIDDEN TESTS\n"
            "assert double(1717) == 3434, 'not doubled'\n### END HIDDEN TESTS",
            "double_hidden",
            2,
            grade=True,
            locked=True,
        ),
        graded(
            "def greet(name):\n    ### BEGIN SOLUTION\n    return 'Hello ' + name\n    ### END SOLUTION",
            "greet",
            solution=True,
        ),
        graded(
            "assert greet('you') == 'Hello you', 'not polite'\nprint('Right.\\nNote: the dtype differs.')",
            "greet_check",
            1,
            grade=True,
            locked=True,
        ),
        graded("Because our secret reason is very good.", "why", 2, written=True),
    ]
    return new_notebook(
        cells=cells,
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def release(notebook: NotebookNode) -> NotebookNode:
    """What nbgrader hands out for `notebook`, made by its own preprocessors."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ClearSolutions, ComputeChecksums, LockCells
    from traitlets.config import Config

    config = Config()
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
    config.ClearSolutions.text_stub = "*Write your answer here.*"
    notebook = nbformat.from_dict(notebook)
    for step in (LockCells, ClearSolutions, ClearOutput, ComputeChecksums, ClearHiddenTests, ComputeChecksums):
        notebook, _ = step(config=config).preprocess(notebook, {})
    return notebook


def write(path: Path, content: NotebookNode | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else nbformat.writes(content), encoding="utf-8", newline="\n")


@pytest.fixture
def author(tmp_path: Path) -> Course:
    """An author's checkout with one topic."""
    root = tmp_path / "author"
    write(root / "course.py", "print('the course')\n")
    write(root / "Makefile", "lab:\n\t@python3 course.py lab\n")
    write(root / "nbgrader_config.py", (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8"))
    write(root / "requirements.lock", "numpy==2.0\n")
    write(root / "requirements-test.lock", "pytest==9\n")
    write(
        root / "pyproject.toml",
        '[project]\nname = "coursekit"\nversion = "0.1.0"\nreadme = "README.md"\nlicense-files = ["LICENSE*"]\n',
    )
    write(root / "README.md", "For authors: the answers are in solutions/.\n")
    write(root / "LICENSE", "MIT\n")
    write(root / "LICENSE-LESSONS.md", "CC BY\n")
    write(root / "coursekit" / "__init__.py", '__version__ = "0.1.0"\n')
    write(root / "coursekit" / "parameters" / "__init__.py", "GREETING = 'hi'\n")
    write(root / "coursekit" / "__pycache__" / "__init__.cpython-311.pyc", "bytecode")
    write(root / "benchmarks" / "cnn_against_mlp.py", "print('measure')\n")
    write(root / "benchmarks" / "results" / "cnn_against_mlp.csv", "seed,accuracy\n0,0.9\n")
    lecture = new_notebook(cells=[new_markdown_cell("# Lecture", id="lecture-0")])
    write(root / "lectures" / f"{FIRST.id}.py", "# %% [markdown]\n# # Lecture\n")
    write(root / "lectures" / f"{FIRST.id}.ipynb", lecture)
    write(root / "solutions" / f"{FIRST.id}.py", "# %% solution='double'\n")
    source = source_notebook()
    write(root / "solutions" / FIRST.id / f"{FIRST.id}.ipynb", source)
    write(root / "exercises" / FIRST.id / f"{FIRST.id}.ipynb", release(source))
    write(root / "exercises" / FIRST.id / ".ipynb_checkpoints" / "old.ipynb", "old")
    write(root / "tests" / "test_nothing.py", "")
    write(root / ".git" / "HEAD", "ref")
    return Course(root)


def _rewritten(marks: object) -> Callable[[NotebookNode], None]:
    def damage(cell: NotebookNode) -> None:
        cell.metadata["nbgrader"] = marks

    return damage


def _changed(**marks: object) -> Callable[[NotebookNode], None]:
    def damage(cell: NotebookNode) -> None:
        cell.metadata.nbgrader.update(marks)

    return damage


@pytest.fixture(
    params=[
        pytest.param(_rewritten("x"), id="a text"),
        pytest.param(_rewritten([]), id="a list"),
        pytest.param(_changed(grade_id=""), id="no grade_id"),
        pytest.param(_changed(grade_id=["q"]), id="grade_id"),
        pytest.param(_changed(grade=True, points="three"), id="points"),
        pytest.param(_changed(locked="yes"), id="locked"),
    ]
)
def damage(request: pytest.FixtureRequest) -> Callable[[NotebookNode], None]:
    """What an editor or a merge by hand can do to nbgrader's marks on a cell."""
    done: Callable[[NotebookNode], None] = request.param
    return done


@pytest.fixture
def kernel_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a kernel find coursekit where the tests run without an installed package."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    # A notebook of ours must not be slowed down or changed by the settings of whoever runs the tests.
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(REPOSITORY / "tests" / "course" / "no-such-settings"))

"""What counts as a change of a notebook's inputs, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coursekit.course import stamps
from coursekit.tree import TOPICS, Course

FIRST, SECOND, THIRD = TOPICS[:3]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The first topic imports the second; the first one's package shows a benchmark's result."""
    files = {
        "lectures/01_parameters.py": "# %%\nfrom coursekit import parameters\n",
        "coursekit/__init__.py": "",
        "coursekit/cli.py": "",
        "coursekit/network/layer.py": "",
        "coursekit/course/build.py": "",
        "coursekit/grading/run.py": "",
        "coursekit/parameters/table.py": "def f():\n    from coursekit import receptive_field\n    open('seeds.csv')\n",
        "coursekit/parameters/__pycache__/table.pyc": "",
        "coursekit/receptive_field/table.py": "",
        "coursekit/backprop/table.py": "",
        "benchmarks/results/seeds.csv": "1",
        "benchmarks/results/other.csv": "1",
        "benchmarks/measure.py": "",
        "requirements.lock": "numpy==2.0",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Course(tmp_path)


@pytest.fixture
def stamp(course: Course) -> Callable[[], str]:
    return lambda: stamps.inputs(course, FIRST, [course.lecture_text(FIRST)])


COUNTS = [
    "lectures/01_parameters.py",
    "requirements.lock",
    "coursekit/__init__.py",
    "coursekit/network/layer.py",
    "coursekit/parameters/table.py",
    "coursekit/parameters/new.py",
    "coursekit/parameters/data.json",
    "coursekit/receptive_field/table.py",
    "coursekit/new_room.py",
    "benchmarks/results/seeds.csv",
]
DOES_NOT_COUNT = [
    "coursekit/cli.py",
    "coursekit/course/build.py",
    "coursekit/grading/run.py",
    "coursekit/backprop/table.py",
    "coursekit/parameters/__pycache__/table.pyc",
    "coursekit/parameters/.DS_Store",
    "benchmarks/results/other.csv",
    "benchmarks/measure.py",
    "lectures/02_receptive_field.py",
    "README.md",
]


@pytest.mark.parametrize("name", COUNTS)
def test_these_count(course: Course, stamp: Callable[[], str], name: str) -> None:
    before = stamp()
    with (course.root / name).open("a", encoding="utf-8") as file:
        file.write("\n# more\n")
    assert stamp() != before


@pytest.mark.parametrize("name", DOES_NOT_COUNT)
def test_these_do_not(course: Course, stamp: Callable[[], str], name: str) -> None:
    before = stamp()
    with (course.root / name).open("a", encoding="utf-8") as file:
        file.write("\n# more\n")
    assert stamp() == before


def test_a_moved_file_counts(course: Course, stamp: Callable[[], str]) -> None:
    before = stamp()
    (course.root / "coursekit/network/layer.py").rename(course.root / "coursekit/network/layers.py")
    assert stamp() != before


def test_modules_of(tmp_path: Path) -> None:
    source = tmp_path / "t.py"
    source.write_text(
        "import coursekit.network as n, numpy\nfrom coursekit import parameters as p, data\n"
        "def f():\n    from coursekit.backprop.relu import step\nfrom pathlib import Path\n",
        encoding="utf-8",
    )
    assert stamps.modules_of(source) == {"network", "parameters", "data", "backprop"}
    source.write_text("def broken(", encoding="utf-8")
    assert stamps.modules_of(source) == set()

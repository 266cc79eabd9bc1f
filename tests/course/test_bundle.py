"""`coursekit bundle`: what students get, byte for byte the same, and never an answer."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from coursekit.course import archive, build, release
from coursekit.course.bundle import bundle, student_files
from coursekit.course.manifest import Manifest, digest
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course

FIRST = TOPICS[0]
REPOSITORY = Course(Path(__file__).parents[2])
NAME = "cnn-course-0.1.0"


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small course has no texts to compare with; that comparison has tests of its own."""
    monkeypatch.setattr(build, "check", lambda course, topics: None)


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_what_students_get(author: Course, tmp_path: Path) -> None:
    packed = bundle(author, tmp_path / "dist")
    assert packed == tmp_path / "dist" / f"{NAME}.zip"
    names = sorted(name.removeprefix(f"{NAME}/") for name in contents(packed))
    assert names == [
        "LICENSE",
        "LICENSE-LESSONS.md",
        "Makefile",
        "README.md",
        "benchmarks/results/cnn_against_mlp.csv",
        "course.py",
        "coursekit/__init__.py",
        "coursekit/parameters/__init__.py",
        "exercises/01_parameters/01_parameters.ipynb",
        "lectures/01_parameters.ipynb",
        "manifest.json",
        "nbgrader_config.py",
        "pyproject.toml",
        "requirements.lock",
    ]
    folder = {p.relative_to(packed.parent).as_posix(): p.read_bytes() for p in packed.parent.rglob("*") if p.is_file()}
    del folder[f"{NAME}.zip"]
    assert folder == contents(packed), "folder and zip differ"
    readme = folder[f"{NAME}/README.md"].decode()
    assert "coursekit check parameters" in readme
    assert "solutions/" not in readme, "students got the authors' README"
    assert "[exercise](exercises/01_parameters/01_parameters.ipynb)" in readme
    assert "<!--" not in readme


def test_the_manifest_tells_every_file_and_cell(author: Course, tmp_path: Path) -> None:
    found = {name.removeprefix(f"{NAME}/"): c for name, c in contents(bundle(author, tmp_path)).items()}
    manifest = Manifest.load(found.pop("manifest.json"), "manifest.json")
    assert (manifest.course, manifest.version) == ("coursekit", "0.1.0")
    assert manifest.files == {name: digest(content) for name, content in found.items()}
    (cells,) = manifest.exercises.values()
    assert [(c.key, c.role, c.points) for c in cells if c.role != "plain"] == [
        ("imports", "locked", 0),
        ("double", "answer", 0),
        ("double_check", "test", 1),
        ("double_hidden", "test", 2),
        ("greet", "answer", 0),
        ("greet_check", "test", 1),
        ("why", "written", 2),
    ]


def test_repeated_it_is_the_same_byte_for_byte(author: Course, tmp_path: Path) -> None:
    first = bundle(author, tmp_path / "a").read_bytes()
    again = shutil.copytree(author.root, tmp_path / "elsewhere" / "course")
    for path in again.rglob("*"):
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IWGRP)
        path.touch()
    (again / "coursekit" / "__pycache__" / "more.cpython-313.pyc").write_text("x")
    assert bundle(Course(again), tmp_path / "b").read_bytes() == first
    assert bundle(author, tmp_path / "a").read_bytes() == first, "over itself"
    with zipfile.ZipFile(tmp_path / "a" / f"{NAME}.zip") as opened:
        entries = opened.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.external_attr >> 16, entry.create_system) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644, 3)
    }
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == [NAME, f"{NAME}.zip"], "something was left behind"


def test_it_is_a_course_that_opens(author: Course, tmp_path: Path) -> None:
    bundle(author, tmp_path)
    copy = Course.find(tmp_path / NAME / "exercises")
    assert copy.is_student_copy
    assert archive.load(copy.root).manifest.version == "0.1.0"
    project = tomllib.loads((copy.root / "pyproject.toml").read_text())["project"]
    assert (copy.root / project["readme"]).is_file()


def test_a_file_that_the_project_names_must_be_there(author: Course, tmp_path: Path) -> None:
    (author.root / "LICENSE").unlink()
    with pytest.raises(CourseError, match="LICENSE would be missing"):
        bundle(author, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_links_are_refused(author: Course, tmp_path: Path) -> None:
    try:
        (author.exercise(FIRST).parent / "data.csv").symlink_to(author.solution_text(FIRST))
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(CourseError, match="is a link"):
        bundle(author, tmp_path / "dist")


def test_what_is_not_built_is_not_bundled(author: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(course: Course, topics: object) -> None:
        assert topics == [FIRST]
        raise CourseError("lectures/01_parameters.ipynb differs from its text.")

    monkeypatch.setattr(build, "check", stale)
    with pytest.raises(CourseError, match="differs from its text"):
        bundle(author, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_a_student_copy_is_not_bundled(author: Course, tmp_path: Path) -> None:
    bundle(author, tmp_path)
    with pytest.raises(CourseError, match="student's copy already"):
        bundle(Course(tmp_path / NAME), tmp_path)


def test_what_is_in_the_way_stays(author: Course, tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match=f"{NAME} is in the way"):
        bundle(author, tmp_path)
    assert (tmp_path / NAME / "thesis.txt").read_text() == "mine"
    assert not (tmp_path / f"{NAME}.zip").exists()


@pytest.mark.parametrize("where", ["exercises/01_parameters/01_parameters.ipynb", "exercises/01_parameters/mine.txt"])
def test_a_bundle_in_which_somebody_works_stays(author: Course, tmp_path: Path, where: str) -> None:
    bundle(author, tmp_path)
    (tmp_path / NAME / where).write_text("my answers")
    with pytest.raises(CourseError, match=r"is in the way|has worked in"):
        bundle(author, tmp_path)
    assert (tmp_path / NAME / where).read_text() == "my answers"


def test_other_contents_under_the_same_version_are_told(
    author: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle(author, tmp_path)
    (author.root / "coursekit" / "__init__.py").write_text("corrected = True\n")
    capsys.readouterr()
    bundle(author, tmp_path)
    assert "raise the version in pyproject.toml" in capsys.readouterr().out
    assert (tmp_path / NAME / "coursekit" / "__init__.py").read_text() == "corrected = True\n"


def test_a_folder_that_cannot_be_made_is_told(author: Course, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="cannot be written"):
        bundle(author, tmp_path / "file")


def test_a_full_disk_is_told_without_the_name_of_a_file(
    author: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CourseError, match=r"\(No space left on device\)\."):
        bundle(author, tmp_path / "dist")


def test_an_exercise_with_damaged_marks_is_not_bundled(author: Course, tmp_path: Path) -> None:
    notebook = nbformat.read(author.exercise(FIRST), as_version=4)
    notebook.cells[4].metadata.nbgrader.points = "three"
    nbformat.write(notebook, author.exercise(FIRST))
    with pytest.raises(CourseError, match="marks on its cell 5"):
        bundle(author, tmp_path / "dist")


@pytest.mark.parametrize("name", ["layers.csv.bak", "layers.csv~", "draft.tmp", ".hidden", "old.orig", "Thumbs.db"])
def test_what_the_bundle_leaves_out_is_not_released_either(author: Course, name: str) -> None:
    beside = author.solution(FIRST).parent
    (beside / "layers.csv").write_text("1")
    (beside / name).write_text("1")
    assert release.supplements(beside) == [Path("layers.csv")]
    (author.exercise(FIRST).parent / name).write_text("1")
    assert student_files(author) == student_files_without(author, name)


def student_files_without(course: Course, name: str) -> list[Path]:
    (course.exercise(FIRST).parent / name).unlink()
    return student_files(course)


# The search for answers ------------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    return "".join(text.split())


def secrets(solution: Path) -> tuple[list[str], set[str]]:
    """The solution blocks and hidden tests of a solution notebook, and all of it that students may see."""
    hidden: list[str] = []
    shown: set[str] = set()
    for cell in nbformat.read(solution, as_version=4).cells:
        marks = cell.metadata.get("nbgrader", {})
        regions = re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)\n[ \t]*### END", cell.source, re.DOTALL)
        hidden += regions
        rest = re.sub(r"### BEGIN (SOLUTION|HIDDEN TESTS).*?### END \1", "", cell.source, flags=re.DOTALL)
        if marks.get("solution") and not regions:
            hidden.append(cell.source)
        else:
            shown |= {squeezed(line) for line in rest.splitlines()}
    return hidden, shown


def texts(found: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """The squeezed lines of every file; of notebooks those of every string in them, the outputs' too."""

    def strings(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            value = [*value.values()]
        if isinstance(value, list):
            for item in value:
                yield from strings(item)
        elif isinstance(value, str):
            yield value

    for name, content in found.items():
        text = content.decode("utf-8", "replace")
        text = "\n".join(strings(json.loads(text))) if name.endswith(".ipynb") else text
        yield name, [squeezed(line) for line in text.splitlines()]


def leaks(course: Course, found: dict[str, bytes]) -> list[str]:
    """What of the course's secrets is in a bundle.

    A block is looked for everywhere. A single line, which the package or a lecture may hold by right, is looked
    for in the exercises, where it is none of those that students are shown.
    """
    told = [name for name in found if re.search(r"/(solutions|tests|\.git|\.ci)/|/lectures/.*\.py$", f"/{name}")]
    bodies = {name: (set(lines), "".join(lines)) for name, lines in texts(found)}
    of_topics = {
        topic.id: secrets(course.solution(topic)) for topic in course.built_topics() if course.solution(topic).is_file()
    }
    # What one exercise shows on purpose, such as a draft to repair, may stand in the answer to another one.
    shown = set().union(*(lines for _, lines in of_topics.values()))
    for topic_id, (hidden, _) in of_topics.items():
        assert hidden, f"{topic_id} has no solution block: is this search still right?"
        for block in hidden:
            lines = {line for line in map(squeezed, block.splitlines()) if len(line) >= 12} - shown
            for name, (there, body) in bodies.items():
                if len(squeezed(block)) >= 30 and squeezed(block) in body:
                    told.append(f"{name}: {block}")
                if "exercises/" in name:
                    told += [f"{name}: {line}" for line in sorted(lines & there)]
    return told


def test_no_answer_is_in_the_bundle(author: Course, tmp_path: Path) -> None:
    assert leaks(author, contents(bundle(author, tmp_path))) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("coursekit/notes.md", "it goes:  total = x + x\nreturn total   # doubled\nby us"),
        ("coursekit/hidden.py", "if True:\n        assert double( 1717 ) == 3434 , 'not doubled'"),
        ("exercises/01_parameters/hint.txt", "return 'Hello ' + name"),
        ("exercises/01_parameters/model_answer.txt", "Because our secret\n   reason is very good."),
    ],
)
def test_the_search_finds_an_answer(author: Course, tmp_path: Path, path: str, text: str) -> None:
    (author.root / path).write_text(text)
    assert leaks(author, contents(bundle(author, tmp_path))), f"{path} was overlooked"


def test_no_answer_of_this_course_is_in_its_bundle(tmp_path: Path) -> None:
    topics = [topic for topic in REPOSITORY.built_topics() if REPOSITORY.solution(topic).is_file()]
    if not topics:
        pytest.skip("no solution is built yet: run `coursekit build`")
    assert leaks(REPOSITORY, contents(bundle(REPOSITORY, tmp_path))) == []


def test_this_course_opens_from_its_bundle(tmp_path: Path) -> None:
    """The set-up of a student's copy: its bootstrap script runs, and the build backend takes it as a project."""
    bundle(REPOSITORY, tmp_path / "dist")
    (folder,) = (path for path in (tmp_path / "dist").iterdir() if path.is_dir())
    for name in ("course.py", "Makefile", "coursekit/cli.py", "coursekit/course/lab_settings/jupyter_lab_config.py"):
        assert (folder / name).is_file(), name
    subprocess.run([sys.executable, "course.py", "help"], cwd=folder, check=True, capture_output=True)
    # What `pip install --no-deps --no-build-isolation --editable` asks the backend for.
    build_it = f"import hatchling.build as backend; print(backend.build_editable({str(tmp_path)!r}))"
    made = subprocess.run([sys.executable, "-c", build_it], cwd=folder, check=True, capture_output=True, text=True)
    with zipfile.ZipFile(tmp_path / made.stdout.strip()) as wheel:
        (paths,) = (name for name in wheel.namelist() if name.endswith(".pth"))
        assert Path(wheel.read(paths).decode().strip()) == folder
        (metadata,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
        assert "coursekit submit parameters" in wheel.read(metadata).decode(), "README.md is not the students' one"

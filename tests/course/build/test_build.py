"""Building a small course: what is stored, what is built again, and what happens when something is in the way."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from coursekit.course import build, drift, notebooks, release, text
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course

FIRST, SECOND = TOPICS[:2]

pytestmark = pytest.mark.nbgrader


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def cell(path: Path, cell_id: str) -> nbformat.NotebookNode:
    return next(cell for cell in read(path).cells if cell.id == cell_id)


def everything(course: Course) -> dict[str, bytes]:
    files = (path for path in course.root.rglob("*") if path.is_file())
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in files}


def test_it_writes_notebooks_the_release_and_its_record_and_nothing_else(sound: Course) -> None:
    assert everything(sound).keys() == {
        "course.py",
        "nbgrader_config.py",
        "built.json",
        "lectures/01_parameters.py",
        "lectures/01_parameters.ipynb",
        "solutions/01_parameters.py",
        "solutions/01_parameters/01_parameters.ipynb",
        "solutions/01_parameters/layers.csv",
        "exercises/01_parameters/01_parameters.ipynb",
        "exercises/01_parameters/layers.csv",
    }


def test_outputs_are_stored_and_constant(sound: Course) -> None:
    lecture = sound.lecture(FIRST)
    counted = cell(lecture, "by-hand_1")
    assert [output.output_type for output in counted.outputs] == ["stream", "execute_result"]
    assert counted.outputs[0].text == "25 weights and a bias\n"
    assert [c.execution_count for c in read(lecture).cells if c.cell_type == "code"] == [1, 2, 3, 4, 5, 6]
    stored = lecture.read_text(encoding="utf-8")
    for noise in ("model_id", "widget", "data-shufflequestions", "iopub", "timestamp", sys.prefix, "\\u001b"):
        assert noise not in stored.replace("A widget: run", "").replace("ipywidgets", ""), noise
    assert cell(lecture, "things-to-move_1").outputs[0].data == {"text/plain": "A widget: run this cell to use it."}
    assert cell(lecture, "things-to-move_3").outputs[0].data == {"text/plain": "A quiz: run this cell to take it."}
    assert cell(lecture, "things-to-move_4").outputs[0].ename == "ValueError"
    assert cell(lecture, "things-to-move_5").outputs[0].text == "<object object at 0x0>\n"


def test_the_exercise_is_what_nbgrader_releases(sound: Course) -> None:
    exercise = sound.exercise(FIRST)
    assert cell(exercise, "conv").source == (
        "def conv(kernel, channels, filters):\n"
        '    """Count the parameters of a convolution with a square kernel."""\n'
        "    total = 0\n"
        "    raise NotImplementedError\n"
        "    return total"
    )
    assert cell(exercise, "conv_hidden").source == "# Other numbers are tried when the exercise is graded."
    assert cell(exercise, "why").source == "*Write your answer here.*"
    assert cell(exercise, "imports").metadata["editable"] is False
    assert [c.id for c in read(exercise).cells] == [c.id for c in read(sound.solution(FIRST)).cells]
    assert not any(c.get("outputs") for c in read(exercise).cells)


@pytest.mark.slow
def test_a_plain_nbgrader_command_releases_the_same(copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """The independent route: nbgrader's own command line on the same tree, with its own gradebook."""
    before = copy.exercise(FIRST).read_bytes()
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", FIRST.id, "--force"]
    done = subprocess.run(command, cwd=copy.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert copy.exercise(FIRST).read_bytes() == before
    with sqlite3.connect(copy.root / "gradebook.db") as gradebook:
        assert gradebook.execute("select count(*) from base_cell").fetchone()[0] > 0


@pytest.mark.slow
def test_a_rebuild_is_the_same_bytes(copy: Course) -> None:
    before = everything(copy)
    built = build.build(copy, [FIRST], force=True)
    assert len(built.written) == 3
    assert everything(copy) == before


def test_what_has_not_changed_is_left_alone(copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*args: object, **kwargs: object) -> None:
        pytest.fail("something was run")

    monkeypatch.setattr(build, "execute", run)
    monkeypatch.setattr(release, "generate", run)
    built = build.build(copy, [FIRST])
    assert built.written == []
    assert built.unchanged == [copy.lecture(FIRST), copy.solution(FIRST), copy.exercise(FIRST)]


def test_only_the_lecture_is_built_again_when_only_its_text_changed(copy: Course) -> None:
    source = copy.lecture_text(FIRST)
    source.write_text("# %% [markdown]\n# # Short\n\n# %%\n1 + 1\n", encoding="utf-8")
    built = build.build(copy, [FIRST])
    assert built.written == [copy.lecture(FIRST)]
    assert cell(copy.lecture(FIRST), "short_1").outputs[0].data == {"text/plain": "2"}
    copy.lecture(FIRST).write_text("spoilt", encoding="utf-8")
    assert build.build(copy, [FIRST]).written == [copy.lecture(FIRST)], "an edited notebook is built again"
    assert build.build(copy, [FIRST]).written == []


def test_a_topic_with_one_text_is_built_as_far_as_it_goes(unbuilt: Course, capsys: pytest.CaptureFixture[str]) -> None:
    unbuilt.solution_text(FIRST).unlink()
    unbuilt.lecture_text(FIRST).write_text("# %% [markdown]\n# # Short\n", encoding="utf-8")
    built = build.build(unbuilt, [FIRST])
    assert built.written == [unbuilt.lecture(FIRST)]
    assert built.notes == ["solutions/01_parameters.py is missing: its notebook was not built."]
    assert "note: solutions/01_parameters.py is missing" in capsys.readouterr().out


def test_a_topic_without_texts_is_refused_before_anything_runs(unbuilt: Course) -> None:
    with pytest.raises(CourseError, match=r"02_receptive_field has no text"):
        build.build(unbuilt, [FIRST, SECOND])
    assert not unbuilt.lecture(FIRST).exists()


def test_a_mistake_in_the_last_text_stops_before_anything_runs(unbuilt: Course) -> None:
    unbuilt.solution_text(FIRST).write_text('# %% test="a"\nassert True\n', encoding="utf-8")
    with pytest.raises(CourseError, match=r"solutions/01_parameters\.py, line 1: .*no points"):
        build.build(unbuilt, [FIRST])
    assert not unbuilt.lecture(FIRST).exists()


def test_a_students_copy_is_refused(unbuilt: Course) -> None:
    unbuilt.manifest.write_text("{}", encoding="utf-8")
    with pytest.raises(CourseError, match="student's copy"):
        build.build(unbuilt, [FIRST])


@pytest.mark.slow
def test_several_topics_are_released_at_once_and_a_refused_one_is_named(unbuilt: Course) -> None:
    good = notebooks.from_text(text.read(unbuilt.solution_text(FIRST), unbuilt.root, graded=True))
    with release.generate(unbuilt, {FIRST: good, SECOND: good}) as released:
        first, second = (released[topic] / f"{topic.id}.ipynb" for topic in (FIRST, SECOND))
        assert first.read_bytes() == second.read_bytes()
        assert (first.parent / "layers.csv").is_file()
        assert not (second.parent / "layers.csv").exists()
    bad = notebooks.from_text(text.read(unbuilt.solution_text(FIRST), unbuilt.root, graded=True))
    bad.cells[3].metadata.nbgrader.grade_id = "imports"
    with (
        pytest.raises(
            CourseError, match=r"(?s)refuses to release solutions/02_receptive_field\.py.*Duplicate grade id"
        ),
        release.generate(unbuilt, {FIRST: good, SECOND: bad}),
    ):
        pytest.fail("an exercise was released")


def test_no_permission_is_told_before_anything_runs(unbuilt: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """`os.access` is replaced because an administrator, which CI may be, may write everywhere."""
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "lectures")
    with pytest.raises(CourseError, match=r"lectures may not be written"):
        build.build(unbuilt, [FIRST])
    assert not unbuilt.lecture(FIRST).exists()
    assert not (unbuilt.root / "built.json").exists()


def test_a_file_in_place_of_a_folder_is_told_before_anything_runs(unbuilt: Course) -> None:
    (unbuilt.root / "exercises").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match=r"exercises is not a folder"):
        build.build(unbuilt, [FIRST])
    assert not unbuilt.lecture(FIRST).exists()


@pytest.mark.parametrize("content", ["<<<<<<< ours\n", "[]", '{"a": 1}'])
def test_a_spoilt_record_is_explained(unbuilt: Course, content: str) -> None:
    (unbuilt.root / "built.json").write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match=r"built\.json cannot be read"):
        build.build(unbuilt, [FIRST])


def test_the_record_survives_a_clone_on_windows(copy: Course) -> None:
    """Git may check texts and notebooks out with other line ends."""
    for path in (copy.lecture_text(FIRST), copy.lecture(FIRST), copy.solution_text(FIRST), copy.solution(FIRST)):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert build.build(copy, [FIRST]).written == []


@pytest.mark.slow
def test_nothing_is_written_when_nbgrader_refuses(unbuilt: Course) -> None:
    unbuilt.lecture_text(FIRST).unlink()
    (unbuilt.root / "nbgrader_config.py").write_text("c = get_config()\nc.ClearSolutions.code_stub = {}\n")
    with pytest.raises(CourseError, match=r"(?s)nbgrader refuses to release solutions/01_parameters\.py.*code_stub"):
        build.build(unbuilt, [FIRST])
    assert not unbuilt.exercise(FIRST).exists()
    assert not unbuilt.solution(FIRST).exists()


@pytest.mark.slow
def test_a_stub_in_the_wrong_place_is_found(unbuilt: Course) -> None:
    source = '# %% solution="f"\ndef f():\n### BEGIN SOLUTION\n    return 1\n### END SOLUTION\n'
    unbuilt.solution_text(FIRST).write_text(source, encoding="utf-8")
    solution = notebooks.from_text(text.read(unbuilt.solution_text(FIRST), unbuilt.root, graded=True))
    with (
        pytest.raises(CourseError, match=r"cell `f` is not valid Python once its solution is cut out"),
        release.generate(unbuilt, {FIRST: solution}),
    ):
        pytest.fail("an exercise was released")


@pytest.mark.slow
def test_no_gradebook_log_or_folder_is_touched(copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the course nor where the command is typed; and `alembic` need not be on the PATH."""
    gradebook = copy.root / "gradebook.db"
    gradebook.write_bytes(b"an instructor's grades")
    before = everything(copy)
    monkeypatch.setenv("PATH", os.defpath)
    monkeypatch.chdir(copy.root)
    assert drift.problems(copy, [FIRST]) == []
    assert everything(copy) == before
    assert Path.cwd() == copy.root
    assert os.environ["PATH"] == os.defpath


def test_the_record_names_what_was_built(sound: Course) -> None:
    record = json.loads((sound.root / "built.json").read_text(encoding="utf-8"))
    assert list(record) == [
        "exercises/01_parameters/01_parameters.ipynb",
        "lectures/01_parameters.ipynb",
        "solutions/01_parameters/01_parameters.ipynb",
    ]


@pytest.mark.slow
def test_nbval_passes_on_what_is_stored(sound: Course) -> None:
    targets = [str(sound.lecture(FIRST)), str(sound.solution(FIRST))]
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "--rootdir", str(sound.root)]
    done = subprocess.run([*command, *targets], cwd=sound.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "12 passed" in done.stdout

"""`coursekit update`: a corrected release arrives, and nothing a student wrote is lost, whatever happens meanwhile."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from coursekit.course import archive, build, transaction
from coursekit.course.bundle import bundle
from coursekit.course.manifest import Manifest, digest
from coursekit.course.update import update
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course

FIRST = TOPICS[0]
EXERCISE = f"exercises/{FIRST.id}/{FIRST.id}.ipynb"
LECTURE = f"lectures/{FIRST.id}.ipynb"
ANSWER = "def double(x):\n    return x * 2  # mine"


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small course has no texts to compare with."""
    monkeypatch.setattr(build, "check", lambda course, topics: None)


@pytest.fixture
def copy(author: Course, tmp_path: Path) -> Course:
    """A student's copy of version 0.1.0, with a started .venv."""
    bundle(author, tmp_path / "first")
    root = shutil.copytree(tmp_path / "first" / "cnn-course-0.1.0", tmp_path / "student" / "my course")
    (root / ".venv").mkdir()
    (root / ".venv" / "pyvenv.cfg").write_text("home = here\n")
    return Course(root)


@pytest.fixture
def second(author: Course, copy: Course, tmp_path: Path) -> Path:
    """The zip of version 0.2.0, in which an exercise, a lecture and the package are corrected."""
    return release(author, tmp_path, "0.2.0", correct)


def correct(root: Path) -> None:
    notebook = nbformat.read(root / EXERCISE, as_version=4)
    notebook.cells[2].source = "Double it, please."
    nbformat.write(notebook, root / EXERCISE)
    lecture = nbformat.read(root / LECTURE, as_version=4)
    lecture.cells[0].source = "# Lecture, corrected"
    nbformat.write(lecture, root / LECTURE)
    (root / "coursekit" / "parameters" / "__init__.py").unlink()
    (root / "coursekit" / "parameters" / "table.py").parent.mkdir(exist_ok=True)
    (root / "coursekit" / "parameters" / "table.py").write_text("TABLE = 1\n")
    (root / "coursekit" / "__init__.py").write_text("VERSION = 2\n")
    (root / "benchmarks" / "results" / "cnn_against_mlp.csv").unlink()


def release(author: Course, tmp_path: Path, version: str, change: Callable[[Path], None]) -> Path:
    change(author.root)
    project = author.root / "pyproject.toml"
    project.write_text(project.read_text().replace('version = "0.1.0"', f'version = "{version}"'))
    return bundle(author, tmp_path / "releases")


def answer(copy: Course) -> None:
    notebook = nbformat.read(copy.root / EXERCISE, as_version=4)
    next(c for c in notebook.cells if c.id == "double").source = ANSWER
    nbformat.write(notebook, copy.root / EXERCISE)


def sources(copy: Course) -> list[str]:
    return [c.source for c in nbformat.read(copy.root / EXERCISE, as_version=4).cells]


def snapshot(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def as_released(copy: Course, packed: Path, *, but: tuple[str, ...] = ()) -> None:
    """Every file of the release is in the copy, byte for byte, and nothing of the old one is left."""
    found = archive.load(packed)
    for path, content in found.files.items():
        if path not in but:
            assert (copy.root / path).read_bytes() == content, path
    assert Manifest.load(copy.manifest.read_bytes(), "manifest") == found.manifest
    ours = {p for p in snapshot(copy.root) if not p.startswith((".venv/", "before-update/"))}
    assert ours == {*found.files, "manifest.json"}
    assert not (copy.root / "benchmarks").exists(), "an empty folder was left behind"


def test_an_untouched_copy_becomes_the_new_release(copy: Course, second: Path) -> None:
    report = update(copy, second)
    as_released(copy, second)
    assert not (copy.root / "before-update").exists()
    assert (copy.root / ".venv" / "pyvenv.cfg").is_file()
    assert (report.old, report.new) == ("0.1.0", "0.2.0")


def test_answers_and_changed_files_are_kept(copy: Course, second: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(copy)
    before = (copy.root / EXERCISE).read_bytes()
    (copy.root / LECTURE).write_text("my notes")
    (copy.root / "coursekit" / "parameters" / "__init__.py").write_text("mine = 1\n")  # which the release drops
    (copy.root / "exercises" / FIRST.id / "sketch.png").write_bytes(b"mine")
    (copy.root / "Makefile").unlink()
    older = copy.root / "before-update" / "0.1.0" / "lectures" / f"{FIRST.id}.ipynb"
    older.parent.mkdir(parents=True)
    older.write_text("kept by an earlier update")
    capsys.readouterr()
    update(copy, second)
    assert ANSWER in sources(copy)
    assert "Double it, please." in sources(copy)
    kept = copy.root / "before-update" / "0.1.0"
    assert (kept / EXERCISE).read_bytes() == before
    assert older.read_text() == "kept by an earlier update"
    assert older.with_name(f"{FIRST.id} (2).ipynb").read_text() == "my notes"
    assert (kept / "coursekit" / "parameters" / "__init__.py").read_text() == "mine = 1\n"
    assert (copy.root / "exercises" / FIRST.id / "sketch.png").read_bytes() == b"mine"
    (copy.root / "exercises" / FIRST.id / "sketch.png").unlink()
    as_released(copy, second, but=(EXERCISE,))
    out = capsys.readouterr().out
    assert f"{EXERCISE}: 1 answer carried over." in out
    assert f"kept      {LECTURE}, as you had it, in before-update/0.1.0/lectures/{FIRST.id} (2).ipynb" in out
    assert "Updated from 0.1.0 to 0.2.0: " in out
    assert "make lab" not in out, "a new version in pyproject.toml is nothing to install"
    assert "File > Reload Notebook from Disk" in out


def test_new_packages_are_told(
    author: Course, copy: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def raise_numpy(root: Path) -> None:
        (root / "requirements.lock").write_text("numpy==2.1\n")

    assert update(copy, release(author, tmp_path, "0.2.0", raise_numpy)).repeats_setup
    assert "packages changed too: stop JupyterLab and type `make lab` again" in capsys.readouterr().out


def test_what_we_did_not_change_stays_as_the_student_has_it(author: Course, copy: Course, tmp_path: Path) -> None:
    answer(copy)
    before = (copy.root / EXERCISE).read_bytes()
    packed = release(author, tmp_path, "0.2.0", lambda root: (root / "LICENSE").write_text("MIT, mended\n"))
    report = update(copy, packed)
    assert (copy.root / EXERCISE).read_bytes() == before
    assert (copy.root / "LICENSE").read_text() == "MIT, mended\n"
    assert [change.path for change in report.changes] == ["LICENSE", "pyproject.toml", "manifest.json"]


def test_two_updates_in_a_row(author: Course, copy: Course, tmp_path: Path) -> None:
    answer(copy)
    update(copy, release(author, tmp_path, "0.2.0", correct))
    project = author.root / "pyproject.toml"
    project.write_text(project.read_text().replace("0.2.0", "0.10.0"))
    exercise = nbformat.read(author.root / EXERCISE, as_version=4)
    exercise.cells.append(nbformat.v4.new_markdown_cell("The end", id="end"))
    nbformat.write(exercise, author.root / EXERCISE)
    report = update(copy, bundle(author, tmp_path / "releases"))
    assert report.new == "0.10.0", "0.10 is newer than 0.2"
    assert ANSWER in sources(copy)
    assert sources(copy)[-1] == "The end"
    assert (copy.root / "before-update" / "0.2.0" / EXERCISE).is_file()


def test_a_dry_run_changes_nothing_and_tells_all(
    copy: Course, second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(copy)
    before = snapshot(copy.root)
    capsys.readouterr()
    update(copy, second, dry_run=True)
    assert snapshot(copy.root) == before
    out = capsys.readouterr().out
    assert f"replaced  {EXERCISE}\n" in out
    assert "new       coursekit/parameters/table.py\n" in out
    assert "removed   coursekit/parameters/__init__.py\n" in out
    assert f"in before-update/0.1.0/{EXERCISE}" in out
    assert "nothing was changed" in out


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_a_release_that_is_not_newer_changes_nothing(
    author: Course, copy: Course, tmp_path: Path, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = release(author, tmp_path, version, correct)
    before = snapshot(copy.root)
    capsys.readouterr()
    assert update(copy, packed).changes == []
    assert snapshot(copy.root) == before
    out = capsys.readouterr().out
    assert "Nothing was changed." in out
    assert ("version of its own" in out) == (version == "0.1.0")


def test_the_newest_release_beside_the_copy_is_found(copy: Course, second: Path) -> None:
    with pytest.raises(CourseError, match="There is no release"):
        update(copy)
    shutil.copy(second, copy.root.parent / "download (1).zip")
    (copy.root.parent / "holiday.zip").write_text("no zip")
    assert update(copy).new == "0.2.0"


def test_a_folder_is_a_release_too(copy: Course, second: Path) -> None:
    update(copy, second.with_suffix("").with_name("cnn-course-0.2.0"))
    as_released(copy, second)


def test_an_authors_checkout_is_told_of_git(author: Course, second: Path) -> None:
    with pytest.raises(CourseError, match="git"):
        update(author, second)


def test_a_broken_exercise_is_kept_and_replaced(copy: Course, second: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy.root / EXERCISE).write_text('{"cells": [')
    update(copy, second)
    as_released(copy, second)
    assert (copy.root / "before-update" / "0.1.0" / EXERCISE).read_text() == '{"cells": ['
    assert "is damaged" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["double", "double_check"])
def test_an_answer_in_a_cell_with_damaged_marks_is_kept(
    copy: Course, second: Path, name: str, damage: Callable[[NotebookNode], None], capsys: pytest.CaptureFixture[str]
) -> None:
    answer(copy)
    notebook = nbformat.read(copy.root / EXERCISE, as_version=4)
    damage(next(c for c in notebook.cells if c.id == name))
    nbformat.write(notebook, copy.root / EXERCISE)
    before = (copy.root / EXERCISE).read_bytes()
    update(copy, second)
    merged = nbformat.read(copy.root / EXERCISE, as_version=4)
    (answered,) = [c for c in merged.cells if c.source == ANSWER]
    assert answered.metadata.nbgrader.grade_id == "double", "the answer is not where grading looks for it"
    assert "Double it, please." in sources(copy)
    assert (copy.root / "before-update" / "0.1.0" / EXERCISE).read_bytes() == before
    assert f"{EXERCISE}: nbgrader's marks on its cell {4 + (name != 'double')} (“" in capsys.readouterr().out


# Releases that are none ---------------------------------------------------------------------------------------------


def repacked(packed: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(packed) as opened:
        found = {name: opened.read(name) for name in opened.namelist()}
    change(found)
    target = packed.with_name("other.zip")
    with zipfile.ZipFile(target, "w") as opened:
        for name, content in found.items():
            opened.writestr(name, content)
    return target


BASE = "cnn-course-0.2.0"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda found: found.pop(f"{BASE}/manifest.json"), "no release of the course"),
        (lambda found: found.pop(f"{BASE}/course.py"), "is incomplete: course.py"),
        (lambda found: found.update({f"{BASE}/course.py": b"evil"}), "is damaged: course.py"),
        (lambda found: found.update({f"{BASE}/manifest.json": b"{}"}), "is damaged"),
        (lambda found: found.update({f"{BASE}/../../evil.py": b"evil"}), "not lie plainly inside"),
        (lambda found: found.update({f"{BASE}//etc/passwd": b"evil"}), "not lie plainly inside"),
        (lambda found: found.update({f"{BASE}/C:\\evil.py": b"evil"}), "not lie plainly inside"),
        (lambda found: found.update({f"{BASE}/.venv/bin/python": b"evil"}), "not lie plainly inside"),
    ],
)
def test_a_damaged_or_evil_release_changes_nothing(
    copy: Course, second: Path, change: Callable[[dict[str, bytes]], None], told: str
) -> None:
    before = snapshot(copy.root.parent)
    with pytest.raises(CourseError, match=told):
        update(copy, repacked(second, change))
    assert snapshot(copy.root.parent) == before


def test_what_a_mac_adds_when_it_packs_again_does_no_harm(copy: Course, second: Path) -> None:
    litter = {f"{BASE}/.DS_Store": b"x", f"__MACOSX/{BASE}/._course.py": b"x", f"{BASE}/coursekit/.DS_Store": b"x"}
    update(copy, repacked(second, lambda found: found.update(litter)))
    as_released(copy, second)


def test_a_manifest_that_climbs_out_changes_nothing(copy: Course, second: Path) -> None:
    opened = archive.load(second)
    files = {**opened.manifest.files, "../evil.py": digest(b"evil")}
    manifest = Manifest("coursekit", "0.2.0", files).dump()
    with pytest.raises(CourseError, match="not lie plainly inside"):
        update(copy, repacked(second, lambda found: found.update({f"{BASE}/manifest.json": manifest})))


def test_a_link_in_a_release_is_refused(copy: Course, second: Path) -> None:
    packed = io.BytesIO(second.read_bytes())
    with zipfile.ZipFile(packed, "a") as opened:
        entry = zipfile.ZipInfo(f"{BASE}/notes.txt")
        entry.external_attr = 0o120777 << 16
        opened.writestr(entry, "/etc/passwd")
    second.with_name("link.zip").write_bytes(packed.getvalue())
    with pytest.raises(CourseError, match="contains a link"):
        update(copy, second.with_name("link.zip"))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 half"])
def test_what_is_no_zip_is_told(copy: Course, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(CourseError, match="not a readable zip"):
        update(copy, tmp_path / "x.zip")
    with pytest.raises(CourseError, match="There is no"):
        update(copy, tmp_path / "y.zip")


def test_a_release_of_another_course_is_refused(author: Course, copy: Course, tmp_path: Path) -> None:
    def rename(root: Path) -> None:
        project = root / "pyproject.toml"
        project.write_text(project.read_text().replace('"coursekit"', '"chemistry"'))

    with pytest.raises(CourseError, match="'chemistry'"):
        update(copy, release(author, tmp_path, "0.2.0", rename))


def test_a_folder_in_the_way_is_told_before_anything_moves(copy: Course, second: Path) -> None:
    (copy.root / "coursekit" / "parameters" / "table.py").mkdir()
    before = snapshot(copy.root)
    with pytest.raises(CourseError, match="in the way"):
        update(copy, second)
    assert snapshot(copy.root) == before


# Interruptions ------------------------------------------------------------------------------------------------------


class PowerCutError(BaseException):
    """What no code of ours may catch."""


def cut_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Let the power fail at the `steps`-th move or removal of a file."""
    left = [steps]

    def counted(name: str) -> None:
        real = getattr(Path, name)

        def move(self: Path, *args: object, **kwargs: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise PowerCutError
            return real(self, *args, **kwargs)

        monkeypatch.setattr(Path, name, move)

    for name in ("replace", "rename", "unlink"):
        counted(name)


def test_whenever_it_is_interrupted_repeating_it_finishes_it(
    copy: Course, second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(copy)
    (copy.root / LECTURE).write_text("my notes")
    expected = None
    for steps in range(40):
        root = shutil.copytree(copy.root, tmp_path / f"cut{steps}")
        here = Course(root)
        with monkeypatch.context() as patched:
            cut_after(patched, steps)
            try:
                update(here, second)
                through = True
            except PowerCutError:
                through = False
        meanwhile = not through and transaction.is_open(root)
        if not through:
            everything = b"".join(snapshot(root).values())
            assert b"my notes" in everything
            assert b"return x * 2  # mine" in everything
            if meanwhile:
                # Meanwhile the student goes on writing, be it into the old file or into the new one.
                with (root / LECTURE).open("a") as lecture:
                    lecture.write("written meanwhile")
        update(here, second)
        as_released(here, second, but=(EXERCISE, LECTURE))
        assert not (root / ".update").exists()
        assert ANSWER in sources(here)
        everything = b"".join(snapshot(root).values())
        assert b"my notes" in everything
        assert (b"written meanwhile" in everything) == meanwhile
        if not through and expected is not None:
            assert (root / EXERCISE).read_bytes() == expected
        expected = (root / EXERCISE).read_bytes()
        if through:
            break
    else:
        pytest.fail("the update never came through")
    assert steps > 8, "nothing was interrupted"


def test_what_is_written_during_an_interruption_is_kept(
    copy: Course, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        cut_after(patched, 1)  # decided, and nothing moved
        with pytest.raises(PowerCutError):
            update(copy, second)
    assert transaction.is_open(copy.root)
    answer(copy)
    update(copy, second)
    as_released(copy, second)
    kept = nbformat.read(copy.root / "before-update" / "0.1.0" / EXERCISE, as_version=4)
    assert ANSWER in [c.source for c in kept.cells]


def test_a_file_that_cannot_move_is_told_and_repeated(
    copy: Course, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def held_open(self: Path, target: Path) -> Path:
        if Path(target).name == f"{FIRST.id}.ipynb" and "lectures" in Path(target).parts:
            raise PermissionError(13, "The process cannot access the file", str(target))
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held_open)
        with pytest.raises(CourseError, match="the update is half done"):
            update(copy, second)
    update(copy, second)
    as_released(copy, second)


def test_a_full_disk_while_preparing_changes_nothing(
    copy: Course, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(copy.root)

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(CourseError, match="No space left"):
            update(copy, second)
    assert snapshot(copy.root) == before


def test_an_error_without_a_file_names_none(copy: Course, second: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write to a full disk fails in the system without a name, unlike one that is refused at opening."""

    def full(self: Path, *_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(CourseError, match=r"cannot be prepared \(No space left on device\)\."):
            update(copy, second)
    real = Path.replace
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", lambda s, t: real(s, t) if Path(t).name == "journal.json" else full(s, t))
        with pytest.raises(
            CourseError, match=r"^A file could not be changed \(No space left on device\), so the update"
        ):
            update(copy, second)
    update(copy, second)
    as_released(copy, second)

"""`coursekit submit`: what is packed, where it lies, and who else may take it."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from coursekit.course import exchange
from coursekit.course import submit as room
from coursekit.course.check_report import CheckResult, Row, Status
from coursekit.course.submit import submit
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.usefixtures("kernel_path")]
FIRST = TOPICS[0]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that finds one wrong answer, without a kernel: what it finds has tests of its own."""

    def check(course: Course, topic: object) -> CheckResult:
        return CheckResult(FIRST, course.exercise(FIRST), (Row("double", "double_check", 1, Status.WRONG, "No."),))

    monkeypatch.setattr(room, "check", check)


def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return sorted(opened.namelist())


def test_an_unfinished_exercise_is_packed_and_told(author: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = author.exercise(FIRST).read_bytes()
    done = submit(author, FIRST)
    assert done.archive is not None
    assert done.archive.parent == author.root / "submissions"
    assert done.check is not None
    assert not done.check.passed
    out = capsys.readouterr().out
    assert "not attempted  double" in out
    assert "Not everything is right yet. You may go on working and submit again." in out
    assert f"Packed as submissions/{done.archive.name}. Now upload that file" in out
    assert author.exercise(FIRST).read_bytes() == before
    # Unpacked into submitted/STUDENT/ it is what nbgrader collects.
    assert names(done.archive) == ["01_parameters/01_parameters.ipynb", "01_parameters/timestamp.txt"]
    with zipfile.ZipFile(done.archive) as opened:
        assert opened.read("01_parameters/01_parameters.ipynb") == before
        stamp = parse_utc(opened.read("01_parameters/timestamp.txt").decode())
    assert abs((datetime.now(UTC).replace(tzinfo=None) - stamp).total_seconds()) < 60
    assert done.archive.name == f"01_parameters-{stamp:%Y%m%dT%H%M%SZ}.zip"


@pytest.mark.usefixtures("quick")
def test_the_same_again_is_told_and_not_packed(author: Course, capsys: pytest.CaptureFixture[str]) -> None:
    first = submit(author, FIRST)
    again = submit(author, FIRST)
    assert again.repeated
    assert again.archive == first.archive
    assert "Nothing has changed since you packed" in capsys.readouterr().out
    notebook = nbformat.read(author.exercise(FIRST), as_version=4)
    notebook.cells[3].source = "def double(x):\n    return 2 * x"
    nbformat.write(notebook, author.exercise(FIRST))
    changed = submit(author, FIRST)
    assert not changed.repeated
    assert changed.archive != first.archive
    assert len(list((author.root / "submissions").iterdir())) == 2, "a draft was left behind, or a file overwritten"


@pytest.mark.usefixtures("quick")
def test_what_is_beside_the_notebook(author: Course, capsys: pytest.CaptureFixture[str]) -> None:
    folder = author.exercise(FIRST).parent
    (folder / "sketch.png").write_bytes(b"picture")
    (folder / "data").mkdir()
    (folder / "data" / "mine.csv").write_text("1,2\n")
    (folder / "model.bin").write_bytes(bytes(2_000_000))
    (folder / "01_parameters-Copy1.ipynb").write_text("{}")
    (folder / ".secret").write_text("hidden")
    (folder / "timestamp.txt").write_text("1999-01-01")
    done = submit(author, FIRST)
    assert done.archive is not None
    assert names(done.archive) == [
        "01_parameters/01_parameters.ipynb",
        "01_parameters/data/mine.csv",
        "01_parameters/sketch.png",
        "01_parameters/timestamp.txt",
    ]
    out = capsys.readouterr().out
    assert "Packed with the notebook: data/mine.csv, sketch.png." in out
    assert "model.bin (larger than 1 MB)" in out
    assert "01_parameters-Copy1.ipynb (another notebook; only the exercise's own is graded)" in out
    with zipfile.ZipFile(done.archive) as opened:
        assert not opened.read("01_parameters/timestamp.txt").startswith(b"1999")


@pytest.mark.parametrize("content", [None, "", "{"])
def test_a_broken_notebook_is_not_packed(author: Course, content: str | None) -> None:
    author.exercise(FIRST).unlink()
    if content is not None:
        author.exercise(FIRST).write_text(content)
    with pytest.raises(CourseError, match=r"^exercises/01_parameters/01_parameters\.ipynb is"):
        submit(author, FIRST)
    assert not (author.root / "submissions").exists()


def test_a_deadline_is_not_missed_for_want_of_a_kernel(
    author: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_kernel(*_: object) -> None:
        raise CourseError("No Python kernel started.")

    monkeypatch.setattr(room, "check", no_kernel)
    done = submit(author, FIRST)
    assert done.archive is not None
    assert done.archive.is_file()
    assert "The checks could not run: No Python kernel started." in capsys.readouterr().out


def test_an_exercise_with_damaged_marks_is_packed_and_told(
    author: Course, damage: Callable[[NotebookNode], None], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = nbformat.read(author.exercise(FIRST), as_version=4)
    damage(notebook.cells[4])
    nbformat.write(notebook, author.exercise(FIRST))
    done = submit(author, FIRST)
    assert done.check is None
    assert done.archive is not None
    with zipfile.ZipFile(done.archive) as opened:
        assert opened.read("01_parameters/01_parameters.ipynb") == author.exercise(FIRST).read_bytes()
    out = capsys.readouterr().out
    assert (
        "The checks could not run: exercises/01_parameters/01_parameters.ipynb: nbgrader's marks on its cell 5" in out
    )
    assert "Packed as submissions/" in out


@pytest.mark.usefixtures("quick")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_told(author: Course) -> None:
    (author.root / "submissions").mkdir(mode=0o500)
    with pytest.raises(CourseError, match="cannot be written"):
        submit(author, FIRST)


@pytest.mark.usefixtures("quick")
def test_a_full_disk_leaves_no_half_file(author: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CourseError, match="No space left"):
        submit(author, FIRST)
    assert list((author.root / "submissions").iterdir()) == []


@pytest.fixture
def with_exchange(author: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An exchange in which the exercise has been released, configured as a school does it."""
    root = tmp_path / "exchange"
    (root / "cnn" / "outbound" / FIRST.id).mkdir(parents=True)
    (root / "cnn" / "outbound" / FIRST.id / f"{FIRST.id}.ipynb").write_text("{}")
    (root / "cnn" / "inbound").mkdir()
    root.chmod(0o777)
    with (author.root / "nbgrader_config.py").open("a") as settings:
        settings.write(f"\nc.Exchange.root = {str(root)!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n")
    return root


@pytest.mark.usefixtures("quick")
@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
def test_a_configured_exchange_takes_it(
    author: Course, with_exchange: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = submit(author, FIRST)
    assert done.archive is None
    assert done.exchange == str(with_exchange)
    (taken,) = (with_exchange / "cnn" / "inbound").iterdir()
    assert f"+{FIRST.id}+" in taken.name
    assert (taken / f"{FIRST.id}.ipynb").read_bytes() == author.exercise(FIRST).read_bytes()
    assert not (author.root / "submissions").exists()
    assert "Handed in to nbgrader's exchange" in capsys.readouterr().out


@pytest.mark.usefixtures("quick")
def test_what_the_exchange_refuses_is_packed(
    author: Course, with_exchange: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (with_exchange / "cnn" / "inbound").rmdir()
    done = submit(author, FIRST)
    assert done.archive is not None
    assert done.archive.is_file()
    assert "exchange did not take it" in capsys.readouterr().out


def test_without_a_folder_of_its_own_there_is_no_exchange(author: Course) -> None:
    # The course has an id, as nbgrader's own commands need one: that alone is no exchange.
    assert exchange.hand_over(author, FIRST) == ""

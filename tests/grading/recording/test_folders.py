"""`autograded/` and the files that go into it: whole, bounded, and as nbgrader's formgrader and exchange want them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from coursekit.errors import CourseError
from coursekit.grading import submission
from coursekit.grading.collecting import Limits
from coursekit.grading.recording import Recorder, read_files

NOTEBOOK = "autograded/ann/01_parameters/01_parameters.ipynb"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "01_parameters.ipynb").write_text("{}")
    return folder


def test_files_beside_the_notebook_are_read(folder):
    contents = {
        "data.csv": b"1,2",
        "helpers/more.py": b"x = 1",
        "timestamp.txt": b"2026",
        "submission_secret.txt": b"s",
    }
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    assert read_files(folder) == (contents, ())


def test_what_is_no_plain_file_of_the_student_is_left_out(folder, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("of another student")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.csv").write_text("x")
    (folder / "link.csv").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    (folder / "page.html").write_text("<script>")
    (folder / "second.ipynb").write_text("{}")
    (folder / ".hidden.csv").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.csv").write_text("x")
    files, notes = read_files(folder)
    assert files == {}
    assert sorted(note.split()[0] for note in notes) == ["link.csv", "page.html", "pipe.txt"]


def test_files_are_bounded_and_nbgraders_own_come_first(folder):
    limits = Limits(extra=10, extras=4, extras_total=25, upload_entries=9)
    for name in "abcdefgh":
        (folder / f"{name}.csv").write_bytes(b"1234567")
    (folder / "b.csv").write_bytes(b"x" * 11)
    (folder / "timestamp.txt").write_bytes(b"2026")
    (folder / "submission_secret.txt").write_bytes(b"s")
    files, notes = read_files(folder, limits)
    assert list(files) == ["timestamp.txt", "submission_secret.txt", "a.csv", "c.csv"]
    assert "b.csv is a link, no file, unreadable, or larger than 10 bytes" in notes
    assert "d.csv is more than is taken" in notes
    assert notes[-1] == "only the first 9 files were looked at"
    files, _ = read_files(folder, Limits(extras_total=12))
    assert list(files) == ["timestamp.txt", "submission_secret.txt", "a.csv"]


def test_deep_folders_are_not_entered(folder):
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "x.csv").write_text("x")
    assert list(read_files(folder, Limits(depth=2))[0]) == ["a/b/x.csv"]
    assert list(read_files(folder, Limits(depth=1))[0]) == []


def test_folder_that_is_a_link_holds_nothing(folder, tmp_path):
    (folder / "data.csv").write_text("of another student")
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert read_files(tmp_path / "link") == ({}, ("its folder is a link",))


def test_folder_that_is_not_there_holds_nothing(tmp_path):
    assert read_files(tmp_path / "none") == ({}, ())


def test_notebook_and_files_are_put_in_place_and_nothing_is_left_of_before(registered, setting):
    outcome = registered.outcome("ann")
    with Recorder(setting) as recorder:
        recorder.record(outcome, None, {"old.csv": b"old", "same.csv": b"1"})
        recorder.record(outcome, None, {"helpers/new.py": b"new", "same.csv": b"2"})
    assert {name: content for name, content in registered.tree().items() if name.startswith("autograded")} == {
        NOTEBOOK: outcome.notebook.encode(),
        "autograded/ann/01_parameters/helpers/new.py": b"new",
        "autograded/ann/01_parameters/same.csv": b"2",
    }
    assert [path.name for path in (registered.course.root / "autograded").iterdir()] == ["ann"]


def test_half_a_surrogate_pair_stays_sound_json(registered, recorder):
    notebook = json.loads(registered.notebook("ann"))
    notebook["cells"][0]["source"] = "\ud800"
    recorder.record(registered.outcome("ann", notebook=json.dumps(notebook, ensure_ascii=False)), None, {})
    stored = json.loads((registered.course.root / NOTEBOOK).read_bytes())
    assert stored["cells"][0]["source"] == "\ud800"
    assert recorder.unchanged("ann", "key") is not None


def test_link_in_the_place_of_the_folder_is_replaced(registered, recorder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").write_text("kept")
    target = registered.course.root / "autograded" / "ann" / "01_parameters"
    target.parent.mkdir(parents=True)
    target.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    recorder.record(registered.outcome("ann"), None, {})
    assert not target.is_symlink()
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["kept"]


def test_old_folder_stays_where_the_new_one_cannot_be_put(registered, recorder, monkeypatch):
    recorder.record(registered.outcome("ann"), None, {"old.csv": b"old"})
    before = registered.tree()
    rename = Path.rename

    def failing(self, target):
        if self.name == "new":
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(CourseError, match=r"01_parameters cannot be written: Permission denied"):
        recorder.record(registered.outcome("ann", {"square_check": 1.0}, key="second"), None, {})
    del before["grades/01_parameters/ann.json"]  # so it is graded again
    assert registered.tree() == before


def test_what_a_killed_writer_left_is_removed(registered, setting):
    left = [
        registered.course.root / "autograded/.recording/new/01_parameters.ipynb",
        registered.course.root / "grades/01_parameters/.0123456789abcdef.part",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    with Recorder(setting):
        assert registered.tree() == {}


# ---- nbgrader's own programs on the result


@pytest.fixture
def api(setting, tmp_path):
    """What the formgrader and nbgrader's commands call; with an exchange of its own."""
    from nbgrader.apps.api import NbGraderAPI

    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)  # as nbgrader demands it
    setting.config.Exchange.root = str(exchange)
    return NbGraderAPI(setting.directory, config=setting.config)


@pytest.mark.nbgrader
@pytest.mark.parametrize("handed_in", ["2026-03-01 12:00:00.123456 UTC", "2026-03-01 12:00:00 +0200", None])
def test_formgrader_takes_it_for_autograded(registered, recorder, setting, api, handed_in):
    outcome = registered.outcome("ann", {"square_check": 2.0}, why="Because.")
    folder = setting.folder("submitted", "ann")
    if handed_in:
        (folder / "timestamp.txt").write_text(handed_in)
    recorder.record(outcome, submission.timestamp(setting, "ann"), read_files(folder)[0])
    assert api.get_autograded_students("01_parameters") == {"ann"}
    (row,) = api.get_submissions("01_parameters")
    assert (row["student"], row["autograded"], row["score"], row["max_score"]) == ("ann", True, 2, 8)
    assert (row["needs_manual_grade"], row["submitted"]) == (True, True)
    (notebook,) = api.get_notebook_submissions("01_parameters", "01_parameters")
    assert (notebook["student"], notebook["failed_tests"]) == ("ann", True)
    (folder / "timestamp.txt").write_text("2027-01-01 00:00:00 UTC")  # a later submission
    assert api.get_autograded_students("01_parameters") == set()


@pytest.mark.slow
@pytest.mark.nbgrader
def test_nbgrader_makes_feedback_and_releases_it(registered, recorder, setting, api, tmp_path):
    from nbgrader.utils import notebook_hash

    outcome = registered.outcome("ann", {"square_check": 2.0})
    folder = setting.folder("submitted", "ann")
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    (folder / "submission_secret.txt").write_text("secret")
    recorder.record(outcome, submission.timestamp(setting, "ann"), read_files(folder)[0])
    made = api.generate_feedback("01_parameters", "ann")
    assert made["success"], made
    released = api.release_feedback("01_parameters", "ann")
    assert released["success"], released
    (page,) = (tmp_path / "exchange" / "cnn" / "feedback").iterdir()
    assert page.name == notebook_hash(None, None, "secret", "01_parameters") + ".html"
    assert "(Score: 2.0 / 8.0)" in page.read_text()

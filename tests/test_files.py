"""`write_atomically`: the old file or the new one, with the rights of a plain `open`, and nothing left over."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from coursekit.files import write_atomically

unix = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights than these")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_bytes_and_text_arrive_as_they_are(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, b"\x00\xff\r\n")
    assert path.read_bytes() == b"\x00\xff\r\n"
    write_atomically(path, "größer\r\nals\n")
    assert path.read_bytes() == b"gr\xc3\xb6\xc3\x9fer\r\nals\n"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@unix
@pytest.mark.parametrize("mask", [0o022, 0o002, 0o077])
def test_new_file_has_the_rights_of_a_plain_open(tmp_path, mask):
    before = os.umask(mask)
    try:
        (tmp_path / "plain").write_text("")
        write_atomically(tmp_path / "ours", "")
    finally:
        os.umask(before)
    assert rights(tmp_path / "ours") == rights(tmp_path / "plain") == 0o666 & ~mask


@unix
def test_rights_of_an_old_file_stay(tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text("old")
    path.chmod(0o600)
    write_atomically(path, "new")
    assert (path.read_text(), rights(path)) == ("new", 0o600)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["write", "replace"])
def test_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, error, step):
    path = tmp_path / "file"
    path.write_text("old")
    opened = Path.open

    def fail(*_args, **_options):
        raise error

    class Unwritable:
        def __init__(self, file):
            self.file, self.write = file, fail

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

    if step == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        monkeypatch.setattr(Path, "open", lambda *args, **options: Unwritable(opened(*args, **options)))
    with pytest.raises(type(error)):
        write_atomically(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_first_error_is_the_one_that_is_told(tmp_path, monkeypatch):
    def fail(message):
        def failing(*_args, **_options):
            raise OSError(message)

        return failing

    monkeypatch.setattr(Path, "replace", fail("first"))
    monkeypatch.setattr(Path, "unlink", fail("second"))
    with pytest.raises(OSError, match="first"):
        write_atomically(tmp_path / "file", "new")


def test_folder_must_exist(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "nowhere" / "file", "")

"""Removing what a student's code has left in a folder."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from coursekit.grading.forkserver.removal import remove


def test_links_are_removed_and_not_followed(tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o755)
    (kept / "file").write_text("precious")
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    for place in (folder, folder / "inner"):
        (place / "to-a-folder").symlink_to(kept)
        (place / "to-a-file").symlink_to(kept / "file")
        (place / "to-nothing").symlink_to("nowhere")
    (folder / "moved-0").mkdir()  # a name that the removal uses itself
    (folder / "inner" / "deeper").mkdir()
    remove(folder)
    assert not folder.exists()
    assert (kept / "file").read_text() == "precious"
    assert kept.stat().st_mode & 0o777 == 0o755


def test_folders_may_be_locked_and_nested_deeper_than_any_path():
    fast = Path("/dev/shm")  # noqa: S108  # removing thousands of folders takes long on a disk
    if not fast.is_dir():
        pytest.skip("there is no /dev/shm")
    folder = Path(tempfile.mkdtemp(dir=fast))
    here = Path.cwd()
    os.chdir(folder)
    for _ in range(sys.getrecursionlimit() + 2000):
        os.mkdir("folder")  # noqa: PTH102  # relative, as the path is soon too long
        os.chdir("folder")
    os.chdir("..")
    Path("folder").chmod(0)
    os.chdir(here)
    (folder / "folder" / "folder").chmod(0)
    try:
        remove(folder)
        assert not folder.exists()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

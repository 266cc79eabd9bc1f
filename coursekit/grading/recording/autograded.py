"""The folder `autograded/STUDENT/TOPIC/`, which nbgrader's formgrader and feedback read: put in place whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from coursekit.grading.setting import Setting

__all__ = ["AutogradedFolders"]


class AutogradedFolders:
    """The `autograded` folders of one exercise.

    New ones are prepared beside the students' folders, in `autograded/.recording/`, whose name nothing takes for a
    student's, and which is in the same file system, so that a folder moves in one step.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._scratch = setting.course.root / str(setting.directory.autograded_directory) / ".recording"

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Have the folder to prepare in; what a writer that was killed has left in it is removed first.

        Raises:
            OSError: if it cannot be made.
        """
        if self._scratch.exists():
            shutil.rmtree(self._scratch)
        self._scratch.mkdir(parents=True)
        try:
            yield
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)  # the next run removes it

    def exists(self, student: str) -> bool:
        """Whether there is anything of the student's."""
        return self._setting.folder("autograded", student).exists()

    def read(self, student: str) -> str | None:
        """The notebook's text; None where there is none that can be read."""
        try:
            return self._setting.notebook("autograded", student).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    @contextmanager
    def prepared(self, notebook: str, files: Mapping[str, bytes]) -> Iterator[Path | None]:
        """A new folder for `put`; removed again if it was not used.

        Args:
            notebook: as JSON; if it is empty there is no folder to be.
            files: what else is in it, by path with slashes.

        Raises:
            OSError: if it cannot be written.
            ValueError: if a path leads out of the folder or is the notebook's.
        """
        self._scratch.mkdir(parents=True, exist_ok=True)  # somebody may have removed all of `autograded` meanwhile
        try:
            yield self._fill(self._scratch / "new", notebook, files) if notebook else None
        finally:
            for left in ("new", "old"):
                # What went wrong first is what there is to tell; and mostly there is nothing.
                shutil.rmtree(self._scratch / left, ignore_errors=True)

    def _fill(self, folder: Path, notebook: str, files: Mapping[str, bytes]) -> Path:
        folder.mkdir()
        name = f"{self._setting.topic.id}.ipynb"
        for path, content in files.items():
            if path == name or not _is_inside(path):
                raise ValueError(f"{path!r} cannot be put beside the notebook")
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        # Half a surrogate pair, which UTF-8 does not have, is written as JSON's escape of it.
        (folder / name).write_bytes(notebook.encode("utf-8", errors="backslashreplace"))
        return folder

    def put(self, student: str, prepared: Path | None) -> None:
        """Replace the student's folder by the prepared one, or by nothing.

        The file system has no portable way to exchange two folders, so there are two steps: of a program that is
        killed between them neither folder is in place, and the next run grades again.

        Raises:
            OSError: if that cannot be done; the old folder is in place then.
        """
        target = self._setting.folder("autograded", student)
        aside = self._scratch / "old"
        if target.is_symlink():
            target.unlink()
        had = target.exists()
        if had:
            target.rename(aside)
        if prepared is None:
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            prepared.rename(target)
        except BaseException:  # Ctrl-C too
            if had:
                aside.rename(target)
            raise


def _is_inside(path: str) -> bool:
    return all(part not in {"", ".", ".."} for part in path.split("/")) and "\0" not in path

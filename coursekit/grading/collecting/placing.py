"""Put what was chosen into `submitted/`, each student's folder whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from nbgrader.utils import parse_utc

from coursekit.files import write_atomically
from coursekit.grading.collecting.limits import RefusedError

__all__ = ["Outcome", "place", "scratch"]

TIMESTAMP = "timestamp.txt"  # nbgrader's name and format
_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"
_SCRATCH = ".collecting-"
_OURS = (TIMESTAMP, "submission_secret.txt")  # beside what the student handed in


class Outcome(StrEnum):
    """What came of a student's files."""

    COLLECTED = "collected"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REFUSED = "not collected"


@contextmanager
def scratch(submitted: Path) -> Iterator[Path]:
    """A folder in `submitted/` to prepare things in, gone afterwards; hidden, so that nothing takes it for a student.

    What a run that was killed has left of the kind is removed: only copies of files in archives are in there. So only
    one may collect at a time; the caller sees to that. Where two do, one of them ends with an error; nothing is lost.

    Raises:
        OSError: if it cannot be made.
    """
    submitted.mkdir(parents=True, exist_ok=True)
    for left in submitted.glob(f"{_SCRATCH}*"):
        shutil.rmtree(left)
    # In the same file system, because only within one a folder is moved in one step.
    with tempfile.TemporaryDirectory(dir=submitted, prefix=_SCRATCH) as name:
        yield Path(name)


def place(
    files: Mapping[str, bytes], handed_in: datetime | None, target: Path, room: Path, *, replace: bool
) -> tuple[Outcome, str]:
    """Make `target`, the folder `submitted/STUDENT/TOPIC`, of a student's files.

    The folder appears in one step. Where it replaces another, that takes two; of a program that is killed between
    them the earlier submission is left beside, as `.TOPIC.earlier`, and the next call puts it back first.

    What is there already and the same stays as it is; what differs is replaced only by what is newer by the times of
    arrival, or if asked for.

    Args:
        files: contents by path in the folder.
        handed_in: when the server received them (UTC); becomes `timestamp.txt`.
        target: where they go.
        room: folder made by `scratch`.
        replace: whether another submission may be replaced, whatever its time.

    Returns:
        what was done, and why if it is not plain.

    Raises:
        RefusedError: if another submission is there, or a link.
        OSError: if something cannot be read or written; `target` is as it was then.
    """
    if target.is_symlink() or target.parent.is_symlink():
        raise RefusedError("its folder in submitted/ is a link")
    if any(path.exists() and not path.is_dir() for path in (target, target.parent)):
        raise RefusedError("in submitted/ a file is where its folder should be")
    aside = target.with_name(f".{target.name}.earlier")
    if aside.is_dir():
        _clean_up(target, aside)
    earlier = _earlier(target)
    if earlier is not None:
        present, before = earlier
        if present == files and handed_in in {None, before}:
            return Outcome.UNCHANGED, ""
        if present == files and handed_in is not None:
            write_atomically(target / TIMESTAMP, handed_in.strftime(_FORMAT))
            return Outcome.UNCHANGED, "only the time at which it was handed in was corrected"
        is_newer = handed_in is not None and before is not None and handed_in > before
        if not replace and not is_newer:
            raise RefusedError(
                "another submission is in submitted/ already; ask for replacing, or compare them by hand"
            )
    made = Path(tempfile.mkdtemp(dir=room)) / "made"
    made.mkdir()  # with the usual rights; those of `mkdtemp` are its owner's alone
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if handed_in is not None:
        (made / TIMESTAMP).write_text(handed_in.strftime(_FORMAT), encoding="utf-8")
    target.parent.mkdir(exist_ok=True)
    if earlier is None:
        made.rename(target)
        return Outcome.COLLECTED, ""
    target.rename(aside)
    try:
        made.rename(target)
    except BaseException:  # Ctrl-C too
        aside.rename(target)
        raise
    _clean_up(target, aside)
    return Outcome.REPLACED, ""


def _clean_up(target: Path, aside: Path) -> None:
    """Remove the earlier submission where the new one is in its place, else put it back."""
    if target.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(target)


def _earlier(target: Path) -> tuple[dict[str, bytes], datetime | None] | None:
    """The files and the time of arrival of what is there; None if nothing is."""
    if not target.is_dir():
        return None
    present = {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name not in _OURS
    }
    try:
        before = parse_utc((target / TIMESTAMP).read_text(encoding="utf-8").strip()).replace(tzinfo=UTC)
    except (FileNotFoundError, ValueError, OverflowError):
        before = None
    return present, before

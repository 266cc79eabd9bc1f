"""`coursekit submit TOPIC`: a dry run of the checks, then the exercise as a file for the LMS or into the exchange."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coursekit.console import console
from coursekit.course import exchange, notebook_file, os_error
from coursekit.course.check import check, require
from coursekit.course.check_report import CheckResult, show
from coursekit.course.manifest import NAME, Manifest
from coursekit.errors import CourseError
from coursekit.files import write_atomically
from coursekit.tree import Course, Topic

__all__ = ["Submission", "submit"]

FOLDER = "submissions"
TIMESTAMP = "timestamp.txt"  # nbgrader's name and place for it

_LARGEST_FILE, _LARGEST_SUM, _MOST_FILES = 1 << 20, 8 << 20, 50


@dataclass(frozen=True)
class Submission:
    """What was handed in or packed.

    Args:
        topic: of the exercise.
        check: what the dry run found; None if it could not run.
        archive: the file to upload; None if nbgrader's exchange has taken the exercise.
        files: what it contains, relative to the exercise's folder.
        left_out: files beside the notebook that were not packed, each with the reason.
        repeated: whether the archive is an earlier one with the same contents.
        exchange: folder of the exchange that took it, or empty.
    """

    topic: Topic
    check: CheckResult | None
    archive: Path | None
    files: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    repeated: bool = False
    exchange: str = ""


def submit(course: Course, topic: Topic) -> Submission:
    """Check the exercise of `topic`, hand it in, and print what came out and what is left to do.

    Wrong and unfinished tasks are told and do not keep anybody from handing in.

    Raises:
        CourseError: if the notebook is missing or broken, or nothing can be written.
    """
    result: CheckResult | None = None
    name = course.exercise(topic).relative_to(course.root).as_posix()
    require(course, topic)
    files, left_out = _collect(course, topic)
    notebook_file.parse(files[f"{topic.id}.ipynb"], name)
    try:
        result = check(course, topic)
        show(result)
    except CourseError as error:
        # The notebook was read above, so this is about the kernel or a cell's marks: no reason to miss a deadline.
        told = f"The checks could not run: {error}\nHanding in goes on without them."
        console.print(told, soft_wrap=True, markup=False)
    handed = exchange.hand_over(course, topic)
    if handed:
        done = Submission(topic, result, None, tuple(files), exchange=handed)
    else:
        archive, repeated = _pack(course, topic, files)
        done = Submission(topic, result, archive, tuple(files), left_out, repeated)
    _tell(course, done)
    return done


def _collect(course: Course, topic: Topic) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The notebook and the small files that the student put beside it, by their paths in the exercise's folder."""
    notebook = course.exercise(topic)
    folder = notebook.parent
    ours = _ours(course)
    found: dict[str, bytes] = {}
    left_out = []
    try:
        found[notebook.name] = notebook.read_bytes()
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
            if path == notebook or hidden or not path.is_file() or path.relative_to(course.root).as_posix() in ours:
                continue
            reason = _reason(path, found)
            if reason:
                left_out.append(f"{name} ({reason})")
            else:
                found[name] = path.read_bytes()
    except FileNotFoundError as error:
        raise CourseError(
            f"{notebook.relative_to(course.root).as_posix()} is missing.",
            "Has it been renamed or moved? Otherwise take it from the release that you were given.",
        ) from error
    except OSError as error:
        raise CourseError(
            f"What is to be handed in cannot be read ({os_error.reason(error)}).", "Check the rights of the file."
        ) from error
    return found, tuple(left_out)


def _ours(course: Course) -> Mapping[str, str]:
    """What was handed out with the exercise: the grader has it."""
    if not course.is_student_copy:
        return {}
    return Manifest.load(course.manifest.read_bytes(), NAME).files


def _reason(path: Path, found: Mapping[str, bytes]) -> str:
    """Why a file beside the notebook is not packed; empty if it is."""
    if path.is_symlink():
        return "a link"
    if path.suffix == ".ipynb":
        return "another notebook; only the exercise's own is graded"
    if path.name == TIMESTAMP:
        return "its name is taken"
    size = path.stat().st_size
    if size > _LARGEST_FILE:
        return "larger than 1 MB"
    if len(found) > _MOST_FILES or size + sum(map(len, found.values())) > _LARGEST_SUM:
        return "too many files"
    return ""


def _pack(course: Course, topic: Topic, files: Mapping[str, bytes]) -> tuple[Path, bool]:
    """Write the archive, or find the one that holds the same already.

    Unpacked into `submitted/STUDENT/`, it is what `coursekit grade` and nbgrader expect.
    """
    folder = course.root / FOLDER
    wanted = {f"{topic.id}/{name}": content for name, content in files.items()}
    for earlier in sorted(folder.glob(f"{topic.id}-*.zip"), reverse=True):
        if _contents(earlier) == wanted:
            return earlier, True
    now = datetime.now(UTC)
    stamp = now.strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in (*wanted.items(), (f"{topic.id}/{TIMESTAMP}", stamp.encode())):
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            opened.writestr(entry, content)
    target = folder / f"{topic.id}-{now.strftime('%Y%m%dT%H%M%SZ')}.zip"
    count = 1
    while target.exists():
        count += 1
        target = folder / f"{topic.id}-{now.strftime('%Y%m%dT%H%M%SZ')}-{count}.zip"
    _write(target, packed.getvalue())
    return target, False


def _contents(path: Path) -> dict[str, bytes]:
    """What an archive holds, but for the time; nothing if it is not readable."""
    try:
        with zipfile.ZipFile(path) as opened:
            return {name: opened.read(name) for name in opened.namelist() if not name.endswith(f"/{TIMESTAMP}")}
    except (zipfile.BadZipFile, OSError):
        return {}


def _write(target: Path, content: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content)
    except OSError as error:
        raise CourseError(
            f"{target} cannot be written ({error.strerror or error}).",
            "Nothing was packed. Make room or correct the rights.",
        ) from error


def _tell(course: Course, done: Submission) -> None:
    def say(line: str) -> None:
        console.print(line, soft_wrap=True, markup=False)

    if done.check is not None and not done.check.passed:
        say("Not everything is right yet. You may go on working and submit again.")
    if done.archive is None:
        say(f"Handed in to nbgrader's exchange ({done.exchange}). Nothing is left to do.")
        return
    extra = [name for name in done.files if name != f"{done.topic.id}.ipynb"]
    if extra:
        say(f"Packed with the notebook: {', '.join(extra)}.")
    if done.left_out:
        say(f"Not packed: {', '.join(done.left_out)}.")
    place = done.archive.relative_to(course.root).as_posix()
    if done.repeated:
        say(f"Nothing has changed since you packed {place}. If you have uploaded it, nothing is left to do.")
    else:
        say(f"Packed as {place}. Now upload that file where your course collects exercises.")

"""`coursekit update`: bring a student's copy up to a new release and keep what the student wrote.

First everything is worked out (`plan`) and prepared beside the course, in `.update/`. Only then do files move,
one by one; if that is interrupted, the next `coursekit update` finishes it. Nothing that differs from what was
handed out is ever overwritten: it moves to `before-update/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from coursekit.console import console
from coursekit.course import archive, marks, notebook_file, transaction
from coursekit.course.archive import Release
from coursekit.course.manifest import NAME, Manifest, digest, is_exercise
from coursekit.course.merge import merge
from coursekit.course.transaction import Change
from coursekit.errors import CourseError
from coursekit.tree import Course

__all__ = ["Report", "update"]


@dataclass
class Report:
    """What an update did, or would do.

    Args:
        old: version of the copy before.
        new: version of the release.
        changes: file by file, the manifest last; empty if there is nothing to do.
        contents: what the changed files contain afterwards.
        notes: what the student should know about single files.
        kept: paths of what the student changed, before and after it moved to `before-update/`.
        same_version_differs: whether the release has the version of the copy and yet other files.
    """

    old: str
    new: str
    changes: list[Change] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    same_version_differs: bool = False

    @property
    def repeats_setup(self) -> bool:
        """Whether `make lab` has something to install now; the version in `pyproject.toml` alone is nothing."""
        return any(change.path == "requirements.lock" for change in self.changes)


def update(course: Course, release: Path | None = None, *, dry_run: bool = False) -> Report:
    """Bring a student's copy up to a release, and print what was done.

    Args:
        course: a student's copy.
        release: zip or folder of the new release; None takes the newest one that lies in the copy or beside it.
        dry_run: whether only to tell what would be done.

    Raises:
        CourseError: if this is no student's copy, or the release is none, damaged, or of another course; then
            nothing is changed. Also if a file cannot be moved; then typing the same again goes on.
    """
    if not course.is_student_copy:
        raise CourseError(
            f"{course.root} is no student's copy: it has no {NAME}.",
            "An author's checkout is updated with git. If the file got lost from a student's copy, unpack the release "
            "anew, elsewhere, and copy your exercises into it.",
        )
    if transaction.is_open(course.root) and not dry_run:
        console.print("An earlier update was interrupted. Finishing it first.")
        _told_where(transaction.finish(course.root))
    opened = archive.load(release or _newest(course))
    report = plan(course, opened)
    if report.changes and not dry_run:
        transaction.prepare(course.root, report.old, report.changes, report.contents)
        report.kept = transaction.finish(course.root)
    _show(report, dry_run=dry_run)
    return report


def _newest(course: Course) -> Path:
    """The newest release in the folder of the course or the one above it."""
    found = []
    for folder in (course.root, course.root.parent):
        for path in (*folder.glob("*.zip"), *(entry.parent for entry in folder.glob(f"*/{NAME}"))):
            manifest = archive.peek(path) if path.resolve() != course.root.resolve() else None
            if manifest is not None:
                found.append((manifest.parsed_version, path))
    if not found:
        raise CourseError(
            f"There is no release in {course.root} or beside it.",
            "Give the path of the zip file that you were given, as in `coursekit update ../cnn-course-0.2.0.zip`.",
        )
    return max(found)[1]


def plan(course: Course, release: Release) -> Report:
    """Work out what has to change; reads the copy and writes nothing.

    Raises:
        CourseError: if the release is of another course, or something in the copy is in the way.
    """
    old = Manifest.load(course.manifest.read_bytes(), NAME)
    new = release.manifest
    if old.course != new.course:
        raise CourseError(
            f"This is a release of {new.course!r}, and your copy is of {old.course!r}.", "Nothing was changed."
        )
    report = Report(old.version, new.version)
    if new.parsed_version <= old.parsed_version:
        report.same_version_differs = new.version == old.version and new.files != old.files
        return report
    for path in sorted({*old.files, *new.files}):
        _check_place(course.root, path)
        for change, content in _of_file(course, path, old, release, report):
            report.changes.append(change)
            if content is not None:
                report.contents[path] = content
    content = new.dump()
    report.changes.append(Change(NAME, digest(course.manifest.read_bytes()), digest(content)))
    report.contents[NAME] = content
    return report


def _of_file(
    course: Course, path: str, old: Manifest, release: Release, report: Report
) -> Iterator[tuple[Change, bytes | None]]:
    """The change of one file, if it needs one, and its new content."""
    target, base, new = course.root / path, old.files.get(path), release.files.get(path)
    there = target.read_bytes() if target.is_file() else None
    found = digest(there) if there is not None else None
    if new is None:
        if found is not None:
            if found != base:
                report.kept.append((path, f"{transaction.BACKUPS}/{old.version}/{path}"))
            yield Change(path, base, None), None
        return
    wanted = release.manifest.files[path]
    untouched_by_us = base == wanted and path.startswith(("lectures/", "exercises/"))
    if found == wanted or (found is not None and untouched_by_us):
        # What we did not change stays as the student has it, outputs and all.
        return
    if there is not None and found != base and is_exercise(path):
        new = _merged(there, new, path, old, report)
        wanted = digest(new)
    if found not in (None, base):
        report.kept.append((path, f"{transaction.BACKUPS}/{old.version}/{path}"))
    yield Change(path, base, wanted), new


def _merged(there: bytes, new: bytes, path: str, old: Manifest, report: Report) -> bytes:
    """The new release of an exercise with the student's answers in it."""
    try:
        theirs = notebook_file.parse(there, path)
    except CourseError as error:
        report.notes.append(f"{error.problem} It is replaced by the new one; yours is kept as it is.")
        return new
    damaged = marks.drop_damaged(theirs)
    ours = notebook_file.parse(new, path)
    marks.require(ours, f"{path} in the release")
    merged = merge(theirs, ours, old.exercises.get(path, ()), old.version)
    nbformat.validate(merged.notebook)
    count = "1 answer" if merged.answers == 1 else f"{merged.answers} answers"
    report.notes.append(f"{path}: {count} carried over.")
    report.notes += [
        f"{path}: nbgrader's marks on {cell} were damaged and are left out. Look whether your text is where it belongs."
        for cell in damaged
    ]
    report.notes += [f"{path}: {note}" for note in merged.notes]
    written: str = nbformat.writes(merged.notebook)
    # Half a character, which JSON can say and UTF-8 cannot, stays as JSON says it.
    return (written.rstrip("\n") + "\n").encode("utf-8", "backslashreplace")


def _check_place(root: Path, path: str) -> None:
    """Refuse before anything moves where a file could not be put."""
    target = root / path
    in_the_way = target if target.is_dir() else None
    folder = target.parent
    while folder != root:
        if folder.exists() and not folder.is_dir():
            in_the_way = folder
        folder = folder.parent
    if in_the_way is not None:
        raise CourseError(
            f"{in_the_way.relative_to(root).as_posix()} is in the way of the release's {path}.",
            "Move it elsewhere and type the same again. Nothing was changed.",
        )


def _show(report: Report, *, dry_run: bool) -> None:
    def say(line: str) -> None:
        console.print(line, soft_wrap=True, markup=False)

    if not report.changes:
        relation = "has this version already" if report.new == report.old else f"is newer: it has {report.old}"
        say(f"The release is version {report.new}; your copy {relation}. Nothing was changed.")
        if report.same_version_differs:
            say("Its files differ, though. Ask your instructor for a release with a version of its own.")
        return
    counts = {"new": 0, "replaced": 0, "removed": 0}
    for change in report.changes[:-1]:
        kind = "removed" if change.new is None else "new" if change.old is None else "replaced"
        counts[kind] += 1
        if dry_run or change.path.startswith(("lectures/", "exercises/")):
            say(f"{kind:9} {change.path}")
    for note in report.notes:
        say(note)
    summary = ", ".join(f"{count} files {kind}" for kind, count in counts.items() if count) or "no file differs"
    _told_where(report.kept)
    if dry_run:
        say(f"From {report.old} to {report.new}: {summary}. This was only a look: nothing was changed.")
        return
    say(f"Updated from {report.old} to {report.new}: {summary}.")
    if report.repeats_setup:
        say("The course's packages changed too: stop JupyterLab and type `make lab` again.")
    else:
        say("If notebooks are open: File > Reload Notebook from Disk, then Kernel > Restart.")


def _told_where(kept: list[tuple[str, str]]) -> None:
    for before, after in kept:
        console.print(f"kept      {before}, as you had it, in {after}", soft_wrap=True, markup=False)

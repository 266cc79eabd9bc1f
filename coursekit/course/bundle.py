"""`coursekit bundle DIR`: the student's copy of the course, as a folder and a zip beside it.

What goes in is an allow-list, `student_files`: a file that nobody thought of stays out. The zip is the same
byte for byte when nothing has changed: sorted entries, one date, one permission. The files of the folder carry
the date of their making, because tools that copy folders by date and size would otherwise miss a correction.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from coursekit.console import console
from coursekit.course import archive, marks, notebook_file, os_error
from coursekit.course.litter import is_litter
from coursekit.course.manifest import NAME, Manifest, ReleasedCell, check_path, digest, is_exercise, records
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course

__all__ = ["bundle", "student_files"]

STEM = "cnn-course"
README = Path("coursekit/course/student_readme.md")

_ROOT = ("Makefile", "course.py", "nbgrader_config.py", "pyproject.toml", "requirements.lock")
_PICTURES = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_RESULTS = (".csv", ".json", ".md", ".npy", ".npz", ".txt", *_PICTURES)
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can name


def student_files(course: Course) -> list[Path]:
    """The files of an author's checkout that students get as they are, relative to its root and sorted.

    `README.md` is not among them: students get `coursekit/course/student_readme.md` in its place.

    Raises:
        CourseError: if one of them is a link, which could bring in anything.
    """
    root = course.root
    found = [root / name for name in _ROOT if (root / name).is_file()]
    found += (path for path in root.glob("LICENSE*") if path.is_file())
    found += (course.lecture(topic) for topic in TOPICS if course.lecture(topic).is_file())
    found += (path for path in _below(root / "lectures") if path.suffix.lower() in _PICTURES)
    for topic in TOPICS:
        found += _below(course.exercise(topic).parent)
    found += _below(root / "coursekit")
    found += (path for path in _below(root / "benchmarks" / "results") if path.suffix.lower() in _RESULTS)
    for path in found:
        if path.is_symlink():
            raise CourseError(f"{path} is a link, and students get files only.", "Put the file itself there.")
    return sorted(path.relative_to(root) for path in found)


def _below(folder: Path) -> Iterator[Path]:
    """The files in `folder` and below that are no litter."""
    for path in folder.rglob("*"):
        if not is_litter(path.relative_to(folder)) and (path.is_file() or path.is_symlink()):
            yield path


def bundle(course: Course, directory: Path) -> Path:
    """Make the student's copy of `course` in `directory`: a folder, and a zip of it beside it.

    Both are named after the version, so that unpacking a new release never lands on a student's answers.
    An earlier bundle of the same version is replaced if nobody has worked in it.

    Args:
        course: an author's checkout, built.
        directory: is made if it is missing.

    Returns:
        the path of the zip.

    Raises:
        CourseError: if the notebooks are not what their texts say, if an answer would leak, or if something
            else is in the way; then nothing is written.
    """
    from coursekit.course import build  # noqa: PLC0415  (its search for leaks asks this module what students get)

    if course.is_student_copy:
        raise CourseError("This is a student's copy already.", "Bundles are made in an author's checkout.")
    if not course.built_topics():
        raise CourseError("There is no topic to bundle yet.", "Write one and run `coursekit build`.")
    build.check(course, course.built_topics())
    contents = _contents(course)
    manifest = Manifest.load(contents[NAME], NAME)
    name = f"{STEM}-{manifest.version}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=directory, ignore_cleanup_errors=True) as scratch:
            _write(Path(scratch), name, contents)
            _make_way(directory / name, directory / f"{name}.zip", manifest)
            _move(Path(scratch), directory, name)
    except OSError as error:
        reason = os_error.reason(error)
        raise CourseError(
            f"The bundle cannot be written to {directory} ({reason}).", "Choose another folder."
        ) from error
    return directory / f"{name}.zip"


def _contents(course: Course) -> dict[str, bytes]:
    """Every file of the student's copy, the manifest last."""
    contents = {check_path(path.as_posix()): (course.root / path).read_bytes() for path in student_files(course)}
    try:
        contents["README.md"] = _readme(course, contents)
        project = tomllib.loads(contents["pyproject.toml"].decode("utf-8"))["project"]
        version = str(Version(project["version"]))
    except (KeyError, OSError, tomllib.TOMLDecodeError, InvalidVersion) as error:
        raise CourseError(
            f"pyproject.toml does not tell name and version of the course ({error}).", "Students' updates need both."
        ) from error
    _check_installable(project, contents)
    exercises = {path: _cells(content, path) for path, content in contents.items() if is_exercise(path)}
    files = {path: digest(content) for path, content in contents.items()}
    return contents | {NAME: Manifest(project["name"], version, files, exercises).dump()}


def _cells(content: bytes, path: str) -> tuple[ReleasedCell, ...]:
    """What is in an exercise, for the manifest."""
    notebook = notebook_file.parse(content, path)
    marks.require(notebook, path)
    return records(notebook)


def _readme(course: Course, contents: Mapping[str, bytes]) -> bytes:
    """The page that JupyterLab opens with: what students have to know, and a link to each notebook."""
    own = course.root / README
    text = (own if own.is_file() else Path(__file__).with_name(README.name)).read_text(encoding="utf-8")
    lessons = []
    for topic in TOPICS:
        lecture, exercise = (
            p.relative_to(course.root).as_posix() for p in (course.lecture(topic), course.exercise(topic))
        )
        title = _title(contents.get(lecture, b"{}")) or topic.name
        links = [f"[{words}]({path})" for words, path in ((title, lecture), ("exercise", exercise)) if path in contents]
        if links:
            lessons.append(f"- {topic.number:02d} {', '.join(links)}")
    return text.replace("<!-- lessons -->", "\n".join(lessons)).encode()


def _title(lecture: bytes) -> str:
    """The lecture's own heading, its first line that begins with one `#`."""
    cells = json.loads(lecture).get("cells", [])
    lines = (line for cell in cells if cell["cell_type"] == "markdown" for line in "".join(cell["source"]).splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


def _check_installable(project: Mapping[str, Any], contents: Mapping[str, bytes]) -> None:
    """Refuse a copy that `make lab` could not open: what its set-up reads must be in it."""
    wanted = ["course.py", "Makefile", "requirements.lock", "nbgrader_config.py", "coursekit/__init__.py", "LICENSE"]
    wanted += [str(project.get("readme", "README.md"))]
    missing = [name for name in wanted if name not in contents]
    patterns = [str(pattern) for pattern in project.get("license-files", [])]
    missing += [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in contents)]
    if missing:
        raise CourseError(
            f"The student's copy would not open: {', '.join(sorted(set(missing)))} would be missing from it.",
            "Put it into the course; licence files must be at its root and named LICENSE…",
        )


def _write(scratch: Path, name: str, contents: Mapping[str, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archived:
        for path, content in sorted(contents.items()):
            target = scratch / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o644)
            entry = zipfile.ZipInfo(f"{name}/{path}", _DATE)
            entry.create_system = 3  # Unix, wherever it is made: the permissions below are meant so
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archived.writestr(entry, content)
    (scratch / f"{name}.zip").write_bytes(packed.getvalue())


def _make_way(folder: Path, packed: Path, manifest: Manifest) -> None:
    """Refuse to replace anything but an earlier bundle in which nobody has worked."""
    for path in (folder, packed):
        if not path.exists():
            continue
        remedy = "Move it away, or choose another folder."
        try:
            earlier = archive.load(path)
        except CourseError as error:
            raise CourseError(f"{path} is in the way, and is no earlier bundle as it was made.", remedy) from error
        if earlier.manifest.course != manifest.course:
            raise CourseError(f"{path} is a bundle of another course.", remedy)
        if path.is_dir():
            extra = [p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
            named = {path / name for name in (*earlier.manifest.files, NAME)}
            worked = sorted(p.relative_to(path).as_posix() for p in extra if p not in named)
            if worked:
                raise CourseError(f"Somebody has worked in {path}: there is {worked[0]}.", remedy)
        if earlier.manifest != manifest:
            console.print(
                f"{path.name} was there with other contents under the same version {manifest.version}. If students "
                "have it already, raise the version in pyproject.toml: `coursekit update` goes by it.",
                soft_wrap=True,
                markup=False,
            )


def _move(scratch: Path, directory: Path, name: str) -> None:
    """Put folder and zip in their places; the old folder comes back if the new one cannot take its place."""
    target, old = directory / name, scratch / "old"
    if target.exists():
        target.rename(old)
    try:
        (scratch / name).rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    (scratch / f"{name}.zip").replace(directory / f"{name}.zip")
    shutil.rmtree(old, ignore_errors=True)

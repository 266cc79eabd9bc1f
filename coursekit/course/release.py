"""What students get of a solution: nbgrader's own GenerateAssignment, run where it can disturb nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from nbformat import NotebookNode

from coursekit.course import notebooks
from coursekit.course.litter import is_litter
from coursekit.errors import CourseError
from coursekit.tree import Course, Topic

__all__ = ["generate", "supplements"]

_SOURCE, _RELEASE = "source", "release"  # as in _generate, whose import costs seconds
_LONGEST = 300


def supplements(folder: Path) -> list[Path]:
    """The files of an assignment's folder other than notebooks, relative to it: nbgrader releases them as they are."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
    return sorted(path for path in found if not is_litter(path))


@contextmanager
def generate(course: Course, solutions: Mapping[Topic, NotebookNode]) -> Iterator[dict[Topic, Path]]:
    """Release solutions into folders that are gone afterwards.

    Args:
        course: the course; its `nbgrader_config.py` says how solutions are replaced.
        solutions: per topic the notebook, executed or not; the files beside its solution are released too.
            One call for several topics is faster: starting nbgrader takes longer than releasing.

    Yields:
        Per topic the folder with `<topic.id>.ipynb` and the other files of the exercise.

    Raises:
        CourseError: if nbgrader refuses, with its reason, or if a released cell is not valid Python.
    """
    with tempfile.TemporaryDirectory(prefix="coursekit-release-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch).resolve()
        for topic, solution in solutions.items():
            source, beside = folder / _SOURCE / topic.id, course.solution(topic).parent
            source.mkdir(parents=True)
            for path in supplements(beside):
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(beside / path, source / path)
            notebooks.write(source / f"{topic.id}.ipynb", notebooks.dumps(solution))
        if solutions:
            _run(course, folder, [topic.id for topic in solutions])
        released = {topic: folder / _RELEASE / topic.id for topic in solutions}
        for topic, there in released.items():
            exercise = notebooks.load(there / f"{topic.id}.ipynb", f"the release of {topic.id}")
            _check_syntax(exercise, topic)
            notebooks.write(there / f"{topic.id}.ipynb", notebooks.dumps(exercise))
        yield released


def _run(course: Course, folder: Path, assignments: list[str]) -> None:
    """Start the converter in a process of its own and explain its failure."""
    environment = os.environ.copy()
    # nbgrader calls `alembic` by name, and Python finds this package, whether or not the environment is activated.
    _prepend(environment, "PATH", Path(sys.executable).parent)
    _prepend(environment, "PYTHONPATH", Path(__file__).parents[2])
    environment["IPYTHONDIR"] = environment["JUPYTER_CONFIG_DIR"] = str(folder / "profile")
    environment["PYTHONIOENCODING"] = "utf-8"
    command = [sys.executable, "-m", "coursekit.course._generate"]
    command += [str(course.root / "nbgrader_config.py"), str(folder), *assignments]
    try:
        done = subprocess.run(  # noqa: S603  (our own module, run by our own Python)
            command, check=False, env=environment, cwd=folder, capture_output=True, encoding="utf-8", timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        problem = f"nbgrader did not release {', '.join(assignments)} within {_LONGEST} s."
        raise CourseError(problem, "Try again on a machine with less to do.") from None
    if done.returncode != 0:
        said = "\n".join(_reasons(done.stderr) or done.stderr.strip().splitlines()[-15:])
        refused = (done.stdout.split() or assignments)[-1]
        problem = f"nbgrader refuses to release solutions/{refused}.py:\n\n{said}\n"
        raise CourseError(problem, "Correct the text or nbgrader_config.py; no exercise was written.")


def _reasons(said: str) -> list[str]:
    """What nbgrader complains about, without the tracebacks around it, each line once."""
    noise = ("Traceback", "The above exception", "During handling", "There was an error processing", "Please see")
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith((" ", *noise))]
    return list(dict.fromkeys(lines))[-15:]


def _prepend(environment: dict[str, str], name: str, folder: Path) -> None:
    others = environment.get(name)
    environment[name] = os.pathsep.join([str(folder), others] if others else [str(folder)])


def _check_syntax(exercise: NotebookNode, topic: Topic) -> None:
    """A stub in the wrong place would greet the student with a SyntaxError: find it here."""
    for cell in exercise.cells:
        if cell.cell_type != "code":
            continue
        try:
            compile(cell.source, cell.id, "exec", dont_inherit=True)
        except SyntaxError as error:
            problem = f"solutions/{topic.id}.py: cell `{cell.id}` is not valid Python once its solution is cut out"
            raise CourseError(
                f"{problem} (line {error.lineno} of the cell: {error.msg}).",
                "Indent ### BEGIN SOLUTION as the first line that it replaces.",
            ) from None

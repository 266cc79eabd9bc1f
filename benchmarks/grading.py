"""Submissions a minute: plain `nbgrader autograde` and `coursekit grade`, on the same submissions, scores compared.

From the root of the course, in its environment, on Linux with a sandbox; nothing else should run:

    python benchmarks/grading.py                    # everything; over an hour of two cores, 45 minutes with:
    python benchmarks/grading.py --stock 60         # plain nbgrader grades 60 of 200 only, the rest is extrapolated
    python benchmarks/grading.py --part soak        # one part: speed or soak
    python benchmarks/grading.py --quick --to DIR   # three submissions that need no Keras: does it still run?

Topic 01 builds Keras models in one of its eleven tasks and imports Keras for all; no cell of topic 02 imports Keras
(which is checked). Submission k takes each task's k-th answer from `tests/answers/`, beside the solution and the
untouched release. Each run is a command in a process of its own, timed from its start to its end, in a fresh course
whose bytecode is compiled; 24 submissions are graded three times in turn with the others, 200 once.

Writes `grading.csv`, a row a run:

- `seconds`; `seconds_for_all` is the same, unless plain nbgrader graded only `graded` of them: then what it had to do
  once (`startup`, worked out from one submission graded alone) and as much for each as for those it graded.
- `per_minute`, and `times_stock`: the median of `seconds_for_all` of plain nbgrader over that of these runs.
- `different`: points of tests that differ from plain nbgrader's, of `compared`. Which ones the JSON file tells.
- `last_third_to_first`: of the outcomes after the first, the time of the last third over that of the first third.
- `most_MB`: the most that all processes of the command had together at a time: proportional set sizes, which count what
  forked processes share once. `most_processes` likewise. (Sampled once a second.)

and `grading_soak.csv`: `coursekit grade` with two workers on 2,000 submissions to an exercise of one small task, by
thirds of the run: the median and the most of memory, of the command's own memory, of processes and of open files, and
the temporary files there at the end of the third. What is left afterwards the JSON file tells.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import psutil
import recording
from nbgrader.api import Gradebook

from coursekit.console import steps
from coursekit.grading.sandbox import detect, require_isolation
from coursekit.tree import Course, Topic, topic

ROOT = Path(__file__).resolve().parents[1]
KERAS, PLAIN = topic("parameters"), topic("receptive_field")
SIZES, ROUNDS = (24, 200), {24: 3}  # times that a size is measured; once if not said
SAMPLE_EVERY = 1.0  # seconds


@dataclass(frozen=True)
class Sample:
    """What a command and all that it started have at a time.

    Attributes:
        seconds: since its start.
        bytes: proportional set sizes together.
        command_bytes: of the command's own process.
        processes: how many there are.
        files: how many they have open.
        temporary: entries of the folders for temporary files and of shared memory.
    """

    seconds: float
    bytes: int
    command_bytes: int
    processes: int
    files: int
    temporary: int


@dataclass
class Ran:
    """A command that has ended."""

    seconds: float
    printed: str
    samples: list[Sample] = field(default_factory=list)


def temporary_files() -> int:
    """Entries of the folders where anybody leaves temporary files."""
    return sum(len(os.listdir(folder)) for folder in {tempfile.gettempdir(), "/dev/shm"})  # noqa: PTH208, S108 - only counted


def sample(process: psutil.Process, start: float) -> Sample:
    """One look at a command; what ends meanwhile counts as not there."""
    sizes, files = [], 0
    for one in [process, *process.children(recursive=True)]:
        try:
            sizes.append(one.memory_full_info().pss)
            files += one.num_fds()
        except psutil.NoSuchProcess:
            continue
    return Sample(time.monotonic() - start, sum(sizes), sizes[0] if sizes else 0, len(sizes), files, temporary_files())


def run(command: list[str], folder: Path, expected: tuple[int, ...] = (0,)) -> Ran:
    """Run a command to its end and watch its memory.

    Raises:
        RuntimeError: if it ends with another code than those expected.
        psutil.AccessDenied: if a process of it cannot be looked at: start the benchmark as root then.
    """
    scripts = sysconfig.get_path("scripts")
    environment = os.environ | {"PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")])}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.monotonic()
    ran = Ran(0.0, "")
    with tempfile.TemporaryFile("w+") as output:
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output) as process:  # noqa: S603 - the course's own commands
            watched = psutil.Process(process.pid)
            ended, problems = threading.Event(), list[BaseException]()

            def watch() -> None:
                try:
                    while not ended.wait(SAMPLE_EVERY):
                        ran.samples.append(sample(watched, start))
                except psutil.NoSuchProcess:
                    return
                except psutil.Error as error:
                    problems.append(error)

            watcher = threading.Thread(target=watch)
            watcher.start()
            try:
                code = process.wait()
                ran.seconds = time.monotonic() - start
            finally:
                ended.set()
                watcher.join()
        output.seek(0)
        ran.printed = output.read()
    if problems:
        raise problems[0]
    if code not in expected:
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{ran.printed[-3000:]}")
    return ran


def answers(which: Topic, task: str) -> list[str]:
    """Texts for a task's solution cell: a file of `tests/answers/`, and the choice of one answer in it."""
    path = ROOT / "tests" / "answers" / which.name / f"{task}.py"
    spec = importlib.util.spec_from_file_location(f"answers_{which.name}_{task}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kinds = ("right_", "wrong_", "refused_")
    names = [name for name, value in vars(module).items() if name.startswith(kinds) and inspect.isfunction(value)]
    text = path.read_text(encoding="utf-8")
    return [f"{text}\n\n{task} = {name}\n" for name in names]


def submissions(which: Topic, count: int) -> dict[str, str]:
    """So many notebooks, by the student's name."""
    course = Course(ROOT)
    release = json.loads(course.exercise(which).read_text(encoding="utf-8"))
    marked = [cell["metadata"].get("nbgrader", {}) for cell in release["cells"] if cell["cell_type"] == "code"]
    known = {mark["grade_id"]: answers(which, mark["grade_id"]) for mark in marked if mark.get("solution")}
    made = {
        "solved": course.solution(which).read_text(encoding="utf-8"),
        "untouched": course.exercise(which).read_text(encoding="utf-8"),
    }
    for k in range(count - len(made)):
        notebook = json.loads(json.dumps(release))
        for cell in notebook["cells"]:
            if (name := cell["metadata"].get("nbgrader", {}).get("grade_id")) in known:
                cell["source"] = known[name][k % len(known[name])]
        made[f"student_{k:04d}"] = json.dumps(notebook)
    return made


@contextmanager
def course_with(which: Topic, notebooks: dict[str, str], texts: tuple[str, str] | None = None) -> Iterator[Course]:
    """A course with one exercise, the project's own or that of `texts` (master and release), and submissions to it."""
    with tempfile.TemporaryDirectory(prefix="grading-benchmark-") as folder:
        course, ours = Course(Path(folder) / "course"), Course(ROOT)
        for path in (course.solution(which), course.exercise(which)):
            path.parent.mkdir(parents=True)
        (course.root / "lectures").mkdir()
        for name in ("course.py", "nbgrader_config.py"):
            shutil.copy(ROOT / name, course.root)
        master, release = texts or (
            ours.solution(which).read_text(encoding="utf-8"),
            ours.exercise(which).read_text(encoding="utf-8"),
        )
        course.solution(which).write_text(master, encoding="utf-8")
        course.exercise(which).write_text(release, encoding="utf-8")
        for student, text in notebooks.items():
            path = course.root / "submitted" / student / which.id / f"{which.id}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        yield course


def stock(course: Course, which: Topic) -> Ran:
    """Plain nbgrader; the exercise is made known to it before, which is not timed."""
    nbgrader = [sys.executable, "-m", "nbgrader"]
    run([*nbgrader, "generate_assignment", which.id, "--force"], course.root)
    return run([*nbgrader, "autograde", which.id], course.root)


def ours(workers: int) -> Callable[[Course, Topic], Ran]:
    """`coursekit grade`, which ends with 1 if somebody should look at something: the points are compared anyway."""

    def grade(course: Course, which: Topic) -> Ran:
        line = [sys.executable, "-m", "coursekit", "grade", which.id, "--workers", str(workers)]
        ran = run(line, course.root, expected=(0, 1))
        if not (course.root / "grades" / f"{which.id}.csv").is_file():
            raise RuntimeError(f"coursekit grade gave up:\n{ran.printed[-3000:]}")
        return ran

    return grade


def points(course: Course, which: Topic, students: list[str]) -> dict[tuple[str, str], float | None]:
    """What the gradebook has for each test of each student; None where it has nothing."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "cnn") as book:
        return {
            (student, grade.name): grade.auto_score
            for student in students
            for grade in book.find_submission_notebook(which.id, which.id, student).grades
        }


def evenness(course: Course, which: Topic) -> float | None:
    """Time of the last third of the outcomes over that of the first, from the times of their files."""
    times = sorted(path.stat().st_mtime for path in (course.root / "grades" / which.id).glob("*.json"))
    third = (len(times) - 1) // 3
    if third < 1 or times[third] == times[0]:
        return None
    return round((times[-1] - times[-1 - third]) / (times[third] - times[0]), 2)


def imports_keras(which: Topic) -> bool:
    """Whether the solution, run from top to bottom, imports Keras."""
    notebook = nbformat.read(Course(ROOT).solution(which), as_version=4)
    cells = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    program = f"{cells}\nimport sys\nprint('\\nKERAS', 'keras' in sys.modules)"
    with tempfile.TemporaryDirectory() as folder:
        return run([sys.executable, "-c", program], Path(folder)).printed.rstrip().endswith("True")


class Speeds:
    """The rows of `grading.csv`, written down after each run.

    Args:
        chosen: the options.
        about: for the JSON file.
    """

    def __init__(self, chosen: Any, about: dict[str, object]) -> None:
        self._chosen, self._about = chosen, about
        self._rows: list[dict[str, object]] = []
        self._different: list[str] = []

    def measure(self, which: Topic, count: int, rounds: int) -> None:
        """Plain nbgrader, then one worker, then two, on the same submissions, in turn."""
        notebooks = submissions(which, count)
        limit = min(count, self._chosen.stock or count)
        some = dict(list(notebooks.items())[:limit])
        alone = None
        if limit < count:
            with course_with(which, dict(list(notebooks.items())[:1])) as course:
                alone = stock(course, which).seconds
        new: list[dict[str, object]] = []
        workers_tried = (2,) if self._chosen.quick else (1, 2)
        with steps(f"{which.id}, {count} submissions", (1 + len(workers_tried)) * rounds) as bar:
            for _ in range(rounds):
                with course_with(which, some) as course:
                    ran = stock(course, which)
                    expected = points(course, which, list(some))
                each = (ran.seconds - alone) / (limit - 1) if alone is not None else 0.0
                for_all = ran.seconds + each * (count - limit)
                new.append(self._row(which, count, "nbgrader autograde", 0, ran, limit, for_all))
                new[-1]["startup"] = None if alone is None else round(alone - each, 1)
                bar.advance("nbgrader autograde")
                for workers in workers_tried:
                    with course_with(which, notebooks) as course:
                        ran = ours(workers)(course, which)
                        found = points(course, which, list(some))
                        row = self._row(which, count, "coursekit grade", workers, ran, count, ran.seconds)
                        row["last_third_to_first"] = evenness(course, which)
                    wrong = [key for key in expected | found if expected.get(key) != found.get(key)]
                    row["compared"], row["different"] = len(expected), len(wrong)
                    self._different += [
                        f"{which.id}, {student}, {test}: {expected.get((student, test))} by nbgrader, "
                        f"{found.get((student, test))} with {workers} workers"
                        for student, test in wrong
                    ]
                    new.append(row)
                    bar.advance(f"coursekit grade, {workers} workers")
                self._write(new)
        self._rows += new

    def _row(
        self, which: Topic, count: int, engine: str, workers: int, ran: Ran, graded: int, for_all: float
    ) -> dict[str, object]:
        return {
            "topic": which.id,
            "keras": which == KERAS,
            "submissions": count,
            "engine": engine,
            "workers": workers or None,
            "graded": graded,
            "seconds": round(ran.seconds, 1),
            "startup": None,
            "seconds_for_all": round(for_all, 1),
            "per_minute": round(60 * count / for_all, 1),
            "times_stock": None,
            "compared": None,
            "different": None,
            "last_third_to_first": None,
            "most_MB": round(max((sample.bytes for sample in ran.samples), default=0) / 1e6),
            "most_processes": max((sample.processes for sample in ran.samples), default=0),
        }

    def _write(self, new: list[dict[str, object]]) -> None:
        """With the medians over the rounds so far."""
        medians = {
            workers: statistics.median(float(str(row["seconds_for_all"])) for row in new if row["workers"] == workers)
            for workers in {row["workers"] for row in new}
        }
        for row in new:
            row["times_stock"] = round(medians[None] / medians[row["workers"]], 2)
        about = {**self._about, "different": sorted(set(self._different))}
        recording.write("grading", [*self._rows, *new], about, self._chosen)


def small_exercise() -> tuple[str, str]:
    """Master and release of an exercise of one task, with a visible and a hidden test."""
    marks: dict[str, object] = {"schema_version": 3, "task": False}
    answer = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    hidden = "### BEGIN HIDDEN TESTS\nassert double(-3) == -6\n### END HIDDEN TESTS"
    cells: list[tuple[str, str, dict[str, object]]] = [
        ("double", answer, {"grade": False, "solution": True, "locked": False}),
        ("double_check", "assert double(2) == 4", {"grade": True, "solution": False, "locked": True, "points": 1}),
        (
            "double_hidden",
            f"# More numbers.\n{hidden}",
            {"grade": True, "solution": False, "locked": True, "points": 2},
        ),
    ]
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for name, source, more in cells:
        cell = nbformat.v4.new_code_cell(source, id=name)
        cell.metadata["nbgrader"] = {"grade_id": name, **marks, **more}
        notebook.cells.append(cell)
    master = nbformat.writes(notebook)
    notebook.cells[0].source = "def double(x):\n    raise NotImplementedError"
    notebook.cells[2].source = "# More numbers."
    return master, nbformat.writes(notebook)


def soak(count: int, chosen: Any, about: dict[str, object]) -> None:
    """Grade many small submissions, and see whether anything grows."""
    master, release = small_exercise()
    notebooks = {}
    for number in range(count):
        notebook = nbformat.reads(release, as_version=4)
        notebook.cells[0].source = f"def double(x):\n    return {'2 * x' if number % 2 else 'x * x'}  # {number}"
        notebooks[f"student_{number:04d}"] = nbformat.writes(notebook)
    before = temporary_files(), len(psutil.pids())
    with course_with(PLAIN, notebooks, (master, release)) as course:
        ran = ours(2)(course, PLAIN)
        given = points(course, PLAIN, list(notebooks))
        even = evenness(course, PLAIN)
    wrong = [
        f"{student}, {test}: {earned}"
        for (student, test), earned in given.items()
        # x * x is 4 for 2, as it should be, and 9 for -3.
        if earned != {"double_check": 1, "double_hidden": 2 * (int(student[-4:]) % 2)}[test]
    ]
    after = temporary_files(), len(psutil.pids())
    rows: list[dict[str, object]] = []
    for third in range(3):
        begin, end = ran.seconds * third / 3, ran.seconds * (third + 1) / 3
        mine = [sample for sample in ran.samples if begin <= sample.seconds < end]
        if not mine:
            raise RuntimeError(f"no sample between {begin:.0f} and {end:.0f} s: grade more submissions")
        row: dict[str, object] = {"third": third + 1, "samples": len(mine)}
        for name, values in (
            ("MB", [sample.bytes / 1e6 for sample in mine]),
            ("command_MB", [sample.command_bytes / 1e6 for sample in mine]),
            ("processes", [sample.processes for sample in mine]),
            ("files", [sample.files for sample in mine]),
        ):
            row[f"median_{name}"], row[f"most_{name}"] = round(statistics.median(values)), round(max(values))
        rows.append({**row, "temporary_files": mine[-1].temporary})
    about = {
        **about,
        "submissions": count,
        "seconds": round(ran.seconds, 1),
        "per_minute": round(60 * count / ran.seconds, 1),
        "last_third_to_first": even,
        "wrong_points": wrong,
        "temporary_files_more_than_before": after[0] - before[0],
        "processes_of_the_machine_more_than_before": after[1] - before[1],
    }
    recording.write("grading_soak", rows, about, chosen, script="grading")


def main(arguments: list[str]) -> None:
    """Measure what was asked for."""
    parser = recording.options(__doc__)
    parser.add_argument(
        "--stock", type=int, default=0, metavar="N", help="let plain nbgrader grade no more than N (>1)"
    )
    parser.add_argument("--part", choices=("speed", "soak"), help="only this part")
    chosen = recording.parsed(parser, arguments)
    if chosen.stock == 1 or chosen.stock < 0:
        parser.error("--stock needs at least two submissions to be extrapolated from")
    # Bytecode of libraries is compiled when they are installed; this is the project's own.
    run([sys.executable, "-m", "compileall", "-q", str(ROOT / "coursekit")], ROOT)
    isolation = detect()
    require_isolation(isolation)
    about: dict[str, object] = {
        "machine": recording.machine(["keras", "tensorflow", "nbgrader", "nbclient", "psutil"]),
        "isolation": str(isolation),
    }
    topics = [PLAIN] if chosen.quick else [PLAIN, KERAS]
    if chosen.quick:
        chosen.stock = 2
    if chosen.part != "soak":
        for which in topics:
            if imports_keras(which) != (which == KERAS):
                raise RuntimeError(f"{which.id} no longer is what it is measured for: see whether it imports Keras")
        speeds = Speeds(chosen, about)
        for count in (3,) if chosen.quick else SIZES:
            for which in topics:
                speeds.measure(which, count, 1 if chosen.quick else ROUNDS.get(count, 1))
    if chosen.part != "speed":
        soak(12 if chosen.quick else 2000, chosen, about)


if __name__ == "__main__":
    main(sys.argv[1:])

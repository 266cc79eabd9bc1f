"""A course for the catalogue, everything in it handed in, and one run of `coursekit grade` over all."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil
import pytest

# The catalogue is a package of data, and its parts name each other.
_place = Path(__file__).with_name("catalogue")
_spec = importlib.util.spec_from_file_location(
    "hostile_catalogue", _place / "__init__.py", submodule_search_locations=[str(_place)]
)
catalogue = importlib.util.module_from_spec(_spec)
sys.modules.setdefault("hostile_catalogue", catalogue)
_spec.loader.exec_module(sys.modules["hostile_catalogue"])

from hostile_catalogue import exercise  # noqa: E402 - made findable above

CELL_SECONDS = 3
WORKERS = 2
NEIGHBOURS = ("a_neighbour", "es_neighbour", "m_neighbour", "v_neighbour", "zz_neighbour")
WRONG = {"m_neighbour": {"square": "def square(x):\n    return 0", "guess": "def guess():\n    return 2.5"}}
PRIVATE = Path("grades")


def secret() -> str:
    """A word that looks like what the submissions search for."""
    return f"k{secrets.token_hex(12)}z"


@dataclass
class Words:
    """What stands for the catalogue's placeholders, and what nobody may find."""

    hidden: str = field(default_factory=secret)
    solution: str = field(default_factory=secret)
    comment: str = field(default_factory=secret)
    environment: str = field(default_factory=secret)
    written: dict[str, str] = field(default_factory=lambda: {name: secret() for name in NEIGHBOURS})
    word: str = field(default_factory=lambda: f"w{secrets.token_hex(12)}")
    seconds: str = field(default_factory=lambda: f"98765.{secrets.randbelow(10**12)}")

    def forbidden(self, student: str) -> dict[str, str]:
        """By what it is, each text that nothing of this student's may hold."""
        others = {f"{name}'s text": text for name, text in self.written.items() if name != student}
        if student != "a_neighbour":  # to whom it was written
            others["the gradebook"] = self.comment
        return {
            "a hidden test": self.hidden,
            "a hidden test's expected value": exercise.EXPECTED_VALUE,
            "a solution": self.solution,
            "the environment": self.environment,
            **others,
        }


@dataclass
class Ran:
    """What is known once everything was graded."""

    small: object
    words: Words
    outside: Path
    results: dict = field(default_factory=dict)
    alone: dict = field(default_factory=dict)
    printed: str = ""
    pages: dict = field(default_factory=dict)
    report: Path | None = None
    before: dict = field(default_factory=dict)
    left: list = field(default_factory=list)
    reached: list = field(default_factory=list)
    exercise = exercise

    def row(self, student: str):
        return self.results[student]

    def points(self, student: str) -> dict[str, float]:
        """By the name of the test, as the gradebook has them."""
        return self._points.get(student, dict.fromkeys(exercise.POINTS, 0.0))

    def outcome(self, student: str) -> dict:
        return outcome(self.small, student)

    def outputs(self, student: str) -> str:
        """What the cells of the notebook that was graded show, as JSON, tests apart: what these show is the judge's,
        and for the instructor. Empty if there is none.
        """
        path = self.autograded(student) / f"{self.small.topic.id}.ipynb"
        if not path.is_file():
            return ""
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        own = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") not in exercise.POINTS]
        return "\n".join(json.dumps(cell["outputs"], ensure_ascii=False) for cell in own if cell.get("outputs"))

    def autograded(self, student: str) -> Path:
        return self.small.course.root / "autograded" / student / self.small.topic.id

    def page(self, student: str) -> str:
        path = self.pages.get(student)
        return path.read_text(encoding="utf-8") if path else ""

    def read_gradebook(self) -> None:
        self._points, self.manual = {}, {}
        with self.small.gradebook() as book:
            for submission in book.find_assignment(self.small.topic.id).submissions:
                grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                self._points[submission.student.id] = {
                    g.name: g.auto_score for g in grades if g.name in exercise.POINTS
                }
                self.manual[submission.student.id] = {g.name: g.manual_score for g in grades}


def outcome(small, student: str) -> dict:
    path = small.course.root / "grades" / small.topic.id / f"{student}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def source_notebook(words: Words):
    """The master."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for kind, name, points, text in exercise.CELLS:
        new = nbformat.v4.new_markdown_cell if kind == "written" else nbformat.v4.new_code_cell
        cell = new(text.replace("@HIDDEN@", words.hidden).replace("@SOLUTION@", words.solution))
        cell.id = name
        solution = kind in ("solution", "written")
        marks = {"grade_id": name, "grade": points is not None, "solution": solution, "locked": not solution}
        cell.metadata["nbgrader"] = {
            "schema_version": 3,
            "task": False,
            **marks,
            **({"points": points} if points else {}),
        }
        notebook.cells.append(cell)
    return notebook


def new_course(template, root: Path, words: Words):
    """A course of the catalogue's exercise, released, nothing handed in."""
    small = type(template)(root)
    settings = root / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace("timeout = 4\n", f"timeout = {CELL_SECONDS}\n"))
    small.write_source(source_notebook(words))
    small._release()
    return small


def hand_in(small, record, places: dict[str, str]) -> None:
    """Hand in what a record says, with what stands for its placeholders."""

    def filled(text: str) -> str:
        for name, value in places.items():
            text = text.replace(name, value)
        return text

    answers = {name: filled(text) for name, text in {**exercise.RIGHT, **record.answers}.items() if text is not None}

    def edit(book, cells):
        for name, source in record.added.items():
            made = nbformat.v4.new_code_cell(filled(source))
            book["cells"].insert(book["cells"].index(cells[name]) + 1, {**made, "id": f"mine-{name}"})
        if record.edit is not None:
            record.edit(book, cells)

    path = small.hand_in(record.name, edit, **answers)
    if record.lay is not None:
        record.lay(path)
    for file in path.parent.glob("*"):
        if file.is_file() and not file.is_symlink() and file.suffix != ".zip" and file.stat().st_size < 2**20:
            content = new = file.read_bytes()
            for name, value in places.items():
                new = new.replace(name.encode(), value.encode())
            if new != content:
                file.write_bytes(new)


def hand_in_neighbours(small, words: Words) -> None:
    for name in NEIGHBOURS:
        why = f"Because {words.written[name]}."
        answers = {**exercise.RIGHT, **WRONG.get(name, {})}
        small.hand_in(name, **answers, why=why)


def state(root: Path) -> dict[str, str]:
    """A hash of every file that grading has to leave as it is."""
    found = {}
    for folder in ("solutions", "exercises", "submitted", "lectures", "nbgrader_config.py", "course.py"):
        for path in [root / folder, *(root / folder).rglob("*")]:
            name = str(path.relative_to(root))
            if path.is_symlink():
                found[name] = f"link to {path.readlink()}"
            elif not path.is_file():
                found[name] = oct(path.stat().st_mode)
            elif path.stat().st_size > 2**30:
                found[name] = f"{path.stat().st_size} bytes"
            else:
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@contextlib.contextmanager
def listening(places: dict[str, str], reached: list):
    """Sockets of the grader's machine that nobody may reach."""
    with contextlib.ExitStack() as closing:
        listeners = []
        for family, address in ((socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, f"\0{places['@SOCKET@']}")):
            made = closing.enter_context(socket.socket(family, socket.SOCK_STREAM))
            made.bind(address)
            made.listen()
            made.setblocking(False)
            listeners.append(made)
        places["@PORT@"] = str(listeners[0].getsockname()[1])
        yield
        for made in listeners:
            with contextlib.suppress(BlockingIOError):
                reached.append(made.accept())


@pytest.fixture(scope="module")
def ran(template, tmp_path_factory, isolated):
    """One run over the neighbours alone, and one over them and everything of the catalogue."""
    records = sys.modules["hostile_catalogue"].RECORDS
    chosen = os.environ.get("HOSTILE_ONLY")  # to look into some: parts of their names, with commas between
    if chosen:
        records = [record for record in records if any(word in record.name for word in chosen.split(","))]
    return run(template, tmp_path_factory, records)


def run(template, tmp_path_factory, records) -> Ran:
    from coursekit import grading
    from coursekit.console import console
    from coursekit.grading.reports import report

    words, place = Words(), tmp_path_factory.mktemp("hostile")
    for folder in ("temporary", "outside"):
        (place / folder).mkdir()
    alone = new_course(template, place / "alone", words)
    hand_in_neighbours(alone, words)
    small = new_course(template, place / "course", words)
    ran = Ran(small, words, place / "outside")
    with (
        pytest.MonkeyPatch.context() as patch,
        subprocess.Popen(["sleep", "100000"]) as bystander,
        contextlib.ExitStack() as closing,
    ):
        closing.callback(bystander.kill)
        patch.setenv("COURSE_TOKEN", words.environment)
        patch.setenv("TMPDIR", str(place / "temporary"))
        patch.setattr(tempfile, "tempdir", None)
        with console.capture():
            grading.grade(alone.course, alone.topic, workers=WORKERS)
        ran.alone = {name: outcome(alone, name) for name in NEIGHBOURS}
        # Before anything of the catalogue is run: it would have the tester's rights without a sandbox.
        assert all(one["isolation"] == "bubblewrap" for one in ran.alone.values()), ran.alone
        places = {
            "@WORD@": words.word,
            "@SECONDS@": words.seconds,
            "@COURSE@": str(small.course.root),
            "@OUTSIDE@": str(ran.outside),
            "@TEMPORARY@": str(place / "temporary"),
            "@SOCKET@": words.word,
            "@PID@": str(bystander.pid),
        }
        closing.enter_context(listening(places, ran.reached))
        small.hand_in("a_neighbour", **exercise.RIGHT, why="An earlier attempt.")
        for record in records:
            if record.before:
                small.hand_in(record.name, **exercise.RIGHT)
        with console.capture():
            grading.grade(small.course, small.topic, workers=WORKERS)
        with small.gradebook() as book:
            comment = book.find_comment("why", small.topic.id, small.topic.id, "a_neighbour")
            comment.manual_comment = words.comment
            grade = book.find_grade("why", small.topic.id, small.topic.id, "a_neighbour")
            grade.manual_score, grade.needs_manual_grade = 2.5, False
            book.db.commit()
        hand_in_neighbours(small, words)
        for record in records:
            hand_in(small, record, dict(places))
        ran.before = state(small.course.root)
        children = set(psutil.Process().children(recursive=True))
        with console.capture() as capture:
            rows = grading.grade(small.course, small.topic, workers=WORKERS)
        ran.results = {row.student: row for row in rows}
        with console.capture() as more:
            pages = grading.feedback(small.course, small.topic)
            report(small.course, small.topic, html=place / "report.html", csv=place / "report.csv")
        ran.pages = {name: page for name, page in pages.items() if page is not None}
        ran.report = place / "report.html"
        ran.printed = capture.get() + more.get()
        ran.left = [str(p) for p in set(psutil.Process().children(recursive=True)) - children]
        ran.left += [str(p) for p in psutil.process_iter(["cmdline"]) if words.seconds in (p.info["cmdline"] or ())]
        ran.left += [str(path) for path in (place / "temporary").iterdir()]
        ran.bystander = bystander.poll()
    ran.read_gradebook()
    return ran

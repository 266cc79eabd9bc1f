"""`coursekit grade`: each kind of submission gets its points and its status, and none disturbs another."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from coursekit import grading
from coursekit.errors import CourseError
from coursekit.grading import Status
from coursekit.grading.forkserver.order import Confinement
from coursekit.grading.sandbox import Isolation, Rung
from coursekit.grading.worker import Worker

pytestmark = [pytest.mark.nbgrader, pytest.mark.usefixtures("isolation")]

STUBBORN = """\
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
"""

# student: what is special about the submission, points of 8, status, what the reason says
EXPECTED = {
    "ann_full": (5, Status.MANUAL, "looked at in the formgrader: why"),
    "bob_partial": (3, Status.GRADED, ""),
    "cem_untouched": (0, Status.GRADED, ""),
    "dan_crashing": (3, Status.KERNEL_DIED, "with code 3 in cell square"),
    "eve_endless": (3, Status.TIMED_OUT, "cell square was stopped"),
    "fay_stubborn": (3, Status.TIMED_OUT, "cell square was stopped"),
    "gus_cut": (5, Status.GRADED, "the course's were put back: double_hidden"),
    "hal_twice": (5, Status.GRADED, "cell double_check is there 2 times"),
    "ida_json": (0, Status.BROKEN, "damaged at line 1"),
    "jon_empty": (0, Status.BROKEN, "empty"),
    "kim_binary": (0, Status.BROKEN, "UTF-8"),
    "leo_schema": (5, Status.GRADED, ""),
    "lou_lecture": (0, Status.BROKEN, "none of the exercise's cells"),
    "mia_foreign": (0, Status.GRADED, "marks were lost or renamed: square_check"),
    "ned_unmarked": (5, Status.GRADED, "marks were lost or renamed: imports, double,"),
    "oli_nested": (0, Status.BROKEN, "damaged"),
    "pam_format": (0, Status.BROKEN, "no cells"),
    "quy_list": (0, Status.BROKEN, "no notebook"),
    "ron_cells": (5, Status.GRADED, "whose text is no text"),
    "sue_named": (0, Status.NO_NOTEBOOK, "there is mine.ipynb; rename it to 01_parameters.ipynb"),
    "tom_alias": (0, Status.NO_NOTEBOOK, "called parameters; rename it"),
    "uma_none": (0, Status.NO_NOTEBOOK, "no 01_parameters.ipynb"),
    "val_link": (0, Status.NO_NOTEBOOK, "link"),
    "wes_date": (0, Status.BROKEN, "timestamp.txt"),
    "xia_points": (5, Status.GRADED, "the course's hold: square_check"),
    "yan_full": (5, Status.GRADED, ""),
}


def hand_in_everything(small) -> None:
    right, double = small.RIGHT, small.RIGHT["double"]
    small.hand_in("ann_full", **right, why="Because it is so.")
    small.hand_in("bob_partial", double=double, square="def square(x):\n    return x + x")
    small.hand_in("cem_untouched")
    small.hand_in("dan_crashing", double=double, square="import os\nos._exit(3)")
    small.hand_in("eve_endless", double=double, square="while True:\n    pass")
    small.hand_in("fay_stubborn", double=double, square=STUBBORN)
    small.hand_in("gus_cut", edit=lambda book, cells: book["cells"].remove(cells["double_hidden"]), **right)
    small.hand_in("hal_twice", edit=lambda book, cells: book["cells"].append(cells["double_check"]), **right)
    small.hand_in("ida_json").write_text("{'cells': ")
    small.hand_in("jon_empty").write_text(" \n")
    small.hand_in("kim_binary").write_bytes(b"\xff\xfe\x00\x80")
    small.hand_in("leo_schema", edit=lambda _, cells: marks(cells["square_check"]).update(schema_version=9), **right)
    small.hand_in("mia_foreign", edit=lambda _, cells: marks(cells["square_check"]).update(grade_id="stranger"))
    small.hand_in("lou_lecture", edit=lambda book, _: [(c["metadata"].clear(), c.pop("id")) for c in book["cells"]])
    small.hand_in("ned_unmarked", edit=lambda book, _: [c["metadata"].clear() for c in book["cells"]], **right)
    small.hand_in("oli_nested").write_text("[" * 100_000)
    small.hand_in("pam_format", edit=lambda book, _: book.update(nbformat=3))
    small.hand_in("quy_list").write_text("[1, 2]")
    small.hand_in("ron_cells", edit=lambda book, _: book["cells"].insert(0, {"cell_type": "code"}), **right)
    path = small.hand_in("sue_named", **right)
    path.rename(path.with_name("mine.ipynb"))
    folder = small.hand_in("tom_alias", **right).parent
    folder.rename(folder.with_name("parameters"))
    small.hand_in("uma_none").unlink()
    path = small.hand_in("val_link")
    path.unlink()
    try:
        path.symlink_to(small.course.solution(small.topic))
    except OSError:  # Windows gives this right to administrators only
        shutil.rmtree(path.parent.parent)
    path = small.hand_in("wes_date", **right)
    (path.parent / "timestamp.txt").write_text("last Tuesday")
    small.hand_in("xia_points", edit=lambda _, cells: marks(cells["square_check"]).update(points="many"), **right)
    small.hand_in("yan_full", **right)
    # Not submissions of this exercise:
    (small.course.root / "submitted" / "zoe_other" / "02_receptive_field").mkdir(parents=True)
    (small.course.root / "submitted" / ".hidden" / small.topic.id).mkdir(parents=True)
    (small.course.root / "submitted" / "README.txt").write_text("a file")


def marks(cell):
    return cell["metadata"]["nbgrader"]


@pytest.fixture(scope="module")
def graded(new_course):
    """One run over every kind of submission; what it returned and printed, and what it may not change."""
    from coursekit.console import console

    small = new_course()
    hand_in_everything(small)
    before = {path: path.read_bytes() for path in small.course.root.glob("[ens][xbo]*/**/*") if path.is_file()}
    here, environment = Path.cwd(), dict(os.environ)
    with console.capture() as capture:
        small.results = grading.grade(small.course, small.topic)
    small.printed = capture.get()
    assert (Path.cwd(), dict(os.environ)) == (here, environment)
    assert {path: path.read_bytes() for path in before} == before
    return small


@pytest.mark.parametrize("student", EXPECTED)
def test_points_status_and_reason(graded, student):
    points, status, reason = EXPECTED[student]
    rows = {row.student: row for row in graded.results}
    if student not in rows:
        assert student == "val_link"
        pytest.skip("links need a right that this user has not")
    row = rows[student]
    assert (row.status, row.points, row.max_points) == (status, points, 8), row.reason
    assert reason in row.reason
    assert bool(row.reason) == bool(reason)


def test_nobody_else_is_in_the_table(graded):
    assert {row.student for row in graded.results} - set(EXPECTED) == set()
    assert [row.student for row in graded.results] == sorted(row.student for row in graded.results)


def test_csv_says_what_was_returned(graded):
    with (graded.course.root / "grades" / "01_parameters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["student", "points", "max_points", "late_penalty", "status", "reason"]
    found = [(r["student"], float(r["points"]), float(r["max_points"]), r["status"], r["reason"]) for r in rows]
    assert found == [(r.student, r.points, r.max_points, r.status, r.reason) for r in graded.results]
    made = sorted(path.name for path in (graded.course.root / "grades").iterdir())
    assert made == [".lock", ".secret", "01_parameters", "01_parameters.csv", "01_parameters.grade.log"]


def test_terminal_shows_warning_rows_and_files(graded):
    text = " ".join(graded.printed.split())
    assert "Students' code runs in: bubblewrap." in text
    assert f"{sum(status is Status.GRADED for _, status, _ in EXPECTED.values())} graded" in text
    assert "1 needs manual grading" in text
    assert "grades/01_parameters.csv" in text
    assert "ann_full" in text
    assert "Traceback" not in text
    assert "[INFO]" not in text


def test_gradebook_agrees_with_the_table(graded):
    with graded.gradebook() as book:
        for row in graded.results:
            assert book.find_submission("01_parameters", row.student).score == row.points


def test_what_was_run_lies_in_autograded(graded):
    ran = {path.parent.parent.name for path in (graded.course.root / "autograded").glob("*/*/*.ipynb")}
    assert ran == {row.student for row in graded.results if row.status.ran}


def test_a_second_run_changes_nothing(small_course):
    small_course.hand_in("ann", **small_course.RIGHT)
    small_course.hand_in("bob").write_text("")
    first = grading.grade(small_course.course, small_course.topic)
    assert grading.grade(small_course.course, small_course.topic) == first


def test_points_of_an_earlier_attempt_do_not_survive(small_course):
    second = ("crashing", "damaged", "gone", "kept", "without_tests")
    paths = {name: small_course.hand_in(name, **small_course.RIGHT, why="Because.") for name in second}
    assert [row.points for row in grading.grade(small_course.course, small_course.topic)] == [5] * len(second)

    def cut(book, cells):
        for name in ("double_check", "double_hidden", "square_check"):
            book["cells"].remove(cells[name])

    small_course.hand_in("crashing", double="import os\nos._exit(1)")
    paths["damaged"].write_text("{")
    paths["gone"].unlink()
    small_course.hand_in("without_tests", edit=cut, **small_course.RIGHT)
    rows = {row.student: row for row in grading.grade(small_course.course, small_course.topic)}
    assert (rows["kept"].points, rows.pop("kept").status) == (5, Status.MANUAL)
    without = rows.pop("without_tests")  # the course's own tests are run, whatever a notebook lacks
    assert (without.points, without.status) == (5, Status.GRADED)
    assert {row.points for row in rows.values()} == {0}
    assert [rows[name].status for name in rows] == [
        Status.KERNEL_DIED,
        Status.BROKEN,
        Status.NO_NOTEBOOK,
    ]
    with small_course.gradebook() as book:
        for name in rows:
            submission = book.find_submission("01_parameters", name)
            assert (submission.score, submission.needs_manual_grade) == (0, False)
    for row in rows.values():
        assert (small_course.course.root / "autograded" / row.student / "01_parameters").is_dir() == row.status.ran


def test_what_a_person_gave_is_kept(small_course):
    path = small_course.hand_in("ann", **small_course.RIGHT, why="Because.")
    grading.grade(small_course.course, small_course.topic)
    with small_course.gradebook() as book:
        grade = book.find_grade("why", "01_parameters", "01_parameters", "ann")
        grade.manual_score, grade.needs_manual_grade, grade.extra_credit = 2, False, 0.5
        book.find_comment("why", "01_parameters", "01_parameters", "ann").manual_comment = "Well put."
        book.db.commit()

    again = path.read_text().replace("x ** 2", "x * x")
    for text, points, asked in ((path.read_text(), 7.5, False), (again, 7.5, True), ("", 2.5, True)):
        path.write_text(text)
        (row,) = grading.grade(small_course.course, small_course.topic)
        assert row.points == points
        # What has not changed need not be looked at again.
        assert ("formgrader: why" in row.reason) is asked
        with small_course.gradebook() as book:
            grade = book.find_grade("why", "01_parameters", "01_parameters", "ann")
            assert (grade.manual_score, grade.extra_credit) == (2, 0.5)
            comment = book.find_comment("why", "01_parameters", "01_parameters", "ann")
            assert comment.manual_comment == "Well put."


def test_lateness_is_told_and_the_date_of_an_earlier_attempt_forgotten(small_course):
    notebook = small_course.hand_in("ann")
    path = notebook.with_name("timestamp.txt")
    path.write_text("2026-03-02 15:00:00 UTC")
    notebook.unlink()  # nothing is to be run: this is about dates
    grading.grade(small_course.course, small_course.topic)
    with small_course.gradebook() as book:
        book.update_or_create_assignment("01_parameters", duedate="2026-03-02 12:00:00")
    assert grading.grade(small_course.course, small_course.topic)[0].reason.endswith("in the folder; late by 3 h")
    path.unlink()
    assert grading.grade(small_course.course, small_course.topic)[0].reason.endswith("in the folder")


def test_what_nobody_foresaw_becomes_a_status(small_course, monkeypatch):
    from coursekit.grading import run

    small_course.hand_in("ann", **small_course.RIGHT)
    small_course.hand_in("bob", **small_course.RIGHT)
    graded = run.Processes.outcomes

    def outcomes(self, jobs):
        for outcome in graded(self, jobs):
            yield replace(outcome, verdicts=()) if outcome.student == "ann" else outcome

    monkeypatch.setattr(run.Processes, "outcomes", outcomes)
    rows = grading.grade(small_course.course, small_course.topic)
    assert [(row.status, row.points) for row in rows] == [(Status.ERROR, 0), (Status.GRADED, 5)]
    assert rows[0].reason.startswith("ValueError: ")
    assert rows[0].reason.endswith("see grades/01_parameters.grade.log")
    assert "Traceback" in (small_course.course.root / "grades" / "01_parameters.grade.log").read_text()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that only one program would get")
def test_interrupt_keeps_what_was_finished(small_course):
    small_course.hand_in("ann", **small_course.RIGHT)
    small_course.hand_in("bob", double="import time\ntime.sleep(60)")
    small_course.hand_in("cem", **small_course.RIGHT)
    config = small_course.course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout = 4\n", "timeout = 60\n"))
    program = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from coursekit import grading
from coursekit.tree import Course, topic
if __name__ == "__main__":
    try:
        grading.grade(Course(Path(sys.argv[1])), topic("01"), workers=1)
    except KeyboardInterrupt:
        sys.exit(130)
"""
    command = [sys.executable, "-u", "-c", program, str(small_course.course.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        printed = ""
        while "1/3" not in printed:  # then the second one is under way
            line = process.stdout.readline()
            assert line, f"it ended before: {printed}"
            printed += line
        process.send_signal(signal.SIGINT)
        printed += process.communicate(timeout=60)[0]
    assert process.returncode == 130, printed
    assert "Traceback" not in printed
    table = (small_course.course.root / "grades" / "01_parameters.csv").read_text().splitlines()
    assert table[1] == "ann,5,8,0,graded,"
    assert table[2].startswith("bob,0,8,0,not reached,the run was interrupted")
    assert table[3].startswith("cem,0,8,0,not reached,")


def test_nothing_handed_in(small_course):
    with pytest.raises(CourseError, match=r"nothing to grade.*STUDENT/01_parameters") as error:
        grading.grade(small_course.course, small_course.topic)
    assert "submitted/STUDENT/01_parameters/01_parameters.ipynb" in error.value.remedy
    assert not (small_course.course.root / "gradebook.db").exists()


def test_students_copy_and_unbuilt_course_are_told_apart(small_course):
    small_course.hand_in("ann")
    shutil.rmtree(small_course.course.root / "solutions")
    with pytest.raises(CourseError, match="coursekit build parameters"):
        grading.grade(small_course.course, small_course.topic)
    small_course.course.manifest.write_text("{}")
    with pytest.raises(CourseError, match="student's copy"):
        grading.grade(small_course.course, small_course.topic)


def test_no_place_to_write(small_course):
    small_course.hand_in("ann")
    (small_course.course.root / "grades").write_text("in the way")
    with pytest.raises(CourseError, match=r"grades/.lock cannot be opened: File exists"):
        grading.grade(small_course.course, small_course.topic)


def test_missing_alembic_and_broken_settings_are_explained(small_course, monkeypatch):
    from coursekit.grading import setting

    small_course.hand_in("ann")
    monkeypatch.setattr(setting.shutil, "which", lambda _: None)
    with pytest.raises(CourseError, match="alembic"):
        grading.grade(small_course.course, small_course.topic)
    monkeypatch.undo()
    (small_course.course.root / "nbgrader_config.py").write_text("c = get_config()\nc.Foo = 1 / 0\n")
    with pytest.raises(CourseError, match=r"nbgrader_config.py in .* has an error \(ZeroDivisionError"):
        grading.grade(small_course.course, small_course.topic)


def test_an_exercise_that_gained_a_cell_after_grading_is_explained(small_course):
    small_course.hand_in("ann", **small_course.RIGHT)
    grading.grade(small_course.course, small_course.topic)
    source = nbformat.read(small_course.course.solution(small_course.topic), as_version=4)
    extra = json.loads(json.dumps(source.cells[3]))
    extra["id"] = extra["metadata"]["nbgrader"]["grade_id"] = "late_idea"
    source.cells.append(nbformat.from_dict(extra))
    small_course.write_source(source)
    with pytest.raises(CourseError, match=r"gained or lost cells.*\n.*nbgrader db assignment remove"):
        grading.grade(small_course.course, small_course.topic)


def test_importing_the_room_is_light():
    program = "import sys, coursekit.grading; print([m for m in ('nbgrader', 'nbformat', 'keras') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_nbgrader_changes_is_put_back_even_after_an_error(small_course, monkeypatch):
    from coursekit.grading.setting import surroundings

    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    before = (Path.cwd(), dict(os.environ), list(sys.path))
    with (
        pytest.raises(ZeroDivisionError),
        surroundings(small_course.course, small_course.topic, "try") as setting,
    ):
        assert shutil.which("alembic")
        os.chdir(small_course.course.root)
        os.environ["NBGRADER_EXECUTION"] = "autograde"
        sys.path.insert(0, "elsewhere")
        warnings.warn("a warning of a library", ResourceWarning, stacklevel=1)
        raise ZeroDivisionError
    assert (Path.cwd(), dict(os.environ), list(sys.path)) == before
    assert "ResourceWarning: a warning of a library" in setting.log_file.read_text(encoding="utf-8")


class Inline:
    """A pool in this process."""

    def __init__(self, setup, *_):
        self.setup = setup

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def outcomes(self, jobs):
        with Worker(self.setup) as worker:
            yield from map(worker.grade, jobs)


def test_without_a_sandbox_it_refuses_unless_asked_for_by_name(small_course, monkeypatch):
    from coursekit.grading import run

    small_course.hand_in("ann", **small_course.RIGHT)
    reason = "bubblewrap is not installed"
    none = Isolation(Rung.PROCESS, ((Rung.BUBBLEWRAP, reason), (Rung.CONTAINER, "this is not a container")))
    monkeypatch.setattr(run, "detect", lambda _: none)
    with pytest.raises(CourseError, match=reason) as caught:
        grading.grade(small_course.course, small_course.topic)
    assert "--unsafe-no-sandbox" in caught.value.remedy
    assert not (small_course.course.root / "gradebook.db").exists()
    # As the user that runs the tests, who need not be one that other users can be made of.
    monkeypatch.setattr("coursekit.grading.forkserver.client._confinement", lambda *_: Confinement(namespaces=False))
    monkeypatch.setattr(run, "_pool", Inline)
    (row,) = grading.grade(small_course.course, small_course.topic, unsafe=True)
    assert (row.points, row.status, row.reason) == (5, Status.GRADED, "graded without isolation")

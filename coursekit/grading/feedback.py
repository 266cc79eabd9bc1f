"""`coursekit feedback`: a page for each graded student, which no hidden test can be read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.utils import rmtree
from rich.table import Table
from rich.text import Text

from coursekit.console import console, steps
from coursekit.course.markers import holds_marker
from coursekit.errors import CourseError
from coursekit.files import write_atomically
from coursekit.grading import submission
from coursekit.grading.outcome import Outcome, TestStatus, Verdict
from coursekit.grading.rebuilding import Role, role
from coursekit.grading.recording import load
from coursekit.grading.reports.rendering import cells_as_html, code_as_html, code_styles, number, template
from coursekit.grading.reports.scores import Scores, read_scores
from coursekit.grading.reports.tasks import Graded, Task, tasks
from coursekit.grading.results import Status, in_words, one_line
from coursekit.grading.sanitising import make_inert
from coursekit.grading.setting import Setting, surroundings
from coursekit.tree import Course, Topic

__all__ = ["feedback"]

_SIGNS = {TestStatus.PASSED: ("good", "✓"), TestStatus.PARTIAL: ("part", "◐")}
_TROUBLE = {
    Status.TIMED_OUT: "Your notebook took longer than it may, so not everything could be checked.",
    Status.OUT_OF_MEMORY: "Your notebook needed more memory than it may, so not everything could be checked.",
    Status.KERNEL_DIED: "Python ended while your notebook was run, so not everything could be checked.",
    Status.CELLS_MISSING: "Some answer cells are missing from your notebook.",
    Status.ERROR: "One of our checks went wrong. That is not your fault, and you lose nothing by it.",
}


def feedback(course: Course, topic: Topic) -> dict[str, Path | None]:
    """Write `feedback/STUDENT/TOPIC/TOPIC.html` for each student whose notebook was graded.

    A page holds the points, the student's own answers with their outputs, each test with what it checks and what it
    said, and the comments of graders. Of a hidden test it holds the name, the points and whether it was passed. What a
    cell printed after a hidden test had run is left out: code that keeps its arguments could print that test's inputs.
    A page needs no network and has no script. One of an earlier attempt is removed where the present one gets none.

    Args:
        course: the instructor's checkout.
        topic: whose exercise.

    Returns:
        for each student the page, or None if there is none.

    Raises:
        CourseError: if nobody's exercise has been graded, or the gradebook does not answer.
    """
    with surroundings(course, topic, "feedback") as setting:
        graded = _graded(setting)
        if not graded:
            raise CourseError(f"No {topic.id} has been graded yet.", f"Grade first: coursekit grade {topic.name}")
        names = sorted({*graded, *submission.students(setting)})
        outcomes, scores = load(setting), read_scores(setting, names)
        exercise = _Exercise.read(setting)
        pages: dict[str, Path | None] = {}
        rows: list[tuple[str, str]] = []
        try:
            with steps(f"Feedback on {topic.id}", len(names)) as progress:
                for name in names:
                    if name in graded and name in scores:
                        pages[name], what = _write(setting, exercise, name, outcomes.get(name), scores[name])
                    else:
                        pages[name] = None
                        what = f"none, because it was not graded; {setting.shown(setting.csv_file)} says why"
                    if pages[name] is None and setting.folder("feedback", name).exists():
                        rmtree(str(setting.folder("feedback", name)))
                    rows.append((name, what))
                    progress.advance(one_line(name, 40))
        finally:
            table = Table("student", "feedback", title=topic.id)
            for name, what in rows:
                table.add_row(Text(one_line(name)), Text(what, overflow="fold"))
            console.print(table)
    return pages


def _graded(setting: Setting) -> set[str]:
    folder = setting.course.root / str(setting.directory.autograded_directory)
    if not folder.is_dir():
        return set()
    return {path.name for path in folder.iterdir() if setting.notebook("autograded", path.name).is_file()}


def _write(
    setting: Setting, exercise: _Exercise, student: str, outcome: Outcome | None, scores: Scores
) -> tuple[Path | None, str]:
    page = setting.notebook("feedback", student).with_suffix(".html")
    try:
        notebook = nbformat.read(setting.notebook("autograded", student), as_version=4)
        text = exercise.page(notebook, outcome, scores)
        page.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(page, text)
    except Exception as error:  # one student's trouble must not cost the others their feedback
        setting.log.exception("feedback for %s", student)
        return None, f"failed ({in_words(error)}); see {setting.shown(setting.log_file)}"
    return page, setting.shown(page)


@dataclass(frozen=True)
class _Exercise:
    """What the course knows of the exercise.

    Args:
        title: its heading.
        tasks: from the master.
        released: text of each test cell, by its name, as students have it.
        hidden: names of the tests of which students do not have everything.
    """

    title: str
    tasks: Sequence[Task]
    released: dict[str, str]
    hidden: frozenset[str]

    @classmethod
    def read(cls, setting: Setting) -> _Exercise:
        """Read master and release.

        Raises:
            CourseError: if one of them is not there or is damaged.
        """
        course, topic = setting.course, setting.topic
        books = []
        for path in (course.solution(topic), course.exercise(topic)):
            try:
                books.append(nbformat.read(path, as_version=4))
            except (OSError, ValueError) as error:
                raise CourseError(
                    f"{setting.shown(path)} cannot be read ({in_words(error)}).",
                    f"Build it: coursekit build {topic.name}",
                ) from error
        master, release = books
        tests = [cell for cell in master.cells if role(cell) is Role.TEST]
        return cls(
            title=next((line[2:] for line in release.cells[0].source.split("\n") if line.startswith("# ")), topic.id),
            tasks=tasks(master.cells),
            released={
                cell.metadata.nbgrader.grade_id: cell.source for cell in release.cells if role(cell) is Role.TEST
            },
            hidden=frozenset(
                cell.metadata.nbgrader.grade_id for cell in tests if any(map(holds_marker, cell.source.split("\n")))
            ),
        )

    def page(self, notebook: NotebookNode, outcome: Outcome | None, scores: Scores) -> str:
        """One student's page.

        Args:
            notebook: from `autograded/`; also one that plain nbgrader wrote.
            outcome: what grading came to; None if plain nbgrader has graded.
            scores: from the gradebook.
        """
        make_inert(notebook)
        left_out = self._take_late_outputs(notebook)
        answers = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if role(c) is Role.SOLUTION}
        verdicts = {verdict.name: verdict for verdict in (outcome.verdicts if outcome else ())}
        light, dark = code_styles()
        titles = {cell.name: task.title for task in self.tasks for cell in task.graded}
        return str(
            template("feedback.html.j2").render(
                exercise=self.title,
                points=scores.points,
                max_points=scores.max_points,
                greeting=_greeting(scores),
                late_penalty=scores.late_penalty,
                waiting=list(dict.fromkeys(titles.get(name, name) for name in sorted(scores.waiting))),
                left_out=left_out,
                trouble=_TROUBLE.get(outcome.status, "") if outcome else "",
                tasks=[self._task(task, answers, verdicts, scores) for task in self.tasks],
                added=cells_as_html(cell for cell in notebook.cells if role(cell) is Role.ADDED),
                light=light,
                dark=dark,
            )
        )

    def _take_late_outputs(self, notebook: NotebookNode) -> bool:
        """Remove outputs of cells that ran after a hidden test; returns whether there were some."""
        left_out = hidden = False
        for cell in notebook.cells:
            if role(cell) is Role.TEST:
                hidden = hidden or cell.metadata.nbgrader.grade_id in self.hidden
            elif hidden and cell.cell_type == "code" and cell.outputs:
                cell.outputs, left_out = [], True
        return left_out

    def _task(
        self, task: Task, answers: dict[str, NotebookNode], verdicts: dict[str, Verdict], scores: Scores
    ) -> dict[str, Any]:
        tests = [self._test(cell, verdicts.get(cell.name), scores) for cell in task.graded if not cell.by_hand]
        return {
            "title": task.title,
            "points": sum(scores.cells.get(cell.name, 0.0) for cell in task.graded),
            "max_points": task.max_points,
            "answer": cells_as_html(answers[name] for name in task.answers if name in answers),
            "tests": tests,
            "comments": [scores.comments[name] for name in task.answers if name in scores.comments],
        }

    def _test(self, cell: Graded, verdict: Verdict | None, scores: Scores) -> dict[str, Any]:
        """What a student is told about a test. Of a hidden one nothing that its text, inputs or outputs stand in."""
        points = scores.cells.get(cell.name, 0.0)
        hidden = cell.name in self.hidden or (verdict is not None and verdict.hidden)
        if verdict is not None:
            what, (tone, sign) = verdict.status.value, _SIGNS.get(verdict.status, ("bad", "✗"))
        else:
            status = TestStatus.PASSED if points >= cell.max_points else TestStatus.FAILED
            what, (tone, sign) = f"{number(points)} points", _SIGNS.get(status, ("bad", "✗"))
        return {
            "name": cell.name,
            "what": what,
            "tone": tone,
            "sign": sign,
            "hidden": hidden,
            "points": points,
            "max_points": cell.max_points,
            "message": verdict.message if verdict is not None and not hidden else "",
            "checked": Markup() if hidden else code_as_html(self.released.get(cell.name, "")),
        }


def _greeting(scores: Scores) -> str:
    share = sum(scores.cells.values()) / scores.max_points if scores.max_points else 1.0
    if share >= 1:
        return "Everything is right. Well done!"
    if share >= 0.7:
        return "Well done. What is still missing stands below."
    if share >= 0.3:
        return "A good part is there. Read on for what to try next."
    return "A start. Read on, try again, and ask where you are stuck."

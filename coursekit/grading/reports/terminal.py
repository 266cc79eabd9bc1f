"""The report on the terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from coursekit.console import console
from coursekit.grading.report import STYLES, number
from coursekit.grading.reports.classroom import Classroom
from coursekit.grading.results import one_line

__all__ = ["show"]


def show(classroom: Classroom) -> None:
    """Print a table of students and one of tasks."""
    # A dozen columns of points have to fit beside the names.
    students = Table(title=classroom.title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    students.add_column("student", overflow="fold")
    for place, _ in enumerate(classroom.items, start=1):
        students.add_column(str(place), justify="right", no_wrap=True)
    students.add_column("total", justify="right", no_wrap=True)
    students.add_column("late", justify="right", no_wrap=True)
    students.add_column("status", overflow="fold")
    for row in classroom.rows:
        students.add_row(
            Text(one_line(row.student)),
            *map(number, row.points),
            number(row.total),
            f"-{number(row.late_penalty)}" if row.late_penalty else "",
            Text(row.status, style=STYLES.get(row.status, "yellow")),
        )
    students.add_row("of", *(number(item.task.max_points) for item in classroom.items), number(classroom.max_points))
    console.print(students)
    tasks = Table(title=f"Tasks, by {len(classroom.ran)} submissions that were run")
    for name in ("", "task"):
        tasks.add_column(name, overflow="fold")
    for name in ("mean share", "discrimination"):
        tasks.add_column(name, justify="right", no_wrap=True)
    for place, item in enumerate(classroom.items, start=1):
        share = "-" if item.difficulty is None else f"{item.difficulty:.0%}"
        tells = "-" if item.discrimination is None else f"{item.discrimination:.2f}"
        tasks.add_row(str(place), Text(one_line(item.task.title, 80)), share, tells)
    console.print(tasks)
    open_to_all = [row.student for row in classroom.rows if not row.isolated]
    if open_to_all:
        console.print(f"Not isolated: the code of {one_line(', '.join(open_to_all), 300)}.", style="bold red")

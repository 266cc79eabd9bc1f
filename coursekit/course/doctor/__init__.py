"""`coursekit doctor`: what is fine, and what to type where something is not. Needs no network."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rich.table import Table
from rich.text import Text

from coursekit.console import console, steps
from coursekit.course.doctor import install, machine
from coursekit.course.doctor.row import SETUP, Row, State
from coursekit.tree import Course

__all__ = ["Row", "State", "diagnose", "needed_missing", "show"]

_STYLES = {State.OK: "green", State.WARN: "yellow", State.MISSING: "red"}


def diagnose(course: Course | None) -> list[Row]:
    """Look at everything.

    Args:
        course: the course; None where the command was typed outside of one, which is a row of its own then.

    Returns:
        a row for each thing looked at, in an order in which they are best put right.
    """
    looks: dict[str, Callable[[], Row]] = {"Python": machine.python}
    if course is None:
        looks["Course"] = _no_course
    else:
        looks["Writing"] = partial(machine.writing, course)
        looks["Disk"] = partial(machine.disk, course)
        looks["Packages"] = partial(install.packages, course)
        looks["coursekit"] = partial(install.project, course)
    looks |= {"Kernel": install.kernel, "nbgrader": install.extensions, "Bytecode": install.bytecode}
    looks |= {"News": install.news, "GPU": machine.gpu}
    if course is None or not course.is_student_copy:
        looks["Sandbox"] = partial(machine.sandbox, course)
    rows = []
    with steps("Looking", len(looks)) as progress:
        for what, look in looks.items():
            try:
                rows.append(look())
            except ImportError as error:  # the row that would tell so may be the one that cannot be made
                rows.append(Row(what, State.MISSING, f"the package {error.name} is missing", SETUP))
            progress.advance(what)
    return rows


def _no_course() -> Row:
    return Row(
        "Course", State.MISSING, "not in this folder", "Change to the folder with course.py in it and ask again."
    )


def needed_missing(rows: list[Row]) -> bool:
    """Whether something is missing that the course needs; a warning is not."""
    return any(row.state is State.MISSING for row in rows)


def show(rows: list[Row]) -> None:
    """Print the table, and below it, whole, what to type."""
    table = Table()
    for column in ("what", "state", "found"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(row.what, Text(row.state, style=_STYLES[row.state]), Text(row.found))
    console.print(table)
    for row in rows:
        if row.remedy:
            # Whole lines, so that they can be copied: a table would break them.
            console.print(Text.assemble((f"{row.what}: ", _STYLES[row.state]), row.remedy), soft_wrap=True)
    if not any(row.remedy for row in rows):
        console.print("All is well.", style="green")

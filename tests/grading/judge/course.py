"""The cells of the course's exercises, as the master has them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from coursekit.course import markers
from coursekit.course.text import read
from coursekit.grading.judge.names import defined_names, needed

ROOT = Path(__file__).resolve().parents[3]


@cache
def cells(topic):
    text = read(ROOT / "solutions" / f"{topic.id}.py", ROOT, graded=True)
    return [cell for cell in text.cells if cell.kind == "code"]


def of_role(topic, role):
    return [cell for cell in cells(topic) if cell.role == role]


def _needed(topic, sources):
    locked = of_role(topic, "locked")
    return [locked[place] for place in needed([cell.source for cell in locked], sources)]


def stub(cell):
    """A solution cell as nbgrader releases it."""
    lines = list(cell.lines)
    for region in reversed(markers.regions(lines, markers.SOLUTION)):
        indent = lines[region.begin][: -len(lines[region.begin].lstrip())]
        lines[region.begin : region.end + 1] = [f"{indent}raise NotImplementedError"]
    return "\n".join(lines)


def notebook(topic, answers):
    """What the student's process runs: the locked cells that the answers need, and the answers, one by one."""
    setup = [cell.source for cell in _needed(topic, answers)]
    return [*setup, *answers]


def judged(judge, topic, seconds=120):
    """The verdicts on all tests of a topic, its cells taken in their order."""
    setup = {cell.name for cell in _needed(topic, [cell.source for cell in of_role(topic, "test")])}
    verdicts = []
    for cell in cells(topic):
        if cell.role == "solution":
            judge.student_defines(defined_names(cell.source))
        elif cell.role == "test":
            hidden = "BEGIN HIDDEN TESTS" in cell.source
            verdicts.append(judge.test(cell.name, cell.source, cell.points, hidden=hidden, seconds=seconds))
        elif cell.name in setup:
            judge.setup(cell.source, cell.name)
    return verdicts

"""Rebuilding hundreds of notebooks that were damaged at random, and the course's own exercises."""

from __future__ import annotations

import json
import random
from copy import deepcopy

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from coursekit.course.markers import HIDDEN_TESTS, regions
from coursekit.grading.rebuilding import Exercise, Role, for_student, rebuild, role
from coursekit.grading.results import CannotGradeError, Status
from coursekit.tree import TOPICS

JUNK = [
    None, True, 0, -1, 1e308, float("nan"), float("inf"), 2**70, "", "x", "\0", "\ud800", "double", "<script>", [], {},
    [None], [[[]]], {"": {}}, {"nbgrader": None}, {"nbgrader": {"grade_id": "double", "solution": True}}, "code", "raw",
    {"cell_type": "code", "source": ["a", 1]}, {"image/png": "AAAA"}, {"a": {"image/png": 1}}, "x" * 5000,
]  # fmt: skip


@pytest.fixture(scope="module")
def notebooks(template):
    paths = template.course.solution(template.topic), template.course.exercise(template.topic)
    return tuple(nbformat.read(path, 4) for path in paths)


def nodes(tree):
    """All containers of a JSON tree that hold something."""
    found, left = [], [tree]
    while left:
        node = left.pop()
        if node and isinstance(node, dict | list):
            found.append(node)
            left.extend(node.values() if isinstance(node, dict) else node)
    return found


def damage(tree, dice):
    """Change one place: put junk there, delete it, or put a copy of another part of the notebook there."""
    node = dice.choice(nodes(tree))
    key = dice.choice(list(node) if isinstance(node, dict) else range(len(node)))
    match dice.randrange(4):
        case 0:
            node[key] = deepcopy(dice.choice(JUNK))
        case 1:
            del node[key]
        case 2:
            node[key] = deepcopy(dice.choice(nodes(tree)))
        case 3 if isinstance(node, list):
            node.insert(dice.randrange(len(node)), deepcopy(dice.choice([node[key], *JUNK])))
        case _:
            node[dice.choice(["source", "metadata", "id", "attachments"]) if isinstance(node, dict) else key] = (
                deepcopy(dice.choice(JUNK))
            )


def damage_bytes(content, dice):
    start, end = sorted(dice.randrange(len(content)) for _ in range(2))
    return dice.choice(
        [
            content[:start],
            content[end:],
            content[:start] + dice.randbytes(3) + content[start:],
            content[:start] + content[end:],
        ]
    )


@pytest.mark.parametrize("seed", range(8))
def test_damaged_notebook_is_rebuilt_or_refused(notebooks, seed):
    dice = random.Random(seed)  # noqa: S311  # no secret; the same on every run
    master, release = notebooks
    exercise = Exercise(master, release)
    hidden = [
        line
        for c in master.cells
        for r in regions(c.source.split("\n"), HIDDEN_TESTS)
        for line in r.body(c.source.split("\n"))
    ]
    assert hidden
    rebuilt_count, refused = 0, []
    for _ in range(60):
        tree = json.loads(nbformat.writes(release))
        tree["cells"][2]["source"] = "def double(x):\n    return x + x"
        for _ in range(dice.randrange(1, 12)):
            if nodes(tree):
                damage(tree, dice)
        content = json.dumps(tree).encode()
        if dice.random() < 0.1:
            content = damage_bytes(content, dice)
        try:
            rebuilt = rebuild(exercise, content)
        except CannotGradeError as error:
            refused.append(error)
            continue
        rebuilt_count += 1
        nbformat.validate(rebuilt.notebook)
        MetadataValidator().validate_nb(rebuilt.notebook)
        own = [cell for cell in rebuilt.notebook.cells if role(cell) is not Role.ADDED]
        assert [c.id for c in own] == [c.id for c in master.cells]
        for cell, given in zip(own, master.cells, strict=True):
            assert cell.cell_type == given.cell_type
            assert role(cell) is Role.SOLUTION or cell.source == given.source
        assert nbformat.writes(rebuilt.notebook).encode()
        assert all(note.isprintable() for note in rebuilt.notes)
        assert not any(line in cell.source for cell in for_student(rebuilt) for line in hidden)
    assert rebuilt_count > 20
    assert all(error.status is Status.BROKEN and error.reason.isprintable() for error in refused)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_exercise_of_the_course_can_be_rebuilt(root, topic):
    from coursekit.tree import Course

    course = Course(root)
    if not course.solution(topic).is_file():
        pytest.skip("not built here")
    master, release = nbformat.read(course.solution(topic), 4), nbformat.read(course.exercise(topic), 4)
    exercise = Exercise(master, release)

    untouched = rebuild(exercise, course.exercise(topic).read_bytes())
    assert untouched.notes == ()
    assert not any(answer.attempted for answer in untouched.answers)
    assert len(untouched.notebook.cells) == len(master.cells)
    assert not any(
        role(cell) is Role.TEST for cell in master.cells if cell.id in {c.id for c in for_student(untouched)}
    )

    solved = rebuild(exercise, course.solution(topic).read_bytes())
    assert all(answer.attempted for answer in solved.answers)
    assert [cell.source for cell in solved.notebook.cells] == [cell.source for cell in master.cells]
    MetadataValidator().validate_nb(solved.notebook)

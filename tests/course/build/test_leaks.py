"""What counts as a leak: how much a line says, and which runs of lines are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from coursekit.course.leaks import hidden_tests, solution_blocks
from coursekit.course.secret import ENOUGH_IN_RELEASE, Page, Secret, weight
from coursekit.tree import TOPICS, Course

FIRST = TOPICS[0]
SOUND = Course(Path(__file__).parents[1] / "fixtures" / "sound")


@pytest.mark.parametrize(
    "line",
    ["return total", "total = 0", "for i in range(len(rows)):", "import numpy as np", "else:", "x = x + 1", "", ")"],
)
def test_common_lines_say_too_little(line: str) -> None:
    assert weight(line) < ENOUGH_IN_RELEASE


@pytest.mark.parametrize(
    "line",
    [
        "return (kernel * kernel * channels + 1) * filters",
        "rows = (size - kernel) // stride + 1",
        "assert conv(3, 17, 11) == 1694",
        "gradient = np.where(x > 0, upstream, 0) * mask[:, None] + decay",
    ],
)
def test_telling_lines_say_enough(line: str) -> None:
    assert weight(line) >= ENOUGH_IN_RELEASE


def test_short_lines_add_up_only_when_they_stand_together() -> None:
    lines = ("total = 0", "for k in kernels:", "total += k", "return total / n")
    secret = Secret("solution", "mean", "here", lines)
    found = secret.found_in(Page(["def f():", *(f"        {line}" for line in lines), "", "x = 1"]))
    assert found is not None
    assert (found.line, found.lines) == (2, lines)
    apart = [other for line in lines for other in (line, "print('between')")]
    assert secret.found_in(Page(apart)) is None
    assert secret.found_in(Page([lines[0], "", lines[1], "", *lines[2:]])) is not None, "blank lines do not hide it"


def test_lines_that_the_exercise_shows_say_nothing() -> None:
    line = "return (kernel * kernel * channels + 1) * filters"
    assert Secret("solution", "a", "here", (line,)).found_in(Page([line])) is not None
    assert Secret("solution", "a", "here", (line,), frozenset({line})).found_in(Page([line])) is None


def test_the_run_that_says_most_is_told() -> None:
    lines = ("a1 = b1 * c1 + d1 - e1", "a2 = b2 * c2 + d2 - e2")
    found = Secret("solution", "a", "here", lines).found_in(Page([lines[0], "other", *lines]))
    assert found is not None
    assert (found.line, found.lines) == (3, lines)


@pytest.mark.parametrize(
    "line",
    [
        "total=(weights+1)*filters",
        "    total = (weights + 1) * filters",
        "# total = (weights + 1) * filters",
        "total = (weights + 1) * filters  # and the bias",
        "Try `total = (weights + 1) * filters` and see.",
    ],
)
def test_another_layout_does_not_hide_a_line(line: str) -> None:
    secret = Secret("solution", "a", "here", ("        total = (weights + 1) * filters",))
    assert secret.found_in(Page([line])) is not None
    assert secret.found_in(Page(["subtotal = (weights + 1) * filters", "total = (weights + 1) * filters2"])) is None


def test_what_is_secret_in_a_topic() -> None:
    solutions = {secret.name: secret for secret in solution_blocks(SOUND, FIRST)}
    assert {name: secret.kind for name, secret in solutions.items()} == {
        "conv": "solution",
        "why": "model answer",
        "count_lines": "solution",
    }
    source = SOUND.solution_text(FIRST).read_text(encoding="utf-8").splitlines()
    for secret in [*solutions.values(), *hidden_tests(SOUND, FIRST)]:
        line = int(secret.where.rsplit(" ", 1)[1])
        assert source[line - 1].removeprefix("# ") == secret.lines[0] or source[line - 1] == secret.lines[0]
    assert [secret.name for secret in hidden_tests(SOUND, FIRST)] == ["conv_hidden"]


def test_a_topic_without_a_text_has_no_secret() -> None:
    assert solution_blocks(SOUND, TOPICS[7]) == hidden_tests(SOUND, TOPICS[7]) == []

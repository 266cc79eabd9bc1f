"""Lecture 01 keeps to the shape of a lesson: short, ordered, with a prediction before each reveal."""

from __future__ import annotations

import ast
import itertools
import re

import jupytext
import pytest


@pytest.fixture(scope="module")
def cells(root):
    return jupytext.read(root / "lectures" / "01_parameters.py", fmt="py:percent").cells


def markdown(cells):
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


def test_length(cells):
    assert 25 <= len(cells) <= 45
    words = sum(len(re.findall(r"\w[\w,.'’-]*", source)) for source in markdown(cells))
    assert 1200 <= words <= 2500, words
    lines = sorted(len(cell.source.splitlines()) for cell in code(cells))
    assert lines[-1] <= 25
    assert lines[len(lines) // 2] <= 8


def test_headings_are_one_h1_and_then_no_level_left_out(cells):
    levels = [len(mark) for source in markdown(cells) for mark in re.findall(r"^(#+) ", source, re.M)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_every_section_asks_before_it_shows(cells):
    text = "\n".join(markdown(cells))
    sections = re.split(r"^#{2,3} ", text, flags=re.M)[1:]
    for section in sections[:-2]:  # the quiz is nothing but questions, the summary has the answers
        assert "**Predict.**" in section or "**A question to answer with it:**" in section, section[:60]


def test_every_picture_has_alt_text_and_every_show_is_left_out_of_the_comparison(cells):
    for cell in code(cells):
        calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
        shows = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "show"]
        for call in shows:
            (alt,) = [ast.literal_eval(keyword.value) for keyword in call.keywords if keyword.arg == "alt"]
            assert len(alt.split()) > 8, alt
            assert "nbval-ignore-output" in cell.metadata["tags"]


def test_what_is_not_compared_is_a_picture_a_quiz_or_followed_by_an_assertion(cells):
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        if "nbval-ignore-output" not in cell.metadata.get("tags", []) or "show(" in cell.source:
            continue
        assert "device.start()" in cell.source or "assert " in following.source, cell.source


def test_formulas_are_not_broken(cells):
    for source in markdown(cells):
        assert source.count("$") % 2 == 0, source
        assert not re.search(r"\\\(|\\\[", source), "use $...$: it renders everywhere"

"""Every lecture keeps to the shape of a lesson: short, ordered, with a prediction before each reveal."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import itertools
import re
from pathlib import Path

import jupytext
import pytest

LECTURES = sorted((Path(__file__).resolve().parent.parent / "lectures").glob("[0-9][0-9]_*.py"))


@pytest.fixture(scope="module", params=LECTURES, ids=lambda path: path.stem)
def lecture(request):
    return request.param


@pytest.fixture(scope="module")
def cells(lecture):
    return jupytext.read(lecture, fmt="py:percent").cells


@pytest.fixture(scope="module")
def described(lecture):
    """The topic's figure functions: these bring their own words, made with the picture."""
    topic = f"coursekit.{lecture.stem.partition('_')[2]}"
    names = {"figure"}  # a widget's own static picture
    for room in ("figures", "charts"):
        if importlib.util.find_spec(f"{topic}.{room}"):
            module = importlib.import_module(f"{topic}.{room}")
            names |= {f"{room}.{name}" for name in module.__all__}
    return names - {"figures.pixels"}  # which shows any images, and cannot know what is on them


def markdown(cells):
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


def test_length(cells):
    assert 25 <= len(cells) <= 45
    words = sum(len(re.findall(r"\w[\w,.'’-]*", source)) for source in markdown(cells))
    assert 1200 <= words <= 2700, words
    lines = sorted(len(cell.source.splitlines()) for cell in code(cells))
    assert lines[-1] <= 25
    assert lines[len(lines) // 2] <= 8


def test_code_fits_into_a_cell_on_a_laptop(cells):
    # JupyterLab wraps no code: what is longer is out of sight.
    assert [line for cell in code(cells) for line in cell.source.splitlines() if len(line) > 100] == []


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


def test_every_picture_has_alt_text_and_every_show_is_left_out_of_the_comparison(cells, described):
    for cell in code(cells):
        calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
        shows = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "show"]
        for call in shows:
            drawn = ast.unparse(call.args[0].func)
            alts = [ast.literal_eval(keyword.value) for keyword in call.keywords if keyword.arg == "alt"]
            brings_its_own = drawn in described or drawn.rpartition(".")[2] in described
            assert brings_its_own is not bool(alts), drawn
            assert all(len(alt.split()) > 8 for alt in alts), alts
            assert "nbval-ignore-output" in cell.metadata["tags"]


def test_a_cell_does_not_say_what_it_is_about_to_show(cells):
    for before, cell in itertools.pairwise(cells):
        asks = before.cell_type == "markdown" and "**Predict.**" in before.source
        if not (asks and cell.cell_type == "code"):
            continue
        for check in (node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Assert)):
            told = [node.value for node in ast.walk(check.test) if isinstance(node, ast.Constant)]
            # Small numbers are sizes, axes and steps.
            assert not [value for value in told if isinstance(value, bool | float)], ast.unparse(check)
            assert not [value for value in told if isinstance(value, int) and abs(value) > 9], ast.unparse(check)


def test_guesses_are_named_and_not_the_people_who_make_them(cells):
    for source in markdown(cells):
        assert not re.search(r"\b(Many|[Mm]ost people|people really|usual|common guess)\b", source), source


def test_what_is_not_compared_is_a_picture_a_quiz_or_followed_by_an_assertion(cells):
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        if "nbval-ignore-output" not in cell.metadata.get("tags", []) or "show(" in cell.source:
            continue
        assert "device.start()" in cell.source or "assert " in following.source, cell.source


def test_formulas_are_not_broken(cells):
    for source in markdown(cells):
        assert source.count("$") % 2 == 0, source
        assert not re.search(r"\\\(|\\\[", source), "use $...$: it renders everywhere"

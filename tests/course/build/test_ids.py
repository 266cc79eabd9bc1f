"""Cell ids: valid, unique, and as stable as an author would hope."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.course.ids import assign, headings, slug

VALID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # as the notebook format says

MARKDOWN = st.text("# ab1\n$-_ä`", max_size=40)
PLAIN = st.tuples(st.sampled_from(["code", "markdown"]), MARKDOWN, st.just(""))


@given(st.lists(PLAIN), st.lists(st.text("ab1-_", min_size=1, max_size=64), unique=True))
def test_ids_are_valid_and_unique(plain: list[tuple[str, str, str]], names: list[str]) -> None:
    graded = [("code", "x", name) for name in names]
    mixed = [cell for pair in zip(plain, graded, strict=False) for cell in pair] + plain[len(graded) :]
    mixed += graded[len(plain) :]
    ids = assign(mixed)
    assert len(set(ids)) == len(ids) == len(plain) + len(graded)
    assert all(VALID.fullmatch(cell_id) for cell_id in ids)
    assert [cell_id for cell_id, cell in zip(ids, mixed, strict=True) if cell[2]] == [c[2] for c in mixed if c[2]]
    assert ids == assign(mixed)


@given(st.lists(PLAIN, max_size=8), st.integers(0, 8), st.lists(PLAIN, max_size=4))
def test_an_insertion_renames_nothing_in_other_sections(
    cells: list[tuple[str, str, str]], place: int, below: list[tuple[str, str, str]]
) -> None:
    """A cell without a heading is put somewhere: the section after the next heading keeps its ids."""
    place = min(place, len(cells))
    end = ("markdown", "## An unmistakable end", "")
    before = assign([*cells, end, *below])
    after = assign([*cells[:place], ("code", "new = 1", ""), *cells[place:], end, *below])
    assert before[len(cells) :] == after[len(cells) + 1 :]
    assert before[:place] == after[:place]


def test_what_ids_look_like() -> None:
    cells = [
        ("code", "x = 1", ""),
        ("markdown", "# Counting parameters, by hand!\ntext", ""),
        ("code", "# not a heading", ""),
        ("code", "y", "conv"),
        ("markdown", "text", ""),
        ("markdown", "## Summary", ""),
        ("code", "x", ""),
        ("markdown", "## Summary", ""),
        ("code", "x", ""),
    ]
    assert assign(cells) == [
        "start_1",
        "counting-parameters-by-hand",
        "counting-parameters-by-hand_1",
        "conv",
        "counting-parameters-by-hand_2",
        "summary",
        "summary_1",
        "summary--2",
        "summary--2_1",
    ]


def test_a_grade_id_has_precedence() -> None:
    assert assign([("markdown", "# Conv", ""), ("code", "x", ""), ("code", "x", "conv_1"), ("code", "x", "conv")]) == [
        "conv--2",
        "conv_1--2",
        "conv_1",
        "conv",
    ]
    assert assign([("code", "x", "conv"), ("markdown", "# Conv", ""), ("markdown", "# Conv", "")]) == [
        "conv",
        "conv--2",
        "conv--2--2",
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Größe: 5×5 → 3", "grosse-5x5-3"),
        ("$\\int$", "int"),
        ("???", "section"),
        ("word " * 30, "word-word-word-word-word-word-word-word"),
    ],
)
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_headings_leave_out_fences_and_closing_hashes() -> None:
    markdown = "# One #\n```python\n# no heading\n```\n#hashtag\n### Two\n    # code"
    assert headings(markdown) == ["One", "Two"]

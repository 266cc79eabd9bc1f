"""A student's text and outputs: what is harmless stays to the letter, the rest is cut or shown as typed."""

from __future__ import annotations

import base64
import io
import json
from copy import deepcopy

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.ansi import strip_ansi
from nbformat import v4
from nbgrader.utils import compute_checksum
from PIL import Image

from coursekit.grading.rebuilding import Exercise, rebuild
from coursekit.grading.rebuilding.roles import ADDED
from coursekit.grading.sanitising import DisplayLimits, make_inert
from coursekit.grading.sanitising.markup import clean_html, is_harmless, is_harmless_markdown
from coursekit.grading.sanitising.text import plain

HARMLESS_TEXTS = {
    "comparison": "It holds if a < b && b > c, or 1 <2, R&D, &amp; &lt;.",
    "code": "Use `List<int>` and `\\def`:\n\n```python\nif a < b:\n    print('<b>&amp;')\n```\n\n    <i>indented</i>",
    "unknown language": "```c++\nstd::vector<int> v;\n```",
    "formatting": "# One *two*\n\n- a\n  1. b\n- [x] done\n- [ ] open\n\n> quoted\n\n---\n\n~~no~~ **yes** _so_",
    "table": "| a | b |\n|:--|--:|\n| 1 | x&y |",
    "mathematics": "$a<b$, $$\\frac{1}{2} \\le \\sum_{i=1}^n x_i$$ and \\begin{equation}x\\end{equation}",
    "links": "<https://keras.io>, https://keras.io, [docs](https://keras.io/api/?a=1&b=2 'title'), [up](#one)",
    "html": 'H<sub>2</sub>O<br/>\n\n<details>\n<summary>A</summary>\n\n*B*\n\n</details>\n<b style="color: red">x</b>',
    "german": "Größe „so“ – 5 × 5 …\ttab",
    "dollars": "5 $ and 6 $ are 11 $",
}


def added(source, kind="markdown", **more):
    make = {"markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}[kind]
    return make(source, metadata=nbformat.from_dict(ADDED), **more)


def notebook(*cells):
    made = v4.new_notebook()
    made.cells = list(cells)
    return made


def inert(*outputs, **limits):
    """The outputs of one cell, as they are kept, and the notes; the notebook is valid and stays the same."""
    cell = v4.new_code_cell("1")
    cell.outputs = list(outputs)
    book = notebook(cell)
    notes = make_inert(book, DisplayLimits(**limits))
    nbformat.validate(book)
    json.dumps(book)
    again = deepcopy(book)
    make_inert(again, DisplayLimits(**limits))
    assert again == book or notes
    return book.cells[0].outputs, notes


def picture(width, height, kind="PNG"):
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("name", HARMLESS_TEXTS)
def test_harmless_text_stays_to_the_letter(name):
    book = notebook(added(HARMLESS_TEXTS[name]))
    assert make_inert(book) == ()
    assert book.cells[0].source == HARMLESS_TEXTS[name]


@pytest.mark.parametrize(
    "source",
    [
        "Look: <script>1</script> ``` and ~~~ and ````",
        "<!-- gone",
        "```\n</b>\n```\n<script>1</script>",
        "List<int> without backticks",
        "![](https://elsewhere.test/x.png)",
        "\\rule{1em}{2em} in $\\rule{1em}{2em}$",
        "# statusmessage",
        "# why\n\nsaid <i>so",
        "[x](/formgrader)",
        "[x](attachment:x.png)",
        '<span class="score">x</span>',
        "bell\x07",
    ],
)
def test_other_text_is_shown_as_typed(source):
    book = notebook(added(source))
    (note,) = make_inert(book)
    assert note.startswith("text that could do harm")
    shown = book.cells[0].source
    assert source.replace("\x07", "") in shown
    assert shown.startswith("*Shown as it was typed")
    assert make_inert(book) == ()
    assert book.cells[0].source == shown


def test_text_of_the_course_and_code_are_left_alone():
    given_cell = v4.new_markdown_cell("<iframe src='https://keras.io'></iframe>")
    code = v4.new_code_cell("x = '<script>'", metadata=nbformat.from_dict(ADDED))
    book = notebook(given_cell, code)
    assert make_inert(book) == ()
    assert [cell.source for cell in book.cells] == [given_cell.source, code.source]


def test_heading_cannot_take_the_place_of_a_score(small_course):
    small = small_course
    books = [nbformat.read(path(small.topic), 4) for path in (small.course.solution, small.course.exercise)]
    path = small.hand_in("ann", why="# double_check\n\nbecause")
    rebuilt = rebuild(Exercise(*books), path.read_bytes())
    why = next(cell for cell in rebuilt.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "why")
    make_inert(rebuilt.notebook)
    assert why.source.startswith("*Shown as it was typed")
    assert compute_checksum(why) != why.metadata.nbgrader.checksum  # so it still waits for a person


def test_untouched_answer_keeps_its_checksum(small_course):
    small = small_course
    books = [nbformat.read(path(small.topic), 4) for path in (small.course.solution, small.course.exercise)]
    rebuilt = rebuild(Exercise(*books), small.hand_in("ann").read_bytes())
    assert make_inert(rebuilt.notebook) == ()
    why = next(cell for cell in rebuilt.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "why")
    assert compute_checksum(why) == why.metadata.nbgrader.checksum


def test_attached_picture_stays():
    cell = added("![drawing](attachment:a.png)", attachments={"a.png": {"image/png": picture(2, 2)}})
    book = notebook(cell)
    assert make_inert(book) == ()
    assert book.cells[0].source == "![drawing](attachment:a.png)"


def test_raw_cell_becomes_text():
    book = notebook(added("<b>a</b> < b", "raw"))
    make_inert(book)
    nbformat.validate(book)
    assert book.cells[0].cell_type == "markdown"
    assert "```text\n<b>a</b> < b\n```" in book.cells[0].source


def test_long_text_is_shown_as_typed_and_cut():
    book = notebook(added("word " * 100_000))
    assert make_inert(book) == ()
    assert "because it is very long" in book.cells[0].source
    assert "characters are not shown" in book.cells[0].source
    assert len(book.cells[0].source) < 60_000


def test_printed_text_stays_and_terminals_are_told_nothing():
    text = "a < b & <script>\n\x1b[1;31mred\x1b[0m\tx\r\nβ\x1b]0;title\x07\x1b[2J\x1b[10A\x1b[6nend\x9b5n\x08"
    ((output,), notes) = inert(v4.new_output("stream", text=text))
    assert output.text == "a < b & <script>\n\x1b[1;31mred\x1b[0m\tx\r\nβend5n"
    assert notes == ()


@given(
    st.text(st.characters(codec="utf-16", categories=("L", "N", "P", "S", "Z"), include_characters="\n\t<&>\x1b[];m0"))
)
def test_plain_takes_nothing_away_from_text_without_escapes(text):
    assert "\x1b" not in strip_ansi(plain(text))
    if "\x1b" not in text:
        assert plain(text) == text


@given(st.text(st.sampled_from("<>/=\"' aabpivscriptonhrefclass&;:\n\t-!?#%"), max_size=80))
def test_what_bleach_makes_is_harmless_or_dropped(markup):
    cleaned = clean_html(markup)
    assert cleaned is None or is_harmless(cleaned)
    assert clean_html(f"<p>{markup}</p><script>1</script>") is None or "<script" not in clean_html(f"<p>{markup}</p>")


def test_table_of_pandas_stays_a_table():
    frame = pd.DataFrame({"a": [1, 2], "b": ["<x>", "&"]})
    bundle = {"text/html": frame._repr_html_(), "text/plain": repr(frame)}
    ((output,), notes) = inert(v4.new_output("execute_result", data=bundle, execution_count=3))
    assert output.data["text/plain"] == repr(frame)
    cells = BeautifulSoup(output.data["text/html"], "html.parser").find_all("td")
    assert [cell.get_text() for cell in cells] == ["1", "<x>", "2", "&"]
    assert "<style" not in output.data["text/html"]
    assert "vertical-align" not in output.data["text/html"]
    assert (output.execution_count, notes) == (3, ())


@pytest.mark.parametrize(("kind", "name"), [("image/png", "PNG"), ("image/jpeg", "JPEG")])
def test_picture_stays_with_its_size_and_description(kind, name):
    data = {kind: picture(20, 10, name), "text/plain": "<Figure>"}
    told = {kind: {"width": 200, "height": 1e9, "alt": 'A "line"', "onload": "x"}, "isolated": True}
    ((output,), _) = inert(v4.new_output("display_data", data=data, metadata=told))
    assert output.data == data
    assert output.metadata == {kind: {"width": 200, "alt": 'A "line"'}}


@pytest.mark.parametrize("data", ["x", '"><script>', 5, {"a": 1}, ["a", 1], "A" * 20_000_000, picture(5000, 5000)])
def test_no_picture_too_large_or_something_else(data):
    ((output,), _) = inert({"output_type": "display_data", "data": {"image/png": data}, "metadata": {}})
    assert output.data == {"text/plain": "[An output is not shown: image/png]"}


def test_pictures_beyond_the_limit_are_left_out():
    outputs = [v4.new_output("display_data", data={"image/png": picture(1, 1), "text/plain": "p"}) for _ in range(5)]
    kept, _ = inert(*outputs, pictures=3)
    assert ["image/png" in output.data for output in kept] == [True, True, True, False, False]


@pytest.mark.parametrize(
    "kind", ["application/javascript", "image/svg+xml", "application/json", "text/vnd.mermaid", "x"]
)
def test_other_kinds_are_named_and_dropped(kind):
    ((output,), _) = inert({"output_type": "display_data", "data": {kind: "alert(1)"}, "metadata": {}})
    assert output.data == {"text/plain": f"[An output is not shown: {kind}]"}


def test_nonsense_becomes_valid():
    nonsense = [
        5,
        {"output_type": "stream", "name": "<b>", "text": ["a", "b\ud800"]},
        {"output_type": "error", "ename": "<i>" * 999, "evalue": None, "traceback": ["x", 5]},
        {"output_type": "execute_result", "data": [], "metadata": 7, "execution_count": "<script>"},
        {"output_type": "new_kind", "data": {"text/plain": 3}, "extra": "<b>"},
        {"output_type": "display_data", "data": {"text/html": {"a": "b"}, "text/markdown": "$\\rule{9em}{9em}$"}},
    ]
    kept, _ = inert(*nonsense)
    assert [output.output_type for output in kept] == [
        *("stream", "error", "execute_result", "display_data", "display_data")
    ]
    assert (kept[0].name, kept[0].text) == ("stdout", "ab\ufffd")
    assert kept[1].traceback == ["x", ""]
    assert kept[2].execution_count is None
    assert kept[4].data == {"text/plain": "[An output is not shown: text/html, text/markdown]"}


def test_counts_and_state_of_widgets_are_not_taken_from_the_student():
    cell = v4.new_code_cell("1")
    cell.execution_count = "<script>"
    cell.metadata.execution = {"iopub.status.busy": "<script>"}
    book = notebook(cell)
    book.metadata.update(widgets={"a": 1}, language_info={"name": "<script>", "pygments_lexer": "<b>"})
    make_inert(book)
    nbformat.validate(book)
    assert cell.execution_count is None
    assert cell.metadata == {}
    assert "widgets" not in book.metadata
    assert "<" not in json.dumps(book.metadata)


def test_one_line_of_20_mb_is_cut_with_a_remark():
    ((output,), notes) = inert(v4.new_output("stream", text="a" + "x" * 20_000_000 + "z"))
    assert len(output.text) < 50_100
    assert output.text.startswith("axx")
    assert output.text.endswith("xxz")
    assert "[... 19,950,002 characters are not shown ...]" in output.text
    assert len(notes) == 1


def test_200_000_pieces_of_a_stream_are_one_text_and_200_000_outputs_a_hundred():
    pieces = [{"output_type": "stream", "name": "stdout", "text": f"{number}\n"} for number in range(200_000)]
    kept, notes = inert(*pieces)
    assert len(kept) == 1
    assert kept[0].text.startswith("0\n1\n2\n")
    assert kept[0].text.endswith("\n199999\n")
    assert notes
    names = ("stdout", "stderr")
    other = [{"output_type": "stream", "name": names[number % 2], "text": "x"} for number in range(200_000)]
    kept, notes = inert(*other, v4.new_output("error", ename="E", evalue="at the end", traceback=["t"]))
    assert len(kept) == 101
    assert kept[-2].text == "[... 199,901 outputs are not shown ...]\n"
    assert kept[-1].evalue == "at the end"
    assert notes


def test_all_cells_together_have_a_limit():
    cells = [v4.new_code_cell("1", outputs=[v4.new_output("stream", text="x" * 1000)]) for _ in range(100)]
    book = notebook(*cells)
    make_inert(book, DisplayLimits(notebook_text=10_000))
    assert sum(cell.outputs[0].text.count("x") for cell in book.cells) == 10_000


@pytest.mark.parametrize(
    "markup", ["<b>x</b>" * 2_000_000, "<div>" * 999 + "</div>" * 999, "<b>x</b>" * 2000, f"<b>{'x' * 300_000}</b>"]
)
def test_huge_and_nested_html_gives_way_to_text(markup):
    ((output,), _) = inert(v4.new_output("display_data", data={"text/html": markup, "text/plain": "said"}))
    assert output.data == {"text/plain": "said"}


@pytest.mark.parametrize(
    "markup",
    [
        *("<b", "<b/", "</b>", "<b></i>", "<b><i></b></i>", "<B>x</B>", '<b onclick="x">x</b>', "<b\x00>x</b>"),
        *(
            "<b>x",
            "<p>",
            '<p href="https://x">x</p>',
            '<p open="">x</p>',
            '<b src="x">x</b>',
            "<a href='https://x'>x</a>",
        ),
        *('<a href="javascript:x">x</a>', '<a href="&#106;avascript:x">x</a>'),
        *('<img src="https://x">', '<img src="data:image/svg+xml;base64,A">', '<input type="text">', "<input>"),
        *('<p style="position:fixed">x</p>', '<p style="color:url(x)">x</p>', '<p class="modal">x</p>', "<!-- -->"),
        *("<br></br>", '<p id="a b">x</p>', '<p style="color:red;x">x</p>', "<p>" * 51 + "</p>" * 51, "<x>y</x>"),
    ],
)
def test_markup_that_is_not_harmless(markup):
    assert not is_harmless(markup)


def test_markdown_that_cannot_be_rendered_is_not_harmless():
    assert not is_harmless_markdown("![x](attachment:none)", {})
    assert is_harmless_markdown("![x](attachment:one)", {"one": {"image/png": "A"}})


def test_html_of_one_output_has_a_limit_of_its_own():
    output = v4.new_output("display_data", data={"text/html": f"<b>{'x' * 200}</b>", "text/plain": "said"})
    assert set(inert(output, html=100)[0][0].data) == {"text/plain"}
    assert set(inert(output, html=300)[0][0].data) == {"text/plain", "text/html"}

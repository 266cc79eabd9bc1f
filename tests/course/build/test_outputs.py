"""Outputs as they are stored: what is taken out, what is kept, and what is told."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from coursekit.course.outputs import stabilise, unstable

VIEW = "application/vnd.jupyter.widget-view+json"
LOG = (
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
    "I0000 00:00:1795363871.632614   15008 cudart_stub.cc:31] Could not find cuda drivers.\n"
    "2026-11-22 16:05:01.632614: W tensorflow/core/util/port.cc:153] oneDNN custom operations are on.\n"
)


def notebook(*outputs: NotebookNode, compared: bool = True) -> NotebookNode:
    tags = [] if compared else ["nbval-ignore-output"]
    return new_notebook(cells=[new_code_cell("x", id="cell", outputs=list(outputs), metadata={"tags": tags})])


def stored(*outputs: NotebookNode, compared: bool = True) -> list[Any]:
    made = notebook(*outputs, compared=compared)
    stabilise(made, {"/home/me/course": ".", "/home/me": "~"})
    return list(made.cells[0].outputs)


def stream(text: str) -> NotebookNode:
    return new_output("stream", name="stderr", text=text)


def shown(**data: Any) -> NotebookNode:
    return new_output("display_data", data={kind.replace("_", "/"): value for kind, value in data.items()})


def widget() -> NotebookNode:
    return new_output("display_data", data={VIEW: {"model_id": "af3"}, "text/plain": "IntSlider(value=3)"})


def test_a_widget_keeps_what_can_be_compared() -> None:
    assert [output.data for output in stored(widget())] == [{"text/plain": "IntSlider(value=3)"}]


def test_a_widget_that_is_not_compared_becomes_a_sentence() -> None:
    (output,) = stored(widget(), compared=False)
    assert output.data == {"text/plain": "A widget: run this cell to use it."}


def test_pictures_and_numbers_are_kept() -> None:
    outputs = [shown(image_png="iVBORw0K", text_html='<img alt="a kernel">'), stream("150\n")]
    assert stored(*outputs, compared=False) == outputs
    assert unstable(notebook(*outputs)) == []


def test_a_traceback_loses_colours_and_places() -> None:
    lines = ["\x1b[0;31mValueError\x1b[0m", "File /home/me/course/coursekit/x.py:3", "File /home/me/other.py:4"]
    (output,) = stored(new_output("error", ename="ValueError", evalue="", traceback=lines))
    assert output.traceback == ["ValueError", "File ./coursekit/x.py:3", "File ~/other.py:4"]


def test_a_log_with_times_is_left_out_and_other_words_are_not() -> None:
    assert stored(stream(LOG), compared=False) == []
    assert stored(stream(LOG + "Iterations: 3\n"), compared=False)[0].text == "Iterations: 3\n"


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (stream(LOG), "a log with times"),
        (stream("<Thing at 0x7f122007f6d0>"), "a memory address"),
        (stream(f"{sys.prefix}/lib/x.py:3: UserWarning"), "a file of this machine"),
        (stream("C:\\scratch\\ipykernel_123\\456.py:1: UserWarning"), "a file of this machine"),
        (stream("/home/me/course/lectures"), "a file of this machine"),
        (shown(text_html='<div id="abc" data-shufflequestions="False">'), "a quiz has random ids"),
    ],
)
def test_what_would_differ_elsewhere_is_told(output: NotebookNode, words: str) -> None:
    ((cell_id, problem),) = unstable(notebook(output), ["/home/me/course"])
    assert cell_id == "cell"
    assert words in problem


def test_base64_is_not_searched() -> None:
    assert unstable(notebook(shown(image_png="at 0x7f122007f6d0")), []) == []

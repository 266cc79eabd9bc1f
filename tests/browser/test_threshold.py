"""The explorer of a threshold in JupyterLab: by keyboard alone, in a narrow window, and in the dark."""

from __future__ import annotations

import re

import nbformat
import pytest
from playwright.sync_api import expect

from coursekit.evaluation import explore

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXPLORER = """from coursekit import evaluation

shown = evaluation.explore()
shown"""


@pytest.fixture
def explorer(copy, lab, page):
    """The explorer in a notebook of its own, in a window of 900 pixels."""
    notebook = nbformat.v4.new_notebook(
        # JupyterLab goes from cell to cell with the arrow keys if it may.
        cells=[nbformat.v4.new_markdown_cell("before"), nbformat.v4.new_code_cell(EXPLORER)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, copy.root / "threshold.ipynb")
    page.set_viewport_size({"width": 900, "height": 1000})
    lab.open("threshold.ipynb")
    lab.run_all_cells()
    found = page.locator(".threshold-explorer")
    expect(found.get_by_role("status")).to_contain_text("Threshold 0.50")
    return found


def slider(explorer, label):
    """What the arrow keys move: JupyterLab draws a slider's handle as an element of its own."""
    row = explorer.locator(".widget-inline-hbox", has=explorer.page.get_by_text(label, exact=True)).first
    return row.locator(".noUi-handle")


def point(explorer):
    """Where the point of the threshold is drawn on the ROC curve."""
    drawn = explorer.locator("svg circle[fill='#222222']")
    return drawn.get_attribute("cx"), drawn.get_attribute("cy")


def test_the_explorer_is_worked_by_keyboard_alone(page, lab, explorer):
    said, cells = explorer.get_by_role("status"), explorer.get_by_role("cell")
    expect(said).to_have_text(repr(explore()))
    start, matrix = point(explorer), cells.all_inner_texts()

    slider(explorer, "threshold").focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Threshold 0.51")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(repr(explore(threshold=0.52)))
    assert point(explorer) != start
    assert cells.all_inner_texts() != matrix
    colours = [
        slider(explorer, label).evaluate("handle => getComputedStyle(handle).backgroundColor")
        for label in ("threshold", "distance of classes")
    ]
    assert colours[0] != colours[1], "where the keyboard is cannot be seen"
    lab.keep_picture("threshold-moved")

    for _ in range(2):  # what stands behind a slider takes a Tab of its own
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(repr(explore(threshold=0.52, distance=1.75)))
    slider(explorer, "share of positives").focus()
    page.keyboard.press("Home")
    expect(said).to_contain_text("of 10 positives found")
    expect(said).to_have_text(repr(explore(threshold=0.52, distance=1.75, positive_share=0.01)))

    explorer.get_by_role("button", name="Other images").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text(repr(explore(threshold=0.52, distance=1.75, positive_share=0.01, seed=1)))
    lab.keep_picture("threshold-rare")
    assert page.foreign == []


def test_the_explorer_fits_into_a_narrow_window(page, lab, explorer):
    page.set_viewport_size({"width": 520, "height": 1400})
    slider(explorer, "threshold").focus()
    page.keyboard.press("End")
    expect(explorer.get_by_role("status")).to_contain_text("Threshold 1.00: 0 of 500 positives found")
    lab.keep_picture("threshold-narrow")
    edge = explorer.evaluate("root => root.closest('.jp-OutputArea-output').getBoundingClientRect().right")
    parts = [*explorer.locator("svg").all(), explorer.locator("table"), explorer.get_by_role("status")]
    boxes = [part.bounding_box() for part in parts]
    assert max(box["x"] + box["width"] for box in boxes) <= edge
    assert min(box["width"] for box in boxes) >= 200


def test_the_explorer_can_be_read_in_the_dark(page, lab, explorer):
    with lab.in_the_dark():
        slider(explorer, "threshold").focus()
        page.keyboard.press("Home")
        expect(explorer.get_by_role("status")).to_contain_text("Threshold 0.00: 500 of 500 positives found")
        lab.keep_picture("threshold-dark")
        card = explorer.get_by_role("status").locator("..")
        ink, ground = card.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
        assert (ink, ground) == ("rgb(34, 34, 34)", "rgb(255, 255, 255)")
        for part in (*explorer.get_by_role("cell").all(), *explorer.locator("svg text").all()):
            colour = part.evaluate("e => getComputedStyle(e)[e.tagName === 'text' ? 'fill' : 'color']")
            assert max(map(int, re.findall(r"\d+", colour)[:3])) <= 125, "letters are pale on white"

"""The receptive field explorer in JupyterLab: by keyboard, with the mouse, and when it refuses."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NETWORK = """from coursekit import receptive_field
from coursekit.network import Conv, Input, MaxPool

layers = [Input(shape=(28, 28, 1)), Conv(6, 5), MaxPool(2), Conv(16, 3), Conv(16, 3, padding="same")]
explorer = receptive_field.explore(layers)
explorer"""


@pytest.fixture
def summary(copy, lab, page):
    """What the explorer says about its unit, in a notebook of its own."""
    notebook = nbformat.v4.new_notebook(
        # JupyterLab goes from cell to cell with the arrow keys if it may.
        cells=[nbformat.v4.new_markdown_cell("before"), nbformat.v4.new_code_cell(NETWORK)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, copy.root / "explorer.ipynb")
    lab.open("explorer.ipynb")
    lab.run_all_cells()
    said = page.locator("p[role=status]").first
    expect(said).to_contain_text("Unit (5, 5) of conv_3 (10×10) sees rows 8–21 and columns 8–21 of input_1 (28×28)")
    return said


def labelled(page, text):
    return page.locator(".widget-inline-hbox", has=page.get_by_text(text, exact=True)).first


def focused(page):
    """Label of the control that has the keyboard."""
    return page.evaluate(
        "(document.activeElement.closest('.widget-inline-hbox') || document.activeElement).innerText"
    ).split("\n")[0]


def tab_to(page, wanted):
    """Go on to the next control; a slider and the number beside it take a Tab each."""
    for _ in range(2):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    pytest.fail(f"Tab leads to {focused(page)!r}, not to {wanted!r}")


def test_the_explorer_is_worked_by_keyboard_alone(page, lab, summary):
    labelled(page, "layer").locator("select").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "row"
    page.keyboard.press("ArrowRight")
    # Along the height one unit further is two pixels further: one pooling by 2.
    expect(summary).to_contain_text("Unit (6, 5) of conv_3 (10×10) sees rows 10–23 and columns 8–21")
    lab.keep_picture("explorer-row-moved")
    row, column = (
        labelled(page, slider).locator(".noUi-handle").evaluate("handle => getComputedStyle(handle).backgroundColor")
        for slider in ("row", "column")
    )
    assert row != column, "where the keyboard is cannot be seen"

    for wanted in ("column", "kind", "kernel size"):
        tab_to(page, wanted)
    page.keyboard.press("ArrowUp")
    expect(summary).to_contain_text("size r 16")
    for wanted in ("strides", "dilation rate", "padding"):
        tab_to(page, wanted)
    page.keyboard.press("ArrowUp")
    expect(summary).to_contain_text("Unit (4, 3) of conv_3 (7×7)")

    labelled(page, "layer").locator("select").focus()
    page.keyboard.press("ArrowUp")
    expect(summary).to_contain_text("of conv_2 (10×10)")
    page.get_by_role("button", name="add a layer behind it").focus()
    page.keyboard.press("Enter")
    expect(summary).to_contain_text("of conv_4 (10×10)")
    lab.keep_picture("explorer-layer-added")
    assert page.foreign == []


def test_the_explorer_shows_what_the_mouse_points_at_and_keeps_what_it_clicks(page, lab, summary):
    chosen = summary.inner_text()
    pooled = page.locator("svg[data-layer=max_pool_1]")
    box = pooled.bounding_box()
    cell = (box["width"] - 4) / 12
    page.mouse.move(box["x"] + 2 + 2.5 * cell, box["y"] + 2 + 3.5 * cell)
    expect(summary).to_contain_text("Unit (3, 2) of max_pool_1 (12×12) sees rows 6–11 and columns 4–9")
    lab.keep_picture("explorer-pointed")
    assert pooled.bounding_box() == box, "the map slips away from under the mouse"
    page.mouse.move(1, 1)
    expect(summary).to_have_text(chosen)
    page.mouse.click(box["x"] + 2 + 11.5 * cell, box["y"] + 2 + 0.5 * cell)
    expect(summary).to_contain_text("Unit (0, 11) of max_pool_1")
    page.mouse.move(1, 1)
    expect(summary).to_contain_text("Unit (0, 11) of max_pool_1")
    expect(labelled(page, "layer").locator("select")).to_have_value("max_pool_1 (MaxPool)")
    assert page.foreign == []


def test_the_explorer_says_why_it_refuses_and_keeps_the_picture(page, lab, summary):
    kernel = labelled(page, "kernel size").locator("input")
    labelled(page, "layer").locator("select").select_option("conv_2 (Conv)")
    expect(summary).to_contain_text("of conv_2")
    kernel.fill("13")
    page.keyboard.press("Tab")
    expect(page.locator("[role=alert]")).to_contain_text("spans 13 inputs, but there are only 12")
    expect(page.locator("svg[data-layer=conv_2]")).to_be_visible()
    lab.keep_picture("explorer-refuses")
    kernel.fill("3")
    page.keyboard.press("Tab")
    expect(summary).to_contain_text("of conv_2 (10×10)")
    expect(page.locator("[role=alert]")).to_have_count(0)

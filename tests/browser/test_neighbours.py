"""The neighbours' widget in JupyterLab: by keyboard alone, by mouse, in a narrow window, and in the dark."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Colours alone, averaged over smaller and smaller fields, stand for features: no network takes part.
WIDGET = """from coursekit import data, transfer_learning
patches = data.sealions(count=60, size=32)
fields = {f"block{number}": patches.images.reshape(60, size, 32 // size, size, 32 // size, 3).mean(axis=(2, 4))
          for number, size in ((1, 1), (2, 4))}
features = {block: values.reshape(60, -1) for block, values in fields.items()}
named = {"classes": patches.classes, "groups": patches.details["tid"], "group_name": "scene"}
transfer_learning.explore(patches.images, patches.labels, features, **named)"""


@pytest.fixture
def exploring(copy, lab, page):
    """The widget in a notebook of its own, in a window of 900 pixels."""
    notebook = nbformat.v4.new_notebook(
        # JupyterLab goes from cell to cell with the arrow keys if it may.
        cells=[nbformat.v4.new_markdown_cell("before"), nbformat.v4.new_code_cell(WIDGET)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, copy.root / "neighbours.ipynb")
    page.set_viewport_size({"width": 900, "height": 1000})
    lab.open("neighbours.ipynb")
    lab.run_all_cells()
    found = page.locator(".neighbours-by-features")
    expect(found.get_by_role("status")).to_contain_text("Patch 0, adult males, by the features of block1")
    return found


def row(exploring, label):
    return exploring.locator(".widget-inline-hbox", has=exploring.page.get_by_text(label, exact=True)).first


def test_it_is_worked_by_keyboard_alone(page, lab, exploring):
    said = exploring.get_by_role("status")
    expect(exploring.locator("[data-image]")).to_have_count(6)
    row(exploring, "block").locator("select").focus()
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("by the features of block2")
    row(exploring, "patch").locator(".noUi-handle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Patch 2, ")
    row(exploring, "neighbours").locator(".noUi-handle").focus()
    page.keyboard.press("ArrowRight")
    expect(exploring.locator("[data-image]")).to_have_count(7)
    lab.keep_picture("neighbours-keyboard")
    exploring.get_by_label("only from other scenes").focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("all from other scenes")
    assert exploring.locator("[data-image]", has_text="same scene").count() == 0
    assert page.foreign == []


def test_a_neighbour_can_be_clicked(exploring):
    clicked = exploring.locator("[data-image]").nth(3)
    number = clicked.get_attribute("data-image")
    clicked.locator("img").click()
    expect(exploring.get_by_role("status")).to_contain_text(f"Patch {number}, ")
    expect(row(exploring, "patch")).to_contain_text(number)


def test_it_fits_into_a_narrow_window(page, lab, exploring):
    page.set_viewport_size({"width": 480, "height": 1300})
    row(exploring, "block").locator("select").select_option("block2")
    expect(exploring.get_by_role("status")).to_contain_text("block2")
    lab.keep_picture("neighbours-narrow")
    edge = exploring.evaluate("root => root.closest('.jp-OutputArea-output').getBoundingClientRect().right")
    boxes = [picture.bounding_box() for picture in exploring.locator("img").all()]
    assert max(box["x"] + box["width"] for box in boxes) <= edge
    assert min(box["width"] for box in boxes) >= 80


def test_it_can_be_read_in_the_dark(page, lab, exploring):
    with lab.in_the_dark():
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)
        lab.keep_picture("neighbours-dark")
        card = exploring.get_by_role("status").locator("..")
        colours = card.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
        assert colours == ["rgb(34, 34, 34)", "rgb(255, 255, 255)"]

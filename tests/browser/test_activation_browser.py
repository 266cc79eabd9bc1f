"""The activation browser in JupyterLab: by keyboard alone, by mouse, in a narrow window, and in the dark."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BROWSER = """from coursekit import architectures, data, device
device.start()
import keras
keras.utils.set_random_seed(0)
images, labels = data.digits(size=32).test
architectures.browse(architectures.lenet5("modern"), images[:6], titles=labels[:6], classes="0123456789")"""


@pytest.fixture
def browsing(copy, lab, page):
    """The browser in a notebook of its own, in a window of 900 pixels."""
    notebook = nbformat.v4.new_notebook(
        # JupyterLab goes from cell to cell with the arrow keys if it may.
        cells=[nbformat.v4.new_markdown_cell("before"), nbformat.v4.new_code_cell(BROWSER)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, copy.root / "browsing.ipynb")
    page.set_viewport_size({"width": 900, "height": 1000})
    lab.open("browsing.ipynb")
    lab.run_all_cells()
    found = page.locator(".activation-browser")
    expect(found.get_by_role("status")).to_contain_text("C1 (Conv2D)")
    return found


def row(browsing, label):
    return browsing.locator(".widget-inline-hbox", has=browsing.page.get_by_text(label, exact=True)).first


def test_it_is_worked_by_keyboard_alone(page, lab, browsing):
    said = browsing.get_by_role("status")
    expect(browsing.locator("[data-channel]")).to_have_count(6)
    row(browsing, "layer").locator("select").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("C3 (Conv2D)")
    expect(browsing.locator("[data-channel]")).to_have_count(16)
    row(browsing, "channel").locator(".noUi-handle").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Channel 2 is")
    row(browsing, "image").locator(".noUi-handle").focus()
    before = browsing.locator("img").first.get_attribute("src")
    page.keyboard.press("ArrowRight")
    expect(browsing.locator("img").first).not_to_have_attribute("src", before)
    expect(said).to_contain_text("image “4”")
    tiles = browsing.locator("[data-channel] img")
    shared = [tile.get_attribute("src") for tile in tiles.all()]
    browsing.get_by_label("each map to a scale of its own").focus()
    page.keyboard.press("Space")
    expect(browsing).to_contain_text("minus its strongest")
    own = [tile.get_attribute("src") for tile in tiles.all()]
    # One map has the largest value of all, and its own scale is that of the layer; what is all 0 has none.
    silent = browsing.locator("[data-channel]", has_text="all 0").count()
    assert sum(before != after for before, after in zip(shared, own, strict=True)) == 15 - silent
    lab.keep_picture("activations-keyboard")
    row(browsing, "layer").locator("select").focus()
    page.keyboard.press("End")
    expect(said).to_contain_text("output (Dense)")
    expect(said).to_contain_text("Framed: “0”")
    lab.keep_picture("activations-output")
    assert page.foreign == []


def test_a_map_can_be_clicked(page, browsing):
    browsing.locator("[data-channel='4'] img").click()
    expect(browsing.get_by_role("status")).to_contain_text("Channel 4 is")
    expect(row(browsing, "channel")).to_contain_text("4")


def test_it_fits_into_a_narrow_window(page, lab, browsing):
    page.set_viewport_size({"width": 480, "height": 1300})
    row(browsing, "layer").locator("select").select_option("C3 (Conv2D)")
    expect(browsing.locator("[data-channel]")).to_have_count(16)
    lab.keep_picture("activations-narrow")
    edge = browsing.evaluate("root => root.closest('.jp-OutputArea-output').getBoundingClientRect().right")
    boxes = [picture.bounding_box() for picture in browsing.locator("img").all()]
    assert max(box["x"] + box["width"] for box in boxes) <= edge
    assert min(box["width"] for box in boxes) >= 40


def test_it_can_be_read_in_the_dark(page, lab, browsing):
    with lab.in_the_dark():
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)
        lab.keep_picture("activations-dark")
        card = browsing.get_by_role("status").locator("..")
        colours = card.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
        assert colours == ["rgb(34, 34, 34)", "rgb(255, 255, 255)"]

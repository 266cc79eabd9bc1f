"""The viewer of a scene in JupyterLab: by keyboard alone, by mouse, in a narrow window, and in the dark."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# No network to train: maps with a peak on two of three animals, and one on the ground.
VIEWER = """import numpy as np
from coursekit import counting
from coursekit.data.simulator import draw_scenes

(scene,) = draw_scenes(1, height=900, width=1400, seed=4)
image, truth = scene.image(), scene.annotations
classes = (*counting.LENGTHS, "backgrounds")
values = np.zeros(((900 - 96) // 8 + 1, (1400 - 96) // 8 + 1, 6), dtype=np.float32)
values[..., 5] = 0.5
for number, (row, col, cls) in enumerate(truth[["row", "col", "cls"]].to_numpy()):
    place = (row - 48) // 8, (col - 48) // 8
    if number % 3 and 0 <= place[0] < values.shape[0] and 0 <= place[1] < values.shape[1]:
        values[*place, cls] = 0.6 + 0.3 * (number % 5) / 4
values[20, 30, 4] = 0.95
maps = counting.Maps(values, (8, 8), (0, 0), (96, 96), (900, 1400))
viewer = counting.view(image, maps, classes, counting.LENGTHS, truth, least=0.5)
viewer"""


@pytest.fixture
def viewer(copy, lab, page):
    """The viewer in a notebook of its own, in a window of 1,000 pixels."""
    notebook = nbformat.v4.new_notebook(
        # JupyterLab goes from cell to cell with the arrow keys if it may.
        cells=[nbformat.v4.new_markdown_cell("before"), nbformat.v4.new_code_cell(VIEWER)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, copy.root / "viewing.ipynb")
    page.set_viewport_size({"width": 1000, "height": 1000})
    lab.open("viewing.ipynb")
    lab.run_all_cells()
    found = page.locator(".scene-viewer")
    expect(found.get_by_role("status")).to_contain_text("All 900×1,400 pixels, threshold 0.50")
    return found


def control(viewer, label):
    return viewer.locator(".widget-inline-hbox", has=viewer.page.get_by_text(label, exact=True)).first


def handle(viewer, label):
    """What the arrow keys move: JupyterLab draws a slider's handle as an element of its own."""
    return control(viewer, label).locator(".noUi-handle")


def test_it_is_worked_by_keyboard_alone(page, lab, viewer):
    said = viewer.get_by_role("status")
    whole = viewer.locator("img").first.get_attribute("src")
    lab.keep_picture("viewer-whole")
    handle(viewer, "zoom").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Rows")
    expect(viewer.locator("img").first).not_to_have_attribute("src", whole)
    before = said.inner_text()
    handle(viewer, "across").focus()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(before)
    before = said.inner_text()
    handle(viewer, "down").focus()
    page.keyboard.press("ArrowLeft")
    expect(said).not_to_have_text(before)
    lab.keep_picture("viewer-near")
    marks = viewer.locator("svg").first.locator("circle").count()
    handle(viewer, "threshold").focus()
    page.keyboard.press("End")
    expect(said).to_contain_text("threshold 1.00")
    assert viewer.locator("svg").first.locator("circle").count() < max(marks, 1)
    page.keyboard.press("Home")
    expect(said).to_contain_text("threshold 0.50")
    control(viewer, "heat map").locator("select").focus()
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("In red: the map of adult males.")
    viewer.get_by_label("truth", exact=True).focus()
    page.keyboard.press("Space")
    expect(said).not_to_contain_text("missed")
    viewer.get_by_label("predictions", exact=True).focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("no marks")
    lab.keep_picture("viewer-keyboard")
    assert page.foreign == []


def test_the_scene_can_be_dragged_and_clicked(page, viewer):
    said = viewer.get_by_role("status")
    handle(viewer, "zoom").focus()
    for _ in range(3):  # one after the other: the picture is drawn anew each time, and there is none for a moment
        before = said.inner_text()
        page.keyboard.press("ArrowRight")
        expect(said).not_to_have_text(before)
    before = said.inner_text()
    box = viewer.locator("[data-scene]").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 150, steps=4)
    page.mouse.up()
    expect(said).not_to_have_text(before)
    after = said.inner_text()
    first = [int(text.split("columns ")[1].split(" to ")[0].replace(",", "")) for text in (before, after)]
    assert first[1] > first[0], "the scene goes where the hand goes"
    viewer.locator("[data-scene]").click(position={"x": 100, "y": 100})
    expect(said).not_to_have_text(after)


def test_it_fits_into_a_narrow_window(page, lab, viewer):
    page.set_viewport_size({"width": 520, "height": 1500})
    viewer.get_by_label("pups", exact=True).click()
    expect(viewer.get_by_label("pups", exact=True)).not_to_be_checked()
    lab.keep_picture("viewer-narrow")
    edge = viewer.evaluate("root => root.closest('.jp-OutputArea-output').getBoundingClientRect().right")
    parts = [*viewer.locator("img").all(), viewer.locator("table"), viewer.get_by_role("status")]
    boxes = [part.bounding_box() for part in parts]
    assert max(box["x"] + box["width"] for box in boxes) <= edge + 1
    assert boxes[0]["width"] >= 250


def test_it_can_be_read_in_the_dark(page, lab, viewer):
    with lab.in_the_dark():
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)
        lab.keep_picture("viewer-dark")
        card = viewer.get_by_role("status").locator("..")
        colours = card.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
        assert colours == ["rgb(34, 34, 34)", "rgb(255, 255, 255)"]
        for cell in (*viewer.locator("td").all(), *viewer.locator("th").all()):
            ink, ground = cell.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
            assert ink == "rgb(34, 34, 34)", "letters are pale on white"
            # JupyterLab paints every second row of a table: never dark here.
            assert ground in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}

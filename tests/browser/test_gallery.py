"""The gallery of augmentation in JupyterLab: by keyboard alone, in a narrow window, and in the dark."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GALLERY = """from coursekit import data
from coursekit.augmentation.gallery import try_out

shown = try_out(data.sealions(count=30), data.wafers(300), data.digits(size=28))
shown"""


@pytest.fixture
def gallery(copy, lab, page):
    """The gallery in a notebook of its own, in a window of 900 pixels."""
    notebook = nbformat.v4.new_notebook(
        # JupyterLab goes from cell to cell with the arrow keys if it may.
        cells=[nbformat.v4.new_markdown_cell("before"), nbformat.v4.new_code_cell(GALLERY)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, copy.root / "gallery.ipynb")
    page.set_viewport_size({"width": 900, "height": 1250})
    lab.open("gallery.ipynb")
    lab.run_all_cells()
    found = page.locator(".augmentation-gallery")
    expect(found.get_by_role("status")).to_contain_text("Everything is off")
    return found


def row(gallery, label):
    return gallery.locator(".widget-inline-hbox", has=gallery.page.get_by_text(label, exact=True)).first


def sources(gallery):
    """What the pictures show: four rows of one image and five draws."""
    return [picture.get_attribute("src") for picture in gallery.locator("img").all()]


def test_the_gallery_is_worked_by_keyboard_alone(page, lab, gallery):
    said = gallery.get_by_role("status")
    before = sources(gallery)
    assert len(before) == 24
    assert len(set(before)) == 4, "what is off has been drawn"

    slider = row(gallery, "rotation").locator(".noUi-handle")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(row(gallery, "rotation")).to_contain_text("±10°")
    expect(gallery.locator("code")).to_have_text("Augment(rotation_range=10, fill_mode='reflect')")
    expect(said).to_contain_text("are made up (reflect)")
    colours = [
        row(gallery, label).locator(".noUi-handle").evaluate("handle => getComputedStyle(handle).backgroundColor")
        for label in ("rotation", "zoom")
    ]
    assert colours[0] != colours[1], "where the keyboard is cannot be seen"
    turned = sources(gallery)
    assert turned[::6] == before[::6]
    assert len(set(turned)) == 24
    lab.keep_picture("gallery-turned")

    for _ in range(2):  # what stands behind a slider takes a Tab of its own
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(row(gallery, "shift sideways")).to_contain_text("±2 %")
    # ipywidgets holds a slider's moves back while Python is at work, but no clicks: wait until Python has answered.
    expect(gallery.locator("code")).to_contain_text("width_shift_range=0.02")
    page.keyboard.press("ArrowLeft")
    expect(row(gallery, "shift sideways")).to_contain_text("off")
    expect(gallery.locator("code")).to_have_text("Augment(rotation_range=10, fill_mode='reflect')")
    gallery.get_by_role("button", name="Draw again").focus()
    page.keyboard.press("Enter")
    expect(gallery.locator("img").nth(1)).not_to_have_attribute("src", turned[1])

    gallery.get_by_role("button", name="All off").focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Everything is off")
    row(gallery, "dataset").locator("select").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Handwritten digits")
    for box in ("mirror left–right", "mirror top–bottom"):
        gallery.get_by_label(box).focus()
        page.keyboard.press("Space")
    expect(gallery.locator("code")).to_contain_text("horizontal_flip=True, vertical_flip=True")
    lab.keep_picture("gallery-digits")
    assert page.foreign == []


def test_the_gallery_fits_into_a_narrow_window(page, lab, gallery):
    page.set_viewport_size({"width": 520, "height": 1400})
    row(gallery, "zoom").locator(".noUi-handle").focus()
    page.keyboard.press("End")
    expect(row(gallery, "zoom")).to_contain_text("±60 %")
    expect(gallery.locator("code")).to_contain_text("zoom_range=0.6")
    lab.keep_picture("gallery-narrow")
    edge = gallery.evaluate("root => root.closest('.jp-OutputArea-output').getBoundingClientRect().right")
    rights = [picture.bounding_box() for picture in gallery.locator("img").all()]
    assert max(box["x"] + box["width"] for box in rights) <= edge
    assert min(box["width"] for box in rights) >= 40


def test_the_gallery_can_be_read_in_the_dark(page, lab, gallery):
    with lab.in_the_dark():
        row(gallery, "noise").locator(".noUi-handle").focus()
        page.keyboard.press("End")
        expect(gallery.locator("code")).to_contain_text("noise_range=(0.0, 0.3)")
        lab.keep_picture("gallery-dark")
        for shown in (gallery.get_by_role("status").locator(".."), gallery.locator("code")):
            colours = shown.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
            assert colours[0] == "rgb(34, 34, 34)"
            assert colours[1] in {"rgb(255, 255, 255)", "rgb(238, 238, 238)"}

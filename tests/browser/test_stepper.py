"""The stepper of backpropagation in JupyterLab: by keyboard alone, with the mouse, in the dark, and when it refuses."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STEPPER = """from coursekit import backprop

stepper = backprop.step_through()
stepper"""


@pytest.fixture
def picture(copy, lab, page):
    """What holds the stepper's picture, in a notebook of its own in a window of 900 pixels."""
    notebook = nbformat.v4.new_notebook(
        # JupyterLab goes from cell to cell with the arrow keys if it may.
        cells=[nbformat.v4.new_markdown_cell("before"), nbformat.v4.new_code_cell(STEPPER)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
    )
    nbformat.write(notebook, copy.root / "stepper.ipynb")
    page.set_viewport_size({"width": 900, "height": 1150})
    lab.open("stepper.ipynb")
    lab.run_all_cells()
    found = page.locator(".backprop-stepper-picture")
    expect(found).to_have_attribute("tabindex", "0")
    return found


def words(page):
    """Everything that is said, the question above the picture first."""
    return page.locator(".backprop-stepper")


def square(page, cell, lower=False):
    return page.locator(f"g[data-cell='{cell}']").nth(1 if lower else 0)


def test_the_stepper_is_worked_by_keyboard_alone(page, lab, picture):
    said = words(page)
    page.get_by_role("button", name="Forward").focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Step 2 of 9: The convolution.")
    lab.keep_picture("stepper-forward")
    for step in range(3, 6):
        page.keyboard.press("Enter")
        expect(said).to_contain_text(f"Step {step} of 9")
    expect(said).to_contain_text("The gradient 1 comes back to the window with 0, 4, 3 and 0. Which of the four gets")
    expect(square(page, "relu,0,1", lower=True)).to_have_text("?")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("The gradient 1 goes to row 0, column 1, the winner of its window; the other three")
    expect(square(page, "relu,0,1", lower=True)).to_have_text("1")

    # All, Start over, and then the picture.
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(picture).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Selected: convolution, row 0, column 2.")
    # Faster than Python answers: none gets lost.
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(said).to_contain_text("Selected: ReLU, row 3, column 1.")
    expect(picture).to_be_focused()
    lab.keep_picture("stepper-keyboard")
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("Selected: kernel, row 2, column 0.")

    page.keyboard.press("Enter")
    field = page.locator(".backprop-stepper-value input")
    expect(field).to_be_focused()
    page.keyboard.type("-2.5")
    page.keyboard.press("Enter")
    expect(square(page, "kernel,2,0")).to_contain_text("−2.5")
    expect(said).to_contain_text("The last entry changed")
    assert page.foreign == []


def test_a_click_selects_and_what_is_no_number_is_refused(page, lab, picture):
    said = words(page)
    page.get_by_role("button", name="All", exact=True).click()
    expect(said).to_contain_text("Step 9 of 9")
    square(page, "input,0,2", lower=True).click()
    expect(said).to_contain_text("times the kernel turned by half a turn: 0·1 + 0·(−1)")
    expect(square(page, "input,0,2", lower=True)).to_have_text("−3")

    field = page.locator(".backprop-stepper-value input")
    field.fill("many")
    field.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("'many' is no number. Nothing has been changed.")
    expect(square(page, "input,0,2", lower=True)).to_have_text("−3")
    lab.keep_picture("stepper-refuses")
    field.fill("4")
    field.press("Enter")
    expect(page.locator("[role=alert]")).to_have_count(0)
    expect(square(page, "input,0,2")).to_have_text("4")
    expect(said).to_contain_text("The last entry changed")
    square(page, "pooling,1,0").click()
    expect(said).to_contain_text("four times: a tie.")

    width = picture.locator("svg").bounding_box()["width"]
    assert width > 700, "too small to read in a window of 900 pixels"
    lefts = [square(page, "convolution,2,2", lower).bounding_box()["x"] for lower in (False, True)]
    assert lefts[0] == pytest.approx(lefts[1], abs=0.5), "values and gradients do not stand below each other"
    assert page.foreign == []


def test_the_stepper_can_be_read_in_the_dark(page, lab, picture):
    with lab.in_the_dark():
        page.get_by_role("button", name="All", exact=True).click()
        expect(words(page)).to_contain_text("Step 9 of 9")
        lab.keep_picture("stepper-dark")
        for shown in page.locator(".backprop-stepper .widget-html-content > div:not([style*='12px'])").all():
            colours = shown.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
            assert colours == ["rgb(34, 34, 34)", "rgb(255, 255, 255)"]

"""The course as a student meets it: JupyterLab in a headless browser, on a student's copy."""

from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

from coursekit.tree import topic

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARAMETERS = topic("parameters")
MINUTE = 60_000


def test_lecture_runs_and_its_widget_and_quiz_work(page, lab, copy):
    notebook = copy.lecture(PARAMETERS)
    lab.open("lectures/01_parameters.ipynb")
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    lab.run_all_cells()

    cells = [cell for cell in lab.saved(notebook).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]

    # The widget, by keyboard alone: from the kernel size with Tab to the strides, then up.
    kernel_size = lab.scroll_to(page.locator(".widget-text", has_text="kernel size").locator("input"))
    summary = page.locator("[role=status]").first
    before = summary.inner_text()
    kernel_size.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(summary).not_to_have_text(before)
    assert page.evaluate("document.activeElement.closest('.widget-text').innerText").strip() == "strides"
    lab.keep_picture("widget")
    padding = page.locator(".convolution-playground select")
    padding.focus()
    before = summary.inner_text()
    page.keyboard.press("ArrowDown")  # JupyterLab would take it for itself, and go to the next cell
    expect(padding).to_have_value("same")
    expect(summary).not_to_have_text(before)
    page.keyboard.press("ArrowUp")
    kernel_size.focus()
    kernel_size.fill("9")
    page.keyboard.press("Tab")
    expect(page.locator("[role=alert]").first).to_contain_text("Not possible.")
    lab.keep_picture("widget-refuses")

    wrong = lab.scroll_to(page.get_by_text("4,854", exact=True).locator("visible=true"))
    wrong.click()
    expect(page.get_by_text("The bias is shared as well").first).to_be_visible()
    lab.keep_picture("quiz")
    assert page.foreign == []


@pytest.mark.nbgrader
def test_validate_tells_an_untouched_exercise_from_a_solved_one(page, lab, copy):
    lab.open("exercises/01_parameters/01_parameters.ipynb")
    validate = page.get_by_text("Validate", exact=True)
    validate.click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Not attempted yet", timeout=3 * MINUTE)
    lab.keep_picture("validate-untouched")
    dialog.get_by_role("button").last.click()
    expect(page.get_by_text("Create Assignment")).to_have_count(0)  # an instructor's panel

    lab.open("exercises/01_parameters/solved.ipynb")
    validate.click()
    expect(dialog).to_contain_text("Success", timeout=3 * MINUTE)
    lab.keep_picture("validate-solved")
    assert page.foreign == []


def test_a_wrong_answer_is_told_in_words(page, lab, copy):
    notebook = copy.exercise(PARAMETERS).with_name("wrong.ipynb")
    written = nbformat.read(copy.exercise(PARAMETERS), as_version=4)
    answer = next(c for c in written.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "filter_parameters")
    answer.source = "def filter_parameters(kernel_size, in_channels):\n    return kernel_size**2 * in_channels"
    keep = {"imports", "filter_parameters", "filter_parameters_check"}
    written.cells = [c for c in written.cells if c.metadata.get("nbgrader", {}).get("grade_id") in keep]
    nbformat.write(written, notebook)
    lab.open("exercises/01_parameters/wrong.ipynb")
    lab.run_all_cells()
    message = page.locator(".jp-OutputArea-output", has_text="Wrong: filter_parameters")
    expect(message).to_be_visible()
    assert "Traceback" not in message.inner_text()
    assert len(message.inner_text().strip().splitlines()) <= 4

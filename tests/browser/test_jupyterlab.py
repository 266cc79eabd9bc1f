"""The course as a student meets it: JupyterLab in a headless browser, on a student's copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect, sync_playwright

from coursekit.course.bundle import bundle
from coursekit.tree import Course, topic

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PARAMETERS = topic("parameters")
MINUTE = 60_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def copy(root, tmp_path_factory):
    """A student's copy; beside the exercise lies one with every answer filled in."""
    archive = bundle(Course(root), tmp_path_factory.mktemp("bundle"))
    course = Course(next(path for path in archive.parent.iterdir() if path.is_dir()))
    solved = course.exercise(PARAMETERS).with_name("solved.ipynb")
    shutil.copy(Course(root).solution(PARAMETERS), solved)
    return course


@pytest.fixture(scope="module")
def address(copy, tmp_path_factory):
    """Where `coursekit lab` says that it serves, in a home folder that knows nothing."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "HOME": str(home), "NO_BROWSER": "1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "coursekit", "lab"],
        cwd=copy.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    try:
        for line in server.stdout:
            lines.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
            if found:
                break
        else:
            pytest.fail("JupyterLab printed no address:\n" + "".join(lines))
        yield found.group(0)
    finally:
        server.terminate()
        server.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, address, request):
    """An empty page that remembers what it asked of other machines, and leaves a picture when the test ends."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.foreign = []
    local = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    page.on("request", lambda sent: None if sent.url.startswith(local) else page.foreign.append(sent.url))
    yield page
    keep_picture(page, request.node.name)
    page.close()


def keep_picture(page, name):
    """Leave a screenshot in the folder COURSE_SCREENSHOTS, if there is such a variable: for people to look at."""
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def open_notebook(page, address, path):
    """Open one notebook in the simple interface, which shows nothing else, and wait for its kernel."""
    base, token = re.match(r"(http://[^/]+)/.*[?&](token=\w+)", address).groups()
    page.goto(f"{base}/doc/tree/{path}?{token}&reset")
    # The status bar knows a kernel's name once it is connected; before that all is idle too.
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=2 * MINUTE)


def wait_for_kernel(page):
    """Wait until nothing runs and nothing waits to be run."""
    idle = page.locator('.jp-NotebookPanel-toolbar .jp-Notebook-ExecutionIndicator[data-status="idle"]')
    expect(idle).to_have_count(1, timeout=3 * MINUTE)


def run_all_cells(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]')).to_have_count(1, timeout=MINUTE)
    wait_for_kernel(page)


def saved(page, notebook):
    """The notebook as JupyterLab writes it to disk."""
    before = notebook.stat().st_mtime_ns
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        page.keyboard.press("Escape")
        page.keyboard.press("Control+s")
    assert notebook.stat().st_mtime_ns > before
    return nbformat.read(notebook, as_version=4)


def scroll_to(page, wanted):
    """Bring something into view in a notebook that keeps only the cells in view in the page."""
    page.mouse.move(600, 500)
    page.mouse.wheel(0, -1_000_000)
    for _ in range(200):
        if wanted.count() and wanted.first.is_visible():
            wanted.first.scroll_into_view_if_needed()
            return wanted.first
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(50)  # the page has to draw what came into view
    return pytest.fail(f"nothing like {wanted} in the notebook")


def test_lecture_runs_and_its_widget_and_quiz_work(page, address, copy):
    notebook = copy.lecture(PARAMETERS)
    open_notebook(page, address, "lectures/01_parameters.ipynb")
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    run_all_cells(page)

    cells = [cell for cell in saved(page, notebook).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]

    # The widget, by keyboard alone: from the kernel size with Tab to the strides, then up.
    kernel_size = scroll_to(page, page.locator(".widget-text", has_text="kernel size").locator("input"))
    summary = page.locator("[role=status]").first
    before = summary.inner_text()
    kernel_size.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(summary).not_to_have_text(before)
    assert page.evaluate("document.activeElement.closest('.widget-text').innerText").strip() == "strides"
    keep_picture(page, "widget")
    kernel_size.focus()
    kernel_size.fill("9")
    page.keyboard.press("Tab")
    expect(page.locator("[role=alert]").first).to_contain_text("Not possible.")
    keep_picture(page, "widget-refuses")

    wrong = scroll_to(page, page.get_by_text("4,854", exact=True).locator("visible=true"))
    wrong.click()
    expect(page.get_by_text("The bias is shared as well").first).to_be_visible()
    keep_picture(page, "quiz")
    assert page.foreign == []


@pytest.mark.nbgrader
def test_validate_tells_an_untouched_exercise_from_a_solved_one(page, address, copy):
    open_notebook(page, address, "exercises/01_parameters/01_parameters.ipynb")
    validate = page.get_by_text("Validate", exact=True)
    validate.click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Not attempted yet", timeout=3 * MINUTE)
    keep_picture(page, "validate-untouched")
    dialog.get_by_role("button").last.click()
    expect(page.get_by_text("Create Assignment")).to_have_count(0)  # an instructor's panel

    open_notebook(page, address, "exercises/01_parameters/solved.ipynb")
    validate.click()
    expect(dialog).to_contain_text("Success", timeout=3 * MINUTE)
    keep_picture(page, "validate-solved")
    assert page.foreign == []


def test_a_wrong_answer_is_told_in_words(page, address, copy):
    notebook = copy.exercise(PARAMETERS).with_name("wrong.ipynb")
    written = nbformat.read(copy.exercise(PARAMETERS), as_version=4)
    answer = next(c for c in written.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "filter_parameters")
    answer.source = "def filter_parameters(kernel_size, in_channels):\n    return kernel_size**2 * in_channels"
    keep = {"imports", "filter_parameters", "filter_parameters_check"}
    written.cells = [c for c in written.cells if c.metadata.get("nbgrader", {}).get("grade_id") in keep]
    nbformat.write(written, notebook)
    open_notebook(page, address, "exercises/01_parameters/wrong.ipynb")
    run_all_cells(page)
    message = page.locator(".jp-OutputArea-output", has_text="Wrong: filter_parameters")
    expect(message).to_be_visible()
    assert "Traceback" not in message.inner_text()
    assert len(message.inner_text().strip().splitlines()) <= 4

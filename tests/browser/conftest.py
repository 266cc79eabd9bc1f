"""JupyterLab in a headless browser, on a student's copy: what the tests of this room share."""

from __future__ import annotations

import contextlib
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

MINUTE = 60_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def copy(root, tmp_path_factory):
    """A student's copy; beside the exercise lies one with every answer filled in."""
    archive = bundle(Course(root), tmp_path_factory.mktemp("bundle"))
    course = Course(next(path for path in archive.parent.iterdir() if path.is_dir()))
    parameters = topic("parameters")
    solved = course.exercise(parameters).with_name("solved.ipynb")
    shutil.copy(Course(root).solution(parameters), solved)
    return course


@pytest.fixture(scope="session")
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
    """Not for the whole session: while Playwright is there, nothing else can run an event loop in this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, request):
    """An empty page that remembers what it asked of other machines, and leaves a picture when the test ends."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.foreign = []
    local = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    page.on("request", lambda sent: None if sent.url.startswith(local) else page.foreign.append(sent.url))
    yield page
    keep_picture(page, request.node.name)
    page.close()


@pytest.fixture
def lab(page, address):
    """JupyterLab on this page."""
    return Lab(page, address)


def keep_picture(page, name):
    """Leave a screenshot in the folder COURSE_SCREENSHOTS, if there is such a variable: for people to look at."""
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


class Lab:
    """What one does in JupyterLab."""

    def __init__(self, page, address):
        self.page = page
        self.address = address

    def open(self, path):
        """Open one notebook in the simple interface, which shows nothing else, and wait for its kernel."""
        base, token = re.match(r"(http://[^/]+)/.*[?&](token=\w+)", self.address).groups()
        self.page.goto(f"{base}/doc/tree/{path}?{token}&reset")
        # The status bar knows a kernel's name once it is connected; before that all is idle too.
        expect(self.page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=2 * MINUTE)

    def wait_for_kernel(self):
        """Wait until nothing runs and nothing waits to be run."""
        idle = self.page.locator('.jp-NotebookPanel-toolbar .jp-Notebook-ExecutionIndicator[data-status="idle"]')
        expect(idle).to_have_count(1, timeout=3 * MINUTE)

    def run_all_cells(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()
        busy = self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]')
        expect(busy).to_have_count(1, timeout=MINUTE)
        self.wait_for_kernel()

    def saved(self, notebook):
        """The notebook as JupyterLab writes it to disk."""
        before = notebook.stat().st_mtime_ns
        with self.page.expect_response(
            lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url
        ):
            self.page.keyboard.press("Escape")
            self.page.keyboard.press("Control+s")
        assert notebook.stat().st_mtime_ns > before
        return nbformat.read(notebook, as_version=4)

    def scroll_to(self, wanted):
        """Bring something into view in a notebook that keeps only the cells in view in the page."""
        self.page.mouse.move(600, 500)
        self.page.mouse.wheel(0, -1_000_000)
        for _ in range(200):
            if wanted.count() and wanted.first.is_visible():
                wanted.first.scroll_into_view_if_needed()
                return wanted.first
            self.page.mouse.wheel(0, 500)
            self.page.wait_for_timeout(50)  # the page has to draw what came into view
        return pytest.fail(f"nothing like {wanted} in the notebook")

    @contextlib.contextmanager
    def in_the_dark(self):
        """The dark theme, for a while: JupyterLab remembers it, and the next test has the same JupyterLab."""
        self._choose_theme("JupyterLab Dark")
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
        yield
        self._choose_theme("JupyterLab Light")
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-light", "true")

    def _choose_theme(self, name):
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.get_by_text("Theme", exact=True).hover()
        self.page.get_by_text(name, exact=True).click()

    def keep_picture(self, name):
        """Leave a screenshot for people to look at."""
        keep_picture(self.page, name)

"""What every room's tests share: the reference data, where it is, and what may be missing on this machine."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import hypothesis
import pytest

# The same examples on every run: what passes here passes there. COURSE_TESTS_RANDOM looks for new ones.
# Nothing is timed: an example may take as long as it does beside other tests.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile("random" if os.environ.get("COURSE_TESTS_RANDOM") else "repeatable")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


# Each of these folders has something that takes long to start: JupyterLab and a browser, a course that is built.
STARTED_ONCE = ("tests/browser", "tests/course/build")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Where several processes share the tests (`-n`): a file, and a folder of the above, stays in one of them."""
    from xdist.scheduler import LoadFileScheduling

    class Whole(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return next((folder for folder in STARTED_ONCE if file.startswith(f"{folder}/")), file)

    return Whole(config, log)


def missing(reason: str) -> None:
    """Skip with a reason; fail instead where the tests are to be complete, as on the project's own CI."""
    if os.environ.get("COURSE_TESTS_COMPLETE"):
        pytest.fail(f"this run is to be complete, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout that is being tested."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Reference numbers and real images, which are not part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the reference data (shared/data beside the checkout) is not on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("COURSE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        missing("there is no Chromium on this machine (on Debian: apt install chromium)")
    return str(found)


@pytest.fixture(scope="session")
def isolated() -> None:
    """The machine can do the best rung of the sandbox: what students might write is run on no other."""
    from coursekit.grading.sandbox import Rung, detect

    isolation = detect()
    if isolation.rung is not Rung.BUBBLEWRAP:
        missing(f"students' code runs in: {isolation}")


@pytest.fixture(scope="session")
def keras():
    """Keras, imported once and only where a test asks for it."""
    import keras

    return keras


@pytest.fixture(scope="module")
def another_process():
    """Starts a process of its own with settings in its environment, for many calls: `.submit(function, ...).result()`.

    What is slow to import, Keras on another backend say, is imported there once. A function or an argument must be
    something that the process finds by its name, as `exec` and a text.
    """
    with contextlib.ExitStack() as running:

        def start(**settings):
            with pytest.MonkeyPatch.context() as environment:
                for name, value in settings.items():
                    environment.setenv(name, value)
                # Spawned: a fork would have all that is imported here.
                process = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
                running.enter_context(process).submit(int).result()  # started while the settings stand
            return process

        yield start

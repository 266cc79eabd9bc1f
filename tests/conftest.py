"""What every room's tests share: the reference data, where it is, and what may be missing on this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

# The same examples on every run: what passes here passes there. COURSE_TESTS_RANDOM looks for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True)
if not os.environ.get("COURSE_TESTS_RANDOM"):
    hypothesis.settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


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
def keras():
    """Keras, imported once and only where a test asks for it."""
    import keras

    return keras

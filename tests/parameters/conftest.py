"""What the tests of topic 01 share."""

from __future__ import annotations

import pytest


@pytest.fixture
def shell():
    """An IPython shell, without which nothing is displayed."""
    from IPython.core.interactiveshell import InteractiveShell

    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()

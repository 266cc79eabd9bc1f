"""Keras, imported once and only where a test asks for it."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def keras():
    import keras

    return keras


@pytest.fixture
def shell():
    """An IPython shell, without which nothing is displayed."""
    from IPython.core.interactiveshell import InteractiveShell

    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()

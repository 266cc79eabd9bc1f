"""Keras, imported once and only where a test asks for it."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def keras():
    import keras

    return keras

"""The examples in the docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "coursekit.network",
    "coursekit.network.convolution",
    "coursekit.network.geometry",
    "coursekit.parameters.counts",
    "coursekit.parameters.matrix",
    "coursekit.parameters.table",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0

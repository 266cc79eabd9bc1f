"""The package itself: quick to import, and its examples are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

from coursekit import evaluation

HEAVY = ("sklearn", "pandas", "scipy", "matplotlib", "keras", "tensorflow", "ipywidgets")


def test_importing_pulls_in_nothing_heavy():
    program = f"import sys, coursekit.evaluation; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_every_public_name_is_there_and_described():
    assert sorted(evaluation.__all__) == dir(evaluation)
    for name in evaluation.__all__:
        value = getattr(evaluation, name)
        assert value.__doc__ or not callable(value)


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(evaluation.__path__)])
def test_examples_in_docstrings(module):
    found = importlib.import_module(f"coursekit.evaluation.{module}")
    result = doctest.testmod(found, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0
    assert result.attempted > 0 or module not in (
        "pairs",
        "roc_curve",
        "threshold",
        "recalling",
        "calibrating",
        "rates",
    )

"""Names that are loaded when first used."""

from __future__ import annotations

import importlib
import sys

import pytest

PACKAGE = """
from coursekit import lazy
__getattr__ = lazy.attach(__name__, {"view": "viewer", "same": "same"}, ["figures"])
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with an attribute, one that is called as its module is, and a submodule."""
    folder = tmp_path / "lazy_example"
    folder.mkdir()
    files = {"__init__": PACKAGE, "viewer": "view = 1", "same": "def same(): return 2", "figures": "size = 3"}
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("lazy_example")
    for name in [name for name in sys.modules if name.partition(".")[0] == "lazy_example"]:
        del sys.modules[name]


def loaded():
    return {name.partition(".")[2] for name in sys.modules if name.startswith("lazy_example.")}


def test_loaded_when_first_used_and_not_before(package):
    assert loaded() == set()
    assert package.view == 1
    assert loaded() == {"viewer"}
    assert package.figures.size == 3
    assert loaded() == {"viewer", "figures"}


def test_a_function_that_is_called_as_its_module_is(package):
    assert [package.same(), package.same()] == [2, 2]


def test_what_is_not_there(package):
    with pytest.raises(AttributeError, match="module 'lazy_example' has no attribute 'absent'"):
        _ = package.absent

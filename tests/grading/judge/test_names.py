"""Which names cells define and use."""

from __future__ import annotations

import pytest

from coursekit.grading.judge.names import defined_names, needed


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import numpy as np, os.path\nfrom a import b, c as d", {"np", "os", "b", "d"}),
        ("def f(x):\n    y = 1\nclass C:\n    z = 1\nasync def g(): pass", {"f", "C", "g"}),
        ("a = b, (c, *d) = 1\nfor e in f: g = e\nwith h as i: j: int = 2", {"a", "b", "c", "d", "e", "g", "i", "j"}),
        ("if (k := 1): l += 1\ntry: pass\nexcept E: m = 1", {"k", "l", "m"}),
        ("x[0] = 1; y.z = 2; print(w)", set()),
    ],
    ids=["imports", "functions", "assignments", "inside", "none"],
)
def test_defined_names(source, names):
    assert defined_names(source) == names


def test_needed_cells_bring_those_that_they_need_themselves():
    cells = ["import a", "def f():\n    return a.b", "import c", "x = f()", "import d"]
    assert needed(cells, ["def t():\n    return x", "c"]) == [0, 1, 2, 3]
    assert needed(cells, []) == []


def test_annotations_count():
    assert needed(["import keras"], ["def f() -> keras.Model: ..."]) == [0]

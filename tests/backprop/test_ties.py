"""Which of several equal maxima gets the gradient: what `benchmarks/results/pooling_ties.csv` says is still so."""

from __future__ import annotations

import csv
import importlib
import json
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from coursekit.backprop import plain, vectorised

BOTH = (plain, vectorised)
FIRST = "the first, row by row"


@pytest.fixture
def ties(root, monkeypatch):
    """The script that measured."""
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    return importlib.import_module("pooling_ties")


@pytest.fixture(scope="module")
def committed(root):
    with (root / "benchmarks" / "results" / "pooling_ties.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def gradients(rows, route):
    """Case and gradient in text, as often as they were measured."""
    return {(row["case"], row["gradient"]) for row in rows if row["asked"] == route}


@pytest.mark.slow
@pytest.mark.parametrize(("package", "name"), [("tensorflow", "TensorFlow"), ("jax", "JAX"), ("torch", "torch")])
def test_the_frameworks_still_do_it(ties, committed, package, name):
    """The framework's own functions and Keras on it, in float32; the script compares with float64 and compiled."""
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed: its rows in pooling_ties.csv were not measured again")
    routes = [name, f"Keras on {name}"]
    today = ties.in_process_of_its_own(routes, quick=True)
    for route in routes:
        assert gradients(today, route)
        assert gradients(today, route) <= gradients(committed, route)


@pytest.mark.parametrize("functions", BOTH)
def test_ours_are_those_of_keras(ties, committed, functions, monkeypatch):
    monkeypatch.setattr("coursekit.backprop.vectorised", functions)
    today = ties.measured("coursekit", quick=False)
    assert len(today) > 10
    assert all(row["when"] == "always" for row in today)
    assert gradients(today, "coursekit") == gradients(committed, "coursekit")
    assert gradients(today, "coursekit") <= gradients(committed, "Keras on TensorFlow")
    assert gradients(today, "coursekit") <= gradients(committed, "Keras on JAX")


def test_what_was_measured(committed):
    """What lessons say: one winner, the first row by row, everywhere; and who is an exception to it."""
    assert "not installed" not in {row["goes to"] for row in committed}
    pooling = [row for row in committed if row["goes to"] not in {"", FIRST} and "global" not in row["case"]]
    by_case = {(row["case"], row["asked"], row["goes to"], row["when"]) for row in pooling}
    relu = {entry for entry in by_case if entry[0].startswith("relu")}
    assert {entry[2:] for entry in relu} == {("slope 0 at 0", "always")}
    maximum = {entry[1]: entry[2] for entry in by_case if entry[0].startswith("maximum(x, 0)")}
    assert {route for route, rule in maximum.items() if rule == "slope 1 at 0"} == {
        "TensorFlow", "Keras on TensorFlow", "TensorFlow with oneDNN", "Keras on TensorFlow with oneDNN",
    }  # fmt: skip
    assert {route for route, rule in maximum.items() if rule == "slope 0.5 at 0"} == {
        "JAX", "Keras on JAX", "torch", "Keras on torch",
    }  # fmt: skip
    # Padding is never chosen, but where all values are as low as the padding itself.
    lost = {entry for entry in by_case if entry[0].startswith("all ")}
    assert {entry[2] for entry in lost} == {f"{FIRST}, the padding included"}
    assert {entry[:2] + entry[3:] for entry in lost} == {
        ("all -inf, padded", "JAX", "always"),
        ("all -inf, padded", "Keras on JAX", "always"),
        *(
            (case, route, "float32 compiled")
            for case in ("all -inf, padded", "all the lowest finite number, padded")
            for route in ("TensorFlow with oneDNN", "Keras on TensorFlow with oneDNN")
        ),
    }
    assert len(by_case) == len(relu) + len(maximum) + len(lost)
    shared = {row["goes to"] for row in committed if "global" in row["case"]}
    assert shared == {"all, in equal shares"}, "the maximum of all places is no pooling layer to any of them"


@pytest.mark.parametrize("functions", BOTH)
def test_a_window_of_equal_values_by_hand(functions):
    """Overlapping windows that share a winner add up; the gradient that came in is all handed on."""
    inputs = np.array([[1.0, 3.0, 3.0], [3.0, 2.0, 3.0], [-1.0, -1.0, -1.0]])[None, :, :, None]
    gradient = np.array([[1.0, 10.0], [100.0, 1000.0]])[None, :, :, None]
    found = functions.max_pool_backward(gradient, inputs, pool_size=2, strides=1)
    np.testing.assert_array_equal(found[0, :, :, 0], [[0, 11, 0], [100, 0, 1000], [0, 0, 0]])
    found = functions.max_pool_backward(gradient, 0 * inputs, pool_size=2, strides=2, padding="same")
    np.testing.assert_array_equal(found[0, :, :, 0], [[1, 0, 10], [0, 0, 0], [100, 0, 1000]])


def test_the_script_still_runs(root, tmp_path):
    command = [sys.executable, root / "benchmarks" / "pooling_ties.py", "--quick", "--to", tmp_path]
    subprocess.run(command, check=True, cwd=root, capture_output=True)
    assert json.loads((tmp_path / "pooling_ties.json").read_text())["versions"]["numpy"]
    with (tmp_path / "pooling_ties.csv").open(newline="", encoding="utf-8") as file:
        assert {row["goes to"] for row in csv.DictReader(file)} == {FIRST, "slope 0 at 0"}

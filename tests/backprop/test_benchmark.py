"""The benchmark of this topic still runs, and its committed results say what the lecture tells."""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys

import pytest


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_committed_results(root):
    results = root / "benchmarks" / "results"
    median = {row["computed by"]: float(row["median_ms"]) for row in rows_of(results / "backprop.csv")}
    assert set(median) == {"plain", "vectorised", "Keras"}
    assert median["plain"] > 50 * median["vectorised"]
    accuracy = {"random": [], "order": []}
    for row in rows_of(results / "backprop_accuracy.csv"):
        accuracy[row["split"]].append(float(row["test accuracy"]))
    assert len(accuracy["random"]) == len(accuracy["order"]) == 5
    assert min(accuracy["random"]) > 0.95
    assert statistics.median(accuracy["order"]) < statistics.median(accuracy["random"])


@pytest.mark.slow
def test_the_script_still_runs(root, tmp_path):
    command = [sys.executable, root / "benchmarks" / "backprop.py", "--quick", "--to", tmp_path]
    subprocess.run(command, check=True, cwd=root, capture_output=True)
    assert [row["computed by"] for row in rows_of(tmp_path / "backprop.csv")] == ["plain", "vectorised", "Keras"]
    assert [row["split"] for row in rows_of(tmp_path / "backprop_accuracy.csv")] == ["random", "order"]
    assert json.loads((tmp_path / "backprop_accuracy.json").read_text())["parameters"] == 6090

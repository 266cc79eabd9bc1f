"""The committed results of this topic's benchmark say what the lecture tells."""

from __future__ import annotations

import csv
import statistics


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

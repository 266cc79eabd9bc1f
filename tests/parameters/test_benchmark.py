"""The benchmark of this topic still runs."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_parameters_table_runs_and_writes_its_results(root, tmp_path):
    command = [sys.executable, root / "benchmarks" / "parameters_table.py", "--quick", "--to", tmp_path]
    subprocess.run(command, check=True, cwd=root, capture_output=True)
    with (tmp_path / "parameters_table.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3
    assert all(float(row["median_ms"]) > 0 for row in rows)
    # What the process grows by: tracemalloc does not see what TensorFlow allocates. A table must not take 50 MB;
    # the last row, which allocates the weights, shows that the measurement would notice.
    *counted, built = (float(row["resident_growth_MB"]) for row in rows)
    assert all(growth < 50 for growth in counted)
    assert built > 500
    assert json.loads((tmp_path / "parameters_table.json").read_text())["versions"]["keras"]

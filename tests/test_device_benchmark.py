"""The training benchmark still runs, and its committed results say what `coursekit.device` and the README tell."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import pytest

from coursekit.device.choosing import ALLOWANCE, SHARE


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run(root, *options, **environment):
    command = [sys.executable, root / "benchmarks" / "training.py", *options]
    return subprocess.run(command, cwd=root, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_committed_speeds(root):
    rows = rows_of(root / "benchmarks" / "results" / "training.csv")
    for row in rows:
        lowest, median, highest = (float(row[name]) for name in ("lowest", "images_per_second", "highest"))
        assert lowest <= median <= highest
        # Three digits each.
        assert float(row["share_of_peak"]) == pytest.approx(
            float(row["gflops"]) / float(row["peak_gflops"]), rel=0.05, abs=0.001
        )
    measured = {(row["model"], row["framework"], row["precision"], row["jit_compile"]) for row in rows}
    for model in ("lenet5", "alexnet", "vgg16"):
        for backend, jit in (("tensorflow", "False"), ("jax", "True"), ("torch", "False")):
            assert (model, f"Keras, {backend}", "float32", jit) in measured
        assert (model, "plain PyTorch", "float32", "False") in measured
    # The same network, whoever trains it.
    assert len({(row["model"], row["parameters"]) for row in rows}) == len({row["model"] for row in rows})


def test_the_readme_shows_them(root):
    shown = run(root, "--table").stdout
    assert shown.count("| vgg16 |") == 4
    assert shown in (root / "benchmarks" / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_script(root):
    readme = (root / "benchmarks" / "README.md").read_text(encoding="utf-8")
    for script in (root / "benchmarks").glob("*.py"):
        assert f"`{script.name}`" in readme, script.name
    for results in (root / "benchmarks" / "results").glob("*.csv"):
        assert f"`{results.stem}`" in readme, results.name


def test_xla_is_not_faster_on_a_cpu_with_tensorflow(root):
    """Why `device` leaves it off there."""
    rows = rows_of(root / "benchmarks" / "results" / "training.csv")
    with_xla, without = (
        next(
            float(row["images_per_second"])
            for row in rows
            if (row["model"], row["framework"], row["precision"], row["jit_compile"])
            == ("lenet5", "Keras, tensorflow", "float32", compiled)
        )
        for compiled in ("True", "False")
    )
    assert with_xla < 1.1 * without


def test_memory_that_was_measured_was_planned_for(root):
    """By the same allowances as now, with the share of memory that is left free."""
    rows = rows_of(root / "benchmarks" / "results" / "training_memory.csv")
    assert {row["framework"] for row in rows} == {f"Keras, {backend}" for backend in ALLOWANCE}
    for row in rows:
        once, images = float(row["counted_once_MB"]), int(row["batch_size"]) * float(row["counted_an_image_MB"])
        assert once + images == pytest.approx(float(row["counted_MB"]), rel=0.01)
        fixed, each = ALLOWANCE[row["framework"].removeprefix("Keras, ")]
        assert float(row["measured_MB"]) * SHARE <= fixed * once + each * images, row


@pytest.mark.slow
def test_the_script_still_runs(root, tmp_path):
    done = run(root, "--quick", "--to", tmp_path)
    assert done.returncode == 0, done.stderr
    speeds = rows_of(tmp_path / "training.csv")
    assert speeds[0]["framework"] == "Keras, tensorflow"
    assert "--quick" in json.loads((tmp_path / "training.json").read_text())["made_by"]
    if sys.platform == "linux":
        assert float(rows_of(tmp_path / "training_memory.csv")[0]["measured_MB"]) > 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--batch", "4"), "--batch belongs to one network: name it with --model"),
        (("--model", "vgg16", "--batch", "0"), "--batch must be at least 1, not 0"),
        (("--model", "resnet"), "invalid choice: 'resnet'"),
        (("--quick",), "give it another place"),
    ],
)
def test_wrong_options_are_refused(root, options, message):
    done = run(root, *options)
    assert done.returncode == 2
    assert message in done.stderr

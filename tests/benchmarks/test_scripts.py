"""Every script in `benchmarks/` still runs and makes what is committed as its results.

Scripts and their results are not listed here: the committed JSON of each result says who made it. All run in one
process, as importing TensorFlow takes longer than most of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]

# What these start or measure needs a process of its own: their topics' tests run them.
ELSEWHERE = {"parameters_table", "pooling_ties", "training"}

MADE = {}
"""By script: the names of its results."""
for note in sorted((ROOT / "benchmarks" / "results").glob("*.json")):
    script = Path(json.loads(note.read_text(encoding="utf-8"))["made_by"].split()[1]).stem
    if script not in ELSEWHERE:
        MADE.setdefault(script, []).append(note.stem)

# Made from real images that may not be on this machine.
FROM_REAL_IMAGES = {"augmentation_overlaps"}

# Run what students might have written.
SANDBOXED = {"grading"}

# The least these can do is all they do: the first columns, which say what was measured, are as committed.
SAME_ROWS = {
    "architectures_browser": 2,
    "augmentation_gallery": 2,
    "backprop_stepper": 1,
    "counting_viewer": 1,
    "evaluation_explorer": 1,
    "receptive_field_explorer": 2,
}

START = f"""
import sys
sys.path.insert(0, {str(ROOT / "benchmarks")!r})
import one_core
import tensorflow as tf
tf.config.run_functions_eagerly(True)
"""

RUN = """
import runpy, sys
sys.argv = [{script!r}, *{options}]
runpy.run_path({script!r}, run_name="__main__")
"""


@pytest.fixture(scope="module")
def process(another_process):
    """On one core, as scripts that train ask for it before TensorFlow starts, and no function is traced.

    Tracing takes longer than the few steps that come of it. Training as it is traced is what topics' own tests do.
    """
    started = another_process()
    started.submit(exec, START).result()
    return started


@pytest.mark.slow
@pytest.mark.parametrize("script", [*MADE, "parameters_table"])
def test_the_least_does_not_overwrite_the_results(process, script):
    """Without a place for them. (The command line is the first thing that a script looks at.)"""
    with pytest.raises(SystemExit, match="2"):
        process.submit(exec, RUN.format(script=str(ROOT / "benchmarks" / f"{script}.py"), options=["--quick"])).result()


@pytest.mark.slow
@pytest.mark.parametrize("script", MADE)
def test_it_still_runs(process, script, tmp_path, request):
    if script in SANDBOXED:
        request.getfixturevalue("isolated")
    path = ROOT / "benchmarks" / f"{script}.py"
    process.submit(exec, RUN.format(script=str(path), options=["--quick", "--to", str(tmp_path)])).result()
    made = {note.stem for note in tmp_path.glob("*.json")}
    assert made <= set(MADE[script])
    assert set(MADE[script]) - made <= FROM_REAL_IMAGES
    for name in made:
        assert "--quick" in json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))["made_by"]
        quick, whole = (pd.read_csv(folder / f"{name}.csv") for folder in (tmp_path, ROOT / "benchmarks" / "results"))
        assert list(quick) == list(whole)
        assert len(quick)
        if columns := SAME_ROWS.get(name):
            pd.testing.assert_frame_equal(quick.iloc[:, :columns], whole.iloc[:, :columns])
    if script in SAYS:
        SAYS[script](tmp_path)


def _digits(folder):
    rows = pd.read_csv(folder / "digits_mlp_cnn.csv")
    assert rows["accuracy"].between(0, 1).all()
    assert rows["seed"].eq(0).all()


def _fields(folder):
    assert pd.read_csv(folder / "receptive_field.csv")["network"].tolist() == ["MobileNet", "VGG16"]
    assert pd.read_csv(folder / "receptive_field_methods.csv")["network"].tolist() == ["VGG16"]
    assert json.loads((folder / "receptive_field_methods.json").read_text())["versions"]["keras"]


def _gradients(folder):
    assert pd.read_csv(folder / "backprop.csv")["computed by"].tolist() == ["plain", "vectorised", "Keras"]
    assert pd.read_csv(folder / "backprop_accuracy.csv")["split"].tolist() == ["random", "order"]
    assert json.loads((folder / "backprop_accuracy.json").read_text())["parameters"] == 6090


SAYS = {"backprop": _gradients, "digits_mlp_cnn": _digits, "receptive_field": _fields}
"""What is known of the results besides."""


def test_each_script_has_left_results():
    """A script that measures has committed results, and is found here by them."""
    paths = (ROOT / "benchmarks").glob("*.py")
    scripts = {path.stem for path in paths if "recording.parsed(" in path.read_text(encoding="utf-8")}
    assert scripts - ELSEWHERE == set(MADE)

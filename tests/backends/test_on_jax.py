"""Tests of several topics once more, with JAX instead of TensorFlow: a second opinion on Keras, and on gradients.

They run in one process of its own, which imports JAX and Keras once: Keras decides on its backend when it is imported.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest

SETTINGS = {
    "KERAS_BACKEND": "jax",
    "JAX_PLATFORMS": "cpu",
    # Each program runs once: compile it quickly rather than well.
    "XLA_FLAGS": "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true",
}

# By topic: files in its folder, and words that choose some of their tests, as of pytest's -k; all where there are none.
AGAIN = {
    "augmentation": (["test_use"], "(the_same and constant) or in_a_model or flow or epoch or dataset"),
    "backprop": (["test_keras_gradients", "test_keras_layers"], ""),
    "counting": (
        ["test_fully_convolutional", "test_prediction"],
        "same_numbers or stays_as_it_is or by_itself or (no_seams and size0) or goes_on",
    ),
    "transfer_learning": (
        ["test_preprocessing", "test_classifier", "test_training", "test_features"],
        "keras_preprocesses or by_hand or one_part_each or with_its_groups or test_two_phases or stays or asks_no",
    ),
}

# These compare in float64, which JAX has only when it is told so.
DOUBLE = {"backprop"}

# Of Keras on JAX, with NumPy 2.
IGNORED = "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"


@pytest.fixture(scope="module")
def process(another_process):
    return another_process(**SETTINGS)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed (it is in the dependency group test)")
@pytest.mark.skipif(os.environ.get("KERAS_BACKEND") == "jax", reason="these tests already run on JAX")
@pytest.mark.parametrize("topic", AGAIN)
def test_the_same_on_jax(process, root, tmp_path, topic):
    files, words = AGAIN[topic]
    report = tmp_path / "report.xml"
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", IGNORED, f"--junitxml={report}", "-k", words]
    process.submit(exec, f"import jax; jax.config.update('jax_enable_x64', {topic in DOUBLE})").result()
    code = process.submit(pytest.main, [*options, *(str(root / "tests" / topic / f"{file}.py") for file in files)])
    assert code.result() == 0, "what failed is told in the captured output"
    counts = ElementTree.parse(report).find("testsuite").attrib  # noqa: S314 (pytest has just written it)
    assert int(counts["tests"]) > 0
    assert int(counts["skipped"]) == 0

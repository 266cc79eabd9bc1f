"""Preprocessing, parameter groups, the two phases and features once more, with JAX instead of TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

SETTINGS = {
    "KERAS_BACKEND": "jax",
    "JAX_PLATFORMS": "cpu",
    # Each program runs once: compile it quickly rather than well.
    "XLA_FLAGS": "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true",
}


@pytest.mark.slow
@pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed (it is in the dependency group test)")
@pytest.mark.skipif(os.environ.get("KERAS_BACKEND") == "jax", reason="these tests already run on JAX")
def test_the_same_on_jax(root):
    """In a process of its own: Keras decides on its backend when it is imported."""
    here = Path(__file__).parent
    files = [here / f"test_{name}.py" for name in ("preprocessing", "classifier", "training", "features")]
    some = "keras_preprocesses or by_hand or one_part_each or with_its_groups or test_two_phases or stays or asks_no"
    keras_own = "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", keras_own, "-k", some, *files]
    done = subprocess.run(command, env=os.environ | SETTINGS, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout, done.stdout

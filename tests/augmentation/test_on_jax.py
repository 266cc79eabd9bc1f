"""The layer and the comparison with Keras once more, with JAX instead of TensorFlow."""

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
    file = Path(__file__).with_name("test_use.py")
    some = "(the_same and constant) or in_a_model or flow or epoch or dataset"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", some, file]
    done = subprocess.run(command, env=os.environ | SETTINGS, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout, done.stdout

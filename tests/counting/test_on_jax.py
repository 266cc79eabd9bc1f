"""Conversion and tiles once more, with JAX instead of TensorFlow; and that importing them imports neither."""

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
    files = [Path(__file__).with_name(name) for name in ("test_fully_convolutional.py", "test_prediction.py")]
    some = "same_numbers or stays_as_it_is or by_itself or (no_seams and size0) or goes_on"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", some, *files]
    done = subprocess.run(command, env=os.environ | SETTINGS, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout, done.stdout


def test_importing_the_topic_is_light(root):
    heavy = "{'keras', 'tensorflow', 'jax', 'torch', 'scipy', 'pandas', 'cv2', 'matplotlib', 'rich'}"
    program = f"import coursekit.counting, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

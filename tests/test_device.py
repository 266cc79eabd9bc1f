"""Keras starts without a word on stderr, because stock nbgrader gives 0 points to a test that prints there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from coursekit import device
from coursekit.device.starting import held_back_stderr


@pytest.mark.slow
def test_starting_keras_and_computing_prints_nothing_on_stderr():
    program = "from coursekit import device; d = device.start(); import keras; keras.ops.add(1, 2); print(d)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert run.stdout.startswith("Keras 3.")


def test_what_c_code_wrote_is_shown_when_the_import_fails(capfd):
    with pytest.raises(ImportError), held_back_stderr():
        os.write(2, b"the driver is too old\n")
        raise ImportError
    assert capfd.readouterr().err == "the driver is too old\n"


def test_device_names_cores_where_there_is_no_accelerator():
    assert str(device.Device("tensorflow", "3.15.1", (), 2)) == "Keras 3.15.1 with tensorflow on the CPU (2 cores)"
    assert "on Some GPU" in str(device.Device("jax", "3.15.1", ("Some GPU",), 2))


def test_importing_it_imports_no_keras():
    program = "import sys; from coursekit import device; print({'keras', 'tensorflow', 'pandas'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"

"""Saved and loaded models give the same output, also in another process and on another backend."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from coursekit import architectures
from coursekit.errors import CourseError

# Keras 3.15 turns weights into arrays in a way that NumPy 2 warns of: while saving, and on JAX everywhere.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

BUILDERS = {
    "lenet5": architectures.lenet5,
    "lenet5 logits": lambda: architectures.lenet5(output="logits"),
    "lenet5 modern": lambda: architectures.lenet5("modern", activation="tanh"),
    "vgg": lambda: architectures.vgg((1, 2), filters=(2, 3), units=(5,), classes=4, input_shape=(9, 8, 3)),
}


def lively(model, random):
    """Weights that all matter: those of an untrained LeNet-5 hardly tell one image from another."""
    model.set_weights([weight + random.normal(scale=0.2, size=weight.shape) for weight in model.get_weights()])
    return model


def images(model, random):
    return random.normal(size=(3, *model.input.shape[1:])).astype("float32")


@pytest.mark.parametrize("name", [*BUILDERS, "alexnet"])
def test_loaded_is_as_saved(keras, name, small_alexnet, random, tmp_path):
    model = lively(BUILDERS.get(name, small_alexnet)(), random)
    model.save(tmp_path / "model.keras")
    loaded = architectures.load(tmp_path / "model.keras")
    x = images(model, random)
    assert np.asarray(model(x)).std() > 0
    np.testing.assert_array_equal(loaded(x), model(x))
    assert [layer.get_config() for layer in loaded.layers[1:]] == [layer.get_config() for layer in model.layers[1:]]
    assert len(loaded.trainable_weights) == len(model.trainable_weights)
    assert len(loaded.losses) == len(model.losses)
    copy = type(model).from_config(model.get_config())
    copy.set_weights(model.get_weights())
    np.testing.assert_array_equal(copy(x), model(x))


def test_constants_of_the_layers_survive(keras, layers, tmp_path):
    image = keras.Input((5, 5, 3))
    x = layers.LocalResponseNormalization(k=1.5, n=3, alpha=0.2, beta=0.6, name="norm")(image)
    x = layers.SparseConv2D([(0,), (2, 1)], (2, 3), activation="relu", name="sparse")(x)
    x = layers.Subsampling((2, 1), activation=layers.scaled_tanh, name="pool")(x)
    keras.Model(image, x).save(tmp_path / "model.keras")
    loaded = architectures.load(str(tmp_path / "model.keras"))
    norm, sparse, pool = (loaded.get_layer(name) for name in ("norm", "sparse", "pool"))
    assert (norm.k, norm.n, norm.alpha, norm.beta) == (1.5, 3, 0.2, 0.6)
    assert (sparse.connections, sparse.kernel_size) == (((0,), (2, 1)), (2, 3))
    assert sparse.activation is keras.activations.relu
    assert (pool.pool_size, pool.activation) == ((2, 1), layers.scaled_tanh)


def test_initialiser_survives(keras, layers):
    for fan_in in (None, 7, [1, 2]):
        again = keras.initializers.deserialize(keras.initializers.serialize(layers.FanInUniform(fan_in, seed=3)))
        np.testing.assert_array_equal(again((4, 2)), layers.FanInUniform(fan_in, seed=3)((4, 2)))


def test_a_missing_file(tmp_path):
    with pytest.raises(CourseError, match=r"no file .*absent\.keras"):
        architectures.load(tmp_path / "absent.keras")


@pytest.mark.slow
@pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed (it is in the dependency group test)")
@pytest.mark.skipif(os.environ.get("KERAS_BACKEND") == "jax", reason="these tests already run on JAX")
def test_the_same_output_on_jax(keras, small_alexnet, random, tmp_path):
    """In a process of its own: Keras decides on its backend when it is imported."""
    models = [architectures.lenet5(), architectures.lenet5("modern"), small_alexnet()]
    wanted = []
    for at, model in enumerate(models):
        lively(model, random).save(tmp_path / f"{at}.keras")
        x = images(model, random)
        np.save(tmp_path / f"{at}.npy", x)
        wanted.append(np.asarray(model(x)))
    program = f"""
import numpy as np
from coursekit import architectures
for at in range({len(models)}):
    model = architectures.load(f"{{at}}.keras")
    np.save(f"{{at}} on jax.npy", np.asarray(model(np.load(f"{{at}}.npy"))))
import keras
print(keras.backend.backend())
"""
    # Each program runs once: compile it quickly rather than well.
    quickly = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
    settings = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "XLA_FLAGS": quickly}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | settings, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["jax"]
    for at, output in enumerate(wanted):
        np.testing.assert_allclose(np.load(tmp_path / f"{at} on jax.npy"), output, rtol=1e-3, atol=1e-4)


def test_importing_is_light():
    heavy = ("keras", "tensorflow", "numpy", "pandas")
    program = f"import sys; from coursekit import architectures; print({{*{heavy}}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stdout + done.stderr

"""Plans for real networks on this machine: what they take, and how they are followed."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from coursekit import architectures, device, network
from coursekit.device import planning, timing
from coursekit.errors import CourseError

FACTS = device.Facts("tensorflow", memory=10**9, memory_source="free", bfloat16_units=())
LAYERS = [network.Input((8, 8, 1)), network.Conv(2, 3, padding="same", activation="relu"), network.Flatten()]


@pytest.fixture
def facts(keras):
    """Those of a CPU, for the backend that runs."""
    return replace(FACTS, backend=keras.backend.backend())


@pytest.fixture
def small(keras):
    """Builds a little network of its own each time."""

    def build():
        layers = keras.layers
        return keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                layers.Conv2D(2, 3, padding="same", activation="relu"),
                layers.BatchNormalization(),
                layers.Flatten(),
                layers.Dense(3),
            ],
            name="small",
        )

    return build


def trained(keras, model, optimizer):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss)
    return model.train_on_batch(np.ones((4, 8, 8, 1), "float32"), np.array([0, 1, 2, 0]))


def size(variables):
    return sum(4 * math.prod(variable.shape) for variable in variables)


@pytest.mark.parametrize("name", ["adam", "sgd", "rmsprop", "lion", "adagrad"])
def test_weights_gradients_and_optimizer_are_as_large_as_in_keras(keras, small, name):
    model = small()
    found = device.demand(small, name)
    trained(keras, model, name)
    assert found.weights == size(model.weights)
    assert found.gradients == size(model.trainable_weights)
    assert found.optimizer == size(variable for variable in model.optimizer.variables if len(variable.shape))


def test_an_optimizer_may_be_passed_with_its_settings_and_stays_as_it_is(keras, small):
    momentum = keras.optimizers.SGD(momentum=0.9)
    assert device.demand(small, momentum).optimizer == device.demand(small, "lion").optimizer > 0
    assert not momentum.built


def test_what_an_image_takes_by_hand(keras):
    found = device.demand([*LAYERS, network.Dense(3)])
    # For the gradients: the image, and what the convolution gives. On their way back: two tensors as large as that.
    assert found.image == 4 * (64 + 128) + 2 * 4 * 128
    # The image itself comes in float32.
    assert found.image_16_bit == 2 * (64 + 128) + 2 * 2 * 128 + 2 * 64
    assert found.copies == found.weights // 2
    assert found.total(3, "float32") == 4 * found.weights + 3 * found.image
    assert found.total(3, "mixed_float16") == 4 * found.weights + found.copies + 3 * found.image_16_bit


def test_no_weight_is_allocated(keras):
    built = []

    def build():
        built.append(architectures.vgg16())
        return built[0]

    found = device.demand(build)
    assert found.weights == 4 * 138_357_544
    assert found.network == "vgg16"
    assert all(weight._value is None for weight in built[0].weights)


def test_unknown_layers_are_told(keras):
    class Mystery(keras.layers.Layer):
        def call(self, inputs):
            return inputs * 2

    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(4), Mystery(name="mystery"), keras.layers.Dense(2)])
    assert device.demand(model).remark.startswith("of mystery (Mystery) only the output is counted")


def test_open_sizes_frozen_networks_and_nonsense_are_refused(keras, small):
    with pytest.raises(ValueError, match=r"size of the images is open: .*input_shape"):
        device.demand(lambda: architectures.vgg11(include_top=False))
    frozen = small()
    frozen.trainable = False
    with pytest.raises(ValueError, match="Nothing in this network is trained"):
        device.demand(frozen)
    with pytest.raises(ValueError, match="optimizer"):
        device.demand(small, "nonsense")
    with pytest.raises(TypeError):
        device.demand(42)


def test_inside_a_plan_layers_take_its_precision(keras, facts, small):
    before = keras.config.dtype_policy().name
    plan = device.choose(replace(facts, bfloat16_units=("amx_bf16",), bfloat16_speedup=2.0), device.demand(small))
    with plan as same:
        assert same is plan
        with plan:
            pass
        model = small()
    assert {layer.dtype_policy.name for layer in model.layers} == {"mixed_bfloat16"}
    assert keras.config.dtype_policy().name == before
    with pytest.raises(KeyError), plan:
        raise KeyError
    assert keras.config.dtype_policy().name == before


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "mixed_float16"])
def test_a_plan_trains(keras, facts, small, policy):
    plan = replace(device.choose(facts, device.demand(small)), dtype_policy=policy)
    with plan:
        model = small()
        plan.compile(model, optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    loss = model.train_on_batch(np.ones((4, 8, 8, 1), "float32"), np.array([0, 1, 2, 0]))
    assert np.isfinite(loss)
    assert model.jit_compile is plan.jit_compile
    scaled = isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
    assert scaled is (policy == "mixed_float16")


def test_a_layer_that_cannot_be_compiled_turns_that_off(keras, facts, small):
    plan = replace(device.choose(facts, device.demand(small)), jit_compile=True)
    model = small()
    plan.compile(model, optimizer="adam", loss="mse")
    assert model.jit_compile
    model = small()
    model.layers[0].supports_jit = False
    with pytest.warns(UserWarning, match="doesn't support `jit_compile=True`"):
        plan.compile(model, optimizer="adam", loss="mse")
    assert not model.jit_compile


def test_a_model_of_another_precision_is_refused(keras, facts, small):
    plan = replace(device.choose(facts, device.demand(small)), dtype_policy="mixed_bfloat16")
    with pytest.raises(
        ValueError, match=r"computes in float32, but the plan is for mixed_bfloat16.*inside `with plan:`"
    ):
        plan.compile(small(), optimizer="adam", loss="mse")


def test_a_plan_for_another_backend_is_refused(keras, facts, small):
    plan = replace(device.choose(facts, device.demand(small)), backend="other")
    with pytest.raises(ValueError, match="This plan is for Keras with other"), plan:
        pass


def test_a_plan_for_this_machine(keras):
    plan = device.plan(lambda: architectures.lenet5("modern"), at_most=16)
    assert plan.batch_size == 16
    assert plan.backend == keras.backend.backend()
    assert str(plan).startswith(f"Training lenet5 with {plan.backend}:\n")


def test_memory_that_is_allowed_counts_instead_of_what_is_free(keras):
    allowed = device.plan(architectures.vgg16, memory=10**10, optimizer="sgd")
    assert "80% of 10.0 GB that you allow" in allowed.reasons["batch_size"]
    assert allowed.batch_size < device.plan(architectures.vgg16, memory=10**11, optimizer="sgd").batch_size
    with pytest.raises(CourseError, match="Training vgg16 does not fit"):
        device.plan(architectures.vgg16, memory=10**9)
    with pytest.raises(ValueError, match="memory must be at least 1"):
        device.plan(architectures.vgg16, memory=0)


def test_measuring_is_done_only_where_it_may_help(monkeypatch, keras, small):
    monkeypatch.setattr("coursekit.device.finding.bfloat16_speedup", lambda compiled: 1.7)
    monkeypatch.setattr("coursekit.device.finding.accelerators", lambda backend: ())
    monkeypatch.setattr("coursekit.device.finding.bfloat16_units", lambda: ("avx512_bf16",))
    assert planning.plan(small).dtype_policy == "float32"
    assert planning.plan(small, measure=True).dtype_policy == "mixed_bfloat16"
    monkeypatch.setattr("coursekit.device.finding.bfloat16_units", lambda: ())
    assert planning.plan(small, measure=True).dtype_policy == "float32"


def test_the_gpu_is_taken_where_there_is_one(monkeypatch, keras, small):
    gpu = SimpleNamespace(
        name="NVIDIA A100", place="gpu:0", compute_capability=(8, 0), free=lambda: (10**9, "free on the GPU")
    )
    monkeypatch.setattr("coursekit.device.finding.accelerators", lambda backend: (gpu, gpu))
    found = device.plan(small)
    assert (found.place, found.dtype_policy) == ("gpu:0", "mixed_bfloat16")
    assert found.reasons["place"].startswith("NVIDIA A100, the first of 2")


@pytest.mark.slow
def test_bfloat16_is_timed(keras):
    assert timing.bfloat16_speedup(compiled=False) > 0

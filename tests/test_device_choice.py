"""From facts to a plan: a function of what is known, so that it is tested for machines that nobody here has."""

from __future__ import annotations

from dataclasses import replace

import hypothesis
import hypothesis.strategies as st
import pytest

from coursekit.device import Demand, Facts, choose, planned
from coursekit.device.choosing import ALLOWANCE, ALLOWANCE_ON_GPU, SHARE
from coursekit.errors import CourseError

GB = 10**9
NETWORK = Demand("some", weights=400, gradients=400, optimizer=800, copies=200, image=1000, image_16_bit=600, remark="")
LAPTOP = Facts("tensorflow", memory=8 * GB, memory_source="free on this machine", cores=4, bfloat16_units=())
H200 = Facts("jax", "gpu:0", "NVIDIA H200", 100 * GB, "left of JAX's pool", gpus=1, compute_capability=(9, 0))


@pytest.mark.parametrize(
    ("facts", "dtype_policy", "because"),
    [
        (LAPTOP, "float32", "no instructions"),
        (replace(LAPTOP, bfloat16_units=None), "float32", "cannot be found out"),
        (replace(LAPTOP, bfloat16_units=("avx512_bf16",)), "float32", "avx512_bf16, but nobody measured"),
        (replace(LAPTOP, bfloat16_units=("amx_bf16",), bfloat16_speedup=1.6), "mixed_bfloat16", "1.6 times as fast"),
        (replace(LAPTOP, bfloat16_units=("amx_bf16",), bfloat16_speedup=0.1), "float32", "0.1 times as fast"),
        (replace(LAPTOP, bfloat16_units=("amx_bf16",), bfloat16_speedup=1.05), "float32", "times as fast"),
        (H200, "mixed_bfloat16", "compute capability 9.0"),
        (replace(H200, compute_capability=(8, 0)), "mixed_bfloat16", "tensor cores multiply bfloat16"),
        (replace(H200, compute_capability=(7, 5)), "mixed_float16", "not bfloat16; Keras scales the loss"),
        (replace(H200, compute_capability=(7, 0)), "mixed_float16", "7.0"),
        (replace(H200, compute_capability=(6, 1)), "float32", "no tensor cores"),
        (replace(H200, compute_capability=None, name="Radeon"), "float32", "Radeon has units for 16 bits is not known"),
        (replace(H200, bfloat16_speedup=0.9), "float32", "measured here"),
    ],
)
def test_precision(facts, dtype_policy, because):
    plan = choose(facts, NETWORK)
    assert plan.dtype_policy == dtype_policy
    assert because in plan.reasons["dtype_policy"]


@pytest.mark.parametrize(
    ("backend", "on_cpu", "on_gpu"), [("tensorflow", False, True), ("jax", True, True), ("torch", False, False)]
)
def test_compilation(backend, on_cpu, on_gpu):
    assert choose(replace(LAPTOP, backend=backend), NETWORK).jit_compile is on_cpu
    assert choose(replace(H200, backend=backend), NETWORK).jit_compile is on_gpu


def test_place():
    assert choose(LAPTOP, NETWORK).place == "cpu"
    assert choose(LAPTOP, NETWORK).reasons["place"] == "tensorflow sees no GPU; 4 cores"
    several = choose(replace(H200, gpus=4), NETWORK)
    assert several.place == "gpu:0"
    assert "the first of 4" in several.reasons["place"]


@pytest.mark.parametrize("backend", ALLOWANCE)
@hypothesis.given(
    memory=st.integers(10_000, 10**7), image=st.integers(1, 50_000), most=st.sampled_from([1, 2, 24, 100, 128])
)
def test_the_batch_is_the_largest_power_of_two_that_fits(backend, memory, image, most):
    demand = replace(NETWORK, image=image)
    facts = replace(LAPTOP, backend=backend, memory=memory)
    if planned(demand, 1, "float32", backend) > int(SHARE * memory):
        with pytest.raises(CourseError, match="does not fit"):
            choose(facts, demand, at_most=most)
        return
    plan = choose(facts, demand, at_most=most)
    assert planned(demand, plan.batch_size, "float32", backend) <= SHARE * memory
    if plan.batch_size != most:
        assert plan.batch_size in {2**power for power in range(7)}
        assert (
            plan.batch_size * 2 > most or planned(demand, plan.batch_size * 2, "float32", backend) > SHARE * memory - 1
        )


def test_what_is_planned_by_hand():
    fixed, each = ALLOWANCE["torch"]
    assert planned(NETWORK, 3, "float32", "torch") == int(fixed * 1600) + 3 * int(each * 1000)
    assert planned(NETWORK, 3, "mixed_bfloat16", "torch") == int(fixed * 1800) + 3 * int(each * 600)
    fixed, each = ALLOWANCE_ON_GPU
    assert planned(NETWORK, 3, "float32", "jax", on_cpu=False) == int(fixed * 1600) + 3 * int(each * 1000)
    assert "assumed, not measured" in choose(H200, NETWORK).reasons["batch_size"]
    assert "assumed" not in choose(LAPTOP, NETWORK).reasons["batch_size"]


def test_a_backend_that_cannot_train_is_told():
    with pytest.raises(ValueError, match="Keras with numpy does not train"):
        choose(replace(LAPTOP, backend="numpy"), NETWORK)


def test_sixteen_bits_let_more_images_in():
    facts = replace(H200, memory=40_000)
    wide = choose(replace(facts, compute_capability=(6, 0)), NETWORK).batch_size
    assert choose(facts, NETWORK).batch_size > wide


def test_a_network_that_is_too_large_is_told_with_what_it_needs_and_what_there_is():
    large = replace(NETWORK, network="vgg16", weights=2 * GB, gradients=2 * GB, optimizer=4 * GB)
    with pytest.raises(CourseError, match=r"Training vgg16 does not fit: it takes up to 9\.6 GB.*80% of 8\.0 GB free"):
        choose(LAPTOP, large)


def test_memory_that_nobody_knows_is_no_secret():
    plan = choose(replace(LAPTOP, memory=None, memory_source="nvidia-smi failed"), NETWORK)
    assert plan.batch_size == 32
    assert "not checked, because nvidia-smi failed" in plan.reasons["batch_size"]
    assert choose(replace(LAPTOP, memory=None), NETWORK, at_most=8).batch_size == 8


def test_what_was_not_counted_is_told():
    plan = choose(LAPTOP, replace(NETWORK, remark="of mystery only the output is counted"))
    assert plan.reasons["batch_size"].endswith("; of mystery only the output is counted")


def test_impossible_limits_are_refused():
    with pytest.raises(ValueError, match="at_most must be at least 1, not 0"):
        choose(LAPTOP, NETWORK, at_most=0)
    with pytest.raises(TypeError, match="memory must be a whole number"):
        choose(replace(LAPTOP, memory=0.5), NETWORK)


def test_the_plan_reads_as_a_table():
    facts = replace(LAPTOP, memory=100_000, memory_source="free")
    assert str(choose(facts, NETWORK)) == (
        "Training some with tensorflow:\n"
        "  place         cpu      tensorflow sees no GPU; 4 cores\n"
        "  dtype_policy  float32  this processor has no instructions that multiply bfloat16\n"
        "  jit_compile   False    XLA does not make TensorFlow faster on a CPU (benchmarks/results/training.csv)\n"
        "  batch_size    16       the largest power of two that fits: up to 41.9 kB (1.9 kB for weights, gradients and "
        "optimizer, 2.5 kB for each image) of 80% of 100 kB free"
    )

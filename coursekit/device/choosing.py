"""The choice itself: from what is known to what to do, and why."""

from __future__ import annotations

from coursekit.device.finding import Facts
from coursekit.device.memory import Demand, readable
from coursekit.device.plans import Plan
from coursekit.errors import CourseError
from coursekit.network.validation import whole

__all__ = ["ALLOWANCE", "ALLOWANCE_ON_GPU", "FASTER", "MOST", "SHARE", "choose", "planned"]

SHARE = 0.8
"""How much of the free memory is planned for; the rest is for what libraries take besides, such as compiled code."""

ALLOWANCE = {"tensorflow": (1.2, 2.5), "jax": (1.5, 7.0), "torch": (1.8, 4.5)}
"""For each backend, how many times what `Demand` counts is planned: weights, gradients and optimizer; and each image.

About the most that was measured on a CPU (`benchmarks/results/training_memory.csv`): copies of weights during an
update, values between the operations that a layer is made of, memory that is free but not given back.
"""

ALLOWANCE_ON_GPU = (1.5, 2.5)
"""The same on a GPU, for every backend: an assumption, because nobody measured it."""

MOST = 128
"""The largest batch unless more is asked for: AlexNet's. Larger ones mean fewer steps in an epoch."""

FASTER = 1.1
"""How many times as fast as float32 bfloat16 must have been measured to be chosen for that."""

_UNCHECKED = 32


def choose(facts: Facts, demand: Demand, *, at_most: int = MOST) -> Plan:
    """Pick place, precision, compilation and batch size. Nothing is computed, imported or changed.

    Args:
        facts: what is known about the device.
        demand: what training the network takes.
        at_most: the largest batch that is wanted.

    Raises:
        CourseError: if not even one image fits.
        ValueError, TypeError: if `at_most` or the memory is no positive whole number.
    """
    at_most = whole(at_most, "at_most")
    if facts.memory is not None:
        whole(facts.memory, "memory", least=0)
    dtype_policy, why_precision = _precision(facts)
    jit_compile, why_compiled = _compilation(facts)
    batch_size, why_batch = _batch(facts, demand, dtype_policy, at_most)
    reasons = {
        "place": _place(facts),
        "dtype_policy": why_precision,
        "jit_compile": why_compiled,
        "batch_size": why_batch,
    }
    return Plan(batch_size, dtype_policy, jit_compile, facts.place, facts.backend, reasons, demand)


def _place(facts: Facts) -> str:
    if facts.on_cpu:
        return f"{facts.backend} sees no GPU; {facts.cores} cores"
    others = f", the first of {facts.gpus}: Keras computes on one unless told to distribute" if facts.gpus > 1 else ""
    return f"{facts.name}{others}"


def _precision(facts: Facts) -> tuple[str, str]:
    """Mixed precision where there are units for it: bfloat16 has float32's range, float16 needs its loss scaled.

    NVIDIA's tensor cores multiply float16 from compute capability 7.0 on, bfloat16 from 8.0 on.
    """
    if facts.bfloat16_speedup is not None:
        measured = f"measured here: a step in bfloat16 is {facts.bfloat16_speedup:.1f} times as fast as in float32"
        return ("mixed_bfloat16" if facts.bfloat16_speedup >= FASTER else "float32"), measured
    if facts.on_cpu:
        return "float32", _on_cpu(facts.bfloat16_units)
    if facts.compute_capability is None:
        return "float32", f"whether {facts.name} has units for 16 bits is not known; measure=True finds out"
    generation = "compute capability {}.{}".format(*facts.compute_capability)
    if facts.compute_capability >= (8, 0):
        return "mixed_bfloat16", f"{generation}: tensor cores multiply bfloat16, which has the range of float32"
    if facts.compute_capability >= (7, 0):
        return "mixed_float16", f"{generation}: tensor cores multiply float16, not bfloat16; Keras scales the loss"
    return "float32", f"{generation}: no tensor cores (they begin with 7.0)"


def _on_cpu(units: tuple[str, ...] | None) -> str:
    if units is None:
        return "whether this processor multiplies bfloat16 cannot be found out; measure=True tries"
    if not units:
        return "this processor has no instructions that multiply bfloat16"
    return f"this processor has {', '.join(units)}, but nobody measured if bfloat16 is faster; measure=True does"


def _compilation(facts: Facts) -> tuple[bool, str]:
    if facts.backend == "jax":
        return True, "JAX without XLA runs operation by operation"
    if facts.backend == "torch":
        return False, "Keras leaves torch.compile off unless asked, and it was not measured here"
    if facts.on_cpu:
        return False, "XLA does not make TensorFlow faster on a CPU (benchmarks/results/training.csv)"
    return True, "XLA merges operations into fewer kernels, as Keras does by default"


def planned(demand: Demand, batch_size: int, dtype_policy: str, backend: str, *, on_cpu: bool = True) -> int:
    """Bytes to plan for a training step: what is counted, times the backend's `ALLOWANCE`.

    Args:
        demand: what training the network takes.
        batch_size: images in a step.
        dtype_policy: `float32`, `mixed_bfloat16` or `mixed_float16`.
        backend: of Keras.
        on_cpu: whether it computes on the CPU.

    Raises:
        ValueError: if it is a backend that cannot train.
    """
    if backend not in ALLOWANCE:
        raise ValueError(f"Keras with {backend} does not train. Set KERAS_BACKEND to one of {', '.join(ALLOWANCE)}.")
    fixed, each = ALLOWANCE[backend] if on_cpu else ALLOWANCE_ON_GPU
    return int(fixed * demand.fixed(dtype_policy)) + batch_size * int(each * demand.each(dtype_policy))


def _batch(facts: Facts, demand: Demand, dtype_policy: str, at_most: int) -> tuple[int, str]:
    fixed, one = (planned(demand, images, dtype_policy, facts.backend, on_cpu=facts.on_cpu) for images in (0, 1))
    each = one - fixed
    counted = f"{readable(fixed)} for weights, gradients and optimizer, {readable(each)} for each image"
    unsure = f"; {demand.remark}" if demand.remark else ""
    unsure += "" if facts.on_cpu else "; how much more than counted a GPU needs is assumed, not measured"
    if facts.memory is None:
        batch = min(at_most, _UNCHECKED)
        return (
            batch,
            f"not checked, because {facts.memory_source}; takes up to {counted}; pass memory=, in bytes{unsure}",
        )
    usable = int(facts.memory * SHARE)
    there = f"{SHARE:.0%} of {readable(facts.memory)} {facts.memory_source}"
    fit = (usable - fixed) // each
    if fit < 1:
        raise CourseError(
            f"Training {demand.network} does not fit: it takes up to {counted}, and there is {there}.",
            "Take smaller images, a smaller network, or an optimizer that keeps less (SGD without momentum keeps "
            "nothing); end what else uses the memory; or pass memory= if more is free than was found out.",
        )
    batch = min(at_most, 2 ** (fit.bit_length() - 1))
    bound = f"at_most={at_most}" if batch == at_most else "the largest power of two that fits"
    taken = readable(fixed + batch * each)
    return batch, f"{bound}: up to {taken} ({counted}) of {there}{unsure}"

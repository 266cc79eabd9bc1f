"""One training, measured in a process of its own: how fast, and with how much memory. `training.py` starts it.

    python benchmarks/training_one.py '{"framework": "jax", "model": "lenet5"}'

It gets the fields of `Job` as JSON and prints what it found as JSON on its last line. The environment says which
backend Keras takes.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
from functools import partial
from pathlib import Path
from typing import Any

from training_steps import LEARNING_RATE, MODELS, MOMENTUM, PLAIN, POLICIES, Job, batches, peak_of, stopwatch, timed

from coursekit import architectures, device


def confined(cores: int | None) -> None:
    """Keep to so many cores; all threads of all libraries obey."""
    if cores is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])


class Memory:
    """The most memory that was taken since this was made, in bytes; None where nobody tells."""

    def __init__(self, on_cpu: bool) -> None:
        gc.collect()
        self._on_cpu = on_cpu
        if on_cpu:
            reset = Path("/proc/self/clear_refs")
            if reset.exists():
                reset.write_text("5")  # Linux: forget the peak so far
        self._before = self._now()

    def _now(self) -> int | None:
        status = Path("/proc/self/status")
        if not self._on_cpu or not status.exists():
            return None
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024

    def most(self) -> int | None:
        """Bytes."""
        now = self._now()
        return None if now is None or self._before is None else now - self._before


def warmed_up(keras: Any) -> None:
    """Train something tiny, so that what libraries load for themselves is there before memory is measured."""
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.Flatten(), keras.layers.Dense(10)]
    )
    model.compile(keras.optimizers.SGD(), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.train_on_batch(*batches((8, 8, 1), 2, 1))


def with_keras(job: Job) -> dict[str, object]:
    """Train with Keras, by `fit`, as students do."""
    known = device.facts()
    import keras  # noqa: PLC0415 - after device.facts, which starts it

    network = MODELS[job.model]
    size = job.image or network.image
    shape = (size, size, network.channels)
    build = partial(network.build, input_shape=shape)
    demand = device.demand(build, job.optimizer)
    plan = device.choose(known, demand) if None in (job.batch, job.dtype, job.jit) else None
    batch = job.batch or (plan.batch_size if plan else 1)
    policy = POLICIES[job.dtype] if job.dtype else (plan.dtype_policy if plan else "float32")
    jit = job.jit if job.jit is not None else bool(plan and plan.jit_compile)

    warmed_up(keras)
    first = batches(shape, batch, 1)
    memory = Memory(known.on_cpu)
    keras.config.set_dtype_policy(policy)
    keras.utils.set_random_seed(0)
    model = build()
    optimizer = keras.optimizers.get(job.optimizer)
    if job.optimizer == "sgd":
        optimizer = keras.optimizers.SGD(LEARNING_RATE, momentum=MOMENTUM if job.windows else 0.0)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, jit_compile=jit)

    def train(images: Any, labels: Any) -> None:
        model.fit(images, labels, batch_size=batch, epochs=1, shuffle=False, verbose=0)

    train(*first)
    if not job.windows:  # memory: the first step makes the optimizer's values, the second has them
        train(*first)
    taken = memory.most()
    found = timed(train, shape, batch, job, known.on_cpu)
    counted = architectures.table(build).iloc[-1].to_dict()
    return {
        "device": known.name,
        "on_cpu": known.on_cpu,
        "batch_size": batch,
        "image": size,
        "dtype_policy": policy,
        "jit_compile": jit,
        "parameters": int(counted["parameters"]),
        "multiply_accumulates": int(counted["multiply-accumulates"]),
        "counted": (demand.fixed(policy), demand.each(policy)),
        "measured": taken,
        "peak": peak_of_keras(keras, policy, known.on_cpu, job) if job.windows else None,
        **found,
    }


def peak_of_keras(keras: Any, policy: str, on_cpu: bool, job: Job) -> float:
    """Multiply-accumulates a second of the backend's product of two large square matrices, the best of some."""
    size = job.matrix or (1024 if on_cpu else 8192)
    dtype = policy.removeprefix("mixed_")
    a, b = (keras.ops.cast(keras.random.normal((size, size), seed=seed), dtype) for seed in (1, 2))

    def multiply() -> None:
        product = keras.ops.matmul(a, b)
        float(keras.ops.cast(product[0, 0], "float32"))  # waits until it is done

    return peak_of(multiply, size, stopwatch(job, on_cpu))


def main(arguments: list[str]) -> None:
    """Measure and print."""
    job = Job(**json.loads(arguments[0]))
    confined(job.cores)
    if job.framework == PLAIN:
        import plain_pytorch  # noqa: PLC0415 - PyTorch is not part of the course

        found = plain_pytorch.measured(job)
    else:
        found = with_keras(job)
    if "seconds" in found:
        found["median"] = statistics.median(found["seconds"])  # type: ignore[arg-type] # a list of numbers
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])

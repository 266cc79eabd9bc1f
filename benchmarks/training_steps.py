"""What every measured training shares: what to train, its images, and the stopwatch."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from coursekit import architectures

__all__ = [
    "LEARNING_RATE",
    "MODELS",
    "MOMENTUM",
    "PLAIN",
    "POLICIES",
    "Job",
    "batches",
    "peak_of",
    "stopwatch",
    "timed",
]

PLAIN = "plain PyTorch"
CLASSES = 10
LEARNING_RATE = 0.01
MOMENTUM = 0.9
_WINDOW = 1.0
"""Seconds that a window of steps should take about, where their number is not given; and the matrix products."""


@dataclass(frozen=True)
class Job:
    """What to train and how; None is filled in by `device.plan`, or for steps by how long the first ones take."""

    framework: str
    model: str
    image: int | None = None
    batch: int | None = None
    dtype: str | None = None
    jit: bool | None = None
    optimizer: str = "sgd"
    windows: int = 3
    steps: int | None = None
    cores: int | None = 1
    matrix: int | None = None


class Network(NamedTuple):
    """A builder, which takes the image's shape and gives logits, and what it is fed with."""

    build: Callable[..., Any]
    image: int
    channels: int


MODELS = {
    "lenet5": Network(partial(architectures.lenet5, "modern", output="logits", classes=CLASSES), 32, 1),
    "lenet5-1998": Network(partial(architectures.lenet5, "1998", output="logits", classes=CLASSES), 32, 1),
    "alexnet": Network(partial(architectures.alexnet, weight_decay=0, classifier_activation=None), 227, 3),
    **{
        name: Network(partial(getattr(architectures, name), classifier_activation=None), 224, 3)
        for name in ("vgg11", "vgg13", "vgg16", "vgg19")
    },
}

POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}


def batches(shape: tuple[int, ...], batch: int, steps: int) -> tuple[Any, Any]:
    """Random images and labels for so many steps."""
    random = np.random.default_rng(0)
    images = random.standard_normal((batch * steps, *shape), dtype=np.float32)
    return images, random.integers(0, CLASSES, batch * steps).astype("int32")


def stopwatch(job: Job, on_cpu: bool) -> Callable[[], float]:
    """The clock on the wall; on one core of a CPU the time that the process had it, so that others do not count."""
    return time.process_time if on_cpu and job.cores == 1 else time.perf_counter


def timed(
    train: Callable[[Any, Any], None], shape: tuple[int, ...], batch: int, job: Job, on_cpu: bool
) -> dict[str, object]:
    """Seconds for an image in windows of several steps, after some that are left out."""
    clock = stopwatch(job, on_cpu)
    if not job.windows:
        return {}
    steps = job.steps
    if steps is None:
        few = batches(shape, batch, 2)
        train(*few)  # another number of steps may be compiled anew
        start = clock()
        train(*few)
        steps = max(1, min(round(2 * _WINDOW / (clock() - start)), 2_000_000_000 // (batch * _size(shape))))
    images, labels = batches(shape, batch, steps)
    if steps > 1:  # one step has been taken before
        train(images, labels)
    seconds: list[float] = []
    wall, busy = time.perf_counter(), time.process_time()
    for _ in range(job.windows):
        start = clock()
        train(images, labels)
        seconds.append((clock() - start) / len(images))
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    return {
        "steps": steps,
        "seconds": seconds,
        "of_the_cores": busy / wall / (job.cores or os.cpu_count() or 1),
        "load_average": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def _size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape)) * 4


def peak_of(multiply: Callable[[], None], size: int, clock: Callable[[], float]) -> float:
    """Multiply-accumulates a second of a product of two square matrices, the best of some."""
    multiply()
    best, until, turn = float("inf"), clock() + _WINDOW, 0
    while turn < 3 or clock() < until:
        start = clock()
        multiply()
        best, turn = min(best, clock() - start), turn + 1
    return size**3 / best

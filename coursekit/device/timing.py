"""Whether training with bfloat16 is faster here, found out by doing it."""

from __future__ import annotations

import time
from typing import Any

__all__ = ["bfloat16_speedup"]

_STEPS = 3


def bfloat16_speedup(*, compiled: bool) -> float:
    """How many times as fast as in float32 training steps are under `mixed_bfloat16`.

    Measured on two convolutions with 64 filters of 3x3 on 16 images of 32x32 with 32 channels, the faster one of three
    steps of each kind in turn, after one that is left out. Other networks gain more or less.

    Args:
        compiled: whether the step is compiled by XLA; JAX always is.
    """
    import keras  # noqa: PLC0415 - slow, and only wanted here

    compiled = compiled or keras.backend.backend() == "jax"
    steps = {policy: _step(keras, policy, compiled) for policy in ("float32", "mixed_bfloat16")}
    best = dict.fromkeys(steps, float("inf"))
    for turn in range(_STEPS + 1):
        for policy, step in steps.items():
            start = time.perf_counter()
            step()
            if turn:
                best[policy] = min(best[policy], time.perf_counter() - start)
    return best["float32"] / best["mixed_bfloat16"]


def _step(keras: Any, policy: str, compiled: bool) -> Any:
    import numpy as np  # noqa: PLC0415 - with Keras

    inner = {"padding": "same", "activation": "relu", "data_format": "channels_last", "dtype": policy}
    model = keras.Sequential(
        [
            keras.Input((32, 32, 32), dtype="float32"),
            keras.layers.Conv2D(64, 3, **inner),
            keras.layers.Conv2D(64, 3, **inner),
            keras.layers.GlobalAveragePooling2D(data_format="channels_last", dtype=policy),
            keras.layers.Dense(10, dtype="float32"),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(), loss, jit_compile=compiled and keras.backend.backend() != "torch")
    images = np.random.default_rng(0).normal(size=(16, 32, 32, 32)).astype("float32")
    labels = np.arange(16) % 10
    # It gives the loss as a number, so that the step is done when it comes back.
    return lambda: model.train_on_batch(images, labels)

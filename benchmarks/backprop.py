"""Training a small CNN by NumPy alone: how many images a second, and how many digits it reads right.

From the root of the course, in its environment:

    python benchmarks/backprop.py                    # about a minute, on a machine that does nothing else
    python benchmarks/backprop.py --quick --to DIR   # one seed, one step: does it still run?

Writes `backprop.csv`: for each way to compute (this package's functions as they are written to be read, the same
without loops over images and pixels, Keras with TensorFlow) the median time of a training step, all three on the same
network, weights and batches, with Adam, one after the other in the same run, each on one core. And
`backprop_accuracy.csv`: for each split of the digits and each seed the accuracy on the test images, and how long
training took.

The number of filters, the learning rate and the epochs were chosen with the last two of the eleven sheets of training
images in their order, never with test images.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording

from coursekit import backprop, data
from coursekit.console import console, steps

SEEDS = 5
EPOCHS = 15
BATCH = 32
STEP = 3e-3
# Keras is timed as it comes (a compiled graph); its first step, which compiles, is left out, as is everyone's.
STEPS = {"plain": 5, "vectorised": 200, "Keras": 200}


def network(seed: int, functions: Any = backprop.vectorised) -> backprop.Sequential:
    """Two convolutions with pooling, and a dense layer: 6,090 parameters."""
    return backprop.Sequential(
        [
            backprop.Conv2D(16, 3, padding="same"),
            backprop.ReLU(),
            backprop.MaxPooling2D(),
            backprop.Conv2D(32, 3, padding="same"),
            backprop.ReLU(),
            backprop.MaxPooling2D(),
            backprop.Flatten(),
            backprop.Dense(10),
        ],
        input_shape=(8, 8, 1),
        seed=seed,
        functions=functions,
    )


def step_of(functions: Any) -> Callable[[Any, Any], Any]:
    """One training step of this package."""
    trained, optimizer = network(0, functions), backprop.Adam(STEP)

    def step(images: Any, labels: Any) -> None:
        trained.loss_and_gradients(images, labels)
        optimizer.apply(trained.parameters, trained.gradients)

    return step


def step_of_keras() -> Callable[[Any, Any], Any]:
    """One training step of the same network in Keras."""
    model = network(0).as_keras()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(STEP), loss, jit_compile=False)

    def step(images: Any, labels: Any) -> Any:
        return model.train_on_batch(images, labels)

    return step


def speed(name: str, step: Callable[[Any, Any], Any], count: int) -> dict[str, object]:
    """Median time of a training step."""
    images, labels = data.digits().train
    order = np.random.default_rng(0)
    batches = [order.integers(len(images), size=BATCH) for _ in range(count + 1)]
    step(images[batches[0]], labels[batches[0]])
    times = []
    for batch in batches[1:]:
        batch_images, batch_labels = images[batch], labels[batch]
        start = time.perf_counter()
        step(batch_images, batch_labels)
        times.append(time.perf_counter() - start)
    median = statistics.median(times)
    return {
        "computed by": name,
        "batch_size": BATCH,
        "steps": count,
        "median_ms": round(1e3 * median, 3),
        "lowest_ms": round(1e3 * min(times), 3),
        "highest_ms": round(1e3 * max(times), 3),
        "images_per_second": round(BATCH / median),
    }


def accuracy(split: str, seed: int, epochs: int) -> dict[str, object]:
    """Train and test one network."""
    digits = data.digits(8, "random" if split == "random" else "order", seed)
    trained = network(seed)
    start = time.perf_counter()
    history = trained.fit(
        *digits.train,
        optimizer=backprop.Adam(STEP),
        epochs=epochs,
        batch_size=BATCH,
        seed=seed,
        progress=False,
        live=False,
    )
    seconds = time.perf_counter() - start
    return {
        "split": split,
        "seed": seed,
        "train accuracy": round(history.epochs[-1].accuracy, 4),
        "test accuracy": round(trained.evaluate(*digits.test).accuracy, 4),
        "seconds": round(seconds, 1),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    # Above 1, something else was running, and the times are too long.
    before = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    seeds, epochs = (1, 1) if chosen.quick else (SEEDS, EPOCHS)
    ways = {
        "plain": step_of(backprop.plain),
        "vectorised": step_of(backprop.vectorised),
        "Keras": step_of_keras(),
    }
    speeds, accuracies = [], []
    with steps("Measuring", len(ways) + 2 * seeds) as progress:
        for name, step in ways.items():
            speeds.append(speed(name, step, 1 if chosen.quick else STEPS[name]))
            progress.advance(name)
        for split in ("random", "order"):
            for seed in range(seeds):
                accuracies.append(accuracy(split, seed, epochs))
                progress.advance(f"{split} split, seed {seed}")
    about = {
        "parameters": sum(array.size for array in network(0).parameters.values()),
        "epochs": epochs,
        "batch_size": BATCH,
        "optimizer": repr(backprop.Adam(STEP)),
        "backend": keras.backend.backend(),
        "threads": 1,
        "load_average_before": before,
        **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn")),
    }
    recording.write("backprop", speeds, about, chosen)
    recording.write("backprop_accuracy", accuracies, about, chosen, script="backprop")
    for row in speeds + accuracies:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])

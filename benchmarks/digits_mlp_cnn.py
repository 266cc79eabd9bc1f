"""An MLP against a CNN on real handwritten digits: accuracy over seeds, for growing networks.

Lecture 01 shows what this script has measured. From the root of the course, in its environment:

    python benchmarks/digits_mlp_cnn.py                    # about half an hour on two cores, no GPU
    python benchmarks/digits_mlp_cnn.py --quick --to DIR   # some networks, few images: does it still run?

Every network gets the same training: Adam with a step of 0.002, batches of 64, 20 passes over the training images,
cross-entropy, no regularisation, no augmentation, no early stopping. None of this was tuned for either side, and the
test images choose nothing. A seed sets the weights at the start, the order of the batches and, for the random split,
which images are tested.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import recording

from coursekit import data, device
from coursekit.console import console, steps

device.start()  # holds back what TensorFlow says about GPUs that are not there
import keras  # noqa: E402 (after device.start)
from keras import layers  # noqa: E402 (see above)

SEEDS = 5
EPOCHS = 20
BATCH = 64
STEP = 2e-3


@dataclass(frozen=True)
class Run:
    """One training: which network on which images."""

    kind: Literal["MLP", "CNN"]
    width: int  # hidden units of the MLP, filters of the CNN's first convolution (the second has twice as many)
    size: Literal[8, 28]
    split: Literal["random", "order"]
    pixels: Literal["as scanned", "shuffled"]
    seed: int

    @property
    def network(self) -> str:
        """Kind and width, as the results name it."""
        return f"{self.kind} {self.width}"


def plan(seeds: int) -> Iterator[Run]:
    """Every training to be done."""
    for seed in range(seeds):
        for split in ("random", "order"):
            for width in (16, 32, 64, 128):
                yield Run("MLP", width, 28, split, "as scanned", seed)
            for width in (2, 4, 6, 8):
                yield Run("CNN", width, 28, split, "as scanned", seed)
            # On the images as scanned, with a smaller CNN (see `build`): how much of the gap is the enlargement?
            yield Run("MLP", 128, 8, split, "as scanned", seed)
            yield Run("CNN", 4, 8, split, "as scanned", seed)
            yield Run("CNN", 8, 8, split, "as scanned", seed)
        for size in (8, 28):
            yield Run("MLP", 128, size, "random", "shuffled", seed)
            yield Run("CNN", 4, size, "random", "shuffled", seed)
            yield Run("CNN", 8, size, "random", "shuffled", seed)


def build(run: Run) -> Any:
    """The network of a run, not yet compiled."""
    image = layers.Input((run.size, run.size, 1))
    if run.kind == "MLP":
        inner = [layers.Flatten(), layers.Dense(run.width, activation="relu")]
    else:
        # 8×8 images have no room for 5×5 kernels and two poolings without padding.
        kernel, padding = (5, "valid") if run.size == 28 else (3, "same")
        inner = [
            layers.Conv2D(run.width, kernel, padding=padding, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(2 * run.width, kernel, padding=padding, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
        ]
    return keras.Sequential([image, *inner, layers.Dense(10, activation="softmax")])


def measure(run: Run, epochs: int, count: int | None = None) -> dict[str, object]:
    """Train and test one network, on `count` of the images or on all: a row of the results."""
    digits = data.digits(run.size, run.split, run.seed)
    (train, train_labels), (test, test_labels) = ((x[:count], y[:count]) for x, y in (digits.train, digits.test))
    if run.pixels == "shuffled":
        # One and the same permutation for every image: nothing is lost but who is whose neighbour.
        order = np.random.default_rng(run.seed).permutation(run.size**2)
        train, test = (images.reshape(len(images), -1)[:, order].reshape(images.shape) for images in (train, test))
    keras.utils.set_random_seed(run.seed)
    model = build(run)
    model.compile(
        keras.optimizers.Adam(STEP), "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False
    )
    start = time.perf_counter()
    model.fit(train, train_labels, batch_size=BATCH, epochs=epochs, verbose=0)
    seconds = time.perf_counter() - start
    _, accuracy = model.evaluate(test, test_labels, verbose=0)
    parameters = model.count_params()
    keras.utils.clear_session()
    return {
        "size": run.size,
        "split": run.split,
        "pixels": run.pixels,
        "network": run.network,
        "parameters": parameters,
        "seed": run.seed,
        "accuracy": round(accuracy, 4),
        "seconds": round(seconds, 1),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    # Every fourth has each kind of network, size, split and arrangement of the pixels among them.
    runs = list(plan(1))[::4] if chosen.quick else list(plan(SEEDS))
    epochs, count = (1, 100) if chosen.quick else (EPOCHS, None)
    start = time.perf_counter()
    rows = []
    with steps("Training", len(runs)) as progress:
        for run in runs:
            rows.append(measure(run, epochs, count))
            progress.advance(f"{run.network}, {run.size}×{run.size}, {run.split}, seed {run.seed}")
    about = {
        "trainings": len(rows),
        "epochs": epochs,
        "batch_size": BATCH,
        "learning_rate": STEP,
        "run_time_s": round(time.perf_counter() - start),
        "backend": keras.backend.backend(),
        **recording.machine(("keras", "tensorflow", "jax", "torch", "numpy", "scikit-learn", "pillow")),
    }
    recording.write("digits_mlp_cnn", rows, about, chosen)
    console.print(f"{len(rows)} trainings written to {chosen.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Data hunger: accuracy against the number of training images, without and with augmentation.

From the root of the course, in its environment:

    python benchmarks/augmentation_training.py                    # about 12 minutes of one core, no GPU
    python benchmarks/augmentation_training.py --quick --to DIR   # one seed, a few steps: does it still run?

Writes `augmentation_training.csv` (a row a training: accuracy and loss on the training images as they are and on test
images) and `augmentation_curves.csv` (two trainings on 120 images, watched: without and with augmentation, per seed).

One small network, one way to train it (see `coursekit.augmentation.experiments`) and as many steps with few images as
with many, with augmentation as without. Every class has the same number of training images. A seed sets which images
are learnt from, the weights at the start, the order of the images and their transforms. The test images are the same
for all: another simulated survey, which has chosen nothing. The transforms were chosen on the validation and test
images of a larger first survey, by one training each.

Rows "real" are only measured where the real patches lie in ../shared/data/sealions: 360 to learn from in all, and parts
divided by groups of overlapping patches, another division for each seed.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording

from coursekit import data
from coursekit.augmentation.experiments import SEALIONS, few, fit_few, overfitting
from coursekit.augmentation.experiments.training import BATCH, STEPS
from coursekit.console import console, steps
from coursekit.data import Part

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
SEEDS = 5
SIZE = 32
SIMULATED, COUNTS = 900, (60, 120, 240, 480)
REAL_COUNTS = (60, 240)


def simulated(count: int) -> tuple[Part, Part]:
    """Images to learn from, and those of another survey to test on."""
    other = data.sealions(count=count, size=SIZE, seed=1)
    return data.sealions(count=count, size=SIZE).train, Part(other.images, other.labels)


def rounded(row: dict[Any, Any]) -> dict[str, Any]:
    """Four digits are enough, and few enough to read."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each seed."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    seeds, count, length = (1, 60, 3) if chosen.quick else (SEEDS, SIMULATED, STEPS)
    counts = (12, 24) if chosen.quick else COUNTS
    train, test = simulated(count)
    real = data.sealions(REAL) if REAL.is_dir() and not chosen.quick else None
    pairs = None if real is None else data.overlaps(real)
    rows: list[dict[str, object]] = []
    curves: list[dict[str, object]] = []
    start = time.perf_counter()
    about = {
        "network": "experiments.small_cnn: 8, 16, 32 filters, batch normalisation",
        "augment": repr(SEALIONS),
        "steps": length,
        "batch_size": BATCH,
        "size": SIZE,
        "test_images": len(test.images),
        "backend": keras.backend.backend(),
        "threads": 1,
        **recording.machine(("keras", "tensorflow", "numpy", "opencv-python-headless")),
    }
    with steps("Training", seeds * 2 * (len(counts) + 1 + (real is not None) * len(REAL_COUNTS))) as progress:

        def measure(patches: str, parts: tuple[Part, Part], number: int, seed: int) -> None:
            for name, augment in (("none", None), ("with", SEALIONS)):
                found = fit_few(*parts, 6, number, augment, steps=length, seed=seed)
                rows.append({"patches": patches, "augmentation": name, "seed": seed, **rounded(found)})
                progress.advance(f"{patches}, {number} images, {name}, seed {seed}: {found['test_accuracy']:.3f}")
                keras.utils.clear_session()

        for seed in range(seeds):
            for number in counts:
                measure("simulated", (train, test), number, seed)
            watched = overfitting(
                few(train, counts[1], seed), test, 6, steps=length, every=50, seed=seed, progress=False
            )
            curves += [{"seed": seed, **rounded(dict(row))} for _, row in watched.iterrows()]
            progress.advance(f"curves, seed {seed}", 2)
            if real is not None:
                divided = data.resplit(real, "groups", valid=0.25, seed=seed, pairs=pairs)
                small = small_patches(divided)
                for number in REAL_COUNTS:
                    measure("real", (small.train, small.valid), number, seed)
            told = {"trainings": len(rows) + 2 * (seed + 1), "run_time_s": round(time.perf_counter() - start), **about}
            recording.write("augmentation_training", rows, told, chosen)
            recording.write("augmentation_curves", curves, told, chosen, script="augmentation_training")
    console.print(f"{len(rows)} trainings written to {chosen.to}")


def small_patches(patches: data.Dataset) -> data.Dataset:
    """96x96 as 32x32: means over 3x3."""
    n, height, width, channels = patches.images.shape
    shape = (n, height // 3, 3, width // 3, 3, channels)
    return dataclasses.replace(patches, images=patches.images.reshape(shape).mean(axis=(2, 4), dtype=np.float32))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Rare defects on wafers: accuracy and mean recall, without and with class weights, balanced sampling, augmentation.

From the root of the course, in its environment:

    python benchmarks/augmentation_imbalance.py                    # about five minutes of one core, no GPU
    python benchmarks/augmentation_imbalance.py --quick --to DIR   # one seed, a few steps: does it still run?

Writes `augmentation_imbalance.csv`: a row a training, for each strategy in `coursekit.augmentation.experiments` and
each seed. Simulated maps of 32x32 dies, whose classes are as rare as in WM-811K to the power 0.7 (`imbalance=0.7`);
the JSON file counts them. "accuracy" is that on the test maps of the same simulation, with the same shares. The recall
of each class is that on other test maps, 60 of each class, as the test maps have too few of the rare ones to count by.
 A seed sets the maps, the weights at the start, the order and the transforms. Nothing was tuned.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording

from coursekit import data
from coursekit.augmentation.experiments import STRATEGIES, imbalance
from coursekit.augmentation.experiments.training import BATCH, STEPS
from coursekit.console import console, steps
from coursekit.data import Part

SEEDS = 5
SIZE = 32
MAPS = 1500
SHARES = 0.7
EVEN = 540


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each seed."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    seeds, maps, length = (1, 400, 3) if chosen.quick else (SEEDS, MAPS, STEPS)
    rows: list[dict[str, object]] = []
    counts: dict[str, list[int]] = {}
    start = time.perf_counter()
    with steps("Training", seeds * len(STRATEGIES)) as progress:
        for seed in range(seeds):
            drawn = data.wafers(maps, SIZE, seed=seed, imbalance=SHARES)
            # Another simulation: its seed is none of those above.
            other = data.wafers(90 if chosen.quick else EVEN, SIZE, seed=1000 + seed, imbalance=0)
            even = Part(other.images, other.labels)
            counts[f"seed {seed}"] = np.bincount(drawn.train.labels, minlength=len(drawn.classes)).tolist()
            for name in STRATEGIES:
                found: dict[str, Any] = imbalance(
                    name, drawn.train, drawn.test, even, drawn.classes, steps=length, seed=seed
                )
                rows.append({"strategy": name, "seed": seed, **{key: round(value, 4) for key, value in found.items()}})
                progress.advance(f"{name}, seed {seed}: {found['accuracy']:.3f}, {found['mean_recall']:.3f}")
                keras.utils.clear_session()
            about = {
                "classes": list(drawn.classes),
                "training_maps": counts,
                "strategies": {name: repr(strategy) for name, strategy in STRATEGIES.items()},
                "steps": length,
                "batch_size": BATCH,
                "imbalance": SHARES,
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "opencv-python-headless")),
            }
            recording.write("augmentation_imbalance", rows, about, chosen)
    console.print(f"{len(rows)} trainings written to {chosen.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

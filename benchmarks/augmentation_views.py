"""Test-time augmentation: right or not, how sure and at which cost, by the number of views.

From the root of the course, in its environment:

    python benchmarks/augmentation_views.py                    # about three minutes of one core, no GPU
    python benchmarks/augmentation_views.py --quick --to DIR   # one seed, a few steps: does it still run?

Writes `augmentation_views.csv`: for models trained on 240 simulated sea lions without and with augmentation, for each
seed, each number of views, mean and vote, all test images and those on which the model was more or less sure, what
`coursekit.augmentation.experiments.compare_views` tells. The test images are 900 of another survey. The views are made
by the transforms of the training ("all"), or by flips only ("flips"). Nothing was tuned. Seconds are by the clock:
other programs on the machine make them longer; model calls are exact.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit import data
from coursekit.augmentation import Augment
from coursekit.augmentation.experiments import SEALIONS, compare_views, few, trained
from coursekit.augmentation.experiments.training import BATCH, STEPS
from coursekit.console import console, steps

SEEDS = 5
SIZE = 32
SURVEY = 900
COUNT = 240
VIEWS = {
    "all": (SEALIONS, (1, 2, 4, 8, 16)),
    "flips": (Augment(horizontal_flip=True, vertical_flip=True), (8,)),
}


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each seed."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    seeds, survey, count, length = (1, 60, 12, 3) if chosen.quick else (SEEDS, SURVEY, COUNT, STEPS)
    train, other = data.sealions(count=survey, size=SIZE).train, data.sealions(count=survey, size=SIZE, seed=1)
    rows: list[dict[str, Any]] = []
    start = time.perf_counter()
    with steps("Asking", seeds * 2 * len(VIEWS)) as progress:
        for seed in range(seeds):
            for taught, augment in (("none", None), ("with", SEALIONS)):
                model = trained(*few(train, count, seed), 6, augment, steps=length, seed=seed)
                for name, (transforms, views) in VIEWS.items():
                    for row in compare_views(model, other.images, other.labels, transforms, views):
                        short = {
                            key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()
                        }
                        rows.append({"augmentation": taught, "transforms": name, "seed": seed, **short})
                    progress.advance(f"trained {taught} augmentation, seed {seed}")
                keras.utils.clear_session()
            about = {
                "transforms": {name: repr(transforms) for name, (transforms, _) in VIEWS.items()},
                "training_images": count,
                "test_images": len(other),
                "steps": length,
                "batch_size": BATCH,
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "opencv-python-headless")),
            }
            recording.write("augmentation_views", rows, about, chosen)
    console.print(f"{len(rows)} rows written to {chosen.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

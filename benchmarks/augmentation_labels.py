"""Transforms that keep the class and ones that do not: digits turned, sea lions zoomed and coloured, wafers shifted.

From the root of the course, in its environment:

    python benchmarks/augmentation_labels.py                    # about six minutes of one core, no GPU
    python benchmarks/augmentation_labels.py --quick --to DIR   # one seed, a few steps: does it still run?

Writes `augmentation_digits.csv` (8x8 digits, tested on the last three sheets of the file, whose writers are not among
the training images), `augmentation_sealions.csv` (simulated patches of 32x32, tested on another survey) and
`augmentation_wafers.csv` (simulated maps of 32x32 dies, every class equally often in training and test): a row a
training. A seed sets which images are learnt from, the weights at the start, the order and the transforms. Nothing was
tuned; one training for all, see `coursekit.augmentation.experiments`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit import data
from coursekit.augmentation.experiments import digits_turned, sealions_changed, wafers_shifted
from coursekit.augmentation.experiments.keeping import DIGITS, SEALIONS_CHANGED, WAFERS
from coursekit.augmentation.experiments.training import BATCH, STEPS
from coursekit.console import console, steps
from coursekit.data import Part

SEEDS = 5
SIZE = 32
SURVEY = 900
MAPS = 900


def on_digits(seeds: int, quick: bool) -> Iterator[dict[str, Any]]:
    """Rotations and flips of digits."""
    digits = data.digits(8, "order")
    for seed in range(seeds):
        for name in DIGITS:
            found = digits_turned(name, digits, count=20 if quick else 210, steps=3 if quick else STEPS, seed=seed)
            yield {"transforms": name, "seed": seed, **found}


def on_sealions(seeds: int, quick: bool) -> Iterator[dict[str, Any]]:
    """Zoom and colour, where size and colour are the class."""
    survey = 60 if quick else SURVEY
    train, other = data.sealions(count=survey, size=SIZE).train, data.sealions(count=survey, size=SIZE, seed=1)
    test = Part(other.images, other.labels)
    for seed in range(seeds):
        for name in SEALIONS_CHANGED:
            count, length = (12, 3) if quick else (120, STEPS)
            yield {
                "transforms": name,
                "seed": seed,
                **sealions_changed(name, train, test, count=count, steps=length, seed=seed),
            }


def on_wafers(seeds: int, quick: bool) -> Iterator[dict[str, Any]]:
    """Shifts, where the place is the class."""
    maps = data.wafers(180 if quick else 2 * MAPS, SIZE, imbalance=0, test=0.5)
    for seed in range(seeds):
        for name in WAFERS:
            count, length = (18, 3) if quick else (180, STEPS)
            found = wafers_shifted(name, maps.train, maps.test, maps.classes, count=count, steps=length, seed=seed)
            yield {"transforms": name, "seed": seed, **found}


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, each part when it is done."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    seeds = 1 if chosen.quick else SEEDS
    parts = {
        "digits": (on_digits, DIGITS),
        "wafers": (on_wafers, WAFERS),
        "sealions": (on_sealions, SEALIONS_CHANGED),
    }
    with steps("Training", seeds * sum(len(ways) for _, ways in parts.values())) as progress:
        for what, (run, ways) in parts.items():
            start, rows = time.perf_counter(), []
            for row in run(seeds, chosen.quick):
                rows.append({key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()})
                progress.advance(f"{what}, {row['transforms']}, seed {row['seed']}: {row['accuracy']:.3f}")
                keras.utils.clear_session()
            about = {
                "augment": {name: repr(augment) for name, augment in ways.items()},
                "steps": 3 if chosen.quick else STEPS,
                "batch_size": BATCH,
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "opencv-python-headless")),
            }
            recording.write(f"augmentation_{what}", rows, about, chosen, script="augmentation_labels")
    console.print(f"Written to {chosen.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Leakage: copies of one image, or patches that share pixels, on both sides of a split. What is believed, what is true.

From the root of the course, in its environment:

    python benchmarks/augmentation_leakage.py                    # about six minutes of one core, no GPU
    python benchmarks/augmentation_leakage.py --quick --to DIR   # one seed, a few steps: does it still run?

Writes `augmentation_copies.csv`: 120 simulated sea lions, copied before or after a fifth is kept for validation; the
copies differ slightly, or by all transforms of the other trainings. The test images are 900 of another survey.

And, only where the real patches lie in ../shared/data/sealions, `augmentation_overlaps.csv`: a quarter of all 480
patches kept for validation, at random or by groups of patches that share pixels, for a CNN and for the nearest
neighbour by pixels.

A row a training. A seed sets the images, the division, the weights at the start and the order. Nothing was tuned.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit import data
from coursekit.augmentation import Augment
from coursekit.augmentation.experiments import SEALIONS, augmented_before_split, patches_split
from coursekit.augmentation.experiments.leakage import Classifier, Order
from coursekit.augmentation.experiments.training import BATCH, STEPS
from coursekit.console import console
from coursekit.data import Part

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
SEEDS = 5
DIVISIONS = 10
SIZE = 32
SURVEY = 900
TRANSFORMS = {
    "slight": Augment(rotation_range=10, width_shift_range=0.05, height_shift_range=0.05, fill_mode="reflect"),
    "all": SEALIONS,
}
COPIES = (("slight", 5), ("all", 5), ("all", 20))
ORDERS: tuple[Order, ...] = ("augment, then split", "split, then augment")
CLASSIFIERS: tuple[Classifier, ...] = ("nearest neighbour", "CNN")


def copies(quick: bool) -> Iterator[dict[str, Any]]:
    """Copies made before or after the split."""
    survey = 60 if quick else SURVEY
    train, other = data.sealions(count=survey, size=SIZE).train, data.sealions(count=survey, size=SIZE, seed=1)
    test = Part(other.images, other.labels)
    count, length = (30, 3) if quick else (120, STEPS)
    for seed in range(1 if quick else SEEDS):
        for transforms, number in COPIES:
            for order in ORDERS:
                found = augmented_before_split(
                    order,
                    train,
                    test,
                    6,
                    count=count,
                    copies=number,
                    augment=TRANSFORMS[transforms],
                    steps=length,
                    seed=seed,
                )
                yield {"transforms": transforms, "copies": number, "order": order, "seed": seed, **found}


def overlapping(quick: bool) -> Iterator[dict[str, Any]]:
    """Random split and split by groups of real patches: the CNN for the first five divisions only."""
    real, small = data.sealions(REAL), data.sealions(REAL, size=SIZE).images
    pairs = data.overlaps(real)
    for seed in range(1 if quick else DIVISIONS):
        for by in ("random", "groups"):
            for classifier in CLASSIFIERS[: 2 if seed < SEEDS else 1]:
                length = 3 if quick else STEPS
                found = patches_split(by, classifier, real, small, pairs=pairs, steps=length, seed=seed)
                yield {"split": by, "classifier": classifier, "seed": seed, **found}


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each training."""
    parser = recording.options(__doc__)
    parser.add_argument("--only", choices=("copies", "overlaps"), help="one of the two, leaving the other's results")
    chosen = recording.parsed(parser, arguments)
    parts = {"copies": copies}
    if REAL.is_dir():
        parts["overlaps"] = overlapping
    else:
        console.print(f"No real patches in {REAL}: overlaps are not measured.")
    for what, run in parts.items():
        if chosen.only not in (None, what):
            continue
        start, rows = time.perf_counter(), []
        for row in run(chosen.quick):
            rows.append({key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()})
            console.print(", ".join(f"{key} {value}" for key, value in rows[-1].items()), soft_wrap=True)
            keras.utils.clear_session()
            about = {
                "transforms": {name: repr(transforms) for name, transforms in TRANSFORMS.items()},
                "steps": 3 if chosen.quick else STEPS,
                "batch_size": BATCH,
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "opencv-python-headless")),
            }
            recording.write(f"augmentation_{what}", rows, about, chosen, script="augmentation_leakage")


if __name__ == "__main__":
    main(sys.argv[1:])

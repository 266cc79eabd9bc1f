"""The sea lion classifier, judged: right or not, how sure, and how well each class is told from the rest.

From the root of the course, in its environment:

    python benchmarks/evaluation_sealions.py                    # about four minutes of one core, no GPU
    python benchmarks/evaluation_sealions.py --quick --to DIR   # one seed, a few steps: does it still run?

Writes `evaluation_sealions.csv` (a row a training: what `coursekit.evaluation.experiments.judged` tells) and
`evaluation_posteriors.csv` (what the first simulated training without and that with augmentation say of each image).

The network and its training are those of topic 04 (`coursekit.augmentation.experiments`). Simulated: the 360 training
patches of a survey, and 1,200 patches of another survey to judge by, with the scene that each was cut from; the
posteriors also for the first survey's 120 validation patches. Nothing was chosen on the patches that judge.

Rows "real" are only measured where the real patches lie in ../shared/data/sealions: 480 patches, divided by groups of
overlapping patches, a quarter to judge by, another division for each seed.
"""

from __future__ import annotations

import math
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
from coursekit.augmentation.experiments import SEALIONS, posteriors, trained
from coursekit.augmentation.experiments.training import BATCH, STEPS
from coursekit.console import console, steps
from coursekit.data import Part
from coursekit.evaluation.experiments import judged

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
SEEDS = 5
SIZE = 32
TRAINING_SURVEY, TEST_SURVEY = 600, 1200
WAYS = {"none": None, "with": SEALIONS}


def rounded(row: dict[str, float]) -> dict[str, float | None]:
    """Four digits are enough, and few enough to read; what is 0 / 0 stays empty."""
    return {name: None if math.isnan(value) else round(value, 4) for name, value in row.items()}


def rows_of(said: Any, labels: Any, scenes: Any, augmentation: str, part: str, classes: Any) -> list[dict[str, object]]:
    """A row per image: where it is from, what it is, and what was said of it."""
    return [
        {"augmentation": augmentation, "part": part, "scene": int(scene), "label": int(label)}
        | {name: round(float(value), 4) for name, value in zip(classes, row, strict=True)}
        for scene, label, row in zip(scenes, labels, said, strict=True)
    ]


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each seed."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    quick = chosen.quick
    seeds, first, second, length = (1, 60, 60, 3) if quick else (SEEDS, TRAINING_SURVEY, TEST_SURVEY, STEPS)
    own, other = data.sealions(count=first, size=SIZE), data.sealions(count=second, size=SIZE, seed=1)
    valid = np.flatnonzero(own.split == "valid")
    scenes = own.details["tid"].to_numpy()[valid], other.details["tid"].to_numpy()  # type: ignore[index] # simulated patches have details
    real = data.sealions(REAL, size=SIZE) if REAL.is_dir() and not quick else None
    pairs = None if real is None else data.overlaps(data.sealions(REAL))
    rows: list[dict[str, object]] = []
    said: list[dict[str, object]] = []
    start = time.perf_counter()
    about = {
        "network": "augmentation.experiments.small_cnn: 8, 16, 32 filters, batch normalisation",
        "augment": repr(SEALIONS),
        "steps": length,
        "batch_size": BATCH,
        "size": SIZE,
        "training_images": len(own.train.images),
        "test_images": len(other),
        "classes": list(own.classes),
        "real_patches": real is not None,
        "backend": keras.backend.backend(),
        "threads": 1,
        **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "opencv-python-headless")),
    }
    with steps("Training", seeds * 2 * (1 + (real is not None))) as progress:

        def measure(patches: str, train: Part, test: Part, augmentation: str, seed: int) -> Any:
            model = trained(*train, 6, WAYS[augmentation], steps=length, seed=seed)
            found = posteriors(model, test.images)
            row = judged(test.labels, found, own.classes)
            rows.append({"patches": patches, "augmentation": augmentation, "seed": seed, **rounded(row)})
            progress.advance(f"{patches}, {augmentation}, seed {seed}: {row['accuracy']:.3f}")
            if patches == "simulated" and seed == 0:
                known = posteriors(model, own.valid.images)
                said.extend(rows_of(known, own.valid.labels, scenes[0], augmentation, "valid", own.classes))
                said.extend(rows_of(found, test.labels, scenes[1], augmentation, "test", own.classes))
            keras.utils.clear_session()

        for seed in range(seeds):
            for augmentation in WAYS:
                measure("simulated", own.train, Part(other.images, other.labels), augmentation, seed)
            if real is not None:
                divided = data.resplit(real, valid=0.25, seed=seed, pairs=pairs)
                for augmentation in WAYS:
                    measure("real", divided.train, divided.valid, augmentation, seed)
            done = about | {"run_time_s": round(time.perf_counter() - start)}
            recording.write("evaluation_sealions", rows, done, chosen)
            recording.write("evaluation_posteriors", said, done, chosen, script="evaluation_sealions")
    console.print(f"{len(rows)} and {len(said)} rows written to {chosen.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

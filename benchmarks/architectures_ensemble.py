"""Ensembles: the posteriors of up to seven small AlexNets, averaged.

From the root of the course, in its environment:

    python benchmarks/architectures_ensemble.py                    # some minutes of one core, no GPU
    python benchmarks/architectures_ensemble.py --quick --to DIR   # one ensemble, a few steps: does it still run?

Writes `architectures_ensemble.csv`: a row an ensemble and number of networks, by
`coursekit.architectures.experiments.averaged`, over all ways to choose so many of its seven. The networks of an
ensemble learn from the same 360 simulated patches with dropout 0.5 (the paper's), and differ by their seeds: weights at
the start, order of the images, dropout. Each ensemble has images and networks of its own; all are judged on another
survey. Nothing was tuned.

The committed results are three ensembles on simulated patches.

Rows "real" are only measured where the real patches lie in ../shared/data/sealions: parts divided by groups of
overlapping patches, another division for each ensemble, a quarter kept for judging.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording

from coursekit import data
from coursekit.architectures.experiments import alexnet_fitted, averaged, posteriors
from coursekit.architectures.experiments.regularisation import BATCH, LEARNING_RATE, STEPS
from coursekit.augmentation.experiments import few
from coursekit.console import console
from coursekit.data import Part

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
ENSEMBLES = 5
NETWORKS = 7
DROPOUT = 0.5
SIZE = 32
SURVEY, IMAGES = 900, 360


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each ensemble."""
    parser = recording.options(__doc__)
    parser.add_argument("--simulated", action="store_true", help="leave the real patches out where there are some")
    chosen = recording.parsed(parser, arguments)
    ensembles, survey, count, steps = (1, 60, 12, 3) if chosen.quick else (ENSEMBLES, SURVEY, IMAGES, STEPS)
    networks = 2 if chosen.quick else NETWORKS
    start = time.perf_counter()
    first, other = data.sealions(count=survey, size=SIZE), data.sealions(count=survey, size=SIZE, seed=1)
    real = data.sealions(REAL) if REAL.is_dir() and not chosen.quick and not chosen.simulated else None
    small = None if real is None else data.sealions(REAL, size=SIZE).images
    pairs = None if real is None else data.overlaps(real)
    rows: list[dict[str, object]] = []

    def measure(patches: str, train: Part, test: Part, ensemble: int) -> None:
        said = []
        for number in range(networks):
            model = alexnet_fitted(train, 6, dropout=DROPOUT, steps=steps, seed=ensemble * NETWORKS + number)
            said.append(posteriors(model, test.images))
            keras.utils.clear_session()
        for found in averaged(np.stack(said), test.labels):
            row = {key: round(value, 4) if isinstance(value, float) else value for key, value in found.items()}
            rows.append({"patches": patches, "ensemble": ensemble, "test_images": len(test.images), **row})
            console.print(", ".join(f"{key} {value}" for key, value in rows[-1].items()), soft_wrap=True)
        recording.write(
            "architectures_ensemble",
            rows,
            {
                "training_images": count,
                "dropout": DROPOUT,
                "steps": steps,
                "batch_size": BATCH,
                "learning_rate": LEARNING_RATE,
                "size": SIZE,
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "opencv-python-headless")),
            },
            chosen,
        )

    for ensemble in range(ensembles):
        measure("simulated", few(first.train, count, ensemble), Part(other.images, other.labels), ensemble)
        if real is not None and small is not None:
            learnt = data.resplit(real, "groups", valid=0.25, seed=ensemble, pairs=pairs).split == "train"
            train, test = (Part(small[part], real.labels[part]) for part in (learnt, ~learnt))
            measure("real", train, test, ensemble)


if __name__ == "__main__":
    main(sys.argv[1:])

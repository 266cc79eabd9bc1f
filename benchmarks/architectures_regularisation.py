"""Dropout and weight decay: a small AlexNet on few sea lions, and how far training and test lie apart.

From the root of the course, in its environment:

    python benchmarks/architectures_regularisation.py                    # some minutes of one core, no GPU
    python benchmarks/architectures_regularisation.py --quick --to DIR   # one seed, a few steps: does it still run?

Writes `architectures_regularisation.csv`: a row a training, by `coursekit.architectures.experiments.regularised`: 240
simulated patches, as many of each class, 300 steps, no augmentation. Dropout is 0.5, as in the AlexNet paper. Rows
"tuning" are of one seed that is not measured afterwards: each weight decay is tried alone, and the one with the
smallest loss on the validation patches of the first survey goes on to the rows "measured". These are judged on another
survey, which has chosen nothing. A seed sets which images are learnt from, the weights at the start, the order and the
dropout. The weight decay is decoupled (AdamW), for all weights but the biases.
"""

from __future__ import annotations

import sys
import time

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit import data
from coursekit.architectures.experiments import REGULARISATIONS, regularised
from coursekit.architectures.experiments.regularisation import BATCH, LEARNING_RATE, STEPS
from coursekit.augmentation.experiments import few
from coursekit.console import console
from coursekit.data import Part

SEEDS = 5
TUNING = 100
SIZE = 32
SURVEY, IMAGES = 900, 240


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each seed."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    seeds, survey, count, steps = (1, 60, 12, 3) if chosen.quick else (SEEDS, SURVEY, IMAGES, STEPS)
    start = time.perf_counter()
    first, other = data.sealions(count=survey, size=SIZE), data.sealions(count=survey, size=SIZE, seed=1)
    test = Part(other.images, other.labels)
    rows: list[dict[str, object]] = []

    def measure(name: str, purpose: str, judge: Part, dropout: float, decay: float, seed: int) -> float:
        own = few(first.train, count, seed)
        found = regularised(own, judge, 6, dropout=dropout, weight_decay=decay, steps=steps, seed=seed)
        row: dict[str, object] = {
            "regularisation": name,
            "purpose": purpose,
            "dropout": dropout,
            "weight_decay": decay,
            "seed": seed,
            **{key: round(value, 4) if isinstance(value, float) else value for key, value in found.items()},
        }
        rows.append(row)
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)
        keras.utils.clear_session()
        return float(found["test_loss"])

    best: dict[str, tuple[float, float]] = {}
    for name, (dropouts, decays) in REGULARISATIONS.items():
        tried = [(dropout, decay) for dropout in dropouts for decay in decays]
        losses = [measure(name, "tuning", first.valid, *one, TUNING) for one in tried if len(tried) > 1]
        best[name] = min(zip(losses, tried, strict=True))[1] if losses else tried[0]
    best["both"] = best["dropout"][0], best["weight decay"][1]
    for seed in range(seeds):
        for name, (dropout, decay) in best.items():
            measure(name, "measured", test, dropout, decay, seed)
        recording.write(
            "architectures_regularisation",
            rows,
            {
                "steps": steps,
                "batch_size": BATCH,
                "learning_rate": LEARNING_RATE,
                "size": SIZE,
                "test_images": len(test.images),
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "opencv-python-headless")),
            },
            chosen,
        )


if __name__ == "__main__":
    main(sys.argv[1:])

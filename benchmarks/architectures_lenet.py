"""LeNet-5 on real digits: as published and modern, random split and by writer, without and with augmentation.

From the root of the course, in its environment:

    python benchmarks/architectures_lenet.py                    # some minutes of one core, no GPU
    python benchmarks/architectures_lenet.py --keep             # after an interruption: what is missing
    python benchmarks/architectures_lenet.py --quick --to DIR   # one epoch of two trainings: does it still run?

Writes `architectures_lenet.csv`: a row a training, by `coursekit.architectures.experiments.digits_learnt`, 25 epochs
each, with augmentation as without. A seed sets the random split, the weights at the start, the order of the images and
their transforms. Learning rate and transforms are the same for all; nothing was tuned. "seconds" is what one training
took on one core, while others used the machine as well.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit.architectures.experiments import DIGITS, digits_learnt
from coursekit.architectures.experiments.lenet import BATCH, LEARNING_RATE
from coursekit.console import console

SEEDS = 5
EPOCHS = 25
AUGMENTATIONS = {"none": None, "with": DIGITS}


class Run(NamedTuple):
    """One training."""

    variant: Literal["modern", "1998"]
    split: Literal["random", "order"]
    augmentation: str
    seed: int


def plan(seeds: int) -> Iterator[Run]:
    """Every training to be done."""
    for variant in ("modern", "1998"):
        for seed in range(seeds):
            for split in ("random", "order"):
                for augmentation in AUGMENTATIONS:
                    yield Run(variant, split, augmentation, seed)


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each training."""
    parser = recording.options(__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the results that are there, and measure the rest")
    chosen = recording.parsed(parser, arguments)
    seeds, epochs = (1, 1) if chosen.quick else (SEEDS, EPOCHS)
    rows = kept(chosen.to / "architectures_lenet.csv") if chosen.keep else []
    known = {(row["variant"], row["split"], row["augmentation"], int(str(row["seed"]))) for row in rows}
    for run in plan(seeds):
        if run in known or (chosen.quick and (run.split, run.augmentation) != ("order", "with")):
            continue
        augment = AUGMENTATIONS[run.augmentation]
        found = digits_learnt(run.variant, run.split, augment, epochs=epochs, seed=run.seed, progress=False)
        rows.append(
            {
                **run._asdict(),
                "epochs": epochs,
                "train_accuracy": round(found.train.accuracy, 4),
                "test_accuracy": round(found.test.accuracy, 4),
                "train_loss": round(found.train.loss, 4),
                "test_loss": round(found.test.loss, 4),
                "seconds": round(found.seconds, 1),
            }
        )
        about = {
            "augment": repr(DIGITS),
            "batch_size": BATCH,
            "learning_rate": LEARNING_RATE,
            "run_time_s": round(sum(float(str(row["seconds"])) for row in rows)),
            "backend": keras.backend.backend(),
            "threads": 1,
            **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "opencv-python-headless")),
        }
        recording.write("architectures_lenet", rows, about, chosen)
        console.print(", ".join(f"{key} {value}" for key, value in rows[-1].items()), soft_wrap=True)
        keras.utils.clear_session()


def kept(path: Path) -> list[dict[str, object]]:
    """The rows of an earlier run; none if there was none."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(sys.argv[1:])

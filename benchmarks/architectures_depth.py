"""Deeper with small filters against shallow with large ones: three 3x3 convolutions against one 7x7.

From the root of the course, in its environment:

    python benchmarks/architectures_depth.py                    # some minutes of one core, no GPU
    python benchmarks/architectures_depth.py --quick --to DIR   # two networks, a few steps: does it still run?

Writes `architectures_depth.csv`: a row a training, by `coursekit.architectures.experiments.depth_learnt`, for each of
its networks: the same receptive field; as many parameters (but for 1 %), or the same widths and fewer parameters. Sea
lions: 540 simulated patches, judged on another survey. Digits: split by writer. No augmentation. Rows "tuning" are of
one seed that is not measured afterwards, judged on the validation patches (sea lions) or on 210 digits of the last
sheets that are kept from the training images: each learning rate is tried, and the one with the smallest loss goes on
to the rows "measured". A seed sets the weights at the start and the order of the images. "seconds" is what one training
took on one core, while others used the machine as well.
"""

from __future__ import annotations

import sys
import time
from typing import NamedTuple

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit import data
from coursekit.architectures.experiments import NETWORKS, depth_learnt
from coursekit.architectures.experiments.depth import BATCH, RATES, STEPS
from coursekit.console import console
from coursekit.data import Part

SEEDS = 5
TUNING = 100
SURVEY = 900
SHEETS = 210


class Images(NamedTuple):
    """What is learnt and judged."""

    train: Part
    valid: Part
    test: Part
    classes: int


def images(quick: bool) -> dict[str, Images]:
    """Sea lions of two surveys, digits of different writers."""
    survey = 60 if quick else SURVEY
    first, other = data.sealions(count=survey, size=32), data.sealions(count=survey, size=32, seed=1)
    sealions = Images(first.train, first.valid, Part(other.images, other.labels), 6)
    if quick:
        return {"sea lions, simulated": sealions}
    digits = data.digits(size=32, split="order")
    own, kept = (
        Part(digits.train.images[part], digits.train.labels[part]) for part in (slice(-SHEETS), slice(-SHEETS, None))
    )
    return {
        "sea lions, simulated": sealions,
        "digits, by order": Images(own, kept, digits.test, 10),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each seed."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    steps, rates = (3, RATES[:1]) if chosen.quick else (STEPS, RATES)
    networks = list(NETWORKS)[:2] if chosen.quick else list(NETWORKS)
    start = time.perf_counter()
    rows: list[dict[str, object]] = []

    def measure(name: str, part: Images, network: str, purpose: str, rate: float, seed: int) -> float:
        judge = part.valid if purpose == "tuning" else part.test
        found = depth_learnt(network, part.train, judge, part.classes, learning_rate=rate, steps=steps, seed=seed)
        row: dict[str, object] = {"images": name, "network": network, "purpose": purpose, "learning_rate": rate}
        row |= {"seed": seed}
        row |= {key: round(value, 4) if isinstance(value, float) else value for key, value in found.items()}
        rows.append(row)
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)
        keras.utils.clear_session()
        return float(found["test_loss"])

    for name, part in images(chosen.quick).items():
        best = {
            network: min(rates, key=lambda rate: measure(name, part, network, "tuning", rate, TUNING))
            for network in networks
        }
        for seed in range(1 if chosen.quick else SEEDS):
            for network in networks:
                measure(name, part, network, "measured", best[network], seed)
            recording.write(
                "architectures_depth",
                rows,
                {
                    "networks": {network: stack._asdict() for network, stack in NETWORKS.items()},
                    "steps": steps,
                    "batch_size": BATCH,
                    "run_time_s": round(time.perf_counter() - start),
                    "backend": keras.backend.backend(),
                    "threads": 1,
                    **recording.machine(("keras", "tensorflow", "numpy", "opencv-python-headless")),
                },
                chosen,
            )


if __name__ == "__main__":
    main(sys.argv[1:])

"""ReLU against tanh: epochs until a network knows its training images, each activation with its own learning rate.

From the root of the course, in its environment:

    python benchmarks/architectures_activations.py                    # some minutes of one core, no GPU
    python benchmarks/architectures_activations.py --quick --to DIR   # ReLU, one rate, few images: does it still run?

Writes `architectures_activations.csv`: a row a training, by `coursekit.architectures.experiments.until_learnt`: the
modern LeNet-5 on the 1,415 digits of the random split, and a small AlexNet on 900 simulated sea lions. Rows "tuning"
are of one seed that is not measured afterwards: every learning rate is tried, and the one that reaches the wanted loss
first (or, if none does, comes nearest to it) goes on to the rows "measured". And `architectures_curves.csv`: the
measured trainings, watched until both targets are reached or the epochs are over. A seed sets the weights at the start
and the order of the images; the images are the same for all. LeNet-5 is looked at every six steps of the 23 in an
epoch, the small AlexNet after each epoch of 15: no time is known more closely.

The committed results end after LeNet-5; the small AlexNet is still to be measured.
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
from coursekit.architectures.experiments import ACTIVATIONS, TARGETS, until_learnt
from coursekit.architectures.experiments.activations import BATCH, MOMENTUM
from coursekit.augmentation.experiments import few
from coursekit.console import console
from coursekit.data import Part

SEEDS = 5
TUNING = 100
LOOKS = {"LeNet-5": 6, "small AlexNet": 15}


def images(quick: bool) -> dict[str, Part]:
    """What each network learns."""
    digits, sealions = data.digits(size=32).train, data.sealions(count=60 if quick else 900, size=32)
    # All patches of the survey: what is not learnt plays no part here.
    return {
        "LeNet-5": few(digits, 50) if quick else digits,
        "small AlexNet": Part(sealions.images, sealions.labels),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each training."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    start = time.perf_counter()
    rows: list[dict[str, object]] = []
    curves: list[dict[str, object]] = []
    learnt = images(chosen.quick)

    def measure(network: str, activation: str, purpose: str, rate: float, seed: int) -> tuple[bool, float, float]:
        """How good that was, the smaller the better: whether it failed, how long it took, what loss is left."""
        found, looks = until_learnt(network, activation, rate, learnt[network], every=LOOKS[network], seed=seed)
        named: dict[str, object] = {"network": network, "activation": activation}
        rows.append({**named, "purpose": purpose, "learning_rate": rate, "seed": seed, **rounded(found)})
        if purpose == "measured":
            curves.extend({**named, "seed": seed, **rounded(look)} for look in looks)
        console.print(", ".join(f"{key} {value}" for key, value in rows[-1].items()), soft_wrap=True)
        keras.utils.clear_session()
        took = found["epochs_to_loss"]
        return took is None, took or 0.0, looks[-1]["train_loss"]

    for network, target in TARGETS.items():
        rates = target.rates[:1] if chosen.quick else target.rates
        activations = ACTIVATIONS[:1] if chosen.quick else ACTIVATIONS
        best = {
            activation: min(rates, key=lambda rate: measure(network, activation, "tuning", rate, TUNING))
            for activation in activations
        }
        for seed in range(1 if chosen.quick else SEEDS):
            for activation in activations:
                measure(network, activation, "measured", best[activation], seed)
            about: dict[str, object] = {
                "targets": {name: wanted._asdict() for name, wanted in TARGETS.items()},
                "training_images": {name: len(part.images) for name, part in learnt.items()},
                "looks_every_steps": LOOKS,
                "batch_size": BATCH,
                "momentum": MOMENTUM,
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "opencv-python-headless")),
            }
            recording.write("architectures_activations", rows, about, chosen)
            recording.write("architectures_curves", curves, about, chosen, script="architectures_activations")


def rounded(row: dict[str, Any]) -> dict[str, Any]:
    """Four digits are enough, and few enough to read."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}


if __name__ == "__main__":
    main(sys.argv[1:])

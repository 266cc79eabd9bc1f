"""Asking a classifier about every patch of a whole aerial image: patch by patch, at once, and in tiles.

From the root of the course, in its environment:

    python benchmarks/counting.py                    # 20 minutes of two cores, no GPU
    python benchmarks/counting.py --quick --to DIR   # a small image, in one process: does it still run?
    python benchmarks/counting.py --runs 1           # once instead of three times

The image is a simulated scene of 4992x3328 pixels. The classifier is `two poolings` of `counting_memory.py`, trained
for eight epochs (how well does not matter here). Its fully convolutional twin has stride 4: 1225x809 = 991,025 outputs.
`example` is the one that comes with the course, `counting.example()`, with stride 8.

Writes `counting_speed.csv`, a row a way to compute the same maps, each in a process of its own:

- `seconds` on the wall and `processor_seconds` (of all threads together) are medians over the runs; compiling is left
  out, except of the whole image.
- `teraflop` are the multiply-accumulates of `parameters.table` times two; what tiles compute twice is left out.
  `gflops` divides them by the processor's time and counts all cores: as if other programs had not been there.
  `peak_gflops` is the product of two matrices of 2048x2048 in the same process, precision and way of counting.
- `patch by patch` is asked about a sample of patches, spread at random; its `seconds`, `processor_seconds` and
  `teraflop` are extrapolated from it to all of them (`measured_share` is the part that was computed).
- `peak_MB` is the most memory that the process took beyond what it had with model and image, maps included.
- `changed` counts outputs with another class than those of the whole image at once in float32 (of the sample, where
  there is one), `largest_difference` is that of a posterior. `animals` counts outputs that are no background.

TensorFlow runs without oneDNN in this course; both were measured.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import recording
from counting_memory import built
from training_one import Memory

from coursekit.console import steps

PATCH = 96
SCENE, QUICK_SCENE = (3328, 4992), (256, 272)


@dataclass(frozen=True)
class Job:
    """What one process computes, and with what.

    Attributes:
        way: "patch by patch", "whole image" or "tiles".
        network: "two poolings" or "example".
        tile: outputs along a side of a tile.
        precision: "float32" or "bfloat16".
        onednn: whether TensorFlow uses it.
        folder: where scene and classifier lie, and where maps go.
        sample: patches that are asked about one by one.
        matrix: side of the matrices for the peak.
    """

    way: str
    network: str = "two poolings"
    tile: int = 0
    precision: str = "float32"
    onednn: bool = False
    folder: str = ""
    sample: int = 4096
    matrix: int = 2048


def jobs() -> list[Job]:
    """All ways, the plain one first: the others are compared with it."""
    tiles, whole = Job("tiles", tile=128), Job("whole image")
    return [
        whole,
        Job("patch by patch"),
        *(replace(tiles, tile=side) for side in (32, 64, 128)),
        *(replace(job, precision="bfloat16") for job in (whole, tiles)),
        *(replace(job, onednn=True, precision=name) for name in ("float32", "bfloat16") for job in (whole, tiles)),
        replace(whole, network="example"),
        replace(tiles, network="example"),
        replace(tiles, network="example", onednn=True, precision="bfloat16"),
    ]


def prepared(folder: Path, shape: tuple[int, int], epochs: int) -> None:
    """Draw the scene, and train the classifier a little."""
    from coursekit import data, device  # noqa: PLC0415 - for this process only

    device.start()
    import keras  # noqa: PLC0415 - after device.start

    from coursekit.data.simulator import draw_scenes  # noqa: PLC0415 - with the others

    np.save(folder / "scene.npy", draw_scenes(1, *shape, seed=0)[0].image())
    patches = data.sealions(count=600 if epochs > 1 else 30).train
    keras.utils.set_random_seed(0)
    model = built("two poolings")
    model.compile(keras.optimizers.Adam(3e-4), keras.losses.SparseCategoricalCrossentropy())
    model.fit(patches.images, patches.labels, batch_size=32, epochs=epochs, verbose=0)
    model.save(folder / "two poolings.keras")


def one(job: Job) -> dict[str, Any]:
    """Compute it in this process."""
    from coursekit import counting, device  # noqa: PLC0415 - the environment has to be set before

    device.start()
    import keras  # noqa: PLC0415 - after device.start

    from coursekit.counting.precision import in_bfloat16  # noqa: PLC0415 - with the others

    folder = Path(job.folder)
    image = np.load(folder / "scene.npy")
    model = counting.example() if job.network == "example" else keras.models.load_model(folder / "two poolings.keras")
    network = counting.fully_convolutional(model)
    products = operations(network, image.shape)
    if job.precision == "bfloat16":
        network = in_bfloat16(network)
    settings: dict[str, Any] = {"patch": (PATCH, PATCH), "tile": job.tile or 10_000, "progress": False}
    stride = 8 if job.network == "example" else 4
    side = min(PATCH + stride * (job.tile or 1), *image.shape[:2])
    counting.predict(network, image[:side, :side], **settings)  # compiles tiles, and has the libraries loaded
    rows, columns = ((size - PATCH) // stride + 1 for size in image.shape[:2])
    share, where, patches = 1.0, np.arange(rows * columns), None
    if job.way == "patch by patch":
        where = np.sort(np.random.default_rng(0).choice(rows * columns, min(job.sample, rows * columns), replace=False))
        share, products = len(where) / (rows * columns), rows * columns * operations(model, model.input_shape[1:])
        patches = np.stack([cut(image, stride * (at // columns), stride * (at % columns)) for at in where])
        model.predict(patches[:64], batch_size=64, verbose=0)
    memory = Memory(on_cpu=True)
    wall, busy = time.perf_counter(), time.process_time()
    if patches is not None:
        maps = model.predict(patches, batch_size=64, verbose=0)
    else:
        maps = counting.predict(network, image, **settings).maps
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    taken = memory.most()
    np.savez(folder / f"{name_of(job)}.npz", where=where, maps=maps.reshape(-1, maps.shape[-1]))
    return {
        "outputs": rows * columns,
        "share": share,
        "seconds": wall / share,
        "processor_seconds": busy / share,
        "operations": 2 * products,
        "peak": peak(job),
        "memory": None if patches is not None else taken,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def cut(image: Any, top: int, left: int) -> Any:
    """A patch with values from 0 to 1."""
    return image[top : top + PATCH, left : left + PATCH].astype("float32") / 255


def operations(model: Any, shape: tuple[int, ...]) -> int:
    """Multiply-accumulates for one image of this shape, by the course's own table."""
    from coursekit import parameters  # noqa: PLC0415 - pandas
    from coursekit.network import read, with_input_shape  # noqa: PLC0415 - with it

    network = read(model)
    table = parameters.table(with_input_shape(network, {network.inputs[0]: tuple(shape)}))
    return int(table["multiply-accumulates"].iloc[-1])


def peak(job: Job) -> float:
    """Operations a second of the product of two large square matrices, all cores, by the processor's time."""
    import keras  # noqa: PLC0415 - as above

    both = [keras.ops.cast(keras.random.normal((job.matrix, job.matrix), seed=seed), job.precision) for seed in (1, 2)]
    best = float("inf")
    for turn in range(6):
        start = time.process_time()
        product = keras.ops.matmul(*both)
        float(keras.ops.cast(product[0, 0], "float32"))  # waits until it is done
        if turn:
            best = min(best, time.process_time() - start)
    return 2 * job.matrix**3 / best * cores()


def cores() -> int:
    """How many there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def name_of(job: Job) -> str:
    """A name for its maps."""
    return f"{job.network} {job.way} {job.tile} {job.precision} {job.onednn}"


def apart(job: Job) -> dict[str, Any]:
    """Compute it in a process of its own: memory is measured from its beginning, and oneDNN decided on there."""
    environment = os.environ | {"TF_ENABLE_ONEDNN_OPTS": str(int(job.onednn)), "KERAS_BACKEND": "tensorflow"}
    command = [sys.executable, __file__, "--one", json.dumps(asdict(job))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    if done.returncode:
        raise RuntimeError(f"{job} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def row_of(job: Job, runs: list[dict[str, Any]]) -> dict[str, object]:
    """A row of `counting_speed.csv`."""
    middle = {name: statistics.median(run[name] for run in runs) for name in ("seconds", "processor_seconds", "peak")}
    operations_second = runs[0]["operations"] / middle["processor_seconds"] * cores()
    memory = [run["memory"] for run in runs if run["memory"] is not None]
    animals, changed, difference = compared(job)
    return {
        "network": job.network,
        "way": job.way,
        "tile": job.tile or None,
        "precision": job.precision,
        "onednn": job.onednn,
        "outputs": runs[0]["outputs"],
        "measured_share": round(runs[0]["share"], 5),
        "seconds": _digits(middle["seconds"]),
        "processor_seconds": _digits(middle["processor_seconds"]),
        "teraflop": round(runs[0]["operations"] / 1e12, 3),
        "gflops": _digits(operations_second / 1e9),
        "peak_gflops": _digits(middle["peak"] / 1e9),
        "share_of_peak": round(operations_second / middle["peak"], 3),
        "peak_MB": round(max(memory) / 1e6) if memory else None,
        "animals": animals,
        "changed": changed,
        "largest_difference": difference,
        "runs": len(runs),
        "load_average": _digits(statistics.median(run["load"] or 0 for run in runs)),
    }


def compared(job: Job) -> tuple[int, int, float]:
    """Outputs that are no background, those of another class than in float32, the largest difference of a posterior."""
    plain = replace(job, way="whole image", tile=0, precision="float32", onednn=False)
    own, other = (np.load(Path(job.folder) / f"{name_of(one)}.npz") for one in (job, plain))
    maps, expected = own["maps"], other["maps"][own["where"]]
    changed = int((maps.argmax(-1) != expected.argmax(-1)).sum())
    animals = int((maps.argmax(-1) != maps.shape[-1] - 1).sum())  # the background is the last class
    return animals, changed, float(f"{np.abs(maps - expected).max():.1e}")


def _digits(value: float) -> float:
    return float(f"{value:.3g}")


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = recording.options(__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each way is measured")
    parser.add_argument("--one", help=argparse.SUPPRESS)  # what a process of its own is started with
    return parser


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each run what there is."""
    parser = options()
    if "--one" in arguments:
        print(json.dumps(one(Job(**json.loads(parser.parse_args(arguments).one)))))
        return
    chosen = recording.parsed(parser, arguments)
    start = time.perf_counter()
    # oneDNN is decided on when TensorFlow is imported: in one process only the course's own setting can be tried.
    speed = [job for job in jobs() if not (chosen.quick and (job.onednn or job.network == "example"))]
    compute, turns = (one, 1) if chosen.quick else (apart, chosen.runs)
    runs: dict[Job, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as folder, steps("Counting", turns * len(speed)) as bar:
        prepared(Path(folder), QUICK_SCENE if chosen.quick else SCENE, 1 if chosen.quick else 8)
        for turn in range(turns):
            for asked in speed:
                job = replace(asked, folder=folder)
                job = replace(job, sample=16, matrix=64) if chosen.quick else job
                runs.setdefault(job, []).append(compute(job))
                bar.advance(f"{job.network}, {job.way}, {job.precision}, run {turn + 1}")
                rows = [row_of(job, found) for job, found in runs.items()]
                about = {
                    "run_time_s": round(time.perf_counter() - start),
                    "image": QUICK_SCENE if chosen.quick else SCENE,
                    "backend": "tensorflow",
                    **recording.machine(("keras", "tensorflow", "numpy")),
                }
                recording.write("counting_speed", rows, about, chosen, script="counting")


if __name__ == "__main__":
    main(sys.argv[1:])

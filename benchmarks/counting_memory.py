"""The memory that asking a classifier about every patch of an image takes, beside what the course reckons with.

From the root of the course, in its environment:

    python benchmarks/counting_memory.py                    # 5 minutes of two cores; Linux only
    python benchmarks/counting_memory.py --quick --to DIR   # small images, in one process: does it still run?

Writes `counting_memory.csv`, a row a network, image and tile, each measured in a process of its own. `reckoned_MB` is
what `counting.predict` reckons with for a tile. `measured_MB` is the most that the process took while it computed the
maps beyond what it had with model and image, maps included, after something small was computed, which has the
libraries loaded. The image is noise: memory does not depend on it.

- A scene of 4992x3328 pixels, once as one tile ("whole") and once in tiles of 128x128 outputs: `two poolings` has two
  convolutions of 32 filters of 3x3, each with a pooling, and dense layers of 64 and 6 units on patches of 96x96. Its
  stride is 4, so it gives 1225x809 = 991,025 outputs. `teraflop` are multiply-accumulates of `parameters.table` on
  the whole image, times two. `largest_difference` is that of an output in tiles and of the whole image, `changed`
  counts outputs whose class differs.
- Networks of other kinds on an image of about four tiles: how good the estimate is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import recording
from training_one import Memory

from coursekit.console import steps

SCENE, QUICK_SCENE = (3328, 4992), (120, 136)
WHOLE = 10_000  # outputs along a side of a tile: more than there are


@dataclass(frozen=True)
class Job:
    """What one process computes.

    Attributes:
        network: its name in `built`.
        tile: outputs along a side of a tile.
        backend: of Keras.
        image: height and width; None for about four tiles.
        maps: a file for them.
    """

    network: str
    tile: int
    backend: str = "tensorflow"
    image: tuple[int, int] | None = None
    maps: str = ""


def jobs(quick: bool) -> list[Job]:
    """The scene at once, then in tiles, then the other networks."""
    if quick:
        small = Job("two poolings", WHOLE, image=QUICK_SCENE)
        return [small, replace(small, tile=4), Job("lenet5", 4)]
    scene = Job("two poolings", WHOLE, image=SCENE)
    networks = ("two poolings", "lenet5", "one block", "residual", "branches")
    return [scene, replace(scene, tile=128), *(Job(name, 128) for name in networks)]


def built(name: str) -> Any:
    """A classifier of patches; each has its memory at another place."""
    from keras import Input, Model, Sequential, layers  # noqa: PLC0415 - Keras decides on its backend when imported

    from coursekit import architectures  # noqa: PLC0415 - with it

    if name == "lenet5":
        return architectures.lenet5("modern", input_shape=(32, 32, 3))
    if name == "two poolings":
        blocks = [Input((96, 96, 3))]
        for _ in range(2):
            blocks += [layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2)]
        return Sequential([*blocks, layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(6, "softmax")])
    image = maps = Input((48, 48, 3))
    if name == "one block":
        maps = layers.MaxPooling2D(2)(layers.Conv2D(24, 5, activation="relu")(maps))
    elif name == "residual":
        for filters in (16, 32):
            maps = layers.Conv2D(filters, 3, padding="same", activation="relu")(maps)
            normalised = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(maps))
            maps = layers.MaxPooling2D(2)(layers.ReLU()(layers.Add()([maps, normalised])))
    else:
        maps = layers.Conv2D(16, 3, padding="same", activation="relu")(maps)
        sides = [layers.Conv2D(16, side, padding="same", activation="relu")(maps) for side in (1, 3, 5)]
        maps = layers.MaxPooling2D(4)(layers.Concatenate()([maps, *sides]))
    return Model(image, layers.Dense(6, "softmax")(layers.GlobalAveragePooling2D()(maps)))


def measured(job: Job) -> dict[str, Any]:
    """Compute the maps in this process."""
    from coursekit import counting, device, parameters  # noqa: PLC0415 - the environment has to be set before
    from coursekit.counting.geometry import axes_of, forward_bytes  # noqa: PLC0415 - with them
    from coursekit.network import read, with_input_shape  # noqa: PLC0415 - with them

    device.start()
    import keras  # noqa: PLC0415 - after device.start

    keras.utils.set_random_seed(0)
    model = built(job.network)
    patch = model.input_shape[1:3]
    network = counting.fully_convolutional(model)
    axis = axes_of(network, (512, 512, 3), patch)[0]
    height, width = job.image or (patch[0] + (2 * job.tile - 1) * axis.stride,) * 2
    image = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    settings: dict[str, Any] = {"patch": patch, "progress": False}
    counting.predict(network, image[: patch[0] + 8, : patch[1] + 8], **settings)
    memory = Memory(on_cpu=True)
    maps = counting.predict(network, image, tile=job.tile, **settings).maps
    taken = memory.most()
    if job.maps:
        np.save(job.maps, maps)
    axes = axes_of(network, (height, width, 3), patch)
    shapes = [(axis.tile_pixels(min(job.tile, axis.outputs))) for axis in axes]
    layers = read(network)
    table = parameters.table(with_input_shape(layers, {layers.inputs[0]: (height, width, 3)}))
    return {
        "backend": job.backend,
        "network": job.network,
        "height": height,
        "width": width,
        "outputs": maps.shape[0] * maps.shape[1],
        "teraflop": round(2 * int(table["multiply-accumulates"].iloc[-1]) / 1e12, 4),
        "tile": "whole" if job.tile == WHOLE else job.tile,
        "reckoned_MB": round(forward_bytes(network, (shapes[0], shapes[1], 3)) / 1e6, 1),
        "measured_MB": None if taken is None else round(taken / 1e6, 1),
    }


def apart(job: Job) -> dict[str, Any]:
    """Compute it in a process of its own."""
    environment = os.environ | {"KERAS_BACKEND": job.backend, "PYTHONHASHSEED": "0"}
    command = [sys.executable, __file__, "--one", json.dumps(asdict(job))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    if done.returncode:
        raise RuntimeError(f"{job} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(whole: str, maps: str) -> dict[str, object]:
    """How far maps in tiles are from those of the whole image at once."""
    expected, found = np.load(whole), np.load(maps)
    return {
        "largest_difference": float(f"{np.abs(expected - found).max():.1e}"),
        "changed": int((expected.argmax(-1) != found.argmax(-1)).sum()),
    }


def main(arguments: list[str]) -> None:
    """Measure everything, and write it down after each process."""
    if arguments[:1] == ["--one"]:
        job = Job(**json.loads(arguments[1]))
        print(json.dumps(measured(job)))
        return
    chosen = recording.parsed(recording.options(__doc__), arguments)
    about: dict[str, object] = {"machine": recording.machine(["keras", "tensorflow", "numpy"])}
    rows: list[dict[str, object]] = []
    asked = jobs(chosen.quick)
    with tempfile.TemporaryDirectory() as folder, steps("Memory", len(asked)) as bar:
        whole, tiled = (str(Path(folder) / f"{name}.npy") for name in ("whole", "tiled"))
        for given in asked:
            maps = (whole if given.tile == WHOLE else tiled) if given.image else ""
            job = replace(given, maps=maps)
            found = measured(job) if chosen.quick else apart(job)
            difference = compared(whole, tiled) if maps == tiled else {"largest_difference": None, "changed": None}
            rows.append({**found, **difference})
            recording.write("counting_memory", rows, about, chosen)
            bar.advance(f"{job.backend}, {job.network}, tile {found['tile']}")


if __name__ == "__main__":
    main(sys.argv[1:])

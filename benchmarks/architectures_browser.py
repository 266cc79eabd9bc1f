"""The activation browser of topic 06: time from a move of a control to the maps.

From the root of the course, in its environment:

    python benchmarks/architectures_browser.py                    # half a minute
    python benchmarks/architectures_browser.py --quick --to DIR   # a few moves: does it still run?

A control is set as the browser sets it; measured is the time until the new picture stands in the widget, in Python. The
way to the browser and its drawing come on top. Images that were not seen before go through the network first, which is
measured apart. VGG16 has random weights: how long something takes does not depend on them.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

import numpy as np
import recording

from coursekit import architectures, data, device
from coursekit.console import console

MOVES = 200


def measure(name: str, model: Any, images: Any, count: int) -> list[dict[str, object]]:
    """Milliseconds of moves through layers, channels, pages and scales, and of an image's first time."""
    browser = architectures.browse(model, images)
    first = []
    for number in range(1, len(images)):
        start = time.perf_counter()
        browser.controls["image"].value = number
        first.append(1e3 * (time.perf_counter() - start))
    times: list[float] = []
    layers = [layer for _, layer in browser.controls["layer"].options]

    def move(control: str, value: Any) -> None:
        before = browser.picture
        start = time.perf_counter()
        browser.controls[control].value = value
        times.append(1e3 * (time.perf_counter() - start))
        if browser.picture is before:
            raise AssertionError(f"{control}: nothing was drawn.")

    while len(times) < count:
        for layer in layers:
            if layer != browser.state.layer:
                move("layer", layer)
            if not browser.controls["channel"].disabled:
                move("channel", browser.controls["channel"].max)
            if not browser.controls["page"].disabled:
                move("page", 0)
            move("own_scale", not browser.state.own_scale)
    sizes = len(browser._shown.value)
    return [
        _row(name, "an image's first time", first),
        {**_row(name, "a move", times), "last_page_kB": round(sizes / 1e3)},
    ]


def _row(network: str, what: str, times: list[float]) -> dict[str, object]:
    return {
        "network": network,
        "what": what,
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "times": len(times),
        "last_page_kB": "",
    }


def main(arguments: list[str]) -> None:
    """Measure both networks and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    device.start()
    count = 4 if chosen.quick else MOVES
    digits = data.digits(size=32).test.images[: 2 if chosen.quick else 10]
    measure("LeNet-5", architectures.lenet5("modern"), digits[:2], 2)  # imports are paid once
    rows = measure("LeNet-5", architectures.lenet5("modern"), digits, count)
    side = 64 if chosen.quick else 224
    vgg16 = architectures.vgg16(input_shape=(side, side, 3), units=(16, 16) if chosen.quick else (4096, 4096))
    noise = np.random.default_rng(0).random((2 if chosen.quick else 4, side, side, 3), dtype=np.float32)
    rows += measure("VGG16", vgg16, noise, count)
    recording.write("architectures_browser", rows, recording.machine(("ipywidgets", "keras", "tensorflow")), chosen)
    for row in rows:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])

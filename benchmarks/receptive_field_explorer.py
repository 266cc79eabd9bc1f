"""The receptive field explorer: time from a change of its controls to the picture, on networks of 20 layers.

From the root of the course, in its environment:

    python benchmarks/receptive_field_explorer.py                    # a minute
    python benchmarks/receptive_field_explorer.py --quick --to DIR   # a few changes: does it still run?

A control is set as the browser sets it; measured is the time until the new picture stands in the widget, in Python. The
way to the browser and its drawing come on top. The dilated network is the slowest kind: what its units see has holes.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import recording

from coursekit import receptive_field
from coursekit.console import console, steps
from coursekit.network import Conv, Input, Layer, MaxPool

CHANGES = 200
LAYERS = 20


def pooled() -> list[Layer]:
    """Fifteen convolutions and five poolings on an image of 224×224."""
    layers: list[Layer] = [Input(shape=(224, 224, 3))]
    for filters in (64, 128, 256, 512, 512):
        layers += [*(Conv(filters, 3, padding="same") for _ in range(3)), MaxPool(2)]
    return layers


def dilated() -> list[Layer]:
    """Twenty convolutions with dilation 2, whose fields have holes, on an image of 224×224."""
    return [Input(shape=(224, 224, 3)), *(Conv(16, 3, padding="same", dilation_rate=2) for _ in range(LAYERS))]


NETWORKS: dict[str, Callable[[], list[Layer]]] = {"15 convolutions, 5 poolings": pooled, "20 dilated": dilated}


def units(explorer: Any, count: int) -> Iterator[Callable[[], None]]:
    """Move the unit by its column."""
    column = explorer.controls["col"]
    for number in range(count):
        yield partial(setattr, column, "value", number % (column.max + 1))


def layers(explorer: Any, count: int) -> Iterator[Callable[[], None]]:
    """Go from layer to layer, the last first."""
    names = [name for _, name in explorer.controls["layer"].options][::-1]
    for number in range(1, count + 1):
        yield partial(setattr, explorer.controls["layer"], "value", names[number % len(names)])


def kernels(explorer: Any, count: int) -> Iterator[Callable[[], None]]:
    """Change the kernel, in turn of the first layer, on which all others stand, and of the last, which sees most."""
    last = explorer.state.layer
    kernel = explorer.controls["kernel_size"]
    for number in range(count):
        explorer.change(layer=last if number % 2 else "conv_1")
        yield partial(setattr, kernel, "value", 5 if kernel.value == 3 else 3)


def lengths(explorer: Any, count: int) -> Iterator[Callable[[], None]]:
    """Add a layer behind the last one, and remove it again."""
    for number in range(count):
        yield explorer.remove if number % 2 else explorer.add


KINDS: dict[str, Callable[[Any, int], Iterator[Callable[[], None]]]] = {
    "another unit": units,
    "another layer": layers,
    "another kernel": kernels,
    "a layer more or less": lengths,
}


def measure(network: str, kind: str, count: int) -> dict[str, object]:
    """Milliseconds of changes of one kind."""
    explorer = receptive_field.explore(NETWORKS[network]())
    times, sizes = [], []
    for change in KINDS[kind](explorer, count):
        before = explorer.picture
        start = time.perf_counter()
        change()
        took = 1e3 * (time.perf_counter() - start)
        if explorer.picture is not before:  # the first column may be the one that is chosen
            times.append(took)
            sizes.append(len(explorer.picture.html))
        if explorer.problem:
            raise AssertionError(f"{kind} was refused: {explorer.problem}")
    return {
        "network": network,
        "change": kind,
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "changes": len(times),
        "largest_picture_kB": round(max(sizes) / 1e3),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    rows = []
    measure(next(iter(NETWORKS)), "another unit", 2)  # imports are paid once
    with steps("Measuring", len(NETWORKS) * len(KINDS)) as progress:
        for network in NETWORKS:
            for kind in KINDS:
                rows.append(measure(network, kind, 4 if chosen.quick else CHANGES))
                progress.advance(f"{network}, {kind}")
    about = recording.machine(("ipywidgets", "numpy", "pillow"))
    recording.write("receptive_field_explorer", rows, about, chosen)
    for row in rows:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])

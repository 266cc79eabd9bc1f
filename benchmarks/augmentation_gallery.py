"""The gallery of topic 04: time from a move of a slider to the pictures.

From the root of the course, in its environment:

    python benchmarks/augmentation_gallery.py                    # half a minute
    python benchmarks/augmentation_gallery.py --quick --to DIR   # a few moves: does it still run?

A slider is set as the browser sets it; measured is the time until the new pictures stand in the widget, in Python. The
way to the browser and its drawing come on top.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import recording

from coursekit import data
from coursekit.augmentation.gallery import try_out
from coursekit.augmentation.gallery.choices import CHOICES
from coursekit.console import console

MOVES = 200


def moves(count: int) -> Iterator[tuple[str, int]]:
    """A slider and its new position, `count` times; never the one that it has."""
    names = list(CHOICES)
    for number in range(count):
        name = names[number % len(names)]
        turn = number // len(names)
        yield name, 1 + turn % (len(CHOICES[name].strengths) - 1)


def measure(dataset: Any, all_on: bool, count: int) -> dict[str, object]:
    """Milliseconds of moves on one dataset, from everything off or from every slider at its middle."""
    gallery = try_out(dataset)
    times, sizes = [], []
    for name, position in moves(count):
        gallery.all_off()
        if all_on:
            middle = {each: choice.strengths[len(choice.strengths) // 2] for each, choice in CHOICES.items()}
            middle[name] = CHOICES[name].strengths[0]
            gallery.change(**middle, horizontal_flip=True, vertical_flip=True)
        before = gallery.picture
        start = time.perf_counter()
        gallery.controls[name].index = position
        times.append(1e3 * (time.perf_counter() - start))
        sizes.append(len(gallery._shown.value))
        if gallery.picture is before:
            raise AssertionError(f"{name}: nothing was drawn.")
    return {
        "dataset": dataset.name,
        "other_sliders": "at their middle" if all_on else "off",
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "moves": len(times),
        "largest_page_kB": round(max(sizes) / 1e3),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    datasets = [data.sealions(count=60), data.wafers(400), data.digits(size=28)]
    count = 4 if chosen.quick else MOVES
    measure(datasets[0], True, 2)  # imports are paid once
    rows = [measure(dataset, all_on, count) for dataset in datasets for all_on in (False, True)]
    recording.write("augmentation_gallery", rows, recording.machine(("ipywidgets", "numpy")), chosen)
    for row in rows:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])

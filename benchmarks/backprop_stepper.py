"""The stepper of topic 03: time from a change of its controls to the picture.

From the root of the course, in its environment:

    python benchmarks/backprop_stepper.py                    # a few seconds
    python benchmarks/backprop_stepper.py --quick --to DIR   # a few changes: does it still run?

A control is set as the browser sets it; measured is the time until the new picture stands in the widget, in Python. The
way to the browser and its drawing come on top.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import recording

from coursekit import backprop
from coursekit.console import console

CHANGES = 200


def steps(stepper: Any, count: int) -> Iterator[Callable[[], None]]:
    """Forward to the end, and over again."""
    for _ in range(count):
        yield stepper.start_over if stepper.state.step == 8 else stepper.forward


def selections(stepper: Any, count: int) -> Iterator[Callable[[], None]]:
    """Another number, all steps shown."""
    stepper.all()
    for number in range(count):
        yield partial(stepper.select, ("input", "kernel", "convolution", "relu")[number % 4], number % 3, number % 2)


def entries(stepper: Any, count: int) -> Iterator[Callable[[], None]]:
    """Another input typed in, all steps shown, the numbers that it changes marked."""
    stepper.all()
    stepper.select("input", 1, 2)
    for number in range(count):
        yield partial(setattr, stepper.controls["value"], "value", str(number % 9 - 4))


KINDS: dict[str, Callable[[Any, int], Iterator[Callable[[], None]]]] = {
    "a step": steps,
    "another number selected": selections,
    "another value typed in": entries,
}


def measure(kind: str, count: int) -> dict[str, object]:
    """Milliseconds of changes of one kind."""
    stepper = backprop.step_through()
    times, sizes = [], []
    for change in KINDS[kind](stepper, count):
        before = stepper.picture
        start = time.perf_counter()
        change()
        times.append(1e3 * (time.perf_counter() - start))
        sizes.append(len(stepper._shown.value))
        if stepper.picture is before:
            raise AssertionError(f"{kind}: nothing was drawn.")
    return {
        "change": kind,
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "changes": len(times),
        "largest_picture_kB": round(max(sizes) / 1e3),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    measure("a step", 2)  # imports are paid once
    rows = [measure(kind, 4 if chosen.quick else CHANGES) for kind in KINDS]
    recording.write("backprop_stepper", rows, recording.machine(("ipywidgets", "numpy")), chosen)
    for row in rows:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])

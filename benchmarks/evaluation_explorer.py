"""The explorer of topic 05: time from a move of a slider to the picture.

From the root of the course, in its environment:

    python benchmarks/evaluation_explorer.py                    # a few seconds
    python benchmarks/evaluation_explorer.py --quick --to DIR   # a few moves: does it still run?

A slider is set as the browser sets it; measured is the time until the new picture stands in the widget, in Python. The
way to the browser and its drawing come on top. Distance and share make new scores and a new ROC curve; those that were
shown before are kept, so the kept ones are thrown away before each move.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

import recording

from coursekit.console import console
from coursekit.evaluation.threshold_explorer import ThresholdExplorer
from coursekit.evaluation.threshold_explorer.state import DISTANCES, SHARES, scores

MOVES = 200


def positions(name: str) -> list[Any]:
    """Where a slider can stand, from one end to the other."""
    return {
        "threshold": [step / 100 for step in range(101)],
        "distance": list(DISTANCES),
        "positive_share": list(SHARES),
    }[name]


def measure(name: str, count: int) -> dict[str, object]:
    """Milliseconds of moves of one slider, up and down its whole way."""
    explorer = ThresholdExplorer()
    way = positions(name)
    times, sizes = [], []
    for number in range(count):
        wanted = way[number % len(way)]
        if wanted == explorer.controls[name].value:
            continue
        before = explorer.picture
        if name != "threshold":
            scores.cache_clear()
        start = time.perf_counter()
        explorer.controls[name].value = wanted
        times.append(1e3 * (time.perf_counter() - start))
        sizes.append(len(explorer._shown.value))
        if explorer.picture is before:
            raise AssertionError(f"{name}: nothing was drawn.")
    return {
        "slider": name,
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "moves": len(times),
        "largest_page_kB": round(max(sizes) / 1e3),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    count = 4 if chosen.quick else MOVES
    measure("distance", 4)  # imports are paid once
    rows = [measure(name, count) for name in ("threshold", "distance", "positive_share")]
    recording.write("evaluation_explorer", rows, recording.machine(("ipywidgets", "numpy", "scikit-learn")), chosen)
    for row in rows:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])

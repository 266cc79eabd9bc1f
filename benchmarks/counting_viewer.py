"""The viewer of topic 08: time from a move to the picture, over a scene of 3,328×4,992 pixels.

From the root of the course, in its environment:

    python benchmarks/counting_viewer.py                    # about half a minute
    python benchmarks/counting_viewer.py --quick --to DIR   # a few moves over a small scene: does it still run?

Measured is the time from a change until the new picture stands in the widget, in Python. The way to the browser and its
drawing come on top. Places and zooms are drawn from a seed. What the widget keeps of a threshold or a map is new at the
first move to it, so both are measured: "first" and "again".
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

import numpy as np
import recording

from coursekit import counting
from coursekit.console import console
from coursekit.counting.viewer import SceneViewer, view
from coursekit.data.simulator import draw_scenes

MOVES = 200


def viewer(quick: bool) -> SceneViewer:
    """A scene with made-up maps: peaks on two of three animals, and as many on the ground."""
    height, width = (600, 800) if quick else (3328, 4992)
    (scene,) = draw_scenes(1, height, width, seed=5)
    random = np.random.default_rng(0)
    shape = (height - 96) // 8 + 1, (width - 96) // 8 + 1
    values = np.zeros((*shape, 6), dtype=np.float32)
    values[..., 5] = 0.3
    for row, column, label in scene.annotations[["row", "col", "cls"]].to_numpy():
        place = (row - 48) // 8, (column - 48) // 8
        if random.random() < 2 / 3 and 0 <= place[0] < shape[0] and 0 <= place[1] < shape[1]:
            values[*place, label] = random.uniform(0.4, 1)
        values[random.integers(shape[0]), random.integers(shape[1]), label] = random.uniform(0.4, 1)
    maps = counting.Maps(values, (8, 8), (0, 0), (96, 96), (height, width))
    classes = (*counting.LENGTHS, "backgrounds")
    return view(scene.image(), maps, classes, counting.LENGTHS, scene.annotations, least=0.3)


def measure(shown: SceneViewer, what: str, moves: list[dict[str, Any]]) -> dict[str, object]:
    """Milliseconds of moves."""
    times, sizes = [], []
    for move in moves:
        before = shown.picture
        start = time.perf_counter()
        shown.change(**move)
        times.append(1e3 * (time.perf_counter() - start))
        sizes.append(len(shown.picture.html))
        if shown.picture is before:
            raise AssertionError(f"{what}: nothing was drawn.")
    return {
        "move": what,
        "median_ms": round(statistics.median(times), 1),
        "worst_ms": round(max(times), 1),
        "moves": len(times),
        "largest_page_kB": round(max(sizes) / 1e3),
    }


def main(arguments: list[str]) -> None:
    """Measure everything and write it down."""
    chosen = recording.parsed(recording.options(__doc__), arguments)
    count = 4 if chosen.quick else MOVES
    random = np.random.default_rng(1)
    shown = viewer(chosen.quick)
    height, width = shown.picture.box[2:]
    zooms = shown.controls["zoom"].max + 1
    shown.change(zoom=1)  # imports are paid once

    def anywhere(**more: Any) -> dict[str, Any]:
        return {"row": int(random.integers(height)), "column": int(random.integers(width)), **more}

    thresholds = [round(0.3 + 0.7 * number / count, 4) for number in range(1, count + 1)]
    rows = [
        measure(shown, "pan and zoom", [anywhere(zoom=int(random.integers(zooms))) for _ in range(count)]),
        measure(shown, "whole scene", [{"zoom": number % 2} for number in range(count)]),
        measure(shown, "threshold, first", [{"threshold": value} for value in thresholds]),
        measure(shown, "threshold, again", [{"threshold": value} for value in thresholds[-2:] * (count // 2)]),
        measure(shown, "heat map, first", [{"zoom": 0, "heat": name} for name in counting.LENGTHS]),
        measure(shown, "pan with heat map", [anywhere(zoom=int(random.integers(zooms))) for _ in range(count)]),
    ]
    recording.write("counting_viewer", rows, recording.machine(("ipywidgets", "numpy", "pillow", "scipy")), chosen)
    for row in rows:
        console.print(", ".join(f"{key} {value}" for key, value in row.items()), soft_wrap=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Counting sea lions in simulated scenes: background examples decide; detection against density regression.

From the root of the course, in its environment:

    python benchmarks/counting_sealions.py                    # about an hour of one busy core, no GPU
    python benchmarks/counting_sealions.py --quick --to DIR   # two small scenes, a few steps: does it still run?

Writes
- `counting_sealions.csv`: a row a seed, kind of backgrounds and class: counts, precision and recall on 8 test scenes.
- `counting_settings.csv`: the same on 4 validation scenes for every threshold, distance and smoothing tried.
- `counting_density.csv`: a row a seed, method and class: counts of all test scenes by detection and by density maps.

One small network (`counting.small_classifier`), trained with as many steps on the same animals, and on backgrounds
- "far": at least 60 pixels from any animal, as those of `data.sealions()`;
- "near": these, and as many from beside animals;
- "mined": these, and what the network itself takes for animals in the training scenes after three fifths of the steps.

Rows "total" match points with animals of their class, rows "animals" whatever the class. Threshold (of each class),
distance and smoothing of each model are those that count best on the validation scenes: see `experiments.chosen`.
20 scenes to learn from (seed 101), validation scenes of seed 102, test scenes those of `data.sealions()` (seed 0). A
seed sets the backgrounds' places, the weights at the start, the order of the examples and their transforms. Results are
written after each seed; the committed ones may have been stopped before the last: count the seeds before you compare.
"""

from __future__ import annotations

import math
import sys
import time
from typing import Any

import one_core  # noqa: F401 (before NumPy)

# isort: split
import keras
import recording

from coursekit.console import console, steps
from coursekit.counting.experiments import (
    TEST,
    TRAIN,
    VALID,
    Halved,
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
from coursekit.counting.experiments.densities import count_errors, counted_by_density, trained_density
from coursekit.data.sealion_classes import ANIMALS
from coursekit.data.simulator import draw_scenes

SEEDS = 3
STEPS, BATCH, DENSITY_STEPS = 2000, 32, 1000
BACKGROUNDS = {"far": ("far",), "near": ("far", "near"), "mined": ("far", "near", "mined")}


def model_of(backgrounds: str, windows: Windows, scenes: list[Halved], length: int, seed: int, watch: Any) -> Any:
    """A model trained on backgrounds of some kinds."""
    known = windows.of("animal", *BACKGROUNDS[backgrounds])
    if backgrounds != "mined":
        return trained(known, steps=length, batch_size=BATCH, seed=seed, watch=watch)
    first = length * 3 // 5
    model = trained(known, steps=first, batch_size=BATCH, seed=seed, watch=watch)
    hard = Windows.joined([known, *(mined_windows(model, scene) for scene in scenes)])
    return trained(hard, steps=length - first, batch_size=BATCH, seed=seed + 1000, start=model, watch=watch)


def rounded(row: Any) -> dict[str, Any]:
    """Four digits are enough, whole numbers are whole, and a share of nothing is empty."""

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return value
        number = float(value)
        if not math.isfinite(number):
            return ""
        return int(number) if number.is_integer() else round(number, 4)

    return {name: told(value) for name, value in dict(row).items()}


def main(arguments: list[str]) -> None:
    """Measure everything and write it down, after each seed."""
    options = recording.parsed(recording.options(__doc__), arguments)
    quick = options.quick
    seeds, length, density_length = (1, 5, 2) if quick else (SEEDS, STEPS, DENSITY_STEPS)
    size = {"height": 512, "width": 768} if quick else {}
    grid: dict[str, Any] = {"thresholds": (0.3, 0.5), "distances": (0.5,), "smoothings": (0.0,)} if quick else {}
    start = time.perf_counter()
    numbers = {TRAIN: 2, VALID: 2, TEST: 2} if quick else {TRAIN: 20, VALID: 4, TEST: 8}
    with steps("Counting", sum(numbers.values()) + seeds * (3 * length + density_length)) as progress:
        parts: dict[int, list[Halved]] = {}
        for part, number in numbers.items():
            parts[part] = []
            for scene in survey(draw_scenes(number, seed=part, **size)):
                parts[part].append(scene)
                progress.advance("scenes")
        truth = {part: [scene.annotations for scene in scenes] for part, scenes in parts.items()}
        known = [{name: int((table["class_name"] == name).sum()) for name in ANIMALS} for table in truth[TEST]]
        results: list[dict[str, object]] = []
        settings: list[dict[str, object]] = []
        densities: list[dict[str, object]] = []
        for seed in range(seeds):
            windows = examples(parts[TRAIN], seed)
            for backgrounds in BACKGROUNDS:
                model = model_of(
                    backgrounds, windows, parts[TRAIN], length, seed, lambda _, told=backgrounds: progress.advance(told)
                )
                valid = [looked_at(model, scene.pixels) for scene in parts[VALID]]
                setting, tried = chosen(valid, truth[VALID], **grid)
                told = {"seed": seed, "backgrounds": backgrounds}
                thresholds: Any = setting.threshold
                settings += [{**told, **rounded(row)} for row in tried]
                found = [counted(looked_at(model, scene.pixels), setting) for scene in parts[TEST]]
                for name, row in scored(found, truth[TEST]).iterrows():
                    threshold = thresholds.get(name, "")  # a total has none
                    used = {"threshold": threshold, "distance": setting.distance, "smooth": setting.smooth}
                    results.append({**told, "class": name, **rounded(row), **used})
            # `found` is that of the last kind of backgrounds: the best that detection can do here.
            counts = [{name: float((points["class_name"] == name).sum()) for name in ANIMALS} for points in found]
            density = trained_density(
                parts[TRAIN], steps=density_length, seed=seed, watch=lambda _: progress.advance("density")
            )
            summed = [counted_by_density(density, scene) for scene in parts[TEST]]
            for method, said in (("detection", counts), ("density", summed)):
                for name, row in count_errors(said, known).iterrows():
                    densities.append({"seed": seed, "method": method, "class": name, **rounded(row)})
            about = {
                "run_time_s": round(time.perf_counter() - start),
                "scenes": {"train": numbers[TRAIN], "valid": numbers[VALID], "test": numbers[TEST]},
                "steps": length,
                "batch_size": BATCH,
                "density_steps": density_length,
                "weights": {"classifier": int(model.count_params()), "density": int(density.count_params())},
                "backend": keras.backend.backend(),
                "threads": 1,
                **recording.machine(("keras", "tensorflow", "numpy", "scipy", "opencv-python-headless")),
            }
            for name, rows in (("sealions", results), ("settings", settings), ("density", densities)):
                recording.write(f"counting_{name}", rows, about, options, script="counting_sealions")
            keras.utils.clear_session()
    console.print(f"{len(results)} rows written to {options.to}")


if __name__ == "__main__":
    main(sys.argv[1:])

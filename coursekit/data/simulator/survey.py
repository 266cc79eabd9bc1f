"""A whole simulated survey: scenes, and patches cut from them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset
from coursekit.data.directory import count_table
from coursekit.data.problems import Report
from coursekit.data.scenes import Scene, Scenes
from coursekit.data.sealion_classes import ANIMALS, BACKGROUND, CLASSES
from coursekit.data.simulator.looks import between
from coursekit.data.simulator.noise import key
from coursekit.data.simulator.scene import SimulatedScene, draw_scene
from coursekit.errors import CourseError

__all__ = ["draw_scenes", "draw_survey"]

_SIZE = 96
_SCENE = (3328, 4992)  # height and width, those of the real scenes
_PER_CLASS = 5  # patches of a class from one scene: many scenes, as in the real survey
_FREE = 60  # no annotated animal is nearer to the middle of a background: at most a flipper reaches in
_TRIES = 400
_SHARES = {"train": 0.6, "valid": 0.2, "test": 0.2}


def draw_scenes(count: int = 1, height: int = 3328, width: int = 4992, seed: int = 0) -> Scenes:
    """Simulate whole scenes; the pixels of each are drawn when they are asked for.

    Args:
        count: how many.
        height: in pixels, at least 256.
        width: likewise.
        seed: which scenes.

    Returns:
        Scenes of the numbers 0, 1, ..., with an annotation for every animal.

    Raises:
        ValueError: if a number makes no sense.
    """
    for name, value, least in (("count", count, 1), ("height", height, 256), ("width", width, 256), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return _together([draw_scene(tid, int(height), int(width), int(seed)) for tid in range(count)])


def draw_survey(count: int, seed: int) -> tuple[Dataset, Scenes]:
    """Simulate patches of all six classes, equally many of each in each part, and the scenes they are cut from.

    Args:
        count: how many patches; 3 of 5 for training, 1 for validation, 1 for the test. The parts come from different
            scenes: no pixel, no light and no ground is in two of them.
        seed: which survey.

    Returns:
        The patches, whose `details` tell where they were cut, and the scenes.

    Raises:
        ValueError: if a number makes no sense.
    """
    least = 5 * len(CLASSES)
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < least:
        raise ValueError(
            f"count must be a whole number of at least {least} (one of each class in each part), not {count!r}."
        )
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"seed must be a whole number of at least 0, not {seed!r}.")
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    drawn: list[SimulatedScene] = []
    images: list[npt.NDArray[np.uint8]] = []
    rows: list[tuple[int, int, int, int, str]] = []
    for part, wanted in _parts(int(count)).items():
        while any(wanted.values()):
            scene = draw_scene(len(drawn), *_SCENE, int(seed))
            drawn.append(scene)
            for place in _chosen(scene, wanted, int(seed)):
                row, col, name = place
                images.append(scene.window(row - _SIZE // 2, col - _SIZE // 2, _SIZE, _SIZE))
                rows.append((scene.tid, row, col, CLASSES.index(name), part))
                wanted[name] -= 1
    table = pd.DataFrame(rows, columns=["tid", "row", "col", "label", "part"])
    order = np.lexsort((table["label"].to_numpy(), np.array([list(_SHARES).index(p) for p in table["part"]])))
    table = table.iloc[order].reset_index(drop=True)
    names = [CLASSES[label] for label in table["label"]]
    summary = f"{count:,} patches of {_SIZE}×{_SIZE} from {len(drawn)} simulated scenes, seed {seed}"
    patches = Dataset(
        name="Sea lions (simulated)",
        # In one step: as floats, they are many times larger.
        images=np.divide(np.stack([images[k] for k in order]), np.float32(255), dtype=np.float32),
        labels=table["label"].to_numpy(dtype=np.int64),
        classes=CLASSES,
        split=table["part"].to_numpy(dtype=np.str_),
        source=f"Simulated by coursekit.data.simulator: {summary}. No real picture is in them.",
        details=table[["tid", "row", "col"]],
        report=Report("the simulator", summary, count_table(names, table["part"].tolist(), CLASSES), ()),
    )
    return patches, _together(drawn)


def _together(drawn: list[SimulatedScene]) -> Scenes:
    """Scenes as `Scenes`, with a report."""
    import pandas as pd  # noqa: PLC0415 (see above)

    counts = pd.DataFrame({"animals": [sum(scene.counts().get(name, 0) for scene in drawn) for name in ANIMALS]})
    counts.index = pd.Index(list(ANIMALS), name="class")
    all_scenes: tuple[Scene, ...] = tuple(drawn)
    summary = f"{len(drawn)} simulated scenes with {int(counts['animals'].sum()):,} animals"
    return Scenes(all_scenes, ANIMALS, Report("the simulator", summary, counts, ()))


def _parts(count: int) -> dict[str, dict[str, int]]:
    """How many patches of each class each part gets: as even as whole numbers allow."""
    sizes = {part: math.floor(count * share + 0.5) for part, share in _SHARES.items()}
    sizes["train"] += count - sum(sizes.values())
    return {
        part: {name: size // len(CLASSES) + (k < size % len(CLASSES)) for k, name in enumerate(CLASSES)}
        for part, size in sizes.items()
    }


def _chosen(scene: SimulatedScene, wanted: dict[str, int], seed: int) -> list[tuple[int, int, str]]:
    """Row, column and class of what is cut from a scene: a few of each class that is still wanted."""
    random = np.random.Generator(np.random.PCG64(key(seed, scene.tid, 77)))
    half = _SIZE // 2
    places: list[tuple[int, int, str]] = []
    points = [(int(row), int(col)) for row, col in scene.annotations[["row", "col"]].to_numpy()]
    for name in ANIMALS:
        known = [
            (row, col)
            for (row, col), other in zip(points, scene.annotations["class_name"], strict=True)
            if other == name and half <= row <= scene.height - half and half <= col <= scene.width - half
        ]
        # The smallest random numbers win: a draw without replacement.
        ranks = [float(random.random()) for _ in known]
        first = sorted(range(len(known)), key=ranks.__getitem__)[: min(_PER_CLASS, wanted[name])]
        places += [(*known[k], name) for k in first]
    empty: list[tuple[int, int]] = []
    for _ in range(min(_PER_CLASS, wanted[BACKGROUND])):
        for _ in range(_TRIES):
            row = math.floor(between(random, half, scene.height - half))
            col = math.floor(between(random, half, scene.width - half))
            free = all(max(abs(row - r), abs(col - c)) >= _FREE for r, c in points)
            # Half of the sea is passed over: in the real patches, one background in four shows open sea.
            wanted_here = float(random.random()) < 0.5 or not scene.is_sea(row, col)
            if free and wanted_here and all(max(abs(row - r), abs(col - c)) >= _SIZE for r, c in empty):
                empty.append((row, col))
                break
        else:
            raise CourseError(f"Simulated scene {scene.tid} is too crowded for backgrounds.", "Take another seed.")
    return [*places, *((row, col, BACKGROUND) for row, col in empty)]

"""Patches cut from whole scenes, with their places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coursekit.data.dataset import Dataset
from coursekit.data.directory import count_table
from coursekit.data.problems import OnProblem, Problem, Report, check_on_problem
from coursekit.data.scenes import Scene, Scenes
from coursekit.data.sealion_classes import BACKGROUND
from coursekit.errors import CourseError

__all__ = ["patches"]

_TRIES = 200  # random places tried for each background patch before a scene counts as too crowded


def patches(
    scenes: Scenes, size: int = 96, *, backgrounds: int = 0, seed: int = 0, on_problem: OnProblem = "repair"
) -> Dataset:
    """Cut a square around every annotated animal, and squares without any.

    A patch covers the rows from `row - size // 2` to `row - size // 2 + size - 1`, and columns likewise.
    Where animals lie closer than that, the patches overlap: `coursekit.data.overlaps` tells, from the places.

    Args:
        scenes: what to cut from.
        size: height and width of a patch in pixels.
        backgrounds: how many patches without an animal, spread over the scenes at random; they do not overlap.
        seed: where those lie.
        on_problem: an animal so near to the border that its patch does not fit is left out with a `DataWarning`;
            with "raise", nothing is cut then.

    Returns:
        A `Dataset`, everything in `train`: `coursekit.data.resplit` divides it. `details` has the place of each
        patch: tid, row, col (of the centre).

    Raises:
        CourseError: if no patch fits, or there is no room for that many backgrounds, or as `on_problem` says.
        ValueError: if a number makes no sense.
    """
    check_on_problem(on_problem)
    for name, value, least in (("size", size, 2), ("backgrounds", backgrounds, 0), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}.")
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    random = np.random.default_rng(seed)
    problems: list[Problem] = []
    cut: list[npt.NDArray[np.float32]] = []
    rows: list[tuple[int, int, int, str]] = []
    for number, scene in enumerate(scenes):
        places = _animals(scene, size, problems)
        # As evenly as whole numbers allow: the first scenes take one more.
        share = backgrounds // len(scenes) + (number < backgrounds % len(scenes))
        places += [(row, col, BACKGROUND) for row, col in _empty_places(scene, size, share, random)]
        pixels = scene.image() if places else None
        for row, col, name in places:
            top, left = row - size // 2, col - size // 2
            assert pixels is not None  # noqa: S101 (for mypy: there are places)
            cut.append(pixels[top : top + size, left : left + size].astype(np.float32) / np.float32(255))
            rows.append((scene.tid, row, col, name))
    classes = scenes.classes if BACKGROUND in scenes.classes else (*scenes.classes, BACKGROUND)
    names = [name for _, _, _, name in rows]
    made = f"{len(cut):,} patches of {size}×{size}"
    report = Report(
        repr(scenes).strip("<>"), made, count_table(names, ["train"] * len(names), classes), tuple(problems)
    )
    if not cut:
        raise CourseError(
            f"No patch of {size}×{size} fits around an animal in these scenes.", "Take a smaller size or other scenes."
        )
    report.act(on_problem)
    return Dataset(
        name="Sea lion patches",
        images=np.stack(cut),
        labels=np.array([classes.index(name) for name in names], dtype=np.int64),
        classes=classes,
        split=np.full(len(cut), "train"),
        source=f"{made}, cut from {repr(scenes).strip('<>')}",
        details=pd.DataFrame(rows, columns=["tid", "row", "col", "class_name"])[["tid", "row", "col"]],
        report=report,
    )


def _animals(scene: Scene, size: int, problems: list[Problem]) -> list[tuple[int, int, str]]:
    """Row, column and class of the animals whose patch fits into the scene."""
    places = []
    for row, col, name in scene.annotations[["row", "col", "class_name"]].itertuples(index=False):
        top, left = row - size // 2, col - size // 2
        if top < 0 or left < 0 or top + size > scene.height or left + size > scene.width:
            where = f"scene {scene.tid}, row {row}, col {col}"
            problems.append(Problem(where, "too near to the border", str(name), "left out"))
        else:
            places.append((int(row), int(col), str(name)))
    return places


def _empty_places(scene: Scene, size: int, count: int, random: np.random.Generator) -> list[tuple[int, int]]:
    """Centres of patches that hold no annotated point and do not overlap each other."""
    if count and (scene.height < size or scene.width < size):
        raise CourseError(f"Scene {scene.tid} is smaller than a patch of {size}×{size}.", "Take a smaller size.")
    taken = [(int(row), int(col)) for row, col in scene.annotations[["row", "col"]].to_numpy()]
    places: list[tuple[int, int]] = []
    half = size // 2
    for _ in range(count):
        for _ in range(_TRIES):
            row = int(random.integers(half, scene.height - size + half, endpoint=True))
            col = int(random.integers(half, scene.width - size + half, endpoint=True))
            # Half a patch further than the point itself would need: the animal around it is about that large.
            if all(max(abs(row - r), abs(col - c)) >= size for r, c in taken):
                places.append((row, col))
                taken.append((row, col))
                break
        else:
            raise CourseError(
                f"Scene {scene.tid} has no room for {count:,} patches of {size}×{size} without an animal.",
                "Ask for fewer backgrounds or a smaller size.",
            )
    return places

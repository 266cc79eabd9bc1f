"""Counting by a density map, on the same scenes as the detection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.density import density_counts, density_maps, density_network
from coursekit.counting.experiments.surveys import Halved
from coursekit.counting.lengths import LENGTHS
from coursekit.counting.prediction import predict
from coursekit.data.sealion_classes import ANIMALS
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["count_errors", "counted_by_density", "trained_density"]

SIGMA = {name: max(0.15 * length, 6.0) for name, length in LENGTHS.items()}
"""Standard deviation of a target's Gaussians, in pixels of a scene: the Gaussian covers about the animal."""

_CROP, _BATCH = 96, 8  # pixels at half resolution; crops
_STRIDE = 8  # pixels of a scene for an output
_ON_ANIMALS = 0.5  # share of the crops with an animal somewhere in them for certain
_LEARNING_RATE = 2e-3
_SCALE = 100.0  # of targets while training: a density is some thousandths, and gradients would be, too


def trained_density(
    scenes: Sequence[Halved], *, steps: int, seed: int = 0, watch: Callable[[int], None] | None = None
) -> Any:
    """A `density_network` trained on crops of scenes, mirrored and turned by quarters, with Keras' loss "poisson".

    Half of the crops lie around an animal, half anywhere: most of a scene is empty, and a small density at every place
    there sums to many animals.

    Args:
        scenes: to learn from.
        steps: batches of 8 crops of 192x192 pixels of the scene.
        seed: of the weights at the start and the crops.
        watch: called after each step with the number of steps done.

    Returns:
        The model; what it gives is densities times 100. See `counted_by_density`.
    """
    import keras  # noqa: PLC0415 (seconds, for those who train)

    steps = whole(steps, "steps")
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    targets = [density_maps(scene.annotations, ANIMALS, scene.shape, SIGMA, stride=_STRIDE) for scene in scenes]
    model = density_network(len(ANIMALS))
    rate = keras.optimizers.schedules.CosineDecay(_LEARNING_RATE, steps)
    model.compile(keras.optimizers.Adam(rate), "poisson", jit_compile=False)
    for step in range(steps):
        crops = [_crop(scenes, targets, random) for _ in range(_BATCH)]
        model.train_on_batch(np.stack([image for image, _ in crops]), np.stack([maps for _, maps in crops]))
        if watch is not None:
            watch(step + 1)
    return model


_Crop = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


def _crop(scenes: Sequence[Halved], targets: Sequence[npt.NDArray[np.float32]], random: np.random.Generator) -> _Crop:
    """A piece of a scene and of its target, the same piece of both."""
    number = int(random.integers(len(scenes)))
    scene, target = scenes[number], targets[number]
    places, step = target.shape[:2], _CROP * 2 // _STRIDE
    corner = random.integers(0, np.array(places) - step, endpoint=True)
    if len(scene.annotations) and random.random() < _ON_ANIMALS:
        animal = scene.annotations[["row", "col"]].to_numpy()[random.integers(len(scene.annotations))] // _STRIDE
        corner = np.clip(animal - random.integers(0, step, size=2), 0, np.array(places) - step)
    row, column = corner
    down, right = row * _STRIDE // 2, column * _STRIDE // 2
    image = scene.pixels[down : down + _CROP, right : right + _CROP].astype(np.float32) / 255
    maps = target[row : row + step, column : column + step] * np.float32(_SCALE)
    quarters, mirrored = int(random.integers(4)), random.random() < 0.5
    image, maps = np.rot90(image, quarters), np.rot90(maps, quarters)
    if mirrored:
        image, maps = image[:, ::-1], maps[:, ::-1]
    light = np.float32(random.uniform(0.8, 1.25))
    return np.clip(image * light, 0, 1), np.ascontiguousarray(maps)


def counted_by_density(model: Any, scene: Halved) -> dict[str, float]:
    """How many animals of each class `trained_density` says there are in a scene."""
    sums = density_counts(predict(model, scene.pixels, progress=False), ANIMALS)
    return {name: value / _SCALE for name, value in sums.items()}


def count_errors(found: Sequence[dict[str, float]], truth: Sequence[dict[str, int]]) -> DataFrame:
    """Counts against true ones, over some scenes.

    Args:
        found: of each scene, by class.
        truth: likewise; a class that is not there may be missing.

    Returns:
        A row for each class and "total" (all animals of a scene counted together): `truth`, `found`, `count_error`
        (found less true), `absolute_error` (the sum over the scenes of what each is off, as a share of the true ones).
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    said = np.array([[counts.get(name, 0.0) for name in ANIMALS] for counts in found])
    known = np.array([[counts.get(name, 0) for name in ANIMALS] for counts in truth], dtype=np.float64)
    said, known = (np.column_stack([table, table.sum(axis=1)]) for table in (said, known))
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 of 0 is NaN, and said to be
        absolute = np.abs(said - known).sum(axis=0) / known.sum(axis=0)
    return pd.DataFrame(
        {
            "truth": known.sum(axis=0).astype(np.int64),
            "found": said.sum(axis=0),
            "count_error": (said - known).sum(axis=0),
            "absolute_error": absolute,
        },
        index=pd.Index([*ANIMALS, "total"], name="class"),
    )

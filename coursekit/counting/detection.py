"""From class maps to points: one for each animal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.counting.distances import by_class
from coursekit.counting.maps import Maps

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["detect"]

_ROWS = 512  # of the maps, looked through at a time: they may lie on disk
_WIDTHS = 4  # of a Gaussian, beyond which its tails are cut off


def detect(
    maps: Maps,
    classes: Sequence[str],
    distance: float | Mapping[str, float],
    *,
    background: str | None = "backgrounds",
    threshold: float | Mapping[str, float] = 0.0,
    smooth: float = 0.0,
    across_classes: bool = True,
) -> pd.DataFrame:
    """Take the best patches as animals, and leave out those around them: non-maximum suppression, greedy.

    A patch is a candidate if an animal's class has the highest value of all, and this value, its score, reaches the
    threshold. The candidate with the highest score is an animal; candidates too near to it are the same animal seen
    from beside. So on with what is left. Of equal scores the upper one is first, then the one on the left.

    Two points are too near if they are less apart than the mean of the distances of their classes: animals as large as
    their distance would overlap. Two of the same class keep this distance, then.

    Args:
        maps: from `predict`, with a value for each of the classes. A sigmoid's single map is no such thing.
        classes: the name of each class, in the order of the maps.
        distance: in pixels, about the size of an animal: one for all, or one for each class but the background.
        background: the class that is no animal; None if there is none.
        threshold: the score that a point must reach, one for all, or one for each class but the background.
        smooth: standard deviation, in pixels of the image, of a Gaussian that the maps are smoothed with before. Where
            a model is so sure that many patches side by side have the score 1, it moves the point into their middle,
            as otherwise the upper left one is taken.
        across_classes: whether an animal suppresses points of other classes too. False leaves pups that lie beside
            their mothers, and animals of which parts look like another class twice.

    Returns:
        A row for each animal, best score first: `class_name`, `cls` (its index), `row`, `col` (the pixel in the middle
        of the patch, as `Maps.centres`), `score`.

    Raises:
        ValueError: if names and maps do not fit, or a number makes no sense.
        TypeError: if a number is none.
    """
    import pandas as pd  # noqa: PLC0415 (`import coursekit.counting` stays light)

    names = _names(maps, classes, background)
    animals = [name for name in names if name != background]
    sizes = by_class(distance, animals, "distance")
    if not (np.isfinite(smooth) and smooth >= 0):
        raise ValueError(f"smooth must be a number of pixels from 0 on, not {smooth!r}.")
    least = _thresholds(threshold, animals)
    least_of = np.array([least.get(name, np.inf) for name in names])

    kept: list[tuple[npt.NDArray[Any], ...]] = []
    for first, block in _blocks(maps, smooth):
        best = block.argmax(axis=-1)
        score = np.take_along_axis(block, best[..., None], axis=-1)[..., 0]
        rows, columns = np.nonzero(score >= least_of[best])
        kept.append((rows + first, columns, best[rows, columns], score[rows, columns]))
    rows, columns, best, score = (np.concatenate(values) for values in zip(*kept, strict=True))
    down, right = maps.centres()
    points = np.stack([down[rows], right[columns]], axis=1)
    order = np.argsort(-score.astype(np.float64), kind="stable")  # ties stay from top left to bottom right
    size_of = np.array([sizes.get(name, 0.0) for name in names])
    chosen = _suppressed(points[order], best[order], size_of[best[order]], across_classes)
    taken = order[chosen]
    return pd.DataFrame(
        {
            "class_name": [names[index] for index in best[taken]],
            "cls": best[taken].astype(np.int64),
            "row": points[taken, 0],
            "col": points[taken, 1],
            "score": score[taken].astype(np.float64),
        }
    ).astype({"class_name": "str"})


def _suppressed(
    points: npt.NDArray[np.int64], classes: npt.NDArray[Any], sizes: npt.NDArray[np.float64], across: bool
) -> npt.NDArray[np.int64]:
    """The places of the points that stay; points come best first."""
    from scipy.spatial import KDTree  # noqa: PLC0415 (as above)

    if not len(points):
        return np.zeros(0, dtype=np.int64)
    tree = KDTree(points)
    largest = float(sizes.max())
    alive = np.ones(len(points), dtype=bool)
    chosen = []
    for place in range(len(points)):
        if not alive[place]:
            continue
        chosen.append(place)
        near = np.asarray(tree.query_ball_point(points[place], (sizes[place] + largest) / 2), dtype=np.int64)
        apart = np.hypot(*(points[near] - points[place]).T)
        gone = apart < (sizes[near] + sizes[place]) / 2
        if not across:
            gone &= classes[near] == classes[place]
        alive[near[gone]] = False
    return np.array(chosen, dtype=np.int64)


def _blocks(maps: Maps, smooth: float) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    """Strips of the maps, smoothed, with the number of their first row."""
    rows = maps.maps.shape[0]
    widths = [smooth / step for step in maps.stride]
    margin = int(np.ceil(widths[0] * _WIDTHS)) + 1 if smooth else 0
    for first in range(0, rows, _ROWS):
        last = min(first + _ROWS, rows)
        top, bottom = max(first - margin, 0), min(last + margin, rows)
        strip = np.asarray(maps.maps[top:bottom])
        if smooth:
            from scipy.ndimage import gaussian_filter  # noqa: PLC0415 (as above)

            strip = gaussian_filter(strip.astype(np.float32), (*widths, 0), mode="nearest", truncate=_WIDTHS)
        yield first, strip[first - top : last - top]


def _names(maps: Any, classes: Sequence[str], background: str | None) -> list[str]:
    if not isinstance(maps, Maps):
        raise TypeError(f"maps must be what `predict` returns, not {type(maps).__name__}.")
    names = [str(name) for name in classes]
    if maps.maps.shape[-1] < 2:
        raise ValueError("There is a single map, as from a sigmoid. Train with a softmax over animals and background.")
    if len(names) != maps.maps.shape[-1] or len(set(names)) < len(names):
        raise ValueError(
            f"There are {maps.maps.shape[-1]} maps, and classes names {', '.join(names)}: give each its own name."
        )
    if background is not None and background not in names:
        raise ValueError(
            f"background={background!r} is none of the classes {', '.join(names)}. Name the one that is no animal, or "
            "pass background=None if there is none."
        )
    return names


def _thresholds(threshold: Any, animals: Sequence[str]) -> dict[str, float]:
    if not isinstance(threshold, Mapping):
        threshold = dict.fromkeys(animals, threshold)
    if set(threshold) != set(animals):
        raise ValueError(f"threshold must have a number for each of {', '.join(animals)}; it has {threshold!r}.")
    return {name: _finite(threshold[name], name) for name in animals}


def _finite(value: Any, name: str) -> float:
    if isinstance(value, bool | str) or not np.isscalar(value):
        raise TypeError(f"The threshold of {name} must be a number, not {value!r}.")
    if not np.isfinite(value):
        raise ValueError(f"The threshold of {name} must be a number, not {value!r}.")
    return float(value)  # type: ignore[arg-type] # as above

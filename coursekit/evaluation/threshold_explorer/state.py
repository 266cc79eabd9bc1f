"""What the explorer shows: an immutable state, and the scores that belong to it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.matrix import Confusion
from coursekit.evaluation.roc_curve import Interval, Point, Roc, roc
from coursekit.evaluation.threshold import BestThreshold, best_threshold

__all__ = ["CRITERIA", "DISTANCES", "IMAGES", "SHARES", "Scores", "State", "changed", "scores"]

IMAGES = 1000
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Positions of the slider for the share of positives."""
DISTANCES = tuple(step / 4 for step in range(17))
"""Positions of the slider for how far the classes lie apart."""
CRITERIA = ("closest", "youden", "accuracy")
"""Whose points are marked on the curve."""


@dataclass(frozen=True)
class State:
    """What is chosen.

    Attributes:
        threshold: a score of at least this is called positive; hundredths from 0 to 1.
        distance: of the two classes: how many standard deviations their means lie apart, before scores are squeezed
            into 0 to 1.
        positive_share: which share of the images is positive.
        seed: of the images.
    """

    threshold: float = 0.5
    distance: float = 1.5
    positive_share: float = 0.5
    seed: int = 0


def changed(state: State, **values: Any) -> State:
    """The state with other values.

    Raises:
        ValueError: if there is no such control, or it has no such position.
    """
    known = {"threshold": None, "distance": DISTANCES, "positive_share": SHARES, "seed": None}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"There is no control {name!r}; there are {', '.join(known)}.")
        positions = known[name]
        if positions is not None and value not in positions:
            listed = ", ".join(f"{position:g}" for position in positions)
            raise ValueError(f"{name} has no position {value!r}; it has {listed}.")
    chosen = State(**{**vars(state), **values})
    if not 0 <= chosen.threshold <= 1:
        raise ValueError(f"threshold must lie between 0 and 1, as scores do, not {chosen.threshold!r}.")
    return chosen


@dataclass(frozen=True, eq=False)
class Scores:
    """Images of two classes and what follows from their scores, whatever the threshold is.

    Attributes:
        curve: the ROC curve, which has the scores.
        auc: the area under it.
        interval: of the AUC; None where the classes do not overlap, as there is none then.
        best: the points of `CRITERIA`, by criterion.
    """

    curve: Roc
    auc: float
    interval: Interval | None
    best: dict[str, BestThreshold]

    def at(self, threshold: float) -> tuple[Point, Confusion]:
        """What a threshold gives: its point on the curve, and the counts."""
        return self.curve.at(threshold), self.curve.confusion(threshold, normalize=None)


@functools.lru_cache(maxsize=64)
def scores(distance: float, positive_share: float, seed: int) -> Scores:
    """The scores of `IMAGES` images: two normal distributions of one width, squeezed into 0 to 1 by a sigmoid.

    With another distance or share, the same images (by their deviations from the mean of their class) are shown, as far
    as their classes are large enough. Cached, as only the threshold moves most of the time.
    """
    deviations: npt.NDArray[np.float64] = np.random.default_rng(seed).standard_normal((2, IMAGES))
    positives = round(IMAGES * positive_share)
    values = np.concatenate(
        [deviations[0, :positives] + distance / 2, deviations[1, : IMAGES - positives] - distance / 2]
    )
    true = np.repeat([1, 0], [positives, IMAGES - positives])
    curve = roc(true, 1 / (1 + np.exp(-values)))
    apart = curve.positive_scores[0] > curve.negative_scores[-1]
    return Scores(
        curve,
        curve.auc,
        None if apart else curve.interval(),
        {criterion: best_threshold(curve, criterion=criterion) for criterion in CRITERIA},
    )

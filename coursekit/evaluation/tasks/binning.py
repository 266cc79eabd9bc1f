"""Reliability tables: as asked for, with other bins, and with other columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from coursekit.evaluation.tasks.arrays import Array

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "between_extremes",
    "cumulative",
    "equally_many",
    "exchanged",
    "filled",
    "lower_bin",
    "mean_of",
    "overlapping",
    "reference",
    "reliability",
    "share_of_positives",
    "share_of_right_decisions",
    "upper_bin",
    "without_empty",
]

# The bin of a score, of the number of bins; one that is none of them loses the score.
_BinOf = Callable[[float, int], int]
# A number for a bin, of the truth of its images, their scores, its number, the number of bins, and the whole truth.
_Column = Callable[[list[int], list[float], int, int, list[int]], float]


def lower_bin(score: float, bins: int) -> int:
    """How many inner edges lie below the score."""
    return sum(score > edge / bins for edge in range(1, bins))


def upper_bin(score: float, bins: int) -> int:
    """An edge belongs to the bin above it, 1 to the last bin."""
    return sum(score >= edge / bins for edge in range(1, bins))


def mean_of(values: list[float]) -> float:
    """The mean; nan for none."""
    return sum(values) / len(values) if values else np.nan


def _mean_score(_truth: list[int], scores: list[float], *_: object) -> float:
    return mean_of(scores)


def share_of_positives(truth: list[int], *_: object) -> float:
    """Which share of the images of a bin is positive."""
    return mean_of([float(value) for value in truth])


def _number(truth: list[int], *_: object) -> int:
    return len(truth)


def reliability(
    truth: Array,
    scores: Array,
    bins: int,
    bin_of: _BinOf = lower_bin,
    images: _Column = _number,
    mean_score: _Column = _mean_score,
    positive_share: _Column = share_of_positives,
) -> DataFrame:
    """The table, with the bin of each score and with each column computed as these functions say."""
    import pandas as pd  # noqa: PLC0415 (half a second, which importing the tasks should not cost)

    rows = []
    for number in range(bins):
        inside = [place for place, score in enumerate(scores.tolist()) if bin_of(score, bins) == number]
        case = [int(truth[place]) for place in inside], [float(scores[place]) for place in inside]
        columns = images, mean_score, positive_share
        rows.append([column(*case, number, bins, truth.tolist()) for column in columns])
    return pd.DataFrame(dict(zip(("images", "mean score", "positive share"), zip(*rows, strict=True), strict=True)))


def reference(truth: Array, scores: Array, bins: int) -> DataFrame:
    """The right answer."""
    return reliability(truth, scores, bins)


def filled(bin_of: _BinOf = lower_bin, **columns: _Column) -> Callable[[Array, Array, int], DataFrame]:
    """The table with other bins, or with some of its columns filled in another way."""
    return lambda truth, scores, bins: reliability(truth, scores, bins, bin_of, **columns)


def without_empty(truth: Array, scores: Array, bins: int) -> DataFrame:
    """Without the rows of empty bins."""
    table = reliability(truth, scores, bins)
    return table[table["images"] > 0].reset_index(drop=True)


def between_extremes(truth: Array, scores: Array, bins: int) -> DataFrame:
    """Bins from the lowest score to the highest."""
    low, high = float(scores.min()), float(scores.max())
    moved = [(score - low) / (high - low) for score in scores.tolist()]
    numbers = dict(zip(scores.tolist(), [lower_bin(value, bins) for value in moved], strict=True))
    return reliability(truth, scores, bins, lambda score, _: numbers[score])


def overlapping(truth: Array, scores: Array, bins: int) -> DataFrame:
    """Each bin with both of its edges."""
    return _by_places(
        truth, scores, [(scores >= number / bins) & (scores <= (number + 1) / bins) for number in range(bins)]
    )


def cumulative(truth: Array, scores: Array, bins: int) -> DataFrame:
    """Each bin with all that lies below it."""
    return _by_places(truth, scores, [scores <= (number + 1) / bins for number in range(bins)])


def equally_many(truth: Array, scores: Array, bins: int) -> DataFrame:
    """The images in the order of their scores, cut into parts of the same size."""
    parts = np.array_split(np.argsort(scores, kind="stable"), bins)
    return _by_places(truth, scores, [np.isin(np.arange(len(scores)), part) for part in parts])


def _by_places(truth: Array, scores: Array, bins: list[Array]) -> DataFrame:
    import pandas as pd  # noqa: PLC0415 (as above)

    rows = [
        {
            "images": int(inside.sum()),
            "mean score": mean_of(scores[inside].tolist()),
            "positive share": mean_of(truth[inside].tolist()),
        }
        for inside in bins
    ]
    return pd.DataFrame(rows)


def exchanged(truth: Array, scores: Array, bins: int) -> DataFrame:
    """With FPR and TPR exchanged."""
    table = reliability(truth, scores, bins)
    table[["mean score", "positive share"]] = table[["positive share", "mean score"]].to_numpy()
    return table


def share_of_right_decisions(truth: list[int], scores: list[float], *_: object) -> float:
    """How many would be right at a threshold of 0.5."""
    return mean_of([float((score >= 0.5) == (value == 1)) for value, score in zip(truth, scores, strict=True)])

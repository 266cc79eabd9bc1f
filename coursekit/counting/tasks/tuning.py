"""The task on a threshold that is chosen by the count error on validation scenes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Mistake, Task
from coursekit.counting.tasks.forbidden import COUNTS

__all__ = ["tuned_threshold"]

_Scores = list[list[float]]
_Counts = list[int]
_Answer = tuple[float, float]


def _errors(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> npt.NDArray[Any]:
    """Found less true, for each scene."""
    found = [sum(score > threshold if strict else score >= threshold for score in scene) for scene in scores]
    return np.asarray(np.array(found) - np.array(counts))


def _absolute(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float(np.abs(_errors(scores, counts, threshold, strict=strict)).mean())


def _summed(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float(abs(_errors(scores, counts, threshold, strict=strict).sum()))


def _squared(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float((_errors(scores, counts, threshold, strict=strict) ** 2).mean())


def _relative(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float((np.abs(_errors(scores, counts, threshold, strict=strict)) / np.maximum(counts, 1)).mean())


_CRITERIA = {"absolute": _absolute, "summed": _summed, "squared": _squared, "relative": _relative}


def _tuned(
    valid_scores: _Scores,
    valid_counts: _Counts,
    test_scores: _Scores,
    test_counts: _Counts,
    thresholds: list[float],
    *,
    criterion: str = "absolute",
    chosen_on: str = "valid",
    told_of: str = "test",
    told: str = "absolute",
    lowest: bool = False,
    strict: bool = False,
) -> _Answer:
    parts = {
        "valid": (valid_scores, valid_counts),
        "test": (test_scores, test_counts),
        "both": (valid_scores + test_scores, valid_counts + test_counts),
    }
    by = {at: _CRITERIA[criterion](*parts[chosen_on], at, strict=strict) for at in thresholds}
    best = [at for at in thresholds if by[at] == min(by.values())]
    threshold = min(best) if lowest else max(best)
    return threshold, _CRITERIA[told](*parts[told_of], threshold, strict=strict)


def _tuned_threshold(
    valid_scores: _Scores,
    valid_counts: _Counts,
    test_scores: _Scores,
    test_counts: _Counts,
    thresholds: list[float],
) -> _Answer:
    return _tuned(valid_scores, valid_counts, test_scores, test_counts, thresholds)


_THRESHOLDS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
_VALID = [[0.95, 0.85, 0.55, 0.35], [0.9, 0.75, 0.72, 0.5, 0.45], [0.65, 0.42, 0.33]]
_TEST = [[0.92, 0.88, 0.81, 0.62, 0.58], [0.7, 0.66, 0.4], [0.97, 0.52, 0.5, 0.47, 0.31, 0.3]]
_CANCELS = [[0.95, 0.9, 0.85, 0.75, 0.65, 0.55], [0.85, 0.65, 0.35], [0.95, 0.85, 0.8, 0.45, 0.4]]

tuned_threshold = Task(
    "tuned_threshold",
    cases=[
        (_VALID, [2, 4, 1], _TEST, [3, 3, 4], _THRESHOLDS),
        (_CANCELS, [2, 3, 4], _TEST, [5, 1, 2], _THRESHOLDS),
        (_TEST, [4, 0, 6], _VALID, [3, 3, 0], [0.9, 0.45, 0.5, 0.6, 0.3]),
        (_VALID, [1, 1, 0], _CANCELS, [3, 3, 3], [0.5, 0.72, 0.85, 0.9, 0.95]),
        (_TEST, [1, 2, 1], _VALID, [4, 4, 2], _THRESHOLDS),
    ],
    reference=_tuned_threshold,
    mistakes=[
        Mistake(
            "chosen on the test scenes",
            lambda *case: _tuned(*case, chosen_on="test"),
            "You choose the threshold on the test scenes, and report on the same ones: it looks better there than it "
            "will in the field.",
        ),
        Mistake(
            "chosen on all scenes",
            lambda *case: _tuned(*case, chosen_on="both"),
            "The test scenes have a say in your threshold. Choose on the validation scenes alone.",
        ),
        Mistake(
            "told of the validation scenes",
            lambda *case: _tuned(*case, told_of="valid"),
            "Your threshold is right, but the error is that of the validation scenes, for which it was chosen.",
        ),
        Mistake(
            "told of all scenes",
            lambda *case: _tuned(*case, told_of="both"),
            "Your threshold is right, but among the scenes of your error are those on which it was chosen.",
        ),
        Mistake(
            "errors cancel",
            lambda *case: _tuned(*case, criterion="summed"),
            "You choose by the error of all scenes together, where too many in one make up for too few in another. "
            "Chance decides that. Take the absolute error of each scene, then the mean.",
        ),
        Mistake(
            "squared errors",
            lambda *case: _tuned(*case, criterion="squared"),
            "You choose by *squared* errors, where a single large scene decides. Absolute errors were asked for.",
        ),
        Mistake(
            "relative errors",
            lambda *case: _tuned(*case, criterion="relative"),
            "You divide each error by the true count before you choose. The mean of the absolute errors was asked for, "
            "in animals.",
        ),
        Mistake(
            "told how they cancel",
            lambda *case: _tuned(*case, told="summed"),
            "Your threshold is right. Your error is that of all test scenes together: errors of scenes cancel in it.",
        ),
        Mistake(
            "lowest of equal ones",
            lambda *case: _tuned(*case, lowest=True),
            "Of thresholds with equal errors you take the lowest. The highest was asked for, whatever their order.",
        ),
        Mistake(
            "above the threshold only",
            lambda *case: _tuned(*case, strict=True),
            "You count scores *above* the threshold. A score of *at least* the threshold counts.",
        ),
    ],
    forbidden=COUNTS,
    instead="Count for each threshold and each scene, and compare.",
    keeps_arguments=True,
    parts=("threshold", "error"),
)

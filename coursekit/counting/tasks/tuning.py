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


def _signed(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float(_errors(scores, counts, threshold, strict=strict).mean())


def _averaged(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return abs(_signed(scores, counts, threshold, strict=strict))


def _added(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float(np.abs(_errors(scores, counts, threshold, strict=strict)).sum())


def _squared(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float((_errors(scores, counts, threshold, strict=strict) ** 2).mean())


def _relative(scores: _Scores, counts: _Counts, threshold: float, *, strict: bool = False) -> float:
    return float((np.abs(_errors(scores, counts, threshold, strict=strict)) / np.maximum(counts, 1)).mean())


_CRITERIA = {
    "absolute": _absolute,
    "added": _added,
    "signed": _signed,
    "summed": _summed,
    "averaged": _averaged,
    "squared": _squared,
    "relative": _relative,
}


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


def _known(name: str, message: str, **options: Any) -> Mistake:
    return Mistake(name, lambda *case: _tuned(*case, **options), message)


def _in_both(measure: str) -> dict[str, str]:
    """The same wrong error twice, from one function: chosen by it, and told."""
    return {"criterion": measure, "told": measure}


_CANCEL = (
    "You choose by the error of all scenes together, where too many in one make up for too few in another. Chance "
    "decides that. Take the absolute error of each scene, then the mean."
)
_SQUARED = "You choose by *squared* errors, where a single large scene decides. Absolute errors were asked for."
_RELATIVE = (
    "You divide each error by the true count before you choose. The mean of the absolute errors was asked for, in "
    "animals."
)
_TOLD_CANCELLED = (
    "Your threshold is right. Your error is that of all test scenes together: errors of scenes cancel in it."
)

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
        _known(
            "chosen on the test scenes",
            "You choose the threshold on the test scenes, and report on the same ones: it looks better there than it "
            "will in the field.",
            chosen_on="test",
        ),
        _known(
            "chosen on all scenes",
            "The test scenes have a say in your threshold. Choose on the validation scenes alone.",
            chosen_on="both",
        ),
        _known(
            "told of the validation scenes",
            "Your threshold is right, but the error is that of the validation scenes, for which it was chosen.",
            told_of="valid",
        ),
        _known(
            "told of all scenes",
            "Your threshold is right, but among the scenes of your error are those on which it was chosen.",
            told_of="both",
        ),
        _known("errors cancel", _CANCEL, criterion="summed"),
        _known("sums cancel in both", _CANCEL, **_in_both("summed")),
        _known("means cancel in both", _CANCEL, **_in_both("averaged")),
        _known("squared errors", _SQUARED, criterion="squared"),
        _known("squared errors in both", _SQUARED, **_in_both("squared")),
        _known("relative errors", _RELATIVE, criterion="relative"),
        _known("relative errors in both", _RELATIVE, **_in_both("relative")),
        _known(
            "errors with their sign",
            "You look for the *smallest* error, and found less true is smallest where hardly anything is found. Too "
            "few is an error, too: take it without its sign.",
            **_in_both("signed"),
        ),
        _known("told how sums cancel", _TOLD_CANCELLED, told="summed"),
        _known("told how means cancel", _TOLD_CANCELLED, told="averaged"),
        _known(
            "sum for mean",
            "Your threshold is right, and so are the errors of the test scenes; but you add them up. Their mean was "
            "asked for.",
            told="added",
        ),
        _known(
            "lowest of equal ones",
            "Of thresholds with equal errors you take the lowest. The highest was asked for, whatever their order.",
            lowest=True,
        ),
        _known(
            "above the threshold only",
            "You count scores *above* the threshold. A score of *at least* the threshold counts.",
            strict=True,
        ),
    ],
    forbidden=COUNTS,
    instead="Count for each threshold and each scene, and compare.",
    keeps_arguments=True,
    parts=("threshold", "error"),
)

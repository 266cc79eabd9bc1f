"""Where to put the threshold: one point of a ROC curve, by a stated criterion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from coursekit.evaluation.inputs import Label, real, share
from coursekit.evaluation.roc_curve import Roc, roc
from coursekit.network.validation import one_of

__all__ = ["CRITERIA", "BestThreshold", "best_threshold"]

CRITERIA = ("closest", "youden", "fpr", "tpr", "cost", "accuracy")

# What is equal on paper can differ in the last digits, and the choice must not depend on these.
TOLERANCE = 1e-12


class BestThreshold(NamedTuple):
    """A threshold, its point on the ROC curve, and why it was chosen."""

    threshold: float
    """A score of at least this is called positive; infinite where it is best to call nothing positive."""
    fpr: float
    """False positive rate at this threshold."""
    tpr: float
    """True positive rate at this threshold."""
    criterion: str
    """What was asked for."""
    value: float
    """The criterion at this point: a distance, TPR - FPR, a rate, a cost for each image, or an accuracy."""
    why: str
    """The same in a sentence."""


def best_threshold(
    true: Any,
    scores: Any = None,
    *,
    criterion: str = "closest",
    positive: Label | None = None,
    fpr: float | None = None,
    tpr: float | None = None,
    false_positive_cost: float | None = None,
    false_negative_cost: float | None = None,
    positive_share: float | None = None,
) -> BestThreshold:
    """Choose a threshold by one criterion. Criteria answer different questions, and their points can differ.

    - "closest": the point with the shortest distance to (0, 1), sqrt(FPR² + (1 - TPR)²).
    - "youden": the highest J = TPR - FPR, the height above the diagonal: W. J. Youden, "Index for rating diagnostic
      tests", Cancer 3, 1950. Neither of these two knows how common the classes are or what a mistake costs.
    - "fpr": the highest TPR among the points with an FPR of at most `fpr`.
    - "tpr": the lowest FPR among the points with a TPR of at least `tpr`.
    - "cost": the lowest expected cost for each image, c_FN p (1 - TPR) + c_FP (1 - p) FPR, where p is the share of
      positives; only the ratio of the two costs matters for the choice. In the ROC plane, points of equal cost lie on
      lines of slope c_FP (1 - p) / (c_FN p): C. E. Metz, "Basic principles of ROC analysis", Seminars in Nuclear
      Medicine 8, 1978.
    - "accuracy": the highest accuracy, p TPR + (1 - p) (1 - FPR): "cost" with equal costs.

    Of points that are equally good (to 1e-12) that with the lowest FPR is chosen, the highest threshold; for "tpr", of
    points with the same FPR that with the highest TPR. Thresholds are scores that occur (or infinite): every threshold
    above the next lower score gives the same point. Choose on validation images and report on test images: on the
    images it was chosen on, the best threshold looks better than it is.

    Args:
        true: a curve made by `roc`; or the class of each image, as `roc` takes it, with `scores`.
        scores: as `roc` takes them; left out with a curve.
        criterion: one of the six.
        positive: the positive class, as for `roc`, 1 if None; left out with a curve.
        fpr: the highest false positive rate allowed, from 0 to 1; for "fpr" only.
        tpr: the lowest true positive rate allowed, from 0 to 1; for "tpr" only.
        false_positive_cost: what a false positive costs, above 0; for "cost" only, 1 if None.
        false_negative_cost: what a false negative costs, above 0, in the same unit; for "cost" only, 1 if None.
        positive_share: share of positives where the classifier will be used, between 0 and 1; for "cost" and
            "accuracy", as in the data if None.

    Raises:
        ValueError: for another criterion, an argument that the criterion lacks or does not use, a number out of range,
            or what `roc` refuses.
        TypeError: for scores or a positive class beside a curve, labels without scores, or numbers that are none.

    Example:
        >>> from coursekit import evaluation
        >>> best = evaluation.best_threshold([1, 1, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.2], criterion="fpr", fpr=0.1)
        >>> best.threshold, best.why
        (0.8, 'Of all points with an FPR of at most 0.1, the highest TPR: 0.667.')
    """
    criterion = one_of(criterion, "criterion", CRITERIA)
    options = {
        "fpr": fpr,
        "tpr": tpr,
        "false_positive_cost": false_positive_cost,
        "false_negative_cost": false_negative_cost,
        "positive_share": positive_share,
    }
    _check_used(criterion, options)
    curve = _curve(true, scores, positive)
    index, value, why = _CHOOSE[criterion](curve, options)
    return BestThreshold(
        float(curve.thresholds[index]), float(curve.fpr[index]), float(curve.tpr[index]), criterion, value, why
    )


_USES = {
    "fpr": ("fpr",),
    "tpr": ("tpr",),
    "cost": ("false_positive_cost", "false_negative_cost", "positive_share"),
    "accuracy": ("positive_share",),
}


def _check_used(criterion: str, options: dict[str, float | None]) -> None:
    """Refuse a number that this criterion would ignore, or the lack of one that it needs."""
    for name, value in options.items():
        if value is not None and name not in _USES.get(criterion, ()):
            wanted = " or ".join(f"criterion={other!r}" for other, names in _USES.items() if name in names)
            raise ValueError(f"{name}={value!r} is not used by criterion={criterion!r}: leave it out, or say {wanted}.")
    if criterion in ("fpr", "tpr") and options[criterion] is None:
        raise ValueError(f"criterion={criterion!r} needs the rate that is wanted, such as {criterion}=0.1.")


def _curve(true: Any, scores: Any, positive: Label | None) -> Roc:
    """The curve that was given, or that of the labels and scores."""
    if isinstance(scores, str):
        raise TypeError(f"scores must be numbers, not {scores!r}; a criterion has its name: criterion={scores!r}.")
    if isinstance(true, Roc):
        if scores is not None or positive is not None:
            raise TypeError(
                "a curve has its scores and its positive class already: give best_threshold either a curve, or labels "
                "and scores."
            )
        return true
    if scores is None:
        raise TypeError("labels alone have no threshold: give best_threshold a curve of roc, or labels and scores.")
    return roc(true, scores, 1 if positive is None else positive)


def _first(values: npt.NDArray[np.float64]) -> int:
    """Index of the lowest value, of equal ones the first: that with the lowest FPR, as points go up the curve."""
    return int(np.argmax(values <= values.min() + TOLERANCE))


Chosen = tuple[int, float, str]


def _closest(curve: Roc, _: dict[str, float | None]) -> Chosen:
    distance = np.hypot(curve.fpr, 1 - curve.tpr)
    index = _first(distance)
    return index, float(distance[index]), f"Of all points the closest to (0, 1): distance {distance[index]:.3f}."


def _youden(curve: Roc, _: dict[str, float | None]) -> Chosen:
    height = curve.tpr - curve.fpr
    index = _first(-height)
    return index, float(height[index]), f"Of all points the highest TPR - FPR (Youden's J): {height[index]:.3f}."


def _at_fpr(curve: Roc, options: dict[str, float | None]) -> Chosen:
    limit = share(options["fpr"], "fpr")
    index = _first(np.where(curve.fpr <= limit + TOLERANCE, -curve.tpr, np.inf))
    value = float(curve.tpr[index])
    return index, value, f"Of all points with an FPR of at most {limit:g}, the highest TPR: {value:.3f}."


def _at_tpr(curve: Roc, options: dict[str, float | None]) -> Chosen:
    limit = share(options["tpr"], "tpr")
    value = float(curve.fpr[curve.tpr >= limit - TOLERANCE].min())
    index = int(np.flatnonzero(curve.fpr == value)[-1])  # further up at the same FPR: found for nothing
    return index, value, f"Of all points with a TPR of at least {limit:g}, the lowest FPR: {value:.3f}."


def _cost(curve: Roc, options: dict[str, float | None]) -> Chosen:
    prices = []
    for name in ("false_positive_cost", "false_negative_cost"):
        price = 1.0 if options[name] is None else real(options[name], name)
        if not 0 < price < np.inf:
            raise ValueError(f"{name} must be above 0 and finite, not {price:g}: a mistake that is free is none.")
        prices.append(price)
    positives = _share(curve, options)
    cost = prices[1] * positives * (1 - curve.tpr) + prices[0] * (1 - positives) * curve.fpr
    index = _first(cost / max(prices))  # the tolerance must not depend on the currency
    return (
        index,
        float(cost[index]),
        f"Of all points the lowest expected cost, {cost[index]:.3g} for each image: a false negative costs "
        f"{prices[1]:g}, a false positive {prices[0]:g}, and {100 * positives:.3g} percent are positive.",
    )


def _accuracy(curve: Roc, options: dict[str, float | None]) -> Chosen:
    positives = _share(curve, options)
    accuracy = positives * curve.tpr + (1 - positives) * (1 - curve.fpr)
    index = _first(-accuracy)
    return (
        index,
        float(accuracy[index]),
        f"Of all points the highest accuracy, {accuracy[index]:.3f}, where {100 * positives:.3g} percent are positive.",
    )


def _share(curve: Roc, options: dict[str, float | None]) -> float:
    """The share of positives that was given, or that of the data."""
    given = options["positive_share"]
    return curve.positive_share if given is None else share(given, "positive_share", ends=False)


_CHOOSE: dict[str, Callable[[Roc, dict[str, float | None]], Chosen]] = {
    "closest": _closest,
    "youden": _youden,
    "fpr": _at_fpr,
    "tpr": _at_tpr,
    "cost": _cost,
    "accuracy": _accuracy,
}

"""The task on choosing a point of a ROC curve by a criterion."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["best_point"]

# What is to be small, of FPR, TPR, share of positives and cost of a miss.
_Rule = Callable[[float, float, float, float], float]


def _closest(fpr: float, tpr: float, *_: float) -> float:
    return math.hypot(fpr, 1 - tpr)


def _youden(fpr: float, tpr: float, *_: float) -> float:
    return fpr - tpr


def _cost(fpr: float, tpr: float, share: float, cost: float) -> float:
    return share * (1 - tpr) * cost + (1 - share) * fpr


_RIGHT: dict[str, _Rule] = {"closest": _closest, "youden": _youden, "cost": _cost}
_Case = tuple[Array, Array, str, float, float]


def _values(fpr: Array, tpr: Array, share: float, cost: float, rule: _Rule) -> list[float]:
    return [rule(x, y, share, cost) for x, y in zip(fpr.tolist(), tpr.tolist(), strict=True)]


def _by(**rules: _Rule) -> Callable[..., int]:
    """The first point with the smallest value, by other rules than the right ones."""

    def chosen(fpr: Array, tpr: Array, criterion: str, positive_share: float, miss_cost: float) -> int:
        values = _values(fpr, tpr, positive_share, miss_cost, (_RIGHT | rules)[criterion])
        return values.index(min(values))

    return chosen


def _last(fpr: Array, tpr: Array, criterion: str, positive_share: float, miss_cost: float) -> int:
    return len(fpr) - 1 - _by()(fpr[::-1], tpr[::-1], criterion, positive_share, miss_cost)


def _value(fpr: Array, tpr: Array, criterion: str, positive_share: float, miss_cost: float) -> float:
    value = min(_values(fpr, tpr, positive_share, miss_cost, _RIGHT[criterion]))
    return -value if criterion == "youden" else value


def _point(fpr: Array, tpr: Array, criterion: str, positive_share: float, miss_cost: float) -> tuple[float, float]:
    index = _by()(fpr, tpr, criterion, positive_share, miss_cost)
    return float(fpr[index]), float(tpr[index])


_FIRST = np.array([0, 0, 0.25, 0.5, 1]), np.array([0, 0.5625, 0.75, 0.875, 1])
_TIED = np.array([0, 0.125, 0.375, 0.625, 1]), np.array([0, 0.625, 0.875, 1, 1])

# Partly below the diagonal, as where low scores are the surest.
_BELOW = np.array([0, 0.125, 0.75, 1]), np.array([0, 0.25, 0.375, 1])

best_point = Task(
    "best_point",
    cases=[
        (*_FIRST, "closest", 0.5, 1),
        (*_FIRST, "youden", 0.5, 1),
        (*_FIRST, "cost", 0.5, 1),
        (*_FIRST, "cost", 0.125, 16),
        (*_FIRST, "cost", 0.75, 2),
        (*_TIED, "closest", 0.125, 1),
        (*_TIED, "youden", 0.125, 1),
        (*_TIED, "cost", 0.0625, 1),
        (*_BELOW, "youden", 0.5, 1),
    ],
    reference=_by(),
    mistakes=[
        Mistake(
            "sum for the distance",
            _by(closest=lambda fpr, tpr, share, cost: fpr + 1 - tpr),
            "Your “closest” adds the way to the right and the way down. The distance of two points is the length of "
            "the straight line: Pythagoras.",
        ),
        Mistake(
            "distance for every criterion",
            _by(youden=_closest, cost=_closest),
            "You take the closest point whatever `criterion` says.",
        ),
        Mistake(
            "distance for Youden's criterion",
            _by(youden=_closest),
            "Your “youden” takes the closest point. Youden's J is the *height* above the diagonal: TPR less FPR.",
        ),
        Mistake(
            "Youden for every criterion",
            _by(closest=_youden, cost=_youden),
            "You take Youden's point whatever `criterion` says.",
        ),
        Mistake(
            "Youden for the cost",
            _by(cost=_youden),
            "Your “cost” takes Youden's point. Youden's J knows neither prices nor how common positives are.",
        ),
        Mistake(
            "distance for the cost",
            _by(cost=_closest),
            "Your “cost” takes the closest point. A distance knows neither prices nor how common positives are.",
        ),
        Mistake(
            "cost of true negatives",
            _by(cost=lambda fpr, tpr, share, cost: cost * share * (1 - tpr) + (1 - share) * (1 - fpr)),
            "You charge for the negatives that are rightly *not* called positive. Only mistakes cost.",
        ),
        Mistake(
            "closest and Youden exchanged",
            _by(closest=_youden, youden=_closest),
            "“closest” and “youden” have changed places.",
        ),
        Mistake(
            "cost without the shares",
            _by(cost=lambda fpr, tpr, share, cost: cost * (1 - tpr) + fpr),
            "Your cost adds rates as if positives and negatives were equally common. Which share of *all* images is "
            "missed, and which share is a false alarm?",
        ),
        Mistake(
            "shares exchanged",
            _by(cost=lambda fpr, tpr, share, cost: _cost(fpr, tpr, 1 - share, cost)),
            "Your cost takes the share of positives for that of the negatives. Which images can be missed?",
        ),
        Mistake(
            "cost of false alarms",
            _by(cost=lambda fpr, tpr, share, cost: share * (1 - tpr) + cost * (1 - share) * fpr),
            "Yours makes a false alarm `miss_cost` times as dear as a miss. It is the other way round: a *miss* costs "
            "that much, a false alarm 1.",
        ),
        Mistake(
            "a miss costs 1",
            _by(cost=lambda fpr, tpr, share, cost: share * (1 - tpr) + (1 - share) * fpr),
            "For you a miss costs as much as a false alarm. Where does `miss_cost` come in, and is it a factor of the "
            "misses alone?",
        ),
        Mistake(
            "cost of what is found",
            _by(cost=lambda fpr, tpr, share, cost: cost * share * tpr + (1 - share) * fpr),
            "You charge for the positives that are *found*. Only mistakes cost.",
        ),
        Mistake(
            "miss cost for the share",
            _by(cost=lambda fpr, tpr, share, cost: cost * (1 - tpr) + (1 - share) * fpr),
            "You count the false alarms by the share of the negatives, and the misses by no share. Only positives can "
            "be missed: which share of all images are they?",
        ),
        Mistake(
            "false alarms without a share",
            _by(cost=lambda fpr, tpr, share, cost: cost * share * (1 - tpr) + fpr),
            "You count the misses by the share of the positives, and the false alarms by no share. Only negatives can "
            "be false alarms: which share of all images are they?",
        ),
        Mistake(
            "highest cost",
            _by(cost=lambda *at: -_cost(*at)),
            "You take the point that costs the *most*.",
        ),
        Mistake(
            "farthest",
            _by(closest=lambda *at: -_closest(*at)),
            "Your “closest” is the first point, where nothing is called positive. Perfect would be FPR 0 and TPR 1: "
            "how far is that, and do you take the smallest distance?",
        ),
        Mistake(
            "closest to (1, 1)",
            _by(closest=lambda fpr, tpr, share, cost: math.hypot(1 - fpr, 1 - tpr)),
            "Your “closest” is closest to (1, 1), where everything is called positive. What is perfect: TPR 1 and "
            "which FPR?",
        ),
        Mistake(
            "TPR alone for the distance",
            _by(closest=lambda fpr, tpr, share, cost: 1 - tpr),
            "Your “closest” looks at the TPR alone. How far is it from (0, 1), to the right *and* down?",
        ),
        Mistake(
            "square without brackets",
            _by(closest=lambda fpr, tpr, share, cost: fpr**2 + 1 - tpr**2),
            "Your “closest” squares the TPR. The way down from (0, 1) is 1 − TPR, and *that* is squared: does it need "
            "brackets?",
        ),
        Mistake(
            "lowest J",
            _by(youden=lambda *at: -_youden(*at)),
            "Your “youden” takes the point with the lowest J. High above the diagonal is good.",
        ),
        Mistake(
            "J without its sign",
            _by(youden=lambda fpr, tpr, share, cost: -abs(tpr - fpr)),
            "Your “youden” takes the distance from the diagonal without its sign. Below the diagonal a classifier is "
            "worse than a coin.",
        ),
        Mistake(
            "sum of the rates",
            _by(youden=lambda fpr, tpr, share, cost: -(tpr + fpr)),
            "Your “youden” adds the FPR to the TPR. False alarms are bad: what should they do to J?",
        ),
        Mistake(
            "highest TPR",
            _by(youden=lambda fpr, tpr, share, cost: -tpr),
            "Your “youden” looks at the TPR alone. Whoever calls everything positive has a TPR of 1.",
        ),
        Mistake(
            "last of equal ones",
            _last,
            "Of two points that are equally good you take the later one. That with the lower FPR was asked for, the "
            "first.",
            of_one_case=True,
        ),
        Mistake(
            "value of the criterion",
            _value,
            "That is how good the best point is. Asked for is its index: *which* point that is. (`argmin` gives the "
            "index, `min` the value.)",
        ),
        Mistake(
            "the point itself",
            _point,
            "That is the point itself. Asked for is its index, counted from 0.",
        ),
        Mistake(
            "counted from 1",
            lambda *case: _by()(*case) + 1,
            "You count the points from 1. Indices begin at 0.",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
)

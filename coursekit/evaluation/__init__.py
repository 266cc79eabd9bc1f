"""Topic 05: how good a classifier is, and where to put its threshold.

`confusion` counts which class is taken for which; `roc` and `precision_recall` follow a threshold over all scores;
`best_threshold` chooses one by a stated criterion; `calibration` asks whether scores can be read as probabilities.
`from_rates` and `across_balance` show what the same two rates mean where a class is rare, with the two classifiers of
`EXAMPLES`; `explore` is a threshold to move. Two conventions hold everywhere: rows are true classes, and a score of at
least the threshold is positive.
"""

from __future__ import annotations

from coursekit import lazy
from coursekit.evaluation.calibrating import Calibration, calibration
from coursekit.evaluation.matrix import Confusion
from coursekit.evaluation.measurements import measured
from coursekit.evaluation.pairs import confusion
from coursekit.evaluation.rates import EXAMPLES, Rates, across_balance, from_rates
from coursekit.evaluation.recalling import PrecisionRecall, precision_recall
from coursekit.evaluation.roc_curve import Interval, Pairs, Point, Roc, roc
from coursekit.evaluation.threshold import BestThreshold, best_threshold

# Loaded when first used: a widget, which judging does not need.
_LAZY = {"explore": "threshold_explorer"}
_SUBMODULES = ("experiments", "figures", "tasks")

__all__ = [
    "EXAMPLES",
    "BestThreshold",
    "Calibration",
    "Confusion",
    "Interval",
    "Pairs",
    "Point",
    "PrecisionRecall",
    "Rates",
    "Roc",
    "across_balance",
    "best_threshold",
    "calibration",
    "confusion",
    "explore",
    "from_rates",
    "measured",
    "precision_recall",
    "roc",
]

__getattr__ = lazy.attach(__name__, _LAZY, _SUBMODULES)


def __dir__() -> list[str]:
    return sorted(__all__)

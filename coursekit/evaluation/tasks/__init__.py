"""The tasks of exercise 05, in its order: what a right answer is, and which mistakes are known.

The references count image by image and use nothing else of `coursekit.evaluation`, which asks scikit-learn: two routes
to the same numbers. A check cell reads `tasks.roc_points.check(roc_points)`.
"""

from __future__ import annotations

from coursekit.evaluation.tasks.accuracies import two_accuracies
from coursekit.evaluation.tasks.area import area_under
from coursekit.evaluation.tasks.balance import accuracy_and_precision
from coursekit.evaluation.tasks.counting import confusion_counts
from coursekit.evaluation.tasks.criteria import best_point
from coursekit.evaluation.tasks.draft import evaluate
from coursekit.evaluation.tasks.operating import operating_point
from coursekit.evaluation.tasks.percentages import percent_of_class
from coursekit.evaluation.tasks.points import roc_points
from coursekit.evaluation.tasks.ranking import ranking_probability
from coursekit.evaluation.tasks.reading import misses_and_false_alarms
from coursekit.evaluation.tasks.reliability import reliability_table
from coursekit.evaluation.tasks.report import class_report

__all__ = [
    "accuracy_and_precision",
    "area_under",
    "best_point",
    "class_report",
    "confusion_counts",
    "evaluate",
    "misses_and_false_alarms",
    "operating_point",
    "percent_of_class",
    "ranking_probability",
    "reliability_table",
    "roc_points",
    "two_accuracies",
]

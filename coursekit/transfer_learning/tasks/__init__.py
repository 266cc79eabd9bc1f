"""The tasks of exercise 07, in its order: what a right answer is, and which mistakes are known.

A check cell reads `tasks.preprocess.check(preprocess)`.
"""

from __future__ import annotations

from coursekit.transfer_learning.tasks.classifying import build_classifier, fine_tunable
from coursekit.transfer_learning.tasks.counting import learning_parameters
from coursekit.transfer_learning.tasks.draft import fine_tuning_data
from coursekit.transfer_learning.tasks.grouping import group_step
from coursekit.transfer_learning.tasks.heading import head_step
from coursekit.transfer_learning.tasks.leaking import leaked
from coursekit.transfer_learning.tasks.nearest import nearest_mean
from coursekit.transfer_learning.tasks.normalising import normalised
from coursekit.transfer_learning.tasks.pooling import pooled
from coursekit.transfer_learning.tasks.preprocessing import preprocess
from coursekit.transfer_learning.tasks.variants import training_rows
from coursekit.transfer_learning.tasks.views import averaged

__all__ = [
    "averaged",
    "build_classifier",
    "fine_tunable",
    "fine_tuning_data",
    "group_step",
    "head_step",
    "leaked",
    "learning_parameters",
    "nearest_mean",
    "normalised",
    "pooled",
    "preprocess",
    "training_rows",
]

"""The two tasks that build a classifier: on a frozen base, and with its last blocks unfrozen."""

from __future__ import annotations

from coursekit.checks import Task
from coursekit.transfer_learning.tasks.classifier_conditions import classifier_conditions
from coursekit.transfer_learning.tasks.forbidden import MODELS

__all__ = ["build_classifier", "fine_tunable"]

_HANDED_OUT = "coursekit.transfer_learning.tasks.backbones"  # what students may call

build_classifier = Task(
    "build_classifier",
    cases=[((12, 8, 3), (5, 7), 4), ((16, 16, 1), (4, 6, 9), 3)],
    arguments=("input_shape", "filters", "classes"),
    conditions=classifier_conditions(),
    forbidden=MODELS,
    allowed=(_HANDED_OUT,),
    instead="Build it of `small_backbone` and layers of `keras.layers`.",
)

fine_tunable = Task(
    "fine_tunable",
    cases=[((8, 12, 3), (5, 7), 4, 1), ((16, 16, 1), (4, 6, 9), 3, 2)],
    arguments=("input_shape", "filters", "classes", "blocks"),
    conditions=classifier_conditions(lambda *case: case[3]),
    forbidden=MODELS,
    allowed=(_HANDED_OUT,),
    instead="Build it of `small_backbone` and layers of `keras.layers`, and say of each layer whether it learns.",
)

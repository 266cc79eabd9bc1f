"""The task on the area under a curve."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array
from coursekit.evaluation.tasks.forbidden import AREA

__all__ = ["area_under"]


def _steps(fpr: Array, tpr: Array, area: Callable[..., float]) -> float:
    """The sum over all steps of a function of left, right, lower, upper."""
    x, y = fpr.tolist(), tpr.tolist()
    return float(sum(area(x[step], x[step + 1], y[step], y[step + 1]) for step in range(len(x) - 1)))


def _trapezoids(fpr: Array, tpr: Array) -> float:
    return _steps(fpr, tpr, lambda left, right, low, high: (right - left) * low + (right - left) * (high - low) / 2)


area_under = Task(
    "area_under",
    cases=[
        (np.array([0, 0, 0.5, 0.5, 1]), np.array([0, 0.5, 0.5, 1, 1])),
        (np.array([0, 1]), np.array([0, 1])),
        (np.array([0, 0.2, 0.6, 1]), np.array([0, 0.5, 0.75, 1])),
        (np.array([0, 0.25, 0.25, 0.75, 1]), np.array([0, 0, 0.5, 0.75, 1])),
    ],
    reference=_trapezoids,
    mistakes=[
        Mistake(
            "height at the start of a step",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (right - left) * low),
            "You take the height where a step *begins*. Where ties slant the curve, it rises during the step: which "
            "height is that of the middle?",
        ),
        Mistake(
            "height at the end of a step",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (right - left) * high),
            "You take the height where a step *ends*. Where ties slant the curve, it rises during the step: which "
            "height is that of the middle?",
        ),
        Mistake(
            "left of the curve",
            lambda fpr, tpr: 1 - _trapezoids(fpr, tpr),
            "That is the area *above* the curve. Width goes along the FPR, height along the TPR.",
        ),
        Mistake(
            "heights not halved",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (right - left) * (low + high)),
            "Twice too much: the two heights are added. The height in the middle of a step is their mean.",
        ),
        Mistake(
            "height without brackets",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (right - left) * (high + low / 2)),
            "Only one of the two heights is halved. Division comes before the sum: does it need brackets?",
        ),
        Mistake(
            "width without brackets",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: right - left * (high + low) / 2),
            "You take something away from the FPR that is no width. Multiplication comes before the difference: does "
            "it need brackets?",
        ),
        Mistake(
            "mean height",
            lambda fpr, tpr: float(np.mean(tpr)),
            "That is the mean of the TPRs, as if all steps were equally wide. A step that goes straight up has no "
            "width.",
        ),
        Mistake(
            "half of the rise",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (right - left) * (high - low) / 2),
            "You add up the triangles only. Below each there is a rectangle, from height 0 up to where the step "
            "begins: which two heights have to be averaged?",
        ),
        Mistake(
            "half of the height at the end",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (right - left) * high / 2),
            "You halve the height where a step ends, as if each step began at TPR 0. The middle lies halfway between "
            "*both* heights.",
        ),
        Mistake(
            "width times rise",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (right - left) * (high - low)),
            "You multiply the width by how much the curve *rises*. How high is it in the middle of the step?",
        ),
        Mistake(
            "above the diagonal",
            lambda fpr, tpr: _trapezoids(fpr, tpr) - 0.5,
            "That is the area between the curve and the diagonal. Count down to TPR 0.",
        ),
        Mistake(
            "widths forgotten",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: (low + high) / 2),
            "You add up heights. An area is width times height: how wide is each step?",
        ),
        Mistake(
            "width from the origin",
            lambda fpr, tpr: _steps(fpr, tpr, lambda left, right, low, high: right * (low + high) / 2),
            "Each of your widths reaches back to FPR 0, so that areas are counted several times. How far is it from "
            "the last point?",
        ),
        Mistake(
            "width backwards",
            lambda fpr, tpr: -_trapezoids(fpr, tpr),
            "Your area is negative: the widths are taken backwards. The FPR grows from point to point.",
        ),
        Mistake(
            "last step only",
            lambda fpr, tpr: float((fpr[-1] - fpr[-2]) * (tpr[-1] + tpr[-2]) / 2),
            "That is the last step alone. Is the sum returned inside the loop, or begun anew in it?",
        ),
        Mistake(
            "first step only",
            lambda fpr, tpr: float((fpr[1] - fpr[0]) * (tpr[1] + tpr[0]) / 2),
            "That is the first step alone. Does the `return` stand inside the loop?",
        ),
    ],
    forbidden=AREA,
    instead="Add up the areas of the steps yourself: that is the task.",
    keeps_arguments=True,
)

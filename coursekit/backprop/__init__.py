"""Topic 03: how a network learns, forward and back, in NumPy alone.

`plain` has every step as loops to read, `vectorised` the same steps fast enough to train with. Layers hold
parameters, `Sequential` puts them in a row, `SGD` and `Adam` change them, and `check_gradient` compares a gradient with
differences.
"""

from __future__ import annotations

from coursekit import lazy
from coursekit.backprop import plain, vectorised
from coursekit.backprop.gradient_check import GradientCheck, check_gradient, numerical_gradient
from coursekit.backprop.history import History
from coursekit.backprop.layers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPooling2D,
    ReLU,
    Sigmoid,
    Tanh,
)
from coursekit.backprop.optimizers import SGD, Adam
from coursekit.backprop.sequential import Sequential
from coursekit.backprop.training import batches
from coursekit.backprop.vectorised import binary_cross_entropy, hinge, mean_squared_error, softmax_cross_entropy

# Loaded when first used: a widget, which computing does not need.
_LAZY = {"step_through": "stepper"}
_SUBMODULES = ("example", "experiments", "figures", "tasks")

__all__ = [
    "SGD",
    "Adam",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GradientCheck",
    "History",
    "Layer",
    "MaxPooling2D",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "batches",
    "binary_cross_entropy",
    "check_gradient",
    "example",
    "hinge",
    "mean_squared_error",
    "numerical_gradient",
    "plain",
    "softmax_cross_entropy",
    "step_through",
    "vectorised",
]

__getattr__ = lazy.attach(__name__, _LAZY, _SUBMODULES)


def __dir__() -> list[str]:
    return sorted(__all__)

"""All gradients of a network against differences."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.backprop import plain, vectorised
from coursekit.backprop.evaluation import Loss
from coursekit.backprop.gradient_check import GradientCheck, check_gradient
from coursekit.backprop.layers.layer import Array

if TYPE_CHECKING:
    from coursekit.backprop.sequential import Sequential

__all__ = ["check_network"]


def check_network(network: Sequential, images: Any, labels: Any, loss: Loss) -> dict[str, GradientCheck]:
    """What `Sequential.check_gradients` does; arguments and result as there."""
    twin = _as_float64(network)
    points = {"inputs": np.array(twin.checked_images(images, finite=True)), **twin.parameters}

    def loss_and_gradient() -> Any:
        outputs = points["inputs"]
        for layer in twin.layers:
            # Dropout would be another function each time.
            outputs = layer.forward(outputs, training=type(layer).__name__ != "Dropout")
        return loss(outputs, labels)

    def loss_as_function_of(point: Array) -> Callable[[Array], float]:
        def value(moved: Array) -> float:
            point[...] = moved
            return float(loss_and_gradient()[0])

        return value

    gradients = {"inputs": twin.backward(loss_and_gradient()[1]), **twin.gradients}
    gradients = {name: gradient.copy() for name, gradient in gradients.items()}  # the layers will use theirs again
    checks = {}
    for name, point in points.items():
        kept = point.copy()
        checks[name] = check_gradient(loss_as_function_of(point), kept, gradients[name], name=name)
        point[...] = kept
    return checks


def _as_float64(network: Sequential) -> Sequential:
    """A copy that computes with twice the digits."""
    # Modules cannot be copied, and need not be.
    shared = {id(module): module for module in (plain, vectorised, *(layer.functions for layer in network.layers))}
    twin = copy.deepcopy(network, shared)
    twin.dtype = np.dtype(np.float64)
    for layer in twin.layers:
        for arrays in (layer.parameters, layer.state):
            arrays.update({name: array.astype(np.float64) for name, array in arrays.items()})
    return twin

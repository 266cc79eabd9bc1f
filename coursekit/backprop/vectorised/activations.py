"""Activation functions and their derivatives, for whole arrays at once."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.gradients import Array
from coursekit.backprop.validation import checked

__all__ = ["relu", "relu_backward", "sigmoid", "sigmoid_backward", "tanh", "tanh_backward"]


@checked
def relu(inputs: Array) -> Array:
    """max(0, z) of every value; arguments and errors as `plain.relu`."""
    return np.maximum(inputs, 0)


@checked
def relu_backward(gradient: Array, inputs: Array) -> Array:
    """The gradient where inputs are above 0; arguments and errors as `plain.relu_backward`."""
    return np.where(inputs > 0, gradient, np.zeros((), gradient.dtype))


@checked
def tanh(inputs: Array) -> Array:
    """The hyperbolic tangent of every value; arguments and errors as `plain.tanh`."""
    return np.tanh(inputs)


@checked
def tanh_backward(gradient: Array, outputs: Array) -> Array:
    """The gradient times 1 - a²; arguments and errors as `plain.tanh_backward`."""
    return gradient * (1 - outputs * outputs)


@checked
def sigmoid(inputs: Array) -> Array:
    """1 / (1 + exp(-z)) of every value; arguments and errors as `plain.sigmoid`."""
    small = np.exp(-np.abs(inputs))  # of a number that is never positive: it cannot overflow
    outputs: Array = np.where(inputs >= 0, 1, small) / (1 + small)
    return outputs


@checked
def sigmoid_backward(gradient: Array, outputs: Array) -> Array:
    """The gradient times a (1 - a); arguments and errors as `plain.sigmoid_backward`."""
    return gradient * outputs * (1 - outputs)

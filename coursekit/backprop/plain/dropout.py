"""Dropout, value by value."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.gradients import Array, Mask
from coursekit.backprop.validation import checked

__all__ = ["dropout", "dropout_backward"]


@checked
def dropout(inputs: Array, mask: Mask, rate: float) -> Array:
    """What is dropped becomes 0, what is kept grows: a = z / (1 - rate) where the mask is True, else 0.

    The growth keeps the expected value what it was, so that nothing needs to be done after training ("inverted"
    dropout).

    Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), "Dropout: a simple way to prevent neural
    networks from overfitting", who shrink the weights after training instead.

    Args:
        inputs: z, of any shape.
        mask: of the same shape: True for what is kept.
        rate: the share that is dropped on average, from 0 to below 1.

    Returns:
        a, of the same shape.

    Raises:
        TypeError: if the inputs do not hold float32 or float64, the mask no bools, or the rate is no number.
        ValueError: if the inputs are empty or not finite, the shapes differ, or the rate is outside.
    """
    outputs = np.zeros_like(inputs)
    for index, kept in np.ndenumerate(mask):
        if kept:
            outputs[index] = inputs[index] / (1 - rate)
    return outputs


@checked
def dropout_backward(gradient: Array, mask: Mask, rate: float) -> Array:
    """The gradient goes the way the values went: dz = g / (1 - rate) where the mask is True, else 0.

    Source: chain rule.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape.
        mask: as given to `dropout`.
        rate: as given to `dropout`.

    Returns:
        The gradient of the inputs, in their shape.

    Raises:
        TypeError: as `dropout`.
        ValueError: as `dropout`.
    """
    to_inputs = np.zeros_like(gradient)
    for index, kept in np.ndenumerate(mask):
        if kept:
            to_inputs[index] = gradient[index] / (1 - rate)
    return to_inputs

"""Activation functions and their derivatives, value by value."""

from __future__ import annotations

import math

import numpy as np

from coursekit.backprop.gradients import Array
from coursekit.backprop.validation import checked

__all__ = ["relu", "relu_backward", "sigmoid", "sigmoid_backward", "tanh", "tanh_backward"]


@checked
def relu(inputs: Array) -> Array:
    """What is above 0 goes through, the rest becomes 0: a = max(0, z).

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 6.3.

    Args:
        inputs: z, of any shape.

    Returns:
        a, of the same shape.

    Raises:
        TypeError: if the inputs do not hold float32 or float64.
        ValueError: if the inputs are empty or not finite.
    """
    outputs = np.zeros_like(inputs)
    for index, z in np.ndenumerate(inputs):
        if z > 0:
            outputs[index] = z
    return outputs


@checked
def relu_backward(gradient: Array, inputs: Array) -> Array:
    """The gradient goes where values went through: dz = g where z > 0, else 0.

    At z = 0 there is a kink, and any slope from 0 to 1 would do; the choice is 0, as in Keras.

    Source: chain rule.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape.
        inputs: z, as given to `relu`.

    Returns:
        The gradient of the inputs, in their shape.

    Raises:
        TypeError: if an array does not hold float32 or float64, or the two differ in that.
        ValueError: if an array is empty or not finite, or the shapes differ.
    """
    to_inputs = np.zeros_like(inputs)
    for index, z in np.ndenumerate(inputs):
        if z > 0:
            to_inputs[index] = gradient[index]
    return to_inputs


@checked
def tanh(inputs: Array) -> Array:
    """The hyperbolic tangent: a = (exp(z) - exp(-z)) / (exp(z) + exp(-z)).

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 6.3.

    Args:
        inputs: z, of any shape.

    Returns:
        a, of the same shape, between -1 and 1.

    Raises:
        TypeError: if the inputs do not hold float32 or float64.
        ValueError: if the inputs are empty or not finite.
    """
    outputs = np.zeros_like(inputs)
    for index, z in np.ndenumerate(inputs):
        outputs[index] = math.tanh(z)  # the formula, for large z too
    return outputs


@checked
def tanh_backward(gradient: Array, outputs: Array) -> Array:
    """The slope of tanh follows from its value: dz = g (1 - a²).

    Source: chain rule.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape.
        outputs: a, as `tanh` gave them.

    Returns:
        The gradient of the inputs, of the same shape.

    Raises:
        TypeError: if an array does not hold float32 or float64, or the two differ in that.
        ValueError: if an array is empty or not finite, or the shapes differ.
    """
    to_inputs = np.zeros_like(outputs)
    for index, a in np.ndenumerate(outputs):
        to_inputs[index] = gradient[index] * (1 - a * a)
    return to_inputs


@checked
def sigmoid(inputs: Array) -> Array:
    """The logistic function: a = 1 / (1 + exp(-z)).

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 3.10.

    Args:
        inputs: z, of any shape.

    Returns:
        a, of the same shape, from 0 to 1.

    Raises:
        TypeError: if the inputs do not hold float32 or float64.
        ValueError: if the inputs are empty or not finite.
    """
    outputs = np.zeros_like(inputs)
    for index, z in np.ndenumerate(inputs):
        small = math.exp(-abs(z))  # never of a positive number, which could overflow
        outputs[index] = 1 / (1 + small) if z >= 0 else small / (1 + small)
    return outputs


@checked
def sigmoid_backward(gradient: Array, outputs: Array) -> Array:
    """The slope of the logistic function follows from its value: dz = g a (1 - a).

    Source: chain rule; Goodfellow, Bengio and Courville (2016), "Deep Learning", section 3.10.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape.
        outputs: a, as `sigmoid` gave them.

    Returns:
        The gradient of the inputs, of the same shape.

    Raises:
        TypeError: if an array does not hold float32 or float64, or the two differ in that.
        ValueError: if an array is empty or not finite, or the shapes differ.
    """
    to_inputs = np.zeros_like(outputs)
    for index, a in np.ndenumerate(outputs):
        to_inputs[index] = gradient[index] * a * (1 - a)
    return to_inputs

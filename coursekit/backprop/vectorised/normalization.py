"""Batch normalisation with the statistics of the batch, for all channels at once."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.gradients import Array, BatchNormGradients, BatchNormOutputs
from coursekit.backprop.validation import checked

__all__ = ["batch_norm", "batch_norm_backward"]


@checked
def batch_norm(inputs: Array, gamma: Array, beta: Array, epsilon: float = 1e-3) -> BatchNormOutputs:
    """Gamma * (z - mean) / sqrt(variance + epsilon) + beta; arguments and errors as `plain.batch_norm`."""
    axes = tuple(range(inputs.ndim - 1))
    mean = inputs.mean(axis=axes)
    centred = inputs - mean
    variance = (centred * centred).mean(axis=axes)
    return BatchNormOutputs(centred * (gamma / np.sqrt(variance + epsilon)) + beta, mean, variance)


@checked
def batch_norm_backward(gradient: Array, inputs: Array, gamma: Array, epsilon: float = 1e-3) -> BatchNormGradients:
    """Through the mean and the variance as well; arguments and errors as `plain.batch_norm_backward`."""
    axes = tuple(range(inputs.ndim - 1))
    centred = inputs - inputs.mean(axis=axes)
    deviation = np.sqrt((centred * centred).mean(axis=axes) + epsilon)
    normalised = centred / deviation
    to_gamma = (gradient * normalised).sum(axis=axes)
    to_beta = gradient.sum(axis=axes)
    count = inputs.size // inputs.shape[-1]
    # The shared mean and variance take away the part of the gradient that would move all values together or apart.
    to_inputs = gamma / deviation * (gradient - to_beta / count - normalised * (to_gamma / count))
    return BatchNormGradients(to_inputs, to_gamma, to_beta)

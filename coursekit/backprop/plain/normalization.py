"""Batch normalisation with the statistics of the batch, channel by channel."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.gradients import Array, BatchNormGradients, BatchNormOutputs
from coursekit.backprop.validation import checked

__all__ = ["batch_norm", "batch_norm_backward"]


@checked
def batch_norm(inputs: Array, gamma: Array, beta: Array, epsilon: float = 1e-3) -> BatchNormOutputs:
    """Make mean 0 and variance 1 of each channel, then stretch by gamma and shift by beta.

    n = (z - mean) / sqrt(variance + epsilon),  y = gamma n + beta; the mean is over all values of the channel in the
    batch, and the variance is the mean of (z - mean)².

    Source: Ioffe and Szegedy (2015), "Batch normalization: accelerating deep network training by reducing internal
    covariate shift", algorithm 1.

    Args:
        inputs: z, shape (n, ..., channels).
        gamma: shape (channels,).
        beta: shape (channels,).
        epsilon: above 0, so that nothing is divided by 0.

    Returns:
        y in the shape of the inputs, and mean and variance of each channel.

    Raises:
        TypeError: if an array does not hold float32 or float64, arrays differ in that, or epsilon is no number.
        ValueError: if arrays are empty, not finite or do not fit together, or epsilon is not above 0.
    """
    outputs, mean, variance = np.zeros_like(inputs), np.zeros_like(gamma), np.zeros_like(gamma)
    for channel in range(len(gamma)):
        z = inputs[..., channel]
        mean[channel] = z.mean()
        variance[channel] = ((z - mean[channel]) ** 2).mean()
        normalised = (z - mean[channel]) / np.sqrt(variance[channel] + epsilon)
        outputs[..., channel] = gamma[channel] * normalised + beta[channel]
    return BatchNormOutputs(outputs, mean, variance)


@checked
def batch_norm_backward(gradient: Array, inputs: Array, gamma: Array, epsilon: float = 1e-3) -> BatchNormGradients:
    """A value changes its own output, and through mean and variance all outputs of its channel.

    dgamma = sum of g n,  dbeta = sum of g,  dz = gamma / sqrt(variance + epsilon) * (g - mean of g - n * mean of g n).

    Source: chain rule, as in section 3 of Ioffe and Szegedy (2015), with the terms gathered: moving all values of a
    channel together changes nothing, so the mean of g has no effect; nor does the part of g that would only stretch n.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape.
        inputs: z, as given to `batch_norm`.
        gamma: as given to `batch_norm`.
        epsilon: as given to `batch_norm`.

    Returns:
        The gradients of inputs, gamma and beta, each in the shape of what it belongs to.

    Raises:
        TypeError: as `batch_norm`.
        ValueError: as `batch_norm`; also if the gradient does not have the shape of the inputs.
    """
    to_inputs, to_gamma, to_beta = np.zeros_like(inputs), np.zeros_like(gamma), np.zeros_like(gamma)
    for channel in range(len(gamma)):
        g, z = gradient[..., channel], inputs[..., channel]
        deviation = np.sqrt(((z - z.mean()) ** 2).mean() + epsilon)
        normalised = (z - z.mean()) / deviation
        to_gamma[channel] = (g * normalised).sum()
        to_beta[channel] = g.sum()
        own, shared, stretching = g, g.mean(), normalised * (g * normalised).mean()
        to_inputs[..., channel] = gamma[channel] / deviation * (own - shared - stretching)
    return BatchNormGradients(to_inputs, to_gamma, to_beta)

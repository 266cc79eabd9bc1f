"""Batch normalisation as a layer: with the statistics of the batch in training, with kept ones otherwise."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from coursekit.backprop.layers.layer import Array, Layer
from coursekit.backprop.validation import positive, share

__all__ = ["BatchNormalization"]


class BatchNormalization(Layer):
    """Mean `beta` and standard deviation `gamma` for each channel, as Keras' layer of this name.

    Source: Ioffe and Szegedy (2015), "Batch normalization: accelerating deep network training by reducing internal
    covariate shift". In two points Keras goes another way than the paper, and so does this layer: the statistics for
    use after training are moving averages, and the variance among them is the biased one (divided by the number of
    values, not by one less).

    Args:
        momentum: what is kept of the moving averages in each step of training, from 0 to below 1.
        epsilon: added to the variance, so that it is never 0.

    Raises:
        TypeError: if an argument is no number.
        ValueError: if an argument is outside.
    """

    def __init__(self, momentum: float = 0.99, epsilon: float = 1e-3) -> None:
        super().__init__()
        self.momentum = share(momentum, "momentum")
        self.epsilon = positive(epsilon, "epsilon")

    def build(self, input_shape: tuple[int, ...], rng: np.random.Generator, dtype: npt.DTypeLike) -> tuple[int, ...]:  # noqa: ARG002 - starts with ones and zeros
        """Make gamma, beta and the moving averages; see `Layer.build`."""
        channels = input_shape[-1]
        self.parameters = {"gamma": np.ones(channels, dtype), "beta": np.zeros(channels, dtype)}
        self.state = {"moving_mean": np.zeros(channels, dtype), "moving_variance": np.ones(channels, dtype)}
        self.input_shape = tuple(input_shape)
        return self.input_shape

    def forward(self, inputs: Array, training: bool = False) -> Array:
        """Normalised by the batch in training, which moves the averages; else by these; see `Layer.forward`."""
        self.fits(inputs)
        gamma, beta = self.parameters["gamma"], self.parameters["beta"]
        if training:
            outputs, mean, variance = self.compute("batch_norm", inputs, gamma, beta, self.epsilon)
            for name, found in (("moving_mean", mean), ("moving_variance", variance)):
                self.state[name] *= self.momentum
                self.state[name] += (1 - self.momentum) * found
            return self.remember(outputs, inputs, None)
        deviation = np.sqrt(self.state["moving_variance"] + self.epsilon)
        normalised = (inputs - self.state["moving_mean"]) / deviation
        return self.remember(gamma * normalised + beta, normalised, deviation)

    def backward(self, gradient: Array) -> Array:
        """The gradients of gamma, beta and inputs; see `Layer.backward`."""
        kept, deviation = self.recall(gradient)
        gamma = self.parameters["gamma"]
        if deviation is None:
            to_inputs, to_gamma, to_beta = self.compute("batch_norm_backward", gradient, kept, gamma, self.epsilon)
            self.gradients = {"gamma": to_gamma, "beta": to_beta}
            return cast("Array", to_inputs)
        # The moving averages do not depend on these inputs: what is left is a straight line for each channel.
        axes = tuple(range(gradient.ndim - 1))
        self.gradients = {"gamma": (gradient * kept).sum(axis=axes), "beta": gradient.sum(axis=axes)}
        return cast("Array", gradient * (gamma / deviation))

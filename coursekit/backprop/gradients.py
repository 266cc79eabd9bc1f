"""What functions of this topic give back where one array is not enough."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "Array",
    "BatchNormGradients",
    "BatchNormOutputs",
    "ConvGradients",
    "DenseGradients",
    "Labels",
    "LossGradient",
    "Mask",
]

Array = npt.NDArray[np.floating[Any]]
"""float32 or float64; what comes out has the precision of what went in."""
Labels = npt.NDArray[Any]
"""Class numbers, zeros and ones, or probabilities: each loss says which."""
Mask = npt.NDArray[np.bool_]
"""True where something is kept."""


class ConvGradients(NamedTuple):
    """Gradients of a convolution, each of the shape of what it belongs to."""

    inputs: Array
    kernel: Array
    bias: Array


class DenseGradients(NamedTuple):
    """Gradients of a dense layer, each of the shape of what it belongs to."""

    inputs: Array
    kernel: Array
    bias: Array


class BatchNormOutputs(NamedTuple):
    """Normalised outputs, and the statistics of the batch: mean and biased variance of each channel."""

    outputs: Array
    mean: Array
    variance: Array


class BatchNormGradients(NamedTuple):
    """Gradients of batch normalisation, each of the shape of what it belongs to."""

    inputs: Array
    gamma: Array
    beta: Array


class LossGradient(NamedTuple):
    """A loss, averaged over the batch, and its gradient with respect to the outputs of the network."""

    value: float
    gradient: Array

"""The dense layer as one matrix product, and flattening."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.gradients import Array, DenseGradients
from coursekit.backprop.validation import checked

__all__ = ["dense", "dense_backward", "flatten", "flatten_backward"]


@checked
def dense(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    """X W + b; arguments and errors as `plain.dense`."""
    outputs = inputs @ kernel
    return outputs if bias is None else outputs + bias


@checked
def dense_backward(gradient: Array, inputs: Array, kernel: Array) -> DenseGradients:
    """G Wᵀ, Xᵀ G and the sum of G over the batch; arguments and errors as `plain.dense_backward`."""
    return DenseGradients(gradient @ kernel.T, inputs.T @ gradient, gradient.sum(axis=0))


@checked
def flatten(inputs: Array) -> Array:
    """Each image as a row; arguments and errors as `plain.flatten`."""
    return np.array(inputs.reshape(len(inputs), -1))


@checked
def flatten_backward(gradient: Array, input_shape: tuple[int, ...]) -> Array:
    """Each row as an image again; arguments and errors as `plain.flatten_backward`."""
    return np.array(gradient.reshape(input_shape))

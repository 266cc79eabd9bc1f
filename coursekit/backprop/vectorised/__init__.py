"""All steps forward and back, without loops over images or pixels: what networks train with.

The same names, arguments and results as in `backprop.plain`, which is written to be read.
"""

from __future__ import annotations

from coursekit.backprop.vectorised.activations import (
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from coursekit.backprop.vectorised.convolution import conv2d, conv2d_backward
from coursekit.backprop.vectorised.dense import dense, dense_backward, flatten, flatten_backward
from coursekit.backprop.vectorised.dropout import dropout, dropout_backward
from coursekit.backprop.vectorised.losses import binary_cross_entropy, hinge, mean_squared_error, softmax_cross_entropy
from coursekit.backprop.vectorised.normalization import batch_norm, batch_norm_backward
from coursekit.backprop.vectorised.pooling import average_pool, average_pool_backward, max_pool, max_pool_backward

__all__ = [
    "average_pool",
    "average_pool_backward",
    "batch_norm",
    "batch_norm_backward",
    "binary_cross_entropy",
    "conv2d",
    "conv2d_backward",
    "dense",
    "dense_backward",
    "dropout",
    "dropout_backward",
    "flatten",
    "flatten_backward",
    "hinge",
    "max_pool",
    "max_pool_backward",
    "mean_squared_error",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax_cross_entropy",
    "tanh",
    "tanh_backward",
]

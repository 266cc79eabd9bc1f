"""All steps forward and back as loops, one idea a line: slow, and meant to be read.

The same names, arguments and results as in `backprop.vectorised`, which networks train with.
"""

from __future__ import annotations

from coursekit.backprop.plain.activations import relu, relu_backward, sigmoid, sigmoid_backward, tanh, tanh_backward
from coursekit.backprop.plain.convolution import conv2d, conv2d_backward
from coursekit.backprop.plain.dense import dense, dense_backward, flatten, flatten_backward
from coursekit.backprop.plain.dropout import dropout, dropout_backward
from coursekit.backprop.plain.losses import binary_cross_entropy, hinge, mean_squared_error, softmax_cross_entropy
from coursekit.backprop.plain.normalization import batch_norm, batch_norm_backward
from coursekit.backprop.plain.pooling import average_pool, average_pool_backward, max_pool, max_pool_backward

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

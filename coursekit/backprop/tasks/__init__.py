"""The tasks of exercise 03, in its order: what a right answer is, and which mistakes are known.

The references are loops of their own, window by window, and use nothing of `coursekit.backprop`: two routes to the same
gradients. The derivations are the chain rule's; Goodfellow, Bengio and Courville, *Deep Learning* (2016), have it in
sections 6.5 and 9.5. A check cell reads `tasks.relu_backward.check(relu_backward)`.
"""

from __future__ import annotations

from coursekit.backprop.tasks.activations import relu_backward
from coursekit.backprop.tasks.chain import chain_gradients
from coursekit.backprop.tasks.draft import network_gradients
from coursekit.backprop.tasks.entries import wrong_entries
from coursekit.backprop.tasks.kernels import input_gradient, kernel_gradient
from coursekit.backprop.tasks.layers import conv_backward
from coursekit.backprop.tasks.nudging import numerical_gradient
from coursekit.backprop.tasks.pooling import max_pool
from coursekit.backprop.tasks.steps import descent_step
from coursekit.backprop.tasks.training import train
from coursekit.backprop.tasks.winners import max_pool_backward

__all__ = [
    "chain_gradients",
    "conv_backward",
    "descent_step",
    "input_gradient",
    "kernel_gradient",
    "max_pool",
    "max_pool_backward",
    "network_gradients",
    "numerical_gradient",
    "relu_backward",
    "train",
    "wrong_entries",
]

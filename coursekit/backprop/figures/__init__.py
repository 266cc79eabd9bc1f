"""The diagrams of topic 03. Each function returns a Matplotlib figure with its alt text, for `figures.show`.

One pass forward and back (`flow`), the chain rule as a graph (`computation_graph`), the two sums behind the gradients
of a convolution (`shared_weights`, `flipped_kernel`), steps of gradient descent (`gradient_descent`, `noisy_descent`),
activation functions and what depth and learning rate do to gradients (`activations_and_derivatives`, `vanishing`,
`dead_relus`), the course of a training (`loss_curves`), and what libraries do with a tie in max pooling
(`pooling_ties`).
"""

from __future__ import annotations

from coursekit.backprop.figures.activations import activations_and_derivatives
from coursekit.backprop.figures.curves import loss_curves
from coursekit.backprop.figures.depth import dead_relus, vanishing
from coursekit.backprop.figures.descent import gradient_descent, noisy_descent
from coursekit.backprop.figures.flow import STEPS, flow
from coursekit.backprop.figures.graph import computation_graph
from coursekit.backprop.figures.kernels import flipped_kernel, shared_weights
from coursekit.backprop.figures.ties import pooling_ties

__all__ = [
    "STEPS",
    "activations_and_derivatives",
    "computation_graph",
    "dead_relus",
    "flipped_kernel",
    "flow",
    "gradient_descent",
    "loss_curves",
    "noisy_descent",
    "pooling_ties",
    "shared_weights",
    "vanishing",
]

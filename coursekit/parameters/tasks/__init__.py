"""The tasks of exercise 01, in its order: what a right answer is, and which mistakes are known.

Many of the mistakes, with the wrong numbers that they give, were collected from questions and answers, tutorials and
tools. A check cell reads `tasks.layer_parameters.check(layer_parameters)`.
"""

from __future__ import annotations

from coursekit.parameters.tasks.counting import filter_parameters, layer_parameters, unshared_parameters
from coursekit.parameters.tasks.layers import layer_counts
from coursekit.parameters.tasks.linear import convolution_layer, convolution_matrix
from coursekit.parameters.tasks.models import build_classifier
from coursekit.parameters.tasks.networks import network_parameters
from coursekit.parameters.tasks.sliding import convolve, output_size, strided_convolution

__all__ = [
    "build_classifier",
    "convolution_layer",
    "convolution_matrix",
    "convolve",
    "filter_parameters",
    "layer_counts",
    "layer_parameters",
    "network_parameters",
    "output_size",
    "strided_convolution",
    "unshared_parameters",
]

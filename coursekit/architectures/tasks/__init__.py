"""The tasks of exercise 06, in its order: what a right answer is, and which mistakes are known.

Models are judged by the function that they compute, however they are written; see `computing`. A check cell reads
`tasks.build_lenet5.check(build_lenet5)`.
"""

from __future__ import annotations

from coursekit.architectures.tasks.alexnet import alexnet_parameters
from coursekit.architectures.tasks.alexnet_model import build_alexnet
from coursekit.architectures.tasks.decaying import decay_step
from coursekit.architectures.tasks.dominating import dominating_layer
from coursekit.architectures.tasks.draft import build_network
from coursekit.architectures.tasks.dropping import dropout
from coursekit.architectures.tasks.lenet import lenet5_parameters
from coursekit.architectures.tasks.lenet_model import build_lenet5
from coursekit.architectures.tasks.memory import activation_bytes
from coursekit.architectures.tasks.stacking import stack_network
from coursekit.architectures.tasks.stacks import stack_weights
from coursekit.architectures.tasks.vgg import vgg_network

__all__ = [
    "activation_bytes",
    "alexnet_parameters",
    "build_alexnet",
    "build_lenet5",
    "build_network",
    "decay_step",
    "dominating_layer",
    "dropout",
    "lenet5_parameters",
    "stack_network",
    "stack_weights",
    "vgg_network",
]

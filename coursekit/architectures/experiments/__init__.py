"""What the ideas behind LeNet-5, AlexNet and VGG are worth, measured: for the scripts in `benchmarks/` and the lecture.

Each function trains small networks on small images once, from a seed; the scripts repeat it over seeds.
"""

from __future__ import annotations

from coursekit.architectures.experiments.activations import ACTIVATIONS, TARGETS, Target, until_learnt
from coursekit.architectures.experiments.depth import NETWORKS, Stack, depth_learnt
from coursekit.architectures.experiments.ensemble import averaged
from coursekit.architectures.experiments.lenet import DIGITS, Learnt, digits_learnt
from coursekit.architectures.experiments.networks import small_alexnet, stacked
from coursekit.architectures.experiments.regularisation import REGULARISATIONS, alexnet_fitted, regularised
from coursekit.architectures.experiments.training import judged, posteriors

__all__ = [
    "ACTIVATIONS",
    "DIGITS",
    "NETWORKS",
    "REGULARISATIONS",
    "TARGETS",
    "Learnt",
    "Stack",
    "Target",
    "alexnet_fitted",
    "averaged",
    "depth_learnt",
    "digits_learnt",
    "judged",
    "posteriors",
    "regularised",
    "small_alexnet",
    "stacked",
    "until_learnt",
]

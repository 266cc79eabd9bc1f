"""Topic 08: from a classifier of patches to counts in an aerial image.

`fully_convolutional` makes a network for images of any size out of a classifier, `predict` asks it about every patch
of an image with bounded memory, `detect` makes points of the maps, and `match` compares them with annotations.
"""

from __future__ import annotations

from coursekit import lazy
from coursekit.counting.density import density_counts, density_maps, density_network
from coursekit.counting.detection import detect
from coursekit.counting.example import example, small_classifier
from coursekit.counting.fully_convolutional import fully_convolutional
from coursekit.counting.lengths import LENGTHS
from coursekit.counting.maps import Maps
from coursekit.counting.matching import Matched, match
from coursekit.counting.measurements import measured
from coursekit.counting.prediction import predict

# Loaded when first used: a widget, and what needs Matplotlib.
_LAZY = {"view": "viewer"}
_SUBMODULES = ("experiments", "figures")

__all__ = [
    "LENGTHS",
    "Maps",
    "Matched",
    "density_counts",
    "density_maps",
    "density_network",
    "detect",
    "example",
    "fully_convolutional",
    "match",
    "measured",
    "predict",
    "small_classifier",
    "view",
]

__getattr__ = lazy.attach(__name__, _LAZY, _SUBMODULES)


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES])

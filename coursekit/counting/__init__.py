"""Topic 08: from a classifier of patches to counts in an aerial image.

`fully_convolutional` makes a network for images of any size out of a classifier, `predict` asks it about every patch
of an image with bounded memory, `detect` makes points of the maps, and `match` compares them with annotations.
"""

from __future__ import annotations

import importlib
from typing import Any

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


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(f"coursekit.counting.{_LAZY[name]}"), name)
    if name in _SUBMODULES:
        return importlib.import_module(f"coursekit.counting.{name}")
    raise AttributeError(f"module 'coursekit.counting' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES])

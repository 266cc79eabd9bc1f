"""Topic 04: more pictures out of few, by transforms that keep what a picture shows.

`Augment` draws the transforms and applies them to images, points and masks; `cut_out`, `paste` and `Superimpose` put
things onto other grounds; `balanced` draws rare classes as often as common ones; `predict` asks a model about several
views of each image; `try_out` is a gallery to play with; `MIGRATION` tells what became of the options of Keras' old
`ImageDataGenerator`.
"""

from __future__ import annotations

from coursekit import lazy
from coursekit.augmentation.augment import Augment
from coursekit.augmentation.measurements import measured
from coursekit.augmentation.migration import MIGRATION
from coursekit.augmentation.pasting.paste import Pasted, Shadow, paste, replace_background
from coursekit.augmentation.pasting.superimpose import Composites, Superimpose
from coursekit.augmentation.pasting.targets import Target, cut_out, foreground
from coursekit.augmentation.prediction import Prediction, predict
from coursekit.augmentation.sampling import balanced
from coursekit.augmentation.transforms.parameters import Parameters
from coursekit.augmentation.transforms.points import MovedPoints

# Loaded when first used: a widget, which augmenting does not need.
_LAZY = {"try_out": "gallery"}
_SUBMODULES = ("experiments", "figures", "tasks")

__all__ = [
    "MIGRATION",
    "Augment",
    "Composites",
    "MovedPoints",
    "Parameters",
    "Pasted",
    "Prediction",
    "Shadow",
    "Superimpose",
    "Target",
    "balanced",
    "cut_out",
    "foreground",
    "measured",
    "paste",
    "predict",
    "replace_background",
    "try_out",
]

__getattr__ = lazy.attach(__name__, _LAZY, _SUBMODULES)


def __dir__() -> list[str]:
    return sorted(__all__)

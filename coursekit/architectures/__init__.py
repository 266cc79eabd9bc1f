"""Topic 06: LeNet-5, AlexNet and the VGG networks, as published, and what they cost.

`lenet5`, `alexnet`, `vgg11`, `vgg13`, `vgg16` and `vgg19` build Keras models, `vgg` any network of the VGG kind.
`table` and `by_kind` say where parameters, operations and activations sit, without allocating a weight. `activations`
gives what the layers of a model make of an image; `browse` shows it in a widget. `layers` holds the layers that Keras
does not have; `load` reads a saved model that uses them. `experiments` are trainings of small networks that show what
each part is good for, `measured` their committed results.
"""

from __future__ import annotations

from coursekit import lazy
from coursekit.architectures.alexnet import alexnet
from coursekit.architectures.lenet5 import lenet5
from coursekit.architectures.measurements import PUBLISHED, measured, ranges
from coursekit.architectures.saved import load
from coursekit.architectures.table import COLUMNS, by_kind, table
from coursekit.architectures.vgg import vgg, vgg11, vgg13, vgg16, vgg19

# Loaded when first used: NumPy, and widgets.
_LAZY = {"activations": "forward", "browse": "activation_browser"}
# Loaded when first used: they need Keras or Matplotlib, which counting a layer list does not.
_SUBMODULES = ("experiments", "figures", "layers", "tasks")

__all__ = [
    "COLUMNS",
    "PUBLISHED",
    "activations",
    "alexnet",
    "browse",
    "by_kind",
    "lenet5",
    "load",
    "measured",
    "ranges",
    "table",
    "vgg",
    "vgg11",
    "vgg13",
    "vgg16",
    "vgg19",
]

__getattr__ = lazy.attach(__name__, _LAZY, _SUBMODULES)


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES])

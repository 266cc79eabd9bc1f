"""Topic 06: LeNet-5, AlexNet and the VGG networks, as published, and what they cost.

`lenet5`, `alexnet`, `vgg11`, `vgg13`, `vgg16` and `vgg19` build Keras models, `vgg` any network of the VGG kind.
`table` and `by_kind` say where parameters, operations and activations sit, without allocating a weight. `layers` holds
the layers that Keras does not have; `load` reads a saved model that uses them.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from coursekit.architectures.alexnet import alexnet
from coursekit.architectures.lenet5 import lenet5
from coursekit.architectures.saved import load
from coursekit.architectures.table import COLUMNS, by_kind, table
from coursekit.architectures.vgg import vgg, vgg11, vgg13, vgg16, vgg19

# Loaded when first used: its classes need Keras, which counting a layer list does not.
_SUBMODULES = ("layers",)

__all__ = ["COLUMNS", "alexnet", "by_kind", "lenet5", "load", "table", "vgg", "vgg11", "vgg13", "vgg16", "vgg19"]


def __getattr__(name: str) -> ModuleType:
    if name in _SUBMODULES:
        return importlib.import_module(f"coursekit.architectures.{name}")
    raise AttributeError(f"module 'coursekit.architectures' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES])

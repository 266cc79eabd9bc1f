"""Topic 02: what the units of a network see of its input, exactly, for any graph of layers.

`of` tells it for the units of one layer, `table` lists all layers, `explain` writes the recurrence down with its
numbers, `stacks` answers the inverse question. `empirical` finds the same field by gradients alone, `effective` where
the influence really is, and `explore` opens a widget to play with.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "DependsOnInput": "sizes",
    "Field": "field",
    "of": "field",
}

__all__ = ["DependsOnInput", "Field", "of"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"coursekit.receptive_field.{_HOME[name]}"), name)
    raise AttributeError(f"module 'coursekit.receptive_field' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

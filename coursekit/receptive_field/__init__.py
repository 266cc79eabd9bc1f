"""Topic 02: what the units of a network see of its input, exactly, for any graph of layers.

`of` tells it for the units of one layer, `table` lists all layers, `explain` writes the recurrence down with its
numbers, `stacks` answers the inverse question. `empirical` finds the same field by gradients alone, `effective` where
the influence really is, and `explore` opens a widget to play with.
"""

from __future__ import annotations

import importlib
from typing import Any

# Loaded when first used: some import NumPy, pandas, Matplotlib or widgets, which the others do not need.
_HOME = {
    "DependsOnInput": "sizes",
    "Effective": "effective",
    "Empirical": "empirical",
    "Field": "field",
    "effective": "effective",
    "empirical": "empirical",
    "explain": "explain",
    "explore": "widget",
    "of": "field",
    "stacks": "stacks",
    "table": "table",
}

__all__ = [
    "DependsOnInput",
    "Effective",
    "Empirical",
    "Field",
    "effective",
    "empirical",
    "explain",
    "explore",
    "of",
    "stacks",
    "table",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(f"coursekit.receptive_field.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'coursekit.receptive_field' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

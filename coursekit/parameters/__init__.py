"""Topic 01: how many parameters a network has, and what they cost.

`table` lists a whole network, `conv2d`, `dense` and their siblings count one layer, `as_matrix` writes a
convolution as the matrix of a dense layer, `sparse` and `dense_equivalent` count what that layer would
have without shared weights and with all connections. Every number states its convention.
"""

from __future__ import annotations

import importlib
from typing import Any

from coursekit.parameters.comparison import memory, operations
from coursekit.parameters.counts import (
    conv2d,
    dense,
    dense_equivalent,
    depthwise_conv2d,
    separable_conv2d,
    sparse,
)
from coursekit.parameters.table import COLUMNS, conventions, table

# Loaded when first used: they import NumPy, Matplotlib or widgets, which counting does not need.
_LAZY = {"as_matrix": "matrix", "measured": "measurements", "playground": "widget"}

__all__ = [
    "COLUMNS",
    "as_matrix",
    "conv2d",
    "conventions",
    "dense",
    "dense_equivalent",
    "depthwise_conv2d",
    "measured",
    "memory",
    "operations",
    "playground",
    "separable_conv2d",
    "sparse",
    "table",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(f"coursekit.parameters.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'coursekit.parameters' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

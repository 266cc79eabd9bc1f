"""Topic 01: how many parameters a network has, and what they cost.

`table` lists a whole network, `conv2d`, `dense` and their siblings count one layer, `as_matrix` writes a
convolution as the matrix of a dense layer, `sparse` and `dense_equivalent` count what that layer would
have without shared weights and with all connections. Every number states its convention.
"""

from __future__ import annotations

from coursekit import lazy
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

__getattr__ = lazy.attach(__name__, _LAZY)


def __dir__() -> list[str]:
    return sorted(__all__)

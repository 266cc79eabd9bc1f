"""Why the effective receptive field is small: stacks of the plainest convolutions, where it can be calculated."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from coursekit.receptive_field.by_gradients.effective import Effective, effective

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["linear_stack", "shrinkage"]


def linear_stack(layers: int, kernel_size: int = 3) -> Effective:
    """The effective receptive field of the plainest deep network: linear convolutions with equal weights.

    One channel, stride 1, no padding, every weight `1 / kernel_size**2`; the image is as large as the last layer's
    receptive field. Each layer convolves the gradient once more with a box, so by the central limit theorem it becomes
    a Gaussian with the standard deviation `sqrt(layers * (kernel_size**2 - 1) / 12)` along each axis, while the
    theoretical size grows with `layers`: the part that matters shrinks like `1 / sqrt(layers)` (Luo et al. 2016).

    Raises:
        ValueError: if there is no layer, or a kernel that sees nothing.
    """
    import keras  # noqa: PLC0415 - importing it takes seconds; only who differentiates pays for it

    if layers < 1 or kernel_size < 1:
        raise ValueError(f"layers={layers} and kernel_size={kernel_size} must both be at least 1.")
    size = layers * (kernel_size - 1) + 1
    weight = keras.initializers.Constant(1 / kernel_size**2)
    model = keras.Sequential([keras.Input((size, size, 1))])
    for _ in range(layers):
        model.add(keras.layers.Conv2D(1, kernel_size, use_bias=False, kernel_initializer=weight))
    return effective(model, model.layers[-1].name, images=np.zeros((1, size, size, 1)))


def shrinkage(depths: Sequence[int] = (1, 2, 4, 8, 16, 32), kernel_size: int = 3) -> DataFrame:
    """How the part that matters shrinks with depth, in stacks of linear convolutions with equal weights.

    Returns:
        A DataFrame with a row for each number of layers (the index): `theoretical size`, `effective size` (Luo's
        measure), `standard deviation` in pixels, `effective / theoretical`, and that ratio times the square root of the
        number of layers, which settles down.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    rows = []
    for depth in depths:
        found = linear_stack(depth, kernel_size)
        theoretical = len(found.heat)
        share = found.size / theoretical
        rows.append((theoretical, found.size, found.standard_deviation[0], share, share * sqrt(depth)))
    columns = ["theoretical size", "effective size", "standard deviation", "effective / theoretical"]
    return pd.DataFrame(rows, index=pd.Index(depths, name="layers"), columns=[*columns, "times sqrt(layers)"])

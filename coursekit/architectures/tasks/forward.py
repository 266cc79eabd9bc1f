"""What a network computes, from its description and weights, in NumPy: the other route to a Keras model's results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.network import (
    Activation,
    AveragePool,
    Conv,
    Crop,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    MaxPool,
)
from coursekit.network.layer import Layer

__all__ = ["forward"]

_Array = npt.NDArray[np.float64]


def forward(layers: Sequence[Layer], weights: Sequence[npt.NDArray[Any]], images: npt.NDArray[Any]) -> _Array:
    """The result of a forward pass at inference.

    Args:
        layers: a chain of layers of `coursekit.network`, the input first.
        weights: kernel and bias of each layer in order, with Keras' shapes.
        images: shape (images, height, width, channels), or (images, values).

    Raises:
        TypeError: if a layer or an activation is none of those that the tasks use.
    """
    left, values = list(weights), np.asarray(images, dtype=float)
    for layer in layers[1:]:
        count = len(layer.variables(values.shape[1:]))
        mine, left = left[:count], left[count:]
        values = _through(layer, mine, values)
    return values


def _through(layer: Layer, weights: list[npt.NDArray[Any]], values: _Array) -> _Array:
    match layer:
        case Dropout():
            return values
        case Flatten():
            return values.reshape(len(values), -1)
        case GlobalAveragePool():
            return np.asarray(values.mean(axis=(1, 2)))
        case Activation():
            return _activated(layer.activation, values)
        case Dense():
            return _activated(layer.activation, _with_bias(values @ weights[0], weights))
        case Conv():
            return _activated(layer.activation, _with_bias(_convolved(layer, weights[0], values), weights))
        case MaxPool():
            return np.asarray(_patches(layer, values, -np.inf).max(axis=(-1, -2)))
        case AveragePool():
            # What lies outside of the image is no part of the mean.
            return np.asarray(np.nanmean(_patches(layer, values, np.nan), axis=(-1, -2)))
        case Crop():
            down, across = layer.windows(values.shape[1:])
            rows, columns, _ = layer.output_shape(values.shape[1:])
            top, left = -(down.before or 0), -(across.before or 0)  # cut off is negative padding
            return values[:, top : top + (rows or 0), left : left + (columns or 0)]
    raise TypeError(f"Nothing is known of what {layer.type} computes.")


def _patches(layer: Conv | MaxPool | AveragePool, values: _Array, fill: float) -> _Array:
    """What each place sees: shape (images, rows, columns, channels, height, width)."""
    down, across = layer.windows(values.shape[1:])
    border = [(0, 0), *((axis.before or 0, axis.after or 0) for axis in (down, across)), (0, 0)]
    padded = np.pad(values, border, constant_values=fill)
    seen = np.lib.stride_tricks.sliding_window_view(padded, (down.kernel, across.kernel), axis=(1, 2))
    return seen[:, :: down.stride, :: across.stride]


def _convolved(layer: Conv, kernel: npt.NDArray[Any], values: _Array) -> _Array:
    seen = _patches(layer, values, 0)
    parts = zip(np.split(seen, layer.groups, axis=3), np.split(kernel, layer.groups, axis=3), strict=True)
    # Place by place of the kernel: all patches at once would be as large as the image times the kernel.
    sums = [sum(s[..., i, j] @ k[i, j] for i, j in np.ndindex(*k.shape[:2])) for s, k in parts]
    return np.concatenate(sums, axis=3)


def _with_bias(values: _Array, weights: list[npt.NDArray[Any]]) -> _Array:
    return values + weights[1] if len(weights) > 1 else values


def _activated(name: str | None, values: _Array) -> _Array:
    match name:
        case None:
            return values
        case "relu":
            return np.maximum(values, 0)
        case "tanh":
            return np.tanh(values)
        case "sigmoid":
            return 1 / (1 + np.exp(-values))
        case "softmax":
            powers = np.exp(values - values.max(axis=-1, keepdims=True))
            return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
    raise TypeError(f"Nothing is known of the activation {name!r}.")

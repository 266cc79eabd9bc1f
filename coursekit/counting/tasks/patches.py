"""A small classifier in NumPy, asked about every patch of an image: what a twin should say, and what drafts do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Sizes", "drawn_weights", "maps_by_patch", "maps_of_draft"]

_Array = npt.NDArray[np.float32]
_Weights = list[_Array]
Sizes = tuple[tuple[int, int], ...]

_STRIDE = 4  # two poolings


def side_of_map(patch: int) -> int:
    """Height and width of the map that a patch leaves before it is flattened."""
    return ((patch - 2) // 2 - 2) // 2


def drawn_weights(channels: int, first: int, second: int, units: int, classes: int, patch: int, seed: int) -> _Weights:
    """Weights as `get_weights` of the exercise's classifier gives them: four kernels, each with its biases.

    Whatever the seed, the classifier is one in which every slip of a twin shows: the weights of a filter add up to
    zero, so that no ReLU lets nothing or everything through, and are small enough for a softmax that is never sure.

    Args:
        channels: of the images.
        first: filters of the first convolution.
        second: of the second one.
        units: of the hidden dense layer.
        classes: how many.
        patch: height and width of a patch.
        seed: what they are drawn from.
    """
    shapes: list[tuple[int, ...]] = [(3, 3, channels, first), (3, 3, first, second)]
    shapes += [(side_of_map(patch) ** 2 * second, units), (units, classes)]
    random = np.random.default_rng(seed)
    weights: _Weights = []
    for shape in shapes:
        kernel = random.normal(size=shape, scale=2 / np.sqrt(np.prod(shape[:-1])))
        kernel -= kernel.mean(axis=tuple(range(len(shape) - 1)))
        weights += [kernel.astype(np.float32), random.normal(size=shape[-1], scale=0.1).astype(np.float32)]
    return weights


def maps_by_patch(weights: _Weights, patch: int, image: _Array) -> _Array:
    """Cut every patch out and ask the classifier about it."""
    rows, columns = ((side - patch) // _STRIDE + 1 for side in image.shape[1:3])
    answers = [
        _classified(weights, image[0, down : down + patch, right : right + patch])
        for down in range(0, rows * _STRIDE, _STRIDE)
        for right in range(0, columns * _STRIDE, _STRIDE)
    ]
    return np.array(answers, dtype=np.float32).reshape(1, rows, columns, -1)


def _classified(weights: _Weights, patch: _Array) -> _Array:
    values = patch
    for kernel, bias in (weights[0:2], weights[2:4]):
        values = _pooled(np.maximum(_convolved(values, kernel) + bias, 0))
    hidden = np.maximum(values.ravel() @ weights[4] + weights[5], 0)
    return _softmax(hidden @ weights[6] + weights[7])


def maps_of_draft(
    weights: _Weights,
    patch: int,
    image: _Array,
    *,
    padding: bool = False,
    padded_head: bool = False,
    pooled: bool = False,
    convolutions: str = "relu",
    hidden: str = "relu",
    last: str = "softmax",
    order: str = "channels last",
) -> _Array:
    """What comes out of a twin with a slip in it; without one, what `maps_by_patch` gives."""
    values = image[0]
    for kernel, bias in (weights[0:2], weights[2:4]):
        values = _convolved(values, kernel, padded=padding) + bias
        values = _pooled(np.maximum(values, 0) if convolutions == "relu" else values)
    side, filters = side_of_map(patch), weights[2].shape[3]
    kernel = weights[4].reshape(side, side, filters, -1)
    if order == "channels first":
        kernel = np.moveaxis(weights[4].reshape(filters, side, side, -1), 0, 2)
    values = _convolved(values, kernel, padded=padding or padded_head) + weights[5]
    values = np.maximum(values, 0) if hidden == "relu" else values
    values = values @ weights[6] + weights[7]
    if pooled:
        return np.asarray(_softmax(values.mean(axis=(0, 1)))[None], dtype=np.float32)
    if last == "softmax":
        values = _softmax(values)
    elif last == "softmax over places":
        values = _softmax(values.reshape(-1, values.shape[-1]), 0).reshape(values.shape)
    elif last == "sigmoid":
        values = 1 / (1 + np.exp(-values))
    return np.asarray(values[None], dtype=np.float32)


def _convolved(values: _Array, kernel: _Array, *, padded: bool = False) -> _Array:
    if padded:
        margins = [((size - 1) // 2, size // 2) for size in kernel.shape[:2]]
        values = np.pad(values, (*margins, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(values, kernel.shape[:2], axis=(0, 1))
    return np.asarray(np.tensordot(windows, np.moveaxis(kernel, 2, 0), axes=3), dtype=np.float32)


def _pooled(values: _Array) -> _Array:
    rows, columns = values.shape[0] // 2, values.shape[1] // 2
    return np.asarray(values[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, -1).max(axis=(1, 3)))


def _softmax(logits: npt.NDArray[np.floating], axis: int = -1) -> _Array:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True), dtype=np.float32)

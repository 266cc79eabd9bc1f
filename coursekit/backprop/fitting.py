"""How the arguments of each function must fit together: shapes, strides, labels. Used by `validation.checked`."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, cast

import numpy as np

from coursekit.backprop.gradients import Array, Labels, Mask
from coursekit.backprop.windows import Windows
from coursekit.network.validation import one_of, per_axis, whole

__all__ = ["RULES", "groups_divide"]

# How far the sum of probabilities may be from 1: rounding of float32, not a mistake.
_ROUNDING = 1e-3


def groups_divide(groups: int, channels: int, filters: int) -> None:
    """Refuse a number of groups that does not divide channels and filters.

    Raises:
        ValueError: if a channel or a filter would be left over.
    """
    for count, what in ((channels, "channels"), (filters, "filters")):
        if count % groups:
            raise ValueError(f"groups={groups} does not divide the {count} {what}: each group has as many.")


def _axes(array: Array, name: str, meaning: str) -> None:
    count = meaning.count(",") + 1
    if array.ndim != count:
        raise ValueError(f"{name} must have {count} axes, {meaning}, but has the shape {array.shape}.")


def _shape(array: Any, name: str, wanted: tuple[int, ...], because: str) -> None:
    if array.shape != wanted:
        raise ValueError(f"{name} has the shape {array.shape}, but must have {wanted}: {because}.")


def _conv2d(
    inputs: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: Any = 1,
    padding: Any = "valid",
    dilation_rate: Any = 1,
    groups: int = 1,
    gradient: Array | None = None,
) -> None:
    _axes(inputs, "inputs", "(images, height, width, channels)")
    _axes(kernel, "kernel", "(rows, columns, channels / groups, filters)")
    groups = whole(groups, "groups")
    channels, filters = inputs.shape[3], kernel.shape[3]
    groups_divide(groups, channels, filters)
    if kernel.shape[2] != channels // groups:
        raise ValueError(
            f"kernel of shape {kernel.shape} does not fit inputs of shape {inputs.shape}: its third axis must be "
            f"{channels // groups} (channels / groups = {channels} / {groups}), not {kernel.shape[2]}."
        )
    what = f"A kernel of shape {kernel.shape}"
    windows = Windows.of(inputs.shape, kernel.shape, strides, padding, dilation_rate, what)
    if bias is not None:
        _shape(bias, "bias", (filters,), f"one for each filter of the kernel {kernel.shape}")
    if gradient is not None:
        outputs = (len(inputs), *windows.outputs, filters)
        _shape(gradient, "gradient", outputs, f"that of the outputs for inputs {inputs.shape}, kernel {kernel.shape}")


def _pool(
    inputs: Array, pool_size: Any, strides: Any = None, padding: Any = "valid", gradient: Array | None = None
) -> None:
    _axes(inputs, "inputs", "(images, height, width, channels)")
    windows = Windows.of_pool(inputs.shape, pool_size, strides, one_of(padding, "padding", ("valid", "same")))
    if gradient is not None:
        outputs = (len(inputs), *windows.outputs, inputs.shape[3])
        _shape(gradient, "gradient", outputs, f"that of the outputs for inputs {inputs.shape}, pool_size={pool_size}")


def _from_inputs(gradient: Array, inputs: Array) -> None:
    _shape(gradient, "gradient", inputs.shape, "that of the inputs, as every value has one output")


def _from_outputs(gradient: Array, outputs: Array) -> None:
    _shape(gradient, "gradient", outputs.shape, "that of the outputs")


def _dense(inputs: Array, kernel: Array, bias: Array | None = None, gradient: Array | None = None) -> None:
    _axes(inputs, "inputs", "(images, features)")
    _axes(kernel, "kernel", "(features, units)")
    if kernel.shape[0] != inputs.shape[1]:
        raise ValueError(
            f"kernel of shape {kernel.shape} does not fit inputs of shape {inputs.shape}: it needs a row for each of "
            f"the {inputs.shape[1]} features."
        )
    if bias is not None:
        _shape(bias, "bias", kernel.shape[1:], f"one for each unit of the kernel {kernel.shape}")
    if gradient is not None:
        outputs = (len(inputs), kernel.shape[1])
        _shape(gradient, "gradient", outputs, f"that of the outputs for inputs {inputs.shape}, kernel {kernel.shape}")


def _batch_norm(
    inputs: Array, gamma: Array, epsilon: float, beta: Array | None = None, gradient: Array | None = None
) -> None:
    del epsilon  # is looked at alone
    if inputs.ndim < 2:
        raise ValueError(f"inputs must have images first and channels last, but have the shape {inputs.shape}.")
    for array, name in ((gamma, "gamma"), (beta, "beta")):
        if array is not None:
            _shape(array, name, inputs.shape[-1:], f"one for each channel of the inputs {inputs.shape}")
    if gradient is not None:
        _from_inputs(gradient, inputs)


def _dropout(inputs: Array, mask: Mask, rate: float) -> None:
    del rate  # is looked at alone
    _shape(mask, "mask", inputs.shape, "that of the inputs")


def _dropout_backward(gradient: Array, mask: Mask, rate: float) -> None:
    del rate  # is looked at alone
    _shape(mask, "mask", gradient.shape, "that of the gradient")


def _flatten(inputs: Array) -> None:
    if inputs.ndim < 2:
        raise ValueError(f"inputs must be a batch of images, but have the shape {inputs.shape}.")


def _flatten_backward(gradient: Array, input_shape: tuple[int, ...]) -> None:
    shape = cast("tuple[int, ...]", per_axis(tuple(input_shape), "input_shape"))
    _shape(gradient, "gradient", (shape[0], prod(shape[1:])), f"that of flattened inputs of shape {shape}")


def _softmax_cross_entropy(logits: Array, labels: Labels) -> None:
    _axes(logits, "logits", "(images, classes)")
    if labels.ndim == 2:
        _shape(labels, "labels", logits.shape, "a probability for each of the logits, or class numbers (images,)")
        sums = labels.sum(axis=1)
        if (labels < 0).any() or (abs(sums - 1) > _ROUNDING).any():
            raise ValueError(f"labels must be probabilities that add up to 1 in each row, not to {sums[:3]} ...")
        return
    _shape(labels, "labels", logits.shape[:1], f"one class for each image of the logits {logits.shape}")
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers of classes, not {labels.dtype}: use labels.astype(int).")
    classes = logits.shape[1]
    wrong = labels[(labels < 0) | (labels >= classes)]
    if wrong.size:
        raise ValueError(f"labels must be classes from 0 to {classes - 1}, as there are {classes} logits: {wrong[0]}.")


def _binary_cross_entropy(logits: Array, labels: Labels) -> None:
    _shape(labels, "labels", logits.shape, "one label for each of the logits")
    wrong = labels[(labels < 0) | (labels > 1)]
    if wrong.size:
        raise ValueError(f"labels must be 0, 1 or a probability in between, not {wrong[0]}.")


def _mean_squared_error(outputs: Array, targets: Array) -> None:
    _shape(targets, "targets", outputs.shape, "one for each of the outputs")


def _hinge(outputs: Array, labels: Labels) -> None:
    _shape(labels, "labels", outputs.shape, "one for each of the outputs")
    kinds = set(np.unique(labels).tolist())
    if not (kinds <= {0, 1} or kinds <= {-1, 1}):
        raise ValueError(f"labels must be 0 and 1, or -1 and 1, not {sorted(kinds)[:5]}.")


RULES: dict[str, Callable[..., None]] = {
    "conv2d": _conv2d,
    "conv2d_backward": _conv2d,
    "max_pool": _pool,
    "max_pool_backward": _pool,
    "average_pool": _pool,
    "average_pool_backward": _pool,
    "relu_backward": _from_inputs,
    "tanh_backward": _from_outputs,
    "sigmoid_backward": _from_outputs,
    "dense": _dense,
    "dense_backward": _dense,
    "batch_norm": _batch_norm,
    "batch_norm_backward": _batch_norm,
    "dropout": _dropout,
    "dropout_backward": _dropout_backward,
    "flatten": _flatten,
    "flatten_backward": _flatten_backward,
    "softmax_cross_entropy": _softmax_cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
    "mean_squared_error": _mean_squared_error,
    "hinge": _hinge,
}
"""By the name of the function, a function that takes the same arguments by name and raises if they do not fit."""

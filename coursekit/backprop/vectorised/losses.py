"""Losses, averaged over the batch, with their gradients; for all images at once."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.gradients import Array, Labels, LossGradient
from coursekit.backprop.validation import checked

__all__ = ["binary_cross_entropy", "hinge", "mean_squared_error", "softmax_cross_entropy"]


@checked
def softmax_cross_entropy(logits: Array, labels: Labels) -> LossGradient:
    """-log of the probability of the right class; arguments and errors as `plain.softmax_cross_entropy`."""
    if labels.ndim == 1:
        labels = labels[:, np.newaxis] == np.arange(logits.shape[1])
    targets = labels.astype(logits.dtype)
    shifted = logits - logits.max(axis=1, keepdims=True)  # the largest is 0: exp cannot overflow
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    images = len(logits)
    value = (targets * (np.log(sums) - shifted)).sum() / images
    return LossGradient(float(value), (exponentials / sums - targets) / images)


@checked
def binary_cross_entropy(logits: Array, labels: Labels) -> LossGradient:
    """-log of the probability of what is right; arguments and errors as `plain.binary_cross_entropy`."""
    targets = labels.astype(logits.dtype)
    small = np.exp(-np.abs(logits))  # of a number that is never positive: it cannot overflow
    value = (np.maximum(logits, 0) - logits * targets + np.log1p(small)).mean()
    probabilities = np.where(logits >= 0, 1, small) / (1 + small)
    return LossGradient(float(value), (probabilities - targets) / logits.size)


@checked
def mean_squared_error(outputs: Array, targets: Array) -> LossGradient:
    """The mean of (a - t)²; arguments and errors as `plain.mean_squared_error`."""
    errors = outputs - targets.astype(outputs.dtype)
    return LossGradient(float((errors * errors).mean()), 2 * errors / outputs.size)


@checked
def hinge(outputs: Array, labels: Labels) -> LossGradient:
    """The mean of max(0, 1 - y a); arguments and errors as `plain.hinge`."""
    signs = np.where(labels > 0, 1, -1).astype(outputs.dtype)
    missing = 1 - signs * outputs
    gradient = np.where(missing > 0, -signs, np.zeros((), outputs.dtype))
    return LossGradient(float(np.maximum(missing, 0).mean()), gradient / outputs.size)

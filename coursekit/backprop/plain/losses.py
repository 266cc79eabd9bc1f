"""Losses, averaged over the batch, with their gradients; image by image."""

from __future__ import annotations

import math

import numpy as np

from coursekit.backprop.gradients import Array, Labels, LossGradient
from coursekit.backprop.validation import checked

__all__ = ["binary_cross_entropy", "hinge", "mean_squared_error", "softmax_cross_entropy"]


@checked
def softmax_cross_entropy(logits: Array, labels: Labels) -> LossGradient:
    """How surprising the right class is: p[k] = exp(z[k]) / sum of exp(z),  loss = - sum of t[k] log p[k].

    Its gradient is the difference of probability and target: dz[k] = (p[k] - t[k]) / n.

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 6.2.2; gradient by the chain rule.

    Args:
        logits: z, shape (n, classes).
        labels: whole numbers of classes, shape (n,); or probabilities t, shape (n, classes), each row adding up to 1.

    Returns:
        The mean loss of the n images, and its gradient with respect to the logits, in their shape.

    Raises:
        TypeError: if the logits do not hold float32 or float64, or the labels (n,) are not whole numbers.
        ValueError: if arrays are empty, not finite or do not fit together, or labels are no classes or probabilities.
    """
    images, classes = logits.shape
    gradient, total = np.zeros_like(logits), 0.0
    for image in range(images):
        target = labels[image] if labels.ndim == 2 else np.arange(classes) == labels[image]
        shifted = logits[image] - logits[image].max()  # does not change p, and exp cannot overflow
        log_probabilities = shifted - np.log(np.exp(shifted).sum())
        total -= (target * log_probabilities).sum()
        gradient[image] = (np.exp(log_probabilities) - target) / images
    return LossGradient(float(total / images), gradient)


@checked
def binary_cross_entropy(logits: Array, labels: Labels) -> LossGradient:
    """How surprising yes or no is: p = 1 / (1 + exp(-z)),  loss = - t log p - (1 - t) log(1 - p).

    Its gradient is the difference of probability and target: dz = (p - t) / count.

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 6.2.2; gradient by the chain rule.

    Args:
        logits: z, shape (n,) or (n, k).
        labels: t, of the same shape: 0, 1 or a probability in between.

    Returns:
        The mean loss of all values, and its gradient with respect to the logits, in their shape.

    Raises:
        TypeError: if the logits do not hold float32 or float64, or the labels no numbers.
        ValueError: if arrays are empty, not finite or differ in shape, or labels are below 0 or above 1.
    """
    gradient, total = np.zeros_like(logits), 0.0
    for index, z in np.ndenumerate(logits):
        t, small = float(labels[index]), math.exp(-abs(z))
        # The same loss, written so that no exp overflows and no log is of 0.
        total += float(np.maximum(z, 0)) - t * float(z) + math.log1p(small)
        probability = 1 / (1 + small) if z >= 0 else small / (1 + small)
        gradient[index] = (probability - t) / logits.size
    return LossGradient(float(total / logits.size), gradient)


@checked
def mean_squared_error(outputs: Array, targets: Array) -> LossGradient:
    """The mean of the squared errors: loss = sum of (a - t)² / count, with the gradient da = 2 (a - t) / count.

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 5.1.4; gradient by the chain rule.

    Args:
        outputs: a, of any shape.
        targets: t, of the same shape; float32 and float64 both go, the precision is that of the outputs.

    Returns:
        The mean loss of all values, and its gradient with respect to the outputs, in their shape.

    Raises:
        TypeError: if an array does not hold float32 or float64.
        ValueError: if arrays are empty, not finite or differ in shape.
    """
    gradient, total = np.zeros_like(outputs), 0.0
    for index, a in np.ndenumerate(outputs):
        error = float(a) - float(targets[index])
        total += error**2
        gradient[index] = 2 * error / outputs.size
    return LossGradient(float(total / outputs.size), gradient)


@checked
def hinge(outputs: Array, labels: Labels) -> LossGradient:
    """What is missing to the margin of 1 on the right side: loss = mean of max(0, 1 - y a), with y = -1 or 1.

    Its gradient is da = - y / count where 1 - y a > 0, else 0; at the kink 0 is the choice.

    Source: definition, as Keras' `Hinge`; gradient by the chain rule.

    Args:
        outputs: a, of any shape.
        labels: y, of the same shape: -1 and 1, or 0 and 1, where 0 means -1.

    Returns:
        The mean loss of all values, and its gradient with respect to the outputs, in their shape.

    Raises:
        TypeError: if the outputs do not hold float32 or float64, or the labels no numbers.
        ValueError: if arrays are empty, not finite or differ in shape, or labels are other numbers.
    """
    gradient, total = np.zeros_like(outputs), 0.0
    for index, a in np.ndenumerate(outputs):
        y = 1 if labels[index] > 0 else -1
        missing = 1 - y * float(a)
        if missing > 0:
            total += missing
            gradient[index] = -y / outputs.size
    return LossGradient(float(total / outputs.size), gradient)

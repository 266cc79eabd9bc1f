"""Training of softmax regression, batch after batch, and what comes out if something is done wrong."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.loops import Array

__all__ = ["Trained", "trained"]

Trained = tuple[Array, Array, list[float]]
_Slopes = tuple[float, Array, Array]


def loss_and_gradients(images: Array, labels: Array, weights: Array, bias: Array) -> _Slopes:
    """Mean cross-entropy of softmax, and its gradients, image by image.

    The gradient with respect to the logits is probability minus target: Goodfellow, Bengio and Courville (2016),
    section 6.2.2.3.
    """
    total, for_weights, for_bias = 0.0, np.zeros(weights.shape), np.zeros(bias.shape)
    for image, label in zip(images, labels, strict=True):
        powers = np.exp(image @ weights + bias)
        probabilities = powers / powers.sum()
        total -= float(np.log(probabilities[label]))
        off = probabilities - np.eye(len(bias))[label]
        for_weights += image[:, None] * off
        for_bias += off
    return total / len(images), for_weights / len(images), for_bias / len(images)


def trained(
    images: Array,
    labels: Array,
    weights: Array,
    bias: Array,
    learning_rate: float,
    batch_size: int,
    epochs: int,
    *,
    sign: float = -1.0,
    last: bool = True,
    slopes_of: str = "batch",
    with_bias: bool = True,
    bias_after: bool = False,
    loss: str = "mean",
    loss_after: bool = False,
    summed: str = "",
    restart: bool = False,
    stale: str = "",
) -> Trained:
    """Training with one thing done wrong; each keyword is a mistake.

    Keywords:
        sign: +1 goes uphill.
        last: whether a last smaller batch is used.
        slopes_of: whose gradients are used: of the "batch", or always of the "first" one.
        with_bias: whether the bias learns, too.
        bias_after: whether the gradient of the bias is taken when the weights have moved already.
        loss: what an epoch reports: the "mean" over its images, the mean over its "batches", their "sum", that of the
            "last" batch, of "each" batch, their sum divided by the number of images ("small"), that of all images
            "before" or "after" the epoch, the sum over the "images", the mean of all epochs so far ("running"), the
            mean as if every batch were "full", or that over all images, though some were dropped ("unlearnt").
        loss_after: whether a batch's loss is that behind its own step.
        summed: "batch" if the gradients of a batch are added up, "twice" if they are averaged once more.
        restart: whether each epoch begins with the given weights.
        stale: where all gradients are taken, instead of where the weights are now: where they were when the "epoch"
            began, or where they were "given", with every step made from there.
    """
    now_weights, now_bias, reported, passed = weights.copy(), bias.copy(), [], 0.0
    for _ in range(epochs):
        if restart:
            now_weights, now_bias = weights.copy(), bias.copy()
        at = (now_weights, now_bias)
        began = at
        losses, sizes = [], []
        for begin in range(0, len(images), batch_size):
            batch = slice(begin, begin + batch_size)
            size = len(images[batch])
            if size < batch_size and not last:
                continue
            source = slice(0, batch_size) if slopes_of == "first" else batch
            if stale == "given":
                now_weights, now_bias = weights, bias
            at = at if stale == "epoch" else (now_weights, now_bias)
            value, for_weights, for_bias = loss_and_gradients(images[source], labels[source], *at)
            rate = sign * learning_rate * {"": 1, "batch": size, "twice": 1 / size}[summed]
            now_weights = now_weights + rate * for_weights
            if bias_after:
                for_bias = loss_and_gradients(images[source], labels[source], now_weights, now_bias)[2]
            if with_bias:
                now_bias = now_bias + rate * for_bias
            if loss_after:
                value = loss_and_gradients(images[source], labels[source], now_weights, now_bias)[0]
            losses.append(value)
            sizes.append(size)
        losses, sizes = (losses, sizes) if losses else ([0.0], [1])  # no batch is full, and smaller ones are dropped
        passed += float(np.dot(losses, sizes)) / len(images)
        reported += {
            "mean": [float(np.average(losses, weights=sizes))],
            "batches": [float(np.mean(losses))],
            "sum": [sum(losses)],
            "small": [sum(losses) / len(images)],
            "images": [float(np.dot(losses, sizes))],
            "last": losses[-1:],
            "each": losses,
            "running": [passed],
            "full": [sum(losses) * batch_size / len(images)],
            "unlearnt": [float(np.dot(losses, sizes)) / len(images)],
            "before": [loss_and_gradients(images, labels, *began)[0]],
            "after": [loss_and_gradients(images, labels, now_weights, now_bias)[0]],
        }[loss]
    return now_weights, now_bias, reported

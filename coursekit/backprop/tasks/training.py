"""The task on training: softmax regression, batch after batch."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.backprop.tasks.loops import Array, numbers
from coursekit.checks import Mistake, Task

__all__ = ["train"]

_Trained = tuple[Array, Array, list[float]]
_Slopes = tuple[float, Array, Array]


def _loss_and_gradients(images: Array, labels: Array, weights: Array, bias: Array) -> _Slopes:
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


def _train(
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
) -> _Trained:
    """Training with one thing done wrong; each keyword is a mistake.

    Keywords:
        sign: +1 goes uphill.
        last: whether a last smaller batch is used.
        slopes_of: whose gradients are used: of the "batch", or always of the "first" one.
        with_bias: whether the bias learns, too.
        bias_after: whether the gradient of the bias is taken when the weights have moved already.
        loss: what an epoch reports: the "mean" over its images, the mean over its "batches", their "sum", that of the
            "last" batch, of "each" batch, that of all images "before" or "after" the epoch, the sum over the "images",
            the mean of all epochs so far ("running"), the mean as if every batch were "full", or that over all images,
            though some were dropped ("unlearnt").
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
            value, for_weights, for_bias = _loss_and_gradients(images[source], labels[source], *at)
            rate = sign * learning_rate * {"": 1, "batch": size, "twice": 1 / size}[summed]
            now_weights = now_weights + rate * for_weights
            if bias_after:
                for_bias = _loss_and_gradients(images[source], labels[source], now_weights, now_bias)[2]
            if with_bias:
                now_bias = now_bias + rate * for_bias
            if loss_after:
                value = _loss_and_gradients(images[source], labels[source], now_weights, now_bias)[0]
            losses.append(value)
            sizes.append(size)
        losses, sizes = (losses, sizes) if losses else ([0.0], [1])  # no batch is full, and smaller ones are dropped
        passed += float(np.dot(losses, sizes)) / len(images)
        reported += {
            "mean": [float(np.average(losses, weights=sizes))],
            "batches": [float(np.mean(losses))],
            "sum": [sum(losses)],
            "images": [float(np.dot(losses, sizes))],
            "last": losses[-1:],
            "each": losses,
            "running": [passed],
            "full": [sum(losses) * batch_size / len(images)],
            "unlearnt": [float(np.dot(losses, sizes)) / len(images)],
            "before": [_loss_and_gradients(images, labels, *began)[0]],
            "after": [_loss_and_gradients(images, labels, now_weights, now_bias)[0]],
        }[loss]
    return now_weights, now_bias, reported


def _right(
    images: Array, labels: Array, weights: Array, bias: Array, learning_rate: float, batch_size: int, epochs: int
) -> _Trained:
    return _train(images, labels, weights, bias, learning_rate, batch_size, epochs)


_IMAGES = numbers(5, 4, seed=61)
_LABELS = np.array([0, 1, 1, 0, 1])
_THREE = numbers(7, 3, seed=62, whole=False)
_THREE_LABELS = np.array([2, 0, 1, 1, 0, 2, 2])

train = Task(
    "train",
    cases=[
        (_IMAGES[:3], _LABELS[:3], np.zeros((4, 2)), np.zeros(2), 0.5, 3, 1),
        (_IMAGES, _LABELS, np.zeros((4, 2)), np.zeros(2), 0.25, 2, 2),
        (_THREE, _THREE_LABELS, numbers(3, 3, seed=63, whole=False), np.array([0.5, -0.25, 0.0]), 0.125, 3, 3),
    ],
    reference=_right,
    mistakes=[
        Mistake(
            "uphill",
            lambda *case: _train(*case, sign=1),
            "Your steps go uphill: the loss grows. In which direction does the loss fall?",
        ),
        Mistake(
            "last smaller batch dropped",
            lambda *case: _train(*case, last=False),
            "The last batch is left out where it is smaller than {batch_size}. Its images are to be learnt from, too.",
        ),
        Mistake(
            "gradient of the first batch again and again",
            lambda *case: _train(*case, slopes_of="first"),
            "Every step uses the images of the first batch. When is the next batch cut out?",
        ),
        Mistake(
            "all images in each step",
            lambda images, labels, weights, bias, learning_rate, batch_size, epochs: _train(
                images, labels, weights, bias, learning_rate, len(images), epochs
            ),
            "You make one step an epoch, with all images. Here a batch has {batch_size} of them, and each batch makes "
            "a step.",
        ),
        Mistake(
            "gradients from the beginning of the epoch",
            lambda *case: _train(*case, stale="epoch"),
            "All gradients of an epoch are taken with the weights that it began with. Which weights does the second "
            "batch meet?",
        ),
        Mistake(
            "bias left as it was",
            lambda *case: _train(*case, with_bias=False),
            "The bias does not learn. It has a gradient, too.",
        ),
        Mistake(
            "bias after the weights have moved",
            lambda *case: _train(*case, bias_after=True),
            "The bias is off by a little: its gradient is taken when the weights have moved already. Take both "
            "gradients first, then both steps.",
        ),
        Mistake(
            "loss behind the step",
            lambda *case: _train(*case, loss_after=True),
            "Weights and bias are right. Your losses are those behind the step of each batch; asked for is the one "
            "before it, which comes with the gradients.",
        ),
        Mistake(
            "loss at the end of the epoch",
            lambda *case: _train(*case, loss="after"),
            "Weights and bias are right. Your losses are those of all images when the epoch is over; asked for is the "
            "mean of what the batches met on the way.",
        ),
        Mistake(
            "loss at the beginning of the epoch",
            lambda *case: _train(*case, loss="before"),
            "Weights and bias are right. Your losses are those of all images before the epoch begins; asked for is the "
            "mean of what the batches met on the way.",
        ),
        Mistake(
            "losses of all epochs so far",
            lambda *case: _train(*case, loss="running"),
            "Weights and bias are right. From the second epoch on your losses hold those of the epochs before. Where "
            "does the sum begin anew?",
        ),
        Mistake(
            "every batch counted as full",
            lambda *case: _train(*case, loss="full"),
            "Weights and bias are right. In your losses each batch counts {batch_size} times. How many images has the "
            "last one?",
        ),
        Mistake(
            "last smaller batch dropped, loss over all images",
            lambda *case: _train(*case, last=False, loss="unlearnt"),
            "The last batch is left out where it is smaller than {batch_size}. Its images are to be learnt from, too, "
            "and to be counted.",
        ),
        Mistake(
            "every step from the beginning",
            lambda *case: _train(*case, stale="given"),
            "Every step begins at the weights that were given. It should go on where the one before it ended.",
        ),
        Mistake(
            "loss of the last batch",
            lambda *case: _train(*case, loss="last"),
            "Weights and bias are right. Your losses are those of the last batch of each epoch. All its batches count.",
        ),
        Mistake(
            "loss of every batch",
            lambda *case: _train(*case, loss="each"),
            "Weights and bias are right. You report a loss for each batch. One for each epoch is asked for.",
        ),
        Mistake(
            "mean over batches",
            lambda *case: _train(*case, loss="batches"),
            "Weights and bias are right. In your losses a small last batch counts as much as a full one. Every "
            "*image* should count the same.",
        ),
        Mistake(
            "losses added up",
            lambda *case: _train(*case, loss="sum"),
            "Weights and bias are right. Your losses are sums over the batches. With more images they would grow: a "
            "mean over the images is asked for.",
        ),
        Mistake(
            "losses added up over the images",
            lambda *case: _train(*case, loss="images"),
            "Weights and bias are right. Your losses are sums over the images. With more images they would grow: a "
            "mean is asked for.",
        ),
        Mistake(
            "gradients added up over a batch",
            lambda *case: _train(*case, summed="batch"),
            "Your steps are as many times too long as a batch has images. The gradients are means already.",
        ),
        Mistake(
            "averaged twice",
            lambda *case: _train(*case, summed="twice"),
            "Your steps are as many times too short as a batch has images. The gradients are means already.",
        ),
        Mistake(
            "every epoch from the beginning",
            lambda *case: _train(*case, restart=True),
            "Every epoch begins with the weights that were given. It should go on where the one before it ended.",
        ),
        Mistake(
            "one epoch",
            lambda images, labels, weights, bias, learning_rate, batch_size, epochs: _train(
                images, labels, weights, bias, learning_rate, batch_size, 1
            ),
            "You return after one epoch. Here there are {epochs}: does `return` stand inside the loop?",
        ),
    ],
    forbidden=AUTOMATIC,
    keeps_arguments=True,
)

"""The task on training: softmax regression, batch after batch."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.tasks.descent import Trained, trained
from coursekit.backprop.tasks.forbidden import AUTOMATIC
from coursekit.backprop.tasks.loops import Array, numbers
from coursekit.checks import Mistake, Task

__all__ = ["train"]


def _right(
    images: Array, labels: Array, weights: Array, bias: Array, learning_rate: float, batch_size: int, epochs: int
) -> Trained:
    return trained(images, labels, weights, bias, learning_rate, batch_size, epochs)


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
            lambda *case: trained(*case, sign=1),
            "Your steps go uphill: the loss grows. In which direction does the loss fall?",
        ),
        Mistake(
            "last smaller batch dropped",
            lambda *case: trained(*case, last=False),
            "The last batch is left out where it is smaller than {batch_size}. Its images are to be learnt from, too.",
        ),
        Mistake(
            "gradient of the first batch again and again",
            lambda *case: trained(*case, slopes_of="first"),
            "Every step uses the images of the first batch. When is the next batch cut out?",
        ),
        Mistake(
            "all images in each step",
            lambda images, labels, weights, bias, learning_rate, batch_size, epochs: trained(
                images, labels, weights, bias, learning_rate, len(images), epochs
            ),
            "You make one step an epoch, with all images. Here a batch has {batch_size} of them, and each batch makes "
            "a step.",
        ),
        Mistake(
            "gradients from the beginning of the epoch",
            lambda *case: trained(*case, stale="epoch"),
            "All gradients of an epoch are taken with the weights that it began with. Which weights does the second "
            "batch meet?",
        ),
        Mistake(
            "bias left as it was",
            lambda *case: trained(*case, with_bias=False),
            "The bias does not learn. It has a gradient, too.",
        ),
        Mistake(
            "bias after the weights have moved",
            lambda *case: trained(*case, bias_after=True),
            "The bias is off by a little: its gradient is taken when the weights have moved already. Take both "
            "gradients first, then both steps.",
        ),
        Mistake(
            "loss behind the step",
            lambda *case: trained(*case, loss_after=True),
            "Weights and bias are right. Your losses are those behind the step of each batch; asked for is the one "
            "before it, which comes with the gradients.",
        ),
        Mistake(
            "loss at the end of the epoch",
            lambda *case: trained(*case, loss="after"),
            "Weights and bias are right. Your losses are those of all images when the epoch is over; asked for is the "
            "mean of what the batches met on the way.",
        ),
        Mistake(
            "loss at the beginning of the epoch",
            lambda *case: trained(*case, loss="before"),
            "Weights and bias are right. Your losses are those of all images before the epoch begins; asked for is the "
            "mean of what the batches met on the way.",
        ),
        Mistake(
            "losses of all epochs so far",
            lambda *case: trained(*case, loss="running"),
            "Weights and bias are right. From the second epoch on your losses hold those of the epochs before. Where "
            "does the sum begin anew?",
        ),
        Mistake(
            "every batch counted as full",
            lambda *case: trained(*case, loss="full"),
            "Weights and bias are right. In your losses each batch counts {batch_size} times. How many images has the "
            "last one?",
        ),
        Mistake(
            "last smaller batch dropped, loss over all images",
            lambda *case: trained(*case, last=False, loss="unlearnt"),
            "The last batch is left out where it is smaller than {batch_size}. Its images are to be learnt from, too, "
            "and to be counted.",
        ),
        Mistake(
            "every step from the beginning",
            lambda *case: trained(*case, stale="given"),
            "Every step begins at the weights that were given. It should go on where the one before it ended.",
        ),
        Mistake(
            "loss of the last batch",
            lambda *case: trained(*case, loss="last"),
            "Weights and bias are right. Your losses are those of the last batch of each epoch. All its batches count.",
        ),
        Mistake(
            "loss of every batch",
            lambda *case: trained(*case, loss="each"),
            "Weights and bias are right. You report a loss for each batch. One for each epoch is asked for.",
        ),
        Mistake(
            "mean over batches",
            lambda *case: trained(*case, loss="batches"),
            "Weights and bias are right. In your losses a small last batch counts as much as a full one. Every "
            "*image* should count the same.",
        ),
        Mistake(
            "losses added up",
            lambda *case: trained(*case, loss="sum"),
            "Weights and bias are right. Your losses are sums over the batches. With more images they would grow: a "
            "mean over the images is asked for.",
        ),
        Mistake(
            "losses added up over the images",
            lambda *case: trained(*case, loss="images"),
            "Weights and bias are right. Your losses are sums over the images. With more images they would grow: a "
            "mean is asked for.",
        ),
        Mistake(
            "gradients added up over a batch",
            lambda *case: trained(*case, summed="batch"),
            "Your steps are as many times too long as a batch has images. The gradients are means already.",
        ),
        Mistake(
            "averaged twice",
            lambda *case: trained(*case, summed="twice"),
            "Your steps are as many times too short as a batch has images. The gradients are means already.",
        ),
        Mistake(
            "batches added up, divided by the images",
            lambda *case: trained(*case, loss="small"),
            "Weights and bias are right. You add up losses of batches and divide by the number of images. How many "
            "images does the loss of one batch stand for?",
        ),
        Mistake(
            "learning rate forgotten",
            lambda images, labels, weights, bias, learning_rate, batch_size, epochs: trained(
                images, labels, weights, bias, 1.0, batch_size, epochs
            ),
            "Your steps are as long as the gradients. What is the learning rate of {learning_rate} for?",
        ),
        Mistake(
            "one epoch too few",
            lambda images, labels, weights, bias, learning_rate, batch_size, epochs: trained(
                images, labels, weights, bias, learning_rate, batch_size, epochs - 1
            ),
            "One epoch is missing. How often does your loop run if `epochs` is {epochs}?",
        ),
        Mistake(
            "bias first",
            lambda *case: tuple(trained(*case)[place] for place in (1, 0, 2)),
            "All three are there, in another order: weights, bias, losses was asked for.",
        ),
        Mistake(
            "every epoch from the beginning",
            lambda *case: trained(*case, restart=True),
            "Every epoch begins with the weights that were given. It should go on where the one before it ended.",
        ),
        Mistake(
            "one epoch",
            lambda images, labels, weights, bias, learning_rate, batch_size, epochs: trained(
                images, labels, weights, bias, learning_rate, batch_size, 1
            ),
            "You return after one epoch. Here there are {epochs}: does `return` stand inside the loop?",
        ),
    ],
    forbidden=AUTOMATIC,
    keeps_arguments=True,
    parts=("weights", "bias", "losses"),
)

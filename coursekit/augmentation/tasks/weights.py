"""The task on drawing rare classes as often as common ones."""

from __future__ import annotations

from collections import Counter

import numpy as np

from coursekit.augmentation.tasks.pixels import Array
from coursekit.checks import Mistake, Task

__all__ = ["sampling_weights"]


def _counts(labels: Array) -> Array:
    """For each image, how many images have its label."""
    found = Counter(labels.tolist())
    return np.array([found[label] for label in labels.tolist()], dtype=float)


def _sampling_weights(labels: Array) -> Array:
    return 1 / (_counts(labels) * len(set(labels.tolist())))


def _per_class(labels: Array, *, inverse: bool) -> Array:
    """A number for each class from 0 on: the same for all that occur, or the less the more images it has."""
    counts = np.array([labels.tolist().count(label) for label in range(int(labels.max()) + 1)])
    found = np.array([(1 / count if inverse else 1.0) if count else 0.0 for count in counts])
    return np.asarray(found / found.sum())


def _normalised(weights: Array) -> Array:
    return np.asarray(weights / weights.sum())


def _by_the_others(labels: Array) -> Array:
    """In proportion to the images of other classes; nan where there are none, as NumPy has it."""
    others = len(labels) - _counts(labels)
    return _normalised(others) if others.any() else np.full(len(labels), np.nan)


sampling_weights = Task(
    "sampling_weights",
    cases=[
        (np.array([1, 0, 1, 1]),),
        (np.array([2, 0, 1, 0, 0, 1, 0, 0]),),
        (np.array([5, 3, 3, 5, 3, 3, 3]),),
        (np.array([1, 1, 1]),),
    ],
    reference=_sampling_weights,
    mistakes=[
        Mistake(
            "not normalised",
            lambda labels: 1 / _counts(labels),
            "Within a class your numbers add up to 1, and over all images to the number of classes. Probabilities "
            "share one whole: what is the share of a class?",
        ),
        Mistake(
            "share of the class",
            lambda labels: _counts(labels) / len(labels),
            "That is the share of each image's class: large where there are many images, and more than 1 in sum. How "
            "often should a *single* image be drawn if its class has many?",
        ),
        Mistake(
            "proportional to the count",
            lambda labels: _normalised(_counts(labels)),
            "Images of common classes are drawn more often in yours, so that the rare ones get rarer still. Which way "
            "should it go?",
        ),
        Mistake(
            "all alike",
            lambda labels: np.full(len(labels), 1 / len(labels)),
            "Every image is as likely as every other: then classes are drawn as they come, and rare ones rarely.",
        ),
        Mistake(
            "a number for each class",
            lambda labels: _per_class(labels, inverse=False),
            "You give a number for each *class*. One for each image is asked for, in the order of the labels.",
        ),
        Mistake(
            "inverse counts of the classes",
            lambda labels: _per_class(labels, inverse=True),
            "You give a number for each *class*. One for each image is asked for, in the order of the labels; and if "
            "each class has its share, how is that divided among its images?",
        ),
        Mistake(
            "inverse counts of the classes, handed to the images",
            lambda labels: _per_class(labels, inverse=True)[labels],
            "Your numbers add up to 1 over the classes. Over the images they should: the share of a class is divided "
            "among all of its images.",
        ),
        Mistake(
            "divided by the number of images",
            lambda labels: 1 / (_counts(labels) * len(labels)),
            "Within a class your numbers are alike, as they should be, and each class has the same sum; but it is one "
            "over the number of *images*. How many shares are there?",
        ),
        Mistake(
            "inverse shares",
            lambda labels: len(labels) / _counts(labels),
            "Within a class your numbers are alike, as they should be, and each class has the same sum; but "
            "together they are far more than 1. By what should they be divided?",
        ),
        Mistake(
            "how often to repeat",
            lambda labels: _counts(labels).max() / _counts(labels),
            "That is how often each image would have to be repeated to keep up with the largest class. Asked for are "
            "probabilities: they add up to 1.",
        ),
        Mistake(
            "class weights of a loss",
            lambda labels: len(labels) * _sampling_weights(labels),
            "Those are weights for a loss: their mean is 1, as in Keras' `class_weight`. Probabilities have the *sum* "
            "1.",
        ),
        Mistake(
            "absent classes counted",
            lambda labels: 1 / (_counts(labels) * (int(labels.max()) + 1)),
            "Your numbers add up to less than 1: a share goes to classes of which there is no image. How many classes "
            "do *occur* among these labels?",
        ),
        Mistake(
            "class share not divided",
            lambda labels: np.full(len(labels), 1 / len(set(labels.tolist()))),
            "You give each image the share of its whole class. The images of a class have to divide it among them.",
        ),
        Mistake(
            "what is not of the class",
            _by_the_others,
            "The rare classes are drawn more often in yours, but not as often as the others: add your numbers up "
            "class by class. Subtracting gives no equal shares; what does?",
        ),
        Mistake(
            "what is not of the class, not normalised",
            lambda labels: 1 - _counts(labels) / len(labels),
            "That is the share of all *other* classes. Subtracting gives no equal shares: add your numbers up class by "
            "class. What does?",
        ),
        Mistake(
            "square root",
            lambda labels: _normalised(1 / np.sqrt(_counts(labels))),
            "The rare classes are drawn more often in yours, but not as often as the others: add your numbers up "
            "class by class. A square root goes half of the way.",
        ),
        Mistake(
            "divided by the squared count",
            lambda labels: _normalised(1 / _counts(labels) ** 2),
            "You overdo it: add your numbers up class by class, and the rare classes have the most. Do you divide by "
            "the count twice?",
        ),
        Mistake(
            "in per cent",
            lambda labels: 100 * _sampling_weights(labels),
            "Those are per cent. A probability lies between 0 and 1.",
        ),
        Mistake(
            "sorted by class",
            lambda labels: _sampling_weights(np.sort(labels)),
            "Your numbers are the right ones, but they stand in the order of the classes. The first is to belong to "
            "the first image.",
        ),
    ],
    forbidden=(
        "sklearn.utils.class_weight.compute_class_weight",
        "sklearn.utils.class_weight.compute_sample_weight",
    ),
    instead="Count and divide yourself: that is the task.",
    keeps_arguments=True,
)

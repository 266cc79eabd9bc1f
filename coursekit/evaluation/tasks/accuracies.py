"""The task on accuracy and balanced accuracy."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["two_accuracies"]

Pair = tuple[float, float]


def _accuracy(counts: Array) -> float:
    return float(sum(counts[label, label] for label in range(len(counts))) / counts.sum())


def _recalls(counts: Array) -> list[float]:
    """The share of each class that was found, for classes that have images."""
    return [float(row[label] / row.sum()) for label, row in enumerate(counts) if row.sum()]


def _precisions(counts: Array) -> list[float]:
    return _recalls(counts.T)


def _against_the_rest(counts: Array) -> float:
    """The mean of recall and specificity, over the classes that have images."""
    both = []
    for label, row in enumerate(counts):
        others = counts.sum() - row.sum()
        if row.sum() and others:
            alarms = counts[:, label].sum() - row[label]
            both.append(float(row[label] / row.sum() + 1 - alarms / others) / 2)
    return sum(both) / len(both) if both else np.nan


def _two(counts: Array) -> Pair:
    recalls = _recalls(counts)
    return float(_accuracy(counts)), float(sum(recalls) / len(recalls))


def _second(value: float, counts: Array) -> Pair:
    return float(_accuracy(counts)), float(value)


two_accuracies = Task(
    "two_accuracies",
    cases=[
        (np.array([[90, 10], [2, 8]]),),
        (np.array([[50, 0, 0], [6, 3, 1], [5, 5, 10]]),),
        (np.array([[30, 8, 2], [0, 0, 0], [1, 4, 5]]),),
        (np.array([[0, 4], [2, 18]]),),
    ],
    reference=_two,
    mistakes=[
        Mistake(
            "exchanged",
            lambda counts: _two(counts)[::-1],
            "Your two numbers have changed places: accuracy comes first.",
        ),
        Mistake(
            "accuracy twice",
            lambda counts: _second(_accuracy(counts), counts),
            "Your balanced accuracy is the plain one. There, every *image* counts the same; balanced, every *class* "
            "does.",
        ),
        Mistake(
            "balanced accuracy twice",
            lambda counts: (_two(counts)[1], _two(counts)[1]),
            "Your accuracy is the balanced one. For the plain one, forget the classes: how many of all images are "
            "right?",
        ),
        Mistake(
            "empty class counted",
            lambda counts: _second(sum(_recalls(counts)) / len(counts), counts),
            "A class without images pulls your balanced accuracy down: it is no failure of the classifier. Of how many "
            "classes can you say what was found?",
        ),
        Mistake(
            "empty class is nan",
            lambda counts: _second(np.nan if len(_recalls(counts)) < len(counts) else _two(counts)[1], counts),
            "A class without images makes your balanced accuracy `nan`. The mean is over the classes that *have* "
            "images.",
        ),
        Mistake(
            "empty class all right",
            lambda counts: _second((sum(_recalls(counts)) + len(counts) - len(_recalls(counts))) / len(counts), counts),
            "A class without images counts as all right in yours, and pulls your balanced accuracy up. Leave it out.",
        ),
        Mistake(
            "class without a right one left out",
            lambda counts: _second(float(np.mean([share for share in _recalls(counts) if share] or [np.nan])), counts),
            "Your balanced accuracy leaves out a class that *has* images, because none of them is right. Its share is "
            "known, and is 0.",
        ),
        Mistake(
            "diagonal as shares of all",
            lambda counts: _second(_accuracy(counts) / len(_recalls(counts)), counts),
            "Your balanced accuracy divides each place of the diagonal by *all* images. How many images has its class?",
        ),
        Mistake(
            "largest of the row",
            lambda counts: _second(float(np.mean([row.max() / row.sum() for row in counts if row.sum()])), counts),
            "Your balanced accuracy takes the largest number of each row. What is right stands on the diagonal, "
            "whether it is the largest or not.",
        ),
        Mistake(
            "one class against the rest",
            lambda counts: _second(_against_the_rest(counts), counts),
            "You average recall and specificity of each class against the rest. Among several classes balanced "
            "accuracy is the mean of the *recalls* alone.",
        ),
        Mistake(
            "accuracy divided by the number of classes",
            lambda counts: (_accuracy(counts) / len(counts), _two(counts)[1]),
            "Your accuracy takes the *mean* of the diagonal where its sum is meant.",
        ),
        Mistake(
            "mean of the precisions",
            lambda counts: _second(sum(_precisions(counts)) / len(_precisions(counts)), counts),
            "Your balanced accuracy divides by the sums of the *columns*: by what was called a class. Rows are the "
            "true classes.",
        ),
        Mistake(
            "percent",
            lambda counts: tuple(100 * value for value in _two(counts)),
            "Those are percent. Shares from 0 to 1 were asked for.",
        ),
        Mistake(
            "sum of the recalls",
            lambda counts: _second(sum(_recalls(counts)), counts),
            "Your balanced accuracy is a *sum* over the classes. The mean was asked for.",
        ),
        Mistake(
            "share of wrong ones",
            lambda counts: tuple(1 - value for value in _two(counts)),
            "Those are the shares of what is *wrong*. Accuracy counts what is right.",
        ),
        Mistake(
            "worst class",
            lambda counts: _second(min(_recalls(counts)), counts),
            "Your balanced accuracy is that of the worst class. It is worth looking at, but the mean was asked for.",
        ),
        Mistake(
            "number of right ones",
            lambda counts: (float(np.trace(counts)), _two(counts)[1]),
            "Your first number counts the images that are right. Accuracy is their share of all.",
        ),
        Mistake(
            "accuracy divided by classes",
            lambda counts: (float(np.trace(counts) / len(counts)), _two(counts)[1]),
            "Your accuracy is the mean of the diagonal, a number of images. Divide what is right by *all images*.",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
    parts=("accuracy", "balanced accuracy"),
)

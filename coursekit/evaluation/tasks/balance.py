"""The task on what two rates mean where positives are rare."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["accuracy_and_precision"]

Pair = tuple[float, float]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


def _accuracy(tpr: float, fpr: float, positive_share: float) -> float:
    wrong = positive_share * (1 - tpr) + (1 - positive_share) * fpr
    return 1 - wrong


def _both(tpr: float, fpr: float, positive_share: float) -> Pair:
    hits = tpr * positive_share
    called = hits + fpr * (1 - positive_share)
    return _accuracy(tpr, fpr, positive_share), _share(hits, called)


def _other_precision(tpr: float, fpr: float, positive_share: float, found: float, whole: float) -> Pair:
    return _accuracy(tpr, fpr, positive_share), _share(found, whole)


def _other_accuracy(tpr: float, fpr: float, positive_share: float, accuracy: float) -> Pair:
    return accuracy, _both(tpr, fpr, positive_share)[1]


accuracy_and_precision = Task(
    "accuracy_and_precision",
    cases=[(0.85, 0.1, 0.2), (0.6, 0.02, 0.2), (0.85, 0.1, 0.01), (0.6, 0.02, 0.01), (0.0, 0.0, 0.1)],
    reference=_both,
    mistakes=[
        Mistake(
            "precision as if both were equally common",
            lambda tpr, fpr, share: _other_precision(tpr, fpr, share, tpr, tpr + fpr),
            "Your precision does not change with the share of positives: you add up rates of two groups as if these "
            "were of the same size. Which share of *all* images is found, and which is a false alarm?",
            of_one_case=True,
        ),
        Mistake(
            "neither knows the balance",
            lambda tpr, fpr, share: ((tpr + 1 - fpr) / 2, _share(tpr, tpr + fpr)),
            "Neither of your numbers changes with the share of positives. How many in a hundred images are positive, "
            "and how many of *these* are found?",
            of_one_case=True,
        ),
        Mistake(
            "balanced accuracy",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, (tpr + 1 - fpr) / 2),
            "Your accuracy is the balanced one, as if both classes were equally common. Here {positive_share} of the "
            "images are positive.",
            of_one_case=True,
        ),
        Mistake(
            "recall for precision",
            lambda tpr, fpr, share: _other_precision(tpr, fpr, share, tpr, 1.0),
            "Your precision is the TPR. That is a share of what *is* positive; precision is one of what is *called* "
            "positive.",
            of_one_case=True,
        ),
        Mistake(
            "1 - FPR for precision",
            lambda tpr, fpr, share: _other_precision(tpr, fpr, share, 1 - fpr, 1.0),
            "Your precision is 1 minus the FPR. The FPR is a share of the *negatives*; precision is one of what is "
            "*called* positive.",
            of_one_case=True,
        ),
        Mistake(
            "false alarms not weighed",
            lambda tpr, fpr, share: _other_precision(tpr, fpr, share, share * tpr, share * tpr + fpr),
            "You add the FPR as it is. It is a share of the *negatives*: which share of all images is that?",
            of_one_case=True,
        ),
        Mistake(
            "false alarms not weighed anywhere",
            lambda tpr, fpr, share: (share * tpr + 1 - share - fpr, _share(share * tpr, share * tpr + fpr)),
            "You take the FPR as it is, for both numbers. It is a share of the *negatives*: which share of all images "
            "is that?",
            of_one_case=True,
        ),
        Mistake(
            "false alarms weighed as positives everywhere",
            lambda tpr, fpr, share: (share * tpr + 1 - share - share * fpr, _share(tpr, tpr + fpr)),
            "You weigh the FPR with the share of the *positives*. Of whom is the FPR a share, and which share of all "
            "images are these?",
            of_one_case=True,
        ),
        Mistake(
            "all but the false alarms right",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, 1 - (1 - share) * fpr),
            "Your accuracy takes only the false alarms for wrong. What else can go wrong?",
            of_one_case=True,
        ),
        Mistake(
            "false alarms taken from all images",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, share * tpr + 1 - (1 - share) * fpr),
            "Your accuracy counts all images without the false alarms, and adds what is found once more. Which share "
            "of all is *negative* and not called positive?",
            of_one_case=True,
        ),
        Mistake(
            "share of wrong ones",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, 1 - _accuracy(tpr, fpr, share)),
            "That is the share of what is *wrong*. Accuracy counts what is right.",
            of_one_case=True,
        ),
        Mistake(
            "found ones as a share of all",
            lambda tpr, fpr, share: _other_precision(tpr, fpr, share, share * tpr, 1.0),
            "That is the share of *all* images that is found. Precision is a share of what is *called* positive.",
            of_one_case=True,
        ),
        Mistake(
            "true negatives for false alarms",
            lambda tpr, fpr, share: _other_precision(
                tpr, fpr, share, share * tpr, share * tpr + (1 - share) * (1 - fpr)
            ),
            "Your precision divides by all that is *right*. Divide by all that is *called positive*.",
            of_one_case=True,
        ),
        Mistake(
            "share of positives for negatives",
            lambda tpr, fpr, share: _both(tpr, fpr, 1 - share),
            "You take {positive_share} for the share of the negatives. It is that of the positives.",
            of_one_case=True,
        ),
        Mistake(
            "accuracy with the false alarms",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, share * tpr + (1 - share) * fpr),
            "Your accuracy adds the false alarms. What is right are the positives that are called positive, and the "
            "negatives that are *not*. (What you have is the share that is called positive.)",
            of_one_case=True,
        ),
        Mistake(
            "accuracy of the positives only",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, share * tpr),
            "Your accuracy counts the positives that are found. Negatives that are called negative are right, too.",
            of_one_case=True,
        ),
        Mistake(
            "rates added",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, share * tpr + 1 - fpr),
            "Your accuracy adds 1 minus the FPR as it is. That is a share of the *negatives*: which share of all "
            "images are these?",
            of_one_case=True,
        ),
        Mistake(
            "negatives weighed as positives",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, share * tpr + share * (1 - fpr)),
            "Your accuracy weighs the negatives with the share of the *positives*. Which share of all images are "
            "negative?",
            of_one_case=True,
        ),
        Mistake(
            "all negatives right",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, share * tpr + 1 - share),
            "Your accuracy counts all negatives as right. Some of them are false alarms.",
            of_one_case=True,
        ),
        Mistake(
            "false alarms taken away",
            lambda tpr, fpr, share: _other_accuracy(tpr, fpr, share, share * tpr - (1 - share) * fpr),
            "Your accuracy takes the false alarms away from what is found. They count nothing, not less than nothing; "
            "and the negatives that are rightly called negative count, too.",
            of_one_case=True,
        ),
        Mistake(
            "zero where nothing is called positive",
            lambda tpr, fpr, share: tuple(float(np.nan_to_num(value)) for value in _both(tpr, fpr, share)),
            "Where nothing is called positive, your precision is 0. Of nothing, nothing is known: make it `np.nan`.",
        ),
        Mistake(
            "one where nothing is called positive",
            lambda tpr, fpr, share: tuple(float(np.nan_to_num(value, nan=1)) for value in _both(tpr, fpr, share)),
            "Where nothing is called positive, your precision is 1. Of nothing, nothing is known: make it `np.nan`.",
        ),
        Mistake(
            "exchanged",
            lambda *case: _both(*case)[::-1],
            "Your two numbers have changed places: accuracy comes first.",
            of_one_case=True,
        ),
        Mistake(
            "share of false alarms",
            lambda tpr, fpr, share: _other_precision(
                tpr, fpr, share, (1 - share) * fpr, share * tpr + (1 - share) * fpr
            ),
            "That is the share of what is called positive and is *not*: 1 minus the precision.",
            of_one_case=True,
        ),
        Mistake(
            "percent",
            lambda *case: tuple(100 * value for value in _both(*case)),
            "Those are percent. Shares from 0 to 1 were asked for.",
            of_one_case=True,
        ),
        Mistake(
            "negative predictive value",
            lambda tpr, fpr, share: _other_precision(
                tpr, fpr, share, (1 - share) * (1 - fpr), (1 - share) * (1 - fpr) + share * (1 - tpr)
            ),
            "That is how often “negative” is right. Precision is about what is called *positive*.",
            of_one_case=True,
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    parts=("accuracy", "precision"),
)

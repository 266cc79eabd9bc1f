"""The task on the AUC as the share of pairs that are in the right order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import Array
from coursekit.evaluation.tasks.forbidden import AREA

__all__ = ["ranking_probability"]


class _Pairs(NamedTuple):
    """Pairs of a positive and a negative, by whose score is higher."""

    right: int
    tied: int
    wrong: int


def _pairs(truth: Array, scores: Array) -> _Pairs:
    positives, negatives = scores[truth == 1].tolist(), scores[truth == 0].tolist()
    found = [np.sign(positive - negative) for positive in positives for negative in negatives]
    return _Pairs(found.count(1), found.count(0), found.count(-1))


def _share(truth: Array, scores: Array, of_tied: float = 0.5) -> float:
    pairs = _pairs(truth, scores)
    return (pairs.right + of_tied * pairs.tied) / sum(pairs)


def _reference(truth: Array, scores: Array) -> float:
    return _share(truth, scores)


def _right(truth: Array, scores: Array) -> float:
    pairs = _pairs(truth, scores)
    return pairs.right + pairs.tied / 2


def _untied(truth: Array, scores: Array) -> float:
    """How many pairs have different scores; nan for none, so that what is divided by it is nan."""
    pairs = _pairs(truth, scores)
    return pairs.right + pairs.wrong or np.nan


def _of_untied(truth: Array, scores: Array) -> float:
    """The share of the pairs with different scores; nan where there are none, as NumPy has it."""
    return _pairs(truth, scores).right / _untied(truth, scores)


def _side_by_side(truth: Array, scores: Array) -> float:
    """Each positive against the negative of the same number, as far as there are both."""
    positives, negatives = scores[truth == 1].tolist(), scores[truth == 0].tolist()
    signs = [np.sign(positive - negative) for positive, negative in zip(positives, negatives, strict=False)]
    return float(np.mean([(1 + sign) / 2 for sign in signs]))


def _accuracy(truth: Array, scores: Array) -> float:
    return float(np.mean((scores >= 0.5) == (truth == 1)))


ranking_probability = Task(
    "ranking_probability",
    cases=[
        (np.array([1, 1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.6, 0.2])),
        (np.array([0, 1, 0, 0, 1, 0]), np.array([0.3, 0.5, 0.5, 0.1, 0.8, 0.3])),
        (np.array([1, 0, 0, 1, 0, 0, 0]), np.array([0.25, 0.25, 0.5, 0.5, 0.5, 0.25, 0.0])),
        (np.array([0, 0, 1, 1, 1]), np.array([3.0, 1.5, 1.5, -2.0, -0.5])),
    ],
    reference=_reference,
    mistakes=[
        Mistake(
            "ties count as wrong",
            lambda truth, scores: _share(truth, scores, 0),
            "A pair with equal scores counts nothing in yours. Nobody can tell which of the two is the positive: toss "
            "a coin, and how often are you right?",
        ),
        Mistake(
            "ties count as right",
            lambda truth, scores: _share(truth, scores, 1),
            "A pair with equal scores counts as right in yours: then a classifier that says 0.5 to everything would be "
            "perfect. Toss a coin between the two, and how often are you right?",
        ),
        Mistake(
            "ties left out",
            _of_untied,
            "You leave pairs with equal scores out altogether. They count half, and they are among the pairs by which "
            "you divide.",
        ),
        Mistake(
            "ties left out of the divisor",
            lambda truth, scores: _right(truth, scores) / _untied(truth, scores),
            "You count half a pair for each tie, but leave the ties out where you divide. They are pairs, too.",
        ),
        Mistake(
            "half on top of one",
            lambda truth, scores: (
                (1.5 * _pairs(truth, scores).right + _pairs(truth, scores).tied / 2) / sum(_pairs(truth, scores))
            ),
            "A pair in the right order counts one and a half in yours: `>=` holds for it, too. Is the half for *equal* "
            "scores only?",
        ),
        Mistake(
            "divided by the positives",
            lambda truth, scores: _right(truth, scores) / int((truth == 1).sum()),
            "You divide by the number of positives. How many *pairs* of one positive and one negative are there?",
        ),
        Mistake(
            "divided by the negatives",
            lambda truth, scores: _right(truth, scores) / int((truth == 0).sum()),
            "You divide by the number of negatives. How many *pairs* of one positive and one negative are there?",
        ),
        Mistake(
            "positives against all",
            lambda truth, scores: _share(
                np.repeat([1, 0], [int(truth.sum()), len(truth)]), np.concatenate([scores[truth == 1], scores])
            ),
            "You compare each positive with *all* images, itself among them. Only negatives are its opponents.",
        ),
        Mistake(
            "every pair in both directions",
            lambda truth, scores: 0.5,
            "You always give 0.5: you take every pair twice, once from each side. The positive has to have the higher "
            "score.",
        ),
        Mistake(
            "the other way round",
            lambda truth, scores: 1 - _share(truth, scores),
            "You count the pairs in which the *negative* has the higher score.",
        ),
        Mistake(
            "right less wrong",
            lambda truth, scores: 2 * _share(truth, scores) - 1,
            "You subtract the pairs in the wrong order. They count nothing, not less than nothing.",
        ),
        Mistake(
            "number of pairs",
            _right,
            "That is a number of pairs. Divide by how many there are.",
        ),
        Mistake(
            "divided by all pairs of images",
            lambda truth, scores: _right(truth, scores) / (len(truth) * (len(truth) - 1) / 2),
            "You divide by the pairs of *any* two images. Only pairs of one positive and one negative are counted: how "
            "many of these are there?",
        ),
        Mistake(
            "divided by the square",
            lambda truth, scores: _right(truth, scores) / len(truth) ** 2,
            "You divide by the number of images, squared. How many pairs of one positive and one negative are there?",
        ),
        Mistake(
            "divided by the images",
            lambda truth, scores: _right(truth, scores) / len(truth),
            "You divide by the number of images. How many *pairs* of one positive and one negative are there?",
        ),
        Mistake(
            "decisions ranked",
            lambda truth, scores: _share(truth, (scores >= 0.5).astype(int)),
            "You rank decisions at a threshold of 0.5, yes or no, and so lose which score is higher among equal "
            "decisions. Compare the scores themselves.",
        ),
        Mistake(
            "one negative for each positive",
            _side_by_side,
            "You compare the first positive with the first negative, the second with the second, and so on. *Each* "
            "positive meets *each* negative: how many pairs are that?",
        ),
        Mistake(
            "percent",
            lambda truth, scores: 100 * _share(truth, scores),
            "That is in percent. A share from 0 to 1 was asked for.",
        ),
        Mistake(
            "accuracy",
            _accuracy,
            "That is the accuracy at a threshold of 0.5. No threshold is asked for here: only which of two images has "
            "the higher score.",
        ),
        Mistake(
            "difference of means",
            lambda truth, scores: float(scores[truth == 1].mean() - scores[truth == 0].mean()),
            "That is how far apart the mean scores are. By how much a score is higher does not matter, only whether.",
        ),
    ],
    forbidden=AREA,
    instead="Compare the scores pair by pair: that is the task.",
    keeps_arguments=True,
)

"""The task on the points of a ROC curve."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.arrays import divided
from coursekit.evaluation.tasks.curves import (
    above,
    at_most,
    below,
    curve_of,
    falling_from,
    halfway,
    one_by_one,
    other_rates,
    reference,
    repeated,
)
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["roc_points"]

_THREE_TIED = np.array([1, 0, 0, 1, 0, 1, 0, 0]), np.array([0.9, 0.7, 0.4, 0.7, 0.7, 0.4, 0.2, 0.1])

roc_points = Task(
    "roc_points",
    cases=[
        (np.array([1, 1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.6, 0.2])),
        (np.array([0, 1, 0, 0, 1, 0]), np.array([0.3, 0.5, 0.5, 0.1, 0.8, 0.3])),
        _THREE_TIED,
        (np.array([1, 0, 0, 1]), np.array([-1.5, -2.0, 3.0, 4.5])),
    ],
    reference=reference,
    mistakes=[
        Mistake(
            "strictly above",
            lambda truth, scores: curve_of(truth, scores, called=above),
            "You call positive what lies *above* the threshold, so that your last point is not (1, 1). Here a score of "
            "*at least* the threshold is positive: at a threshold of 0.7 an image with 0.7 counts, too.",
        ),
        Mistake(
            "ties taken one by one",
            one_by_one,
            "Images with equal scores get thresholds of their own in yours. No threshold can tell them apart: all of "
            "them cross it together, and there is one point for each score that *occurs*.",
        ),
        Mistake(
            "thresholds repeated",
            repeated,
            "A score that occurs twice stands twice among your thresholds. Once is enough.",
        ),
        Mistake(
            "strictly above, without infinity",
            lambda truth, scores: curve_of(truth, scores, falling_from(scores), above),
            "With `>` your curve begins at (0, 0) without `np.inf`, but it does not reach (1, 1). A score of *at "
            "least* the threshold is positive here: then which threshold calls nothing positive?",
        ),
        Mistake(
            "strictly above, down to minus infinity",
            lambda truth, scores: curve_of(truth, scores, [*falling_from(scores, np.inf), -np.inf], above),
            "You call positive what lies *above* the threshold, and need −∞ to reach (1, 1). Here a score of *at "
            "least* the threshold is positive: at the lowest score, everything is.",
        ),
        Mistake(
            "rising after infinity",
            lambda truth, scores: curve_of(truth, scores, [np.inf, *falling_from(scores)[::-1]]),
            "Your thresholds rise after `np.inf`: `np.unique` and `sorted` give the lowest first. They should fall.",
        ),
        Mistake(
            "in the order of the images",
            lambda truth, scores: curve_of(truth, scores, [np.inf, *dict.fromkeys(scores.tolist())]),
            "Your thresholds stand in the order of the images. They should fall from the highest score to the lowest.",
        ),
        Mistake(
            "in the order of the images, repeated",
            lambda truth, scores: curve_of(truth, scores, [np.inf, *scores.tolist()]),
            "Your thresholds are the scores as the images bring them. They should fall from the highest to the lowest, "
            "and a score that occurs twice is needed once.",
        ),
        Mistake(
            "infinity last",
            lambda truth, scores: curve_of(truth, scores, [*falling_from(scores), np.inf]),
            "Your `np.inf` comes last. It is the highest threshold, and thresholds fall.",
        ),
        Mistake(
            "rising, without infinity",
            lambda truth, scores: curve_of(truth, scores, falling_from(scores)[::-1]),
            "Your thresholds rise, and your curve does not reach (0, 0). They should fall, and begin with one that is "
            "above *every* score.",
        ),
        Mistake(
            "halfway between scores",
            lambda truth, scores: curve_of(truth, scores, [np.inf, *halfway(scores), -np.inf]),
            "Your thresholds lie halfway between the scores. That gives the same points, but here the scores "
            "themselves were asked for: a score of at least the threshold is positive.",
        ),
        Mistake(
            "no infinite threshold",
            lambda truth, scores: curve_of(truth, scores, falling_from(scores)),
            "Your curve does not begin at (0, 0), where nothing is called positive. Which threshold does that, "
            "whatever the scores are?",
        ),
        Mistake(
            "begun above the highest score",
            lambda truth, scores: curve_of(truth, scores, falling_from(scores, float(scores.max()) + 1)),
            "Your first threshold is one more than the highest score. It does what it should, but `np.inf` was asked "
            "for, which is above every score.",
        ),
        Mistake(
            "begun at one",
            lambda truth, scores: curve_of(truth, scores, falling_from(scores, 1.0)),
            "Your first threshold is 1. Scores need be no probabilities, and a score of 1 itself would be positive "
            "there. Which threshold is above *every* score?",
        ),
        Mistake(
            "rising",
            lambda truth, scores: tuple(part[::-1] for part in curve_of(truth, scores)),
            "The points are right, but they run from (1, 1) to (0, 0). The highest threshold comes first.",
        ),
        Mistake(
            "ends at minus infinity",
            lambda truth, scores: curve_of(truth, scores, [*falling_from(scores, np.inf), -np.inf]),
            "Your last two points are the same: at the lowest score everything is called positive already. That is "
            "where to end.",
        ),
        Mistake(
            "FPR and TPR exchanged",
            lambda truth, scores: tuple(curve_of(truth, scores)[place] for place in (0, 2, 1)),
            "FPR and TPR have changed places. The FPR is a share of the *negatives*.",
        ),
        Mistake(
            "thresholds last",
            lambda truth, scores: tuple(curve_of(truth, scores)[place] for place in (1, 2, 0)),
            "Your thresholds come last. The docstring has another order.",
        ),
        Mistake(
            "percent",
            lambda truth, scores: tuple(
                part * factor for part, factor in zip(curve_of(truth, scores), (1, 100, 100), strict=True)
            ),
            "Your rates are percent. They are shares, from 0 to 1.",
        ),
        Mistake(
            "low scores called positive",
            lambda truth, scores: curve_of(truth, scores, called=at_most),
            "You call positive what has a score of *at most* the threshold. High scores are positive.",
        ),
        Mistake(
            "low scores called positive, strictly",
            lambda truth, scores: curve_of(truth, scores, called=below),
            "You call positive what lies *below* the threshold. High scores are positive.",
        ),
        Mistake(
            "shares of all images",
            other_rates(
                lambda tp, fp, positives, negatives: fp / (positives + negatives),
                lambda tp, fp, positives, negatives: tp / (positives + negatives),
            ),
            "You divide by the number of all images, so that your curve does not reach (1, 1). The TPR is a share of "
            "the positives, the FPR one of the negatives.",
        ),
        Mistake(
            "numbers instead of rates",
            other_rates(lambda tp, fp, positives, negatives: fp, lambda tp, fp, positives, negatives: tp),
            "Those are numbers of images. Divide each by the number of all that could be called so.",
        ),
        Mistake(
            "false alarms by what is called positive",
            other_rates(lambda tp, fp, positives, negatives: divided(fp, tp + fp, 0)),
            "Your FPR divides the false alarms by what is *called* positive. It is a share of the *negatives*.",
        ),
        Mistake(
            "false alarms by what is called positive, nan at first",
            other_rates(lambda tp, fp, positives, negatives: divided(fp, tp + fp)),
            "Your FPR divides the false alarms by what is *called* positive, and at first that is nothing. It is a "
            "share of the *negatives*.",
        ),
        Mistake(
            "false alarms by the positives",
            other_rates(lambda tp, fp, positives, negatives: fp / positives),
            "Your FPR divides the false alarms by the number of *positives*. Whose share is it?",
        ),
        Mistake(
            "FPR as a share of all images",
            other_rates(lambda tp, fp, positives, negatives: fp / (positives + negatives)),
            "Your FPR divides the false alarms by *all* images. It is a share of the *negatives*.",
        ),
        Mistake(
            "both by what is called positive",
            other_rates(
                lambda tp, fp, positives, negatives: divided(fp, tp + fp, 0),
                lambda tp, fp, positives, negatives: divided(tp, tp + fp, 0),
            ),
            "You divide both by what is *called* positive: which share of it is wrong, and which is right. Divide by "
            "what *is* negative, and by what *is* positive.",
        ),
        Mistake(
            "specificity for the FPR",
            other_rates(lambda tp, fp, positives, negatives: 1 - fp / negatives),
            "Your FPR falls from 1 to 0: it is the share of the negatives that is *rightly* called negative. The FPR "
            "is the rest.",
        ),
        Mistake(
            "precision for the TPR",
            other_rates(
                lambda tp, fp, positives, negatives: fp / negatives,
                lambda tp, fp, positives, negatives: divided(tp, tp + fp),
            ),
            "Your TPR is a share of what is *called* positive, which is the precision. It is a share of what *is* "
            "positive.",
        ),
        Mistake(
            "lowest score left out",
            lambda truth, scores: curve_of(truth, scores, falling_from(scores, np.inf)[:-1]),
            "Your curve does not reach (1, 1). At which threshold is everything called positive?",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
    parts=("thresholds", "FPR", "TPR"),
)

"""The task on a reliability table: what scores promise, and what comes of it."""

from __future__ import annotations

import numpy as np

from coursekit.checks import Mistake, Task
from coursekit.evaluation.tasks.binning import (
    between_extremes,
    cumulative,
    equally_many,
    exchanged,
    filled,
    lower_bin,
    mean_of,
    overlapping,
    reference,
    reliability,
    share_of_positives,
    share_of_right_decisions,
    upper_bin,
    without_empty,
)
from coursekit.evaluation.tasks.forbidden import BY_COUNTING, METRICS

__all__ = ["reliability_table"]

reliability_table = Task(
    "reliability_table",
    cases=[
        (np.array([0, 0, 1, 0, 1, 1, 1, 0]), np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.9, 0.8]), 2),
        (np.array([0, 1, 0, 1, 1, 0, 1]), np.array([0.125, 0.25, 0.375, 0.5, 0.75, 0.875, 0.875]), 4),
        (np.array([1, 0, 0, 1, 1]), np.array([0.0, 0.0, 0.1, 0.7, 1.0]), 4),
    ],
    reference=reference,
    mistakes=[
        Mistake(
            "edges in the bin above",
            filled(upper_bin),
            "A score on the edge of two bins lands in the upper one. Here a bin reaches *up to and with* its upper "
            "edge: with two bins, 0.5 belongs to the first.",
            of_one_case=True,
        ),
        Mistake(
            "edges in the bin above, 1 lost",
            filled(lambda score, bins: -1 if score == 1 else upper_bin(score, bins)),
            "Edges land in the upper bin, and a score of 1 in none at all. Here a bin reaches *up to and with* its "
            "upper edge.",
            of_one_case=True,
        ),
        Mistake(
            "edges in both bins",
            overlapping,
            "A score on the edge of two bins is in both of them in yours: all your images together are more than there "
            "are. Which of the two does the text say it belongs to?",
        ),
        Mistake(
            "edges in no bin",
            filled(lambda score, bins: -1 if (score * bins).is_integer() else lower_bin(score, bins)),
            "A score on the edge of two bins is in none of yours. Which of the two does the text say it belongs to?",
        ),
        Mistake(
            "bins counted from 1",
            filled(lambda score, bins: upper_bin(score, bins) + 1),
            "Your first bin is empty: the images stand one row too low, and the last ones are lost. `np.digitize` "
            "counts bins from 1 if the edges begin with 0.",
            of_one_case=True,
        ),
        Mistake(
            "all up to the edge",
            cumulative,
            "Each of your bins holds all images below it, too. Where does a bin *begin*?",
        ),
        Mistake(
            "equally many in each bin",
            equally_many,
            "Your bins hold equally many images each. Asked for are bins of equal *width* from 0 to 1, however many "
            "images there are in each.",
        ),
        Mistake(
            "0 lost",
            filled(lambda score, bins: -1 if score == 0 else lower_bin(score, bins)),
            "A score of 0 is in none of your bins. The first one has both of its edges.",
            of_one_case=True,
        ),
        Mistake(
            "0 in the last bin",
            filled(lambda score, bins: bins - 1 if score == 0 else lower_bin(score, bins)),
            "A score of 0 lands in your *last* bin: its number is −1, and Python counts that from behind.",
            of_one_case=True,
        ),
        Mistake(
            "empty bins left out",
            without_empty,
            "Bins without images are missing in your table. There are {bins} bins: keep them all, with `np.nan` where "
            "nothing is known.",
        ),
        Mistake(
            "zeros in empty bins",
            lambda *case: reliability(*case).fillna(0.0),
            "In a bin without images you say 0. Of nothing, nothing is known: make it `np.nan`.",
            of_one_case=True,
        ),
        Mistake(
            "middle of the bin",
            filled(mean_score=lambda truth, scores, number, bins, _: (number + 0.5) / bins),
            "Your mean score is the middle of each bin. What is the mean of the scores that are *in* it?",
        ),
        Mistake(
            "upper edge of the bin",
            filled(mean_score=lambda truth, scores, number, bins, _: (number + 1) / bins if scores else np.nan),
            "Your mean score is the upper edge of each bin. What is the mean of the scores that are *in* it?",
        ),
        Mistake(
            "lower edge of the bin",
            filled(mean_score=lambda truth, scores, number, bins, _: number / bins if scores else np.nan),
            "Your mean score is the lower edge of each bin. What is the mean of the scores that are *in* it?",
        ),
        Mistake(
            "middle of the bin, nan where it is empty",
            filled(mean_score=lambda truth, scores, number, bins, _: (number + 0.5) / bins if scores else np.nan),
            "Your mean score is the middle of each bin. What is the mean of the scores that are *in* it?",
        ),
        Mistake(
            "share of all positives",
            filled(positive_share=lambda truth, scores, number, bins, everyone: sum(truth) / sum(everyone)),
            "Your positive share says which part of all positives is in the bin. Which part of the *bin* is positive?",
        ),
        Mistake(
            "share of all images",
            filled(positive_share=lambda truth, scores, number, bins, everyone: sum(truth) / len(everyone)),
            "Your positive share divides by all images. Divide by those of the bin.",
        ),
        Mistake(
            "number of positives",
            filled(positive_share=lambda truth, *_: float(sum(truth))),
            "Your positive share is a number of images. Divide by those of the bin.",
        ),
        Mistake(
            "number of positives, nan where it is empty",
            filled(positive_share=lambda truth, *_: float(sum(truth)) if truth else np.nan),
            "Your positive share is a number of images. Divide by those of the bin.",
        ),
        Mistake(
            "percent",
            filled(positive_share=lambda truth, *_: 100 * share_of_positives(truth)),
            "Your positive share is in percent. A share from 0 to 1 was asked for.",
        ),
        Mistake(
            "share of right decisions",
            filled(positive_share=share_of_right_decisions),
            "Your positive share says how many are decided rightly at 0.5. No decision is asked for: how many of the "
            "bin *are* positive?",
        ),
        Mistake(
            "share of the negatives",
            filled(positive_share=lambda truth, *_: 1 - share_of_positives(truth)),
            "That is the share of the *negatives* in each bin.",
        ),
        Mistake(
            "sum of the scores",
            filled(mean_score=lambda truth, scores, *_: sum(scores)),
            "Your mean score is a sum.",
        ),
        Mistake(
            "mean score of the positives",
            filled(
                mean_score=lambda truth, scores, *_: mean_of(
                    [score for value, score in zip(truth, scores, strict=True) if value]
                )
            ),
            "Your mean score leaves out the negatives of the bin. What a score promises, it promises to all.",
        ),
        Mistake(
            "columns exchanged",
            exchanged,
            "Mean score and positive share have changed places.",
        ),
        Mistake(
            "bins between the extremes",
            between_extremes,
            "Your bins reach from the lowest score to the highest. They reach from 0 to 1, whatever the scores are: "
            "only so can two models be compared.",
        ),
        Mistake(
            "number of positives for the images",
            filled(images=lambda truth, *_: sum(truth)),
            "Your first column counts the positives. All images of the bin were asked for.",
        ),
        Mistake(
            "share of the images",
            filled(images=lambda truth, scores, number, bins, everyone: len(truth) / len(everyone)),
            "Your first column holds shares. The number of images was asked for.",
        ),
    ],
    forbidden=METRICS,
    instead=BY_COUNTING,
    keeps_arguments=True,
)

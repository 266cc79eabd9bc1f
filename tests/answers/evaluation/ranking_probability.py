"""Answers to `ranking_probability(truth, scores)`."""

import numpy as np


def right_loops(truth, scores):
    total = 0
    for positive in scores[truth == 1]:
        for negative in scores[truth == 0]:
            if positive > negative:
                total += 1
            elif positive == negative:
                total += 0.5
    return total / ((truth == 1).sum() * (truth == 0).sum())


def right_broadcast(truth, scores):
    difference = scores[truth == 1][:, None] - scores[truth == 0]
    return ((difference > 0) + (difference == 0) / 2).mean()


def right_signs(truth, scores):
    return (1 + np.sign(np.subtract.outer(scores[truth == 1], scores[truth == 0])).mean()) / 2


def right_ranks(truth, scores):
    from scipy.stats import rankdata

    positives = int(truth.sum())
    below = rankdata(scores)[truth == 1].sum() - positives * (positives + 1) / 2
    return below / (positives * (len(truth) - positives))


def right_sorted(truth, scores):
    negatives, positives = np.sort(scores[truth == 0]), scores[truth == 1]
    left, right = (np.searchsorted(negatives, positives, side) for side in ("left", "right"))
    return float((left + right).sum() / 2 / (len(negatives) * len(positives)))


def right_pandas(truth, scores):
    import pandas as pd

    ranks = pd.Series(scores).rank()[truth == 1]
    return (ranks.mean() - (len(ranks) + 1) / 2) / (len(truth) - len(ranks))


def _difference(truth, scores):
    return scores[truth == 1][:, None] - scores[truth == 0]


def wrong_strictly(truth, scores):
    """A pair with equal scores counts nothing in yours."""
    return (_difference(truth, scores) > 0).mean()


def wrong_at_least(truth, scores):
    """A pair with equal scores counts as right in yours"""
    return (_difference(truth, scores) >= 0).mean()


def wrong_ties_left_out(truth, scores):
    """You leave pairs with equal scores out altogether."""
    difference = _difference(truth, scores)
    with np.errstate(invalid="ignore"):
        return (difference > 0).sum() / (difference != 0).sum()


def wrong_other_way_round(truth, scores):
    """the *negative* has the higher score"""
    return right_loops(1 - truth, scores)


def wrong_less_the_wrong_ones(truth, scores):
    """You subtract the pairs in the wrong order."""
    return np.sign(_difference(truth, scores)).mean()


def wrong_number(truth, scores):
    """That is a number of pairs."""
    difference = _difference(truth, scores)
    return (difference > 0).sum() + (difference == 0).sum() / 2


def wrong_all_pairs(truth, scores):
    """pairs of *any* two images"""
    return wrong_number(truth, scores) / (len(truth) * (len(truth) - 1) / 2)


def wrong_squared(truth, scores):
    """the number of images, squared"""
    return wrong_number(truth, scores) / len(truth) ** 2


def wrong_by_images(truth, scores):
    """You divide by the number of images."""
    return wrong_number(truth, scores) / len(truth)


def wrong_accuracy(truth, scores):
    """the accuracy at a threshold of 0.5"""
    return ((scores >= 0.5) == truth).mean()


def wrong_means(truth, scores):
    """how far apart the mean scores are"""
    return scores[truth == 1].mean() - scores[truth == 0].mean()


def wrong_means_compared(truth, scores):
    """That is too"""
    return float(scores[truth == 1].mean() > scores[truth == 0].mean())


def wrong_ties_out_of_the_divisor(truth, scores):
    """leave the ties out where you divide"""
    return wrong_number(truth, scores) / (_difference(truth, scores) != 0).sum()


def wrong_half_on_top(truth, scores):
    """counts one and a half in yours"""
    difference = _difference(truth, scores)
    return ((difference > 0) + 0.5 * (difference >= 0)).mean()


def wrong_by_positives(truth, scores):
    """You divide by the number of positives."""
    return wrong_number(truth, scores) / (truth == 1).sum()


def wrong_by_negatives(truth, scores):
    """You divide by the number of negatives."""
    return wrong_number(truth, scores) / (truth == 0).sum()


def wrong_against_all(truth, scores):
    """You compare each positive with *all* images"""
    difference = scores[truth == 1][:, None] - scores
    return ((difference > 0) + 0.5 * (difference == 0)).mean()


def wrong_both_directions(truth, scores):
    """you take every pair twice"""
    difference = np.subtract.outer(scores, scores)[truth[:, None] != truth]
    return ((difference > 0) + 0.5 * (difference == 0)).mean()


def wrong_decisions(truth, scores):
    """You rank decisions at a threshold of 0.5"""
    return right_loops(truth, (scores >= 0.5).astype(float))


def wrong_side_by_side(truth, scores):
    """*Each* positive meets *each* negative"""
    pairs = list(zip(scores[truth == 1], scores[truth == 0], strict=False))
    return sum(1 if a > b else 0.5 if a == b else 0 for a, b in pairs) / len(pairs)


def wrong_percent(truth, scores):
    """That is in percent."""
    return 100 * right_loops(truth, scores)


def refused_the_tasks_own_answer(truth, scores):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.ranking_probability.reference(truth, scores)


def refused_the_package(truth, scores):
    """coursekit.evaluation"""
    from coursekit import evaluation

    return evaluation.roc(truth, scores).auc


def refused_scikit_learn(truth, scores):
    """sklearn.metrics.roc_auc_score"""
    from sklearn.metrics import roc_auc_score

    return roc_auc_score(truth, scores)


def refused_scipy(truth, scores):
    """scipy.stats.mannwhitneyu"""
    from scipy import stats

    found = stats.mannwhitneyu(scores[truth == 1], scores[truth == 0]).statistic
    return found / (truth.sum() * (1 - truth).sum())

"""Answers to `roc_points(truth, scores)`."""

import numpy as np


def right_loop(truth, scores):
    thresholds = [np.inf, *sorted(set(scores.tolist()), reverse=True)]
    fpr = [(scores[truth == 0] >= threshold).mean() for threshold in thresholds]
    tpr = [(scores[truth == 1] >= threshold).mean() for threshold in thresholds]
    return np.array(thresholds), np.array(fpr), np.array(tpr)


def right_broadcast(truth, scores):
    thresholds = np.append(np.inf, np.unique(scores)[::-1])
    called = scores >= thresholds[:, None]
    return thresholds, called[:, truth == 0].mean(axis=1), called[:, truth == 1].mean(axis=1)


def right_counting(truth, scores):
    thresholds, fpr, tpr = [float("inf")], [0.0], [0.0]
    for threshold in sorted(set(scores.tolist()), reverse=True):
        tp = fp = 0
        for true, score in zip(truth, scores, strict=True):
            if score >= threshold and true == 1:
                tp += 1
            elif score >= threshold:
                fp += 1
        thresholds.append(threshold)
        fpr.append(fp / (truth == 0).sum())
        tpr.append(tp / (truth == 1).sum())
    return thresholds, fpr, tpr


def right_cumulative(truth, scores):
    """Sorted once; of equal scores the last place counts."""
    order = np.argsort(-scores, kind="stable")
    ordered, true = scores[order], truth[order]
    last = np.append(ordered[1:] != ordered[:-1], True)
    tpr = np.append(0, (np.cumsum(true) / true.sum())[last])
    fpr = np.append(0, (np.cumsum(1 - true) / (1 - true).sum())[last])
    return np.append(np.inf, ordered[last]), fpr, tpr


def right_pandas(truth, scores):
    import pandas as pd

    counts = pd.DataFrame({"score": scores, "tp": truth, "fp": 1 - truth}).groupby("score").sum()[::-1].cumsum()
    shares = counts / counts.iloc[-1]
    return np.append(np.inf, shares.index), np.append(0, shares["fp"]), np.append(0, shares["tp"])


def _at(truth, scores, thresholds, compare=np.greater_equal):
    called = [compare(scores, threshold) for threshold in thresholds]
    return (
        np.array(thresholds),
        np.array([each[truth == 0].mean() for each in called]),
        np.array([each[truth == 1].mean() for each in called]),
    )


def _thresholds(scores, *first):
    return [*first, *sorted(set(scores.tolist()), reverse=True)]


def wrong_strictly_above(truth, scores):
    """You call positive what lies *above* the threshold"""
    return _at(truth, scores, _thresholds(scores, np.inf), np.greater)


def wrong_one_by_one(truth, scores):
    """No threshold can tell them apart"""
    order = np.argsort(-scores, kind="stable")
    true = truth[order]
    return (
        np.append(np.inf, scores[order]),
        np.append(0, np.cumsum(true == 0) / (true == 0).sum()),
        np.append(0, np.cumsum(true) / true.sum()),
    )


def wrong_repeated(truth, scores):
    """A score that occurs twice stands twice among your thresholds."""
    return _at(truth, scores, [np.inf, *sorted(scores.tolist(), reverse=True)])


def wrong_no_infinity(truth, scores):
    """Your curve does not begin at (0, 0)"""
    return _at(truth, scores, _thresholds(scores))


def wrong_highest_plus_one(truth, scores):
    """one more than the highest score"""
    return _at(truth, scores, _thresholds(scores, scores.max() + 1))


def wrong_begins_at_one(truth, scores):
    """Scores need be no probabilities"""
    return _at(truth, scores, _thresholds(scores, 1.0))


def wrong_rising(truth, scores):
    """they run from (1, 1) to (0, 0)"""
    return _at(truth, scores, [*sorted(set(scores.tolist())), np.inf])


def wrong_down_to_minus_infinity(truth, scores):
    """Your last two points are the same"""
    return _at(truth, scores, [*_thresholds(scores, np.inf), -np.inf])


def wrong_exchanged(truth, scores):
    """FPR and TPR have changed places."""
    thresholds, fpr, tpr = right_loop(truth, scores)
    return thresholds, tpr, fpr


def wrong_at_most(truth, scores):
    """what has a score of *at most* the threshold"""
    return _at(truth, scores, _thresholds(scores, np.inf), np.less_equal)


def wrong_below(truth, scores):
    """You call positive what lies *below* the threshold."""
    return _at(truth, scores, _thresholds(scores, np.inf), np.less)


def _counts(truth, scores):
    thresholds = np.array(_thresholds(scores, np.inf))
    called = scores >= thresholds[:, None]
    return thresholds, (called & (truth == 0)).sum(axis=1), (called & (truth == 1)).sum(axis=1)


def wrong_shares_of_all(truth, scores):
    """You divide by the number of all images"""
    thresholds, fp, tp = _counts(truth, scores)
    return thresholds, fp / len(truth), tp / len(truth)


def wrong_numbers(truth, scores):
    """Those are numbers of images."""
    return _counts(truth, scores)


def wrong_false_discovery_rate(truth, scores):
    """Your FPR divides the false alarms by what is *called* positive."""
    thresholds, fp, tp = _counts(truth, scores)
    return thresholds, fp / np.maximum(tp + fp, 1), tp / truth.sum()


def wrong_false_discovery_rate_nan(truth, scores):
    """at first that is nothing"""
    thresholds, fp, tp = _counts(truth, scores)
    with np.errstate(invalid="ignore"):
        return thresholds, fp / (tp + fp), tp / truth.sum()


def wrong_by_the_positives(truth, scores):
    """Your FPR divides the false alarms by the number of *positives*."""
    thresholds, fp, tp = _counts(truth, scores)
    return thresholds, fp / truth.sum(), tp / truth.sum()


def wrong_specificity(truth, scores):
    """Your FPR falls from 1 to 0"""
    thresholds, fpr, tpr = right_loop(truth, scores)
    return thresholds, 1 - fpr, tpr


def wrong_precision(truth, scores):
    """which is the precision"""
    thresholds, fp, tp = _counts(truth, scores)
    with np.errstate(invalid="ignore"):
        return thresholds, fp / (truth == 0).sum(), tp / (tp + fp)


def wrong_stops_early(truth, scores):
    """At which threshold is everything called positive?"""
    return _at(truth, scores, _thresholds(scores, np.inf)[:-1])


def wrong_grid(truth, scores):
    """Your thresholds"""
    return _at(truth, scores, np.linspace(1, 0, 11))


def wrong_two_parts(truth, scores):
    """It has 2 items; 3 were wanted."""
    return right_loop(truth, scores)[1:]


def wrong_above_without_infinity(truth, scores):
    """your curve begins at (0, 0) without `np.inf`"""
    return _at(truth, scores, _thresholds(scores), np.greater)


def wrong_above_down_to_minus_infinity(truth, scores):
    """need −∞ to reach (1, 1)"""
    return _at(truth, scores, [*_thresholds(scores, np.inf), -np.inf], np.greater)


def wrong_rising_after_infinity(truth, scores):
    """Your thresholds rise after `np.inf`"""
    return _at(truth, scores, np.append(np.inf, np.unique(scores)))


def wrong_in_the_order_of_the_images(truth, scores):
    """Your thresholds stand in the order of the images."""
    return _at(truth, scores, [np.inf, *dict.fromkeys(scores.tolist())])


def wrong_infinity_last(truth, scores):
    """Your `np.inf` comes last."""
    return _at(truth, scores, np.append(np.unique(scores)[::-1], np.inf))


def wrong_rising_without_infinity(truth, scores):
    """Your thresholds rise, and your curve does not reach (0, 0)."""
    return _at(truth, scores, np.unique(scores))


def wrong_halfway(truth, scores):
    """Your thresholds lie halfway between the scores."""
    falling = np.unique(scores)[::-1]
    return _at(truth, scores, [np.inf, *((falling[1:] + falling[:-1]) / 2), -np.inf])


def wrong_fpr_of_all(truth, scores):
    """Your FPR divides the false alarms by *all* images."""
    thresholds, fp, tp = _counts(truth, scores)
    return thresholds, fp / len(truth), tp / truth.sum()


def wrong_both_by_what_is_called(truth, scores):
    """You divide both by what is *called* positive"""
    thresholds, fp, tp = _counts(truth, scores)
    called = np.maximum(tp + fp, 1)
    return thresholds, fp / called, tp / called


def wrong_as_the_images_come(truth, scores):
    """Your thresholds are the scores as the images bring them."""
    return _at(truth, scores, [np.inf, *scores])


def wrong_thresholds_last(truth, scores):
    """Your thresholds come last."""
    thresholds, fpr, tpr = right_loop(truth, scores)
    return fpr, tpr, thresholds


def wrong_percent(truth, scores):
    """Your rates are percent."""
    thresholds, fpr, tpr = right_loop(truth, scores)
    return thresholds, 100 * fpr, 100 * tpr


def refused_the_tasks_own_answer(truth, scores):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.roc_points.reference(truth, scores)


def refused_the_package(truth, scores):
    """coursekit.evaluation"""
    from coursekit import evaluation

    curve = evaluation.roc(truth, scores)
    return curve.thresholds, curve.fpr, curve.tpr


def refused_scikit_learn(truth, scores):
    """sklearn.metrics.roc_curve"""
    from sklearn.metrics import roc_curve

    fpr, tpr, thresholds = roc_curve(truth, scores, drop_intermediate=False)
    return thresholds, fpr, tpr

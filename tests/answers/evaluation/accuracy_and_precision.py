"""Answers to `accuracy_and_precision(tpr, fpr, positive_share)`."""

import numpy as np


def right_shares(tpr, fpr, positive_share):
    found, alarms = positive_share * tpr, (1 - positive_share) * fpr
    precision = found / (found + alarms) if found + alarms else np.nan
    return found + (1 - positive_share) * (1 - fpr), precision


def right_thousands(tpr, fpr, positive_share):
    """With a million images."""
    positives = 1e6 * positive_share
    negatives = 1e6 - positives
    tp, fp = tpr * positives, fpr * negatives
    return (tp + negatives - fp) / 1e6, tp / (tp + fp) if tp + fp > 0 else float("nan")


def right_by_odds(tpr, fpr, positive_share):
    wrong = positive_share * (1 - tpr) + (1 - positive_share) * fpr
    if tpr == fpr == 0:
        return 1 - wrong, np.nan
    if tpr == 0:
        return 1 - wrong, 0.0
    return 1 - wrong, 1 / (1 + fpr / tpr * (1 - positive_share) / positive_share)


def _right(tpr, fpr, positive_share):
    return right_shares(tpr, fpr, positive_share)


def wrong_balance_ignored_in_precision(tpr, fpr, positive_share):
    """Your precision does not change with the share of positives"""
    return _right(tpr, fpr, positive_share)[0], tpr / (tpr + fpr) if tpr + fpr else np.nan


def wrong_balance_ignored(tpr, fpr, positive_share):
    """Neither of your numbers changes with the share of positives."""
    return (tpr + 1 - fpr) / 2, tpr / (tpr + fpr) if tpr + fpr else np.nan


def wrong_balanced_accuracy(tpr, fpr, positive_share):
    """Your accuracy is the balanced one"""
    return (tpr + 1 - fpr) / 2, _right(tpr, fpr, positive_share)[1]


def wrong_recall(tpr, fpr, positive_share):
    """Your precision is the TPR."""
    return _right(tpr, fpr, positive_share)[0], tpr


def wrong_one_minus_fpr(tpr, fpr, positive_share):
    """Your precision is 1 minus the FPR."""
    return _right(tpr, fpr, positive_share)[0], 1 - fpr


def wrong_fpr_as_it_is(tpr, fpr, positive_share):
    """You add the FPR as it is."""
    found = positive_share * tpr
    return _right(tpr, fpr, positive_share)[0], found / (found + fpr) if found + fpr else np.nan


def wrong_found_of_all(tpr, fpr, positive_share):
    """That is the share of *all* images that is found."""
    return _right(tpr, fpr, positive_share)[0], positive_share * tpr


def wrong_share_of_negatives(tpr, fpr, positive_share):
    """for the share of the negatives"""
    return _right(tpr, fpr, 1 - positive_share)


def wrong_called_positive(tpr, fpr, positive_share):
    """Your accuracy adds the false alarms."""
    return positive_share * tpr + (1 - positive_share) * fpr, _right(tpr, fpr, positive_share)[1]


def wrong_positives_only(tpr, fpr, positive_share):
    """Negatives that are called negative are right, too."""
    return positive_share * tpr, _right(tpr, fpr, positive_share)[1]


def wrong_zero_of_nothing(tpr, fpr, positive_share):
    """Where nothing is called positive, your precision is 0."""
    accuracy, precision = _right(tpr, fpr, positive_share)
    return accuracy, 0.0 if np.isnan(precision) else precision


def wrong_one_of_nothing(tpr, fpr, positive_share):
    """Where nothing is called positive, your precision is 1."""
    accuracy, precision = _right(tpr, fpr, positive_share)
    return accuracy, 1.0 if np.isnan(precision) else precision


def wrong_exchanged(tpr, fpr, positive_share):
    """accuracy comes first"""
    return _right(tpr, fpr, positive_share)[::-1]


def wrong_false_discoveries(tpr, fpr, positive_share):
    """1 minus the precision"""
    accuracy, precision = _right(tpr, fpr, positive_share)
    return accuracy, 1 - precision


def wrong_percent(tpr, fpr, positive_share):
    """Those are percent."""
    accuracy, precision = _right(tpr, fpr, positive_share)
    return 100 * accuracy, 100 * precision


def wrong_negative_predictive_value(tpr, fpr, positive_share):
    """how often “negative” is right"""
    rejected, missed = (1 - positive_share) * (1 - fpr), positive_share * (1 - tpr)
    return _right(tpr, fpr, positive_share)[0], rejected / (rejected + missed)


def wrong_division_by_zero(tpr, fpr, positive_share):
    """stopped with ZeroDivisionError"""
    found, alarms = positive_share * tpr, (1 - positive_share) * fpr
    return found + (1 - positive_share) * (1 - fpr), found / (found + alarms)


def wrong_rates_added(tpr, fpr, positive_share):
    """Your accuracy adds 1 minus the FPR as it is."""
    return positive_share * tpr + 1 - fpr, _right(tpr, fpr, positive_share)[1]


def wrong_negatives_weighed_as_positives(tpr, fpr, positive_share):
    """Which share of all images are negative?"""
    return positive_share * tpr + positive_share * (1 - fpr), _right(tpr, fpr, positive_share)[1]


def wrong_all_negatives_right(tpr, fpr, positive_share):
    """Your accuracy counts all negatives as right."""
    return positive_share * tpr + 1 - positive_share, _right(tpr, fpr, positive_share)[1]


def wrong_alarms_taken_away(tpr, fpr, positive_share):
    """not less than nothing"""
    return positive_share * tpr - (1 - positive_share) * fpr, _right(tpr, fpr, positive_share)[1]


def wrong_true_negatives_for_alarms(tpr, fpr, positive_share):
    """Your precision divides by all that is *right*."""
    found, right = positive_share * tpr, (1 - positive_share) * (1 - fpr)
    return found + right, found / (found + right)


def wrong_balance_ignored_and_zero(tpr, fpr, positive_share):
    """Your precision does not change with the share of positives"""
    return _right(tpr, fpr, positive_share)[0], tpr / (tpr + fpr) if tpr + fpr else 0.0


def wrong_infinite(tpr, fpr, positive_share):
    """there is nothing to divide by"""
    accuracy, precision = _right(tpr, fpr, positive_share)
    return accuracy, np.inf if np.isnan(precision) else precision


def wrong_alarms_not_weighed(tpr, fpr, positive_share):
    """You take the FPR as it is, for both numbers."""
    found, alarms = positive_share * tpr, fpr
    return found + (1 - positive_share) - alarms, found / (found + alarms) if found + alarms else np.nan


def wrong_alarms_weighed_as_positives(tpr, fpr, positive_share):
    """You weigh the FPR with the share of the *positives*."""
    found, alarms = positive_share * tpr, positive_share * fpr
    return found + (1 - positive_share) - alarms, found / (found + alarms) if found + alarms else np.nan


def wrong_misses_forgotten(tpr, fpr, positive_share):
    """What else can go wrong?"""
    return 1 - (1 - positive_share) * fpr, _right(tpr, fpr, positive_share)[1]


def wrong_alarms_from_all(tpr, fpr, positive_share):
    """adds what is found once more"""
    found, alarms = positive_share * tpr, (1 - positive_share) * fpr
    return found + (1 - alarms), _right(tpr, fpr, positive_share)[1]


def wrong_errors(tpr, fpr, positive_share):
    """That is the share of what is *wrong*."""
    accuracy, precision = _right(tpr, fpr, positive_share)
    return 1 - accuracy, precision


def refused_the_tasks_own_answer(tpr, fpr, positive_share):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.accuracy_and_precision.reference(tpr, fpr, positive_share)


def refused_the_package(tpr, fpr, positive_share):
    """coursekit.evaluation"""
    from coursekit import evaluation

    row = evaluation.across_balance(tpr, fpr, [positive_share]).iloc[0]
    return row["accuracy"], row["precision"]

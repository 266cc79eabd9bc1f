"""Answers to `class_report(truth, found, pairs)`."""

import numpy as np


def right_sums(truth, found, pairs):
    precision = pairs.sum(axis=0) / found.sum(axis=0)
    recall = pairs.sum(axis=0) / truth.sum(axis=0)
    error = found.sum(axis=0) - truth.sum(axis=0)
    return precision, recall, error, np.abs(found - truth).sum(axis=0)


def right_loop(truth, found, pairs):
    report = [[], [], [], []]
    for t, f, p in zip(truth.T, found.T, pairs.T):  # noqa: B905 (a class each)
        report[0].append(sum(p) / sum(f))
        report[1].append(sum(p) / sum(t))
        report[2].append(sum(f) - sum(t))
        report[3].append(sum(abs(int(a) - int(b)) for a, b in zip(f, t)))  # noqa: B905 (a scene each)
    return tuple(np.array(row) for row in report)


def right_one_array(truth, found, pairs):
    hits, there, seen = (each.sum(axis=0) for each in (pairs, truth, found))
    return list(np.stack([hits / seen, hits / there, seen - there, abs(truth - found).sum(0)]))


def right_pandas(truth, found, pairs):
    import pandas as pd

    t, f, p = (pd.DataFrame(each) for each in (truth, found, pairs))
    columns = p.sum() / f.sum(), p.sum() / t.sum(), (f - t).sum(), (f - t).abs().sum()
    return tuple(column.to_numpy() for column in columns)


def wrong_exchanged(truth, found, pairs):
    """Precision and recall have changed places."""
    precision, recall, *errors = right_sums(truth, found, pairs)
    return recall, precision, *errors


def wrong_sign(truth, found, pairs):
    """Your count error has the wrong sign"""
    precision, recall, error, absolute = right_sums(truth, found, pairs)
    return precision, recall, -error, absolute


def wrong_cancelled(truth, found, pairs):
    """Your absolute error takes the sums first"""
    precision, recall, error, _ = right_sums(truth, found, pairs)
    return precision, recall, error, np.abs(error)


def wrong_no_sign(truth, found, pairs):
    """Your count error has lost its sign."""
    precision, recall, error, absolute = right_sums(truth, found, pairs)
    return precision, recall, np.abs(error), absolute


def wrong_never_cancels(truth, found, pairs):
    """It is the one that *may* cancel"""
    precision, recall, _, absolute = right_sums(truth, found, pairs)
    return precision, recall, absolute, absolute


def wrong_means_of_shares(truth, found, pairs):
    """You take the precision and the recall of each scene, and then means."""
    _, _, error, absolute = right_sums(truth, found, pairs)
    shares = [np.where(each > 0, pairs / np.maximum(each, 1), 0.0).mean(axis=0) for each in (found, truth)]
    return *shares, error, absolute


def wrong_plain_means_of_shares(truth, found, pairs):
    """You take the precision and the recall of each scene, and then means."""
    with np.errstate(invalid="ignore"):  # 0/0 where a scene has none
        precision, recall = (pairs / found).mean(axis=0), (pairs / truth).mean(axis=0)
    return precision, recall, (found - truth).sum(axis=0), np.abs(found - truth).sum(axis=0)


def wrong_means_of_shares_that_exist(truth, found, pairs):
    """You take the precision and the recall of each scene, and then means."""
    with np.errstate(invalid="ignore"):
        precision, recall = np.nanmean(pairs / found, axis=0), np.nanmean(pairs / truth, axis=0)
    return precision, recall, (found - truth).sum(axis=0), np.abs(found - truth).sum(axis=0)


def wrong_by_scene(truth, found, pairs):
    """You report each *scene*."""
    error = (found - truth).sum(axis=1)
    absolute = np.abs(found - truth).sum(axis=1)
    return pairs.sum(axis=1) / found.sum(axis=1), pairs.sum(axis=1) / truth.sum(axis=1), error, absolute


def wrong_mean(truth, found, pairs):
    """Your absolute error is a mean over the scenes."""
    precision, recall, error, _ = right_sums(truth, found, pairs)
    return precision, recall, error, np.abs(found - truth).mean(axis=0)


def wrong_counts_for_hits(truth, found, pairs):
    """as many hits as the smaller one of both counts"""
    return right_sums(truth, found, np.minimum(truth, found))


def wrong_unmatched(truth, found, pairs):
    """Your absolute error counts the points without a partner."""
    precision, recall, error, _ = right_sums(truth, found, pairs)
    return precision, recall, error, (found - pairs + truth - pairs).sum(axis=0)


def wrong_percent(truth, found, pairs):
    """Your precision"""
    precision, recall, error, absolute = right_sums(truth, found, pairs)
    return 100 * precision, 100 * recall, error, absolute


def refused_scikit_learn(truth, found, pairs):
    """sklearn.metrics.mean_absolute_error"""
    from sklearn.metrics import mean_absolute_error

    absolute = mean_absolute_error(truth, found, multioutput="raw_values") * len(truth)
    return *right_sums(truth, found, pairs)[:3], absolute


def refused_the_tasks_own_answer(truth, found, pairs):
    """coursekit.counting.tasks"""
    from coursekit.counting import tasks

    return tasks.class_report.reference(truth, found, pairs)

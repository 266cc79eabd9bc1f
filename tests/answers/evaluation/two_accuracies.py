"""Answers to `two_accuracies(counts)`."""

import numpy as np


def right_loop(counts):
    shares = [counts[k, k] / counts[k].sum() for k in range(len(counts)) if counts[k].sum() > 0]
    return np.trace(counts) / counts.sum(), np.mean(shares)


def right_nanmean(counts):
    with np.errstate(invalid="ignore"):
        recalls = np.diag(counts) / counts.sum(axis=1)
    return np.diag(counts).sum() / counts.sum(), np.nanmean(recalls)


def right_weights(counts):
    sizes = counts.sum(axis=1)
    kept = sizes > 0
    return [float(np.diag(counts).sum() / sizes.sum()), float((np.diag(counts)[kept] / sizes[kept]).mean())]


def right_pandas(counts):
    import pandas as pd

    table = pd.DataFrame(counts)
    hits = pd.Series(np.diag(table))
    return hits.sum() / table.to_numpy().sum(), (hits / table.sum(axis=1)).mean()


def _accuracy(counts):
    return np.trace(counts) / counts.sum()


def _recalls(counts):
    sizes = counts.sum(axis=1)
    return np.diag(counts)[sizes > 0] / sizes[sizes > 0]


def wrong_exchanged(counts):
    """Your two numbers have changed places"""
    return _recalls(counts).mean(), _accuracy(counts)


def wrong_accuracy_twice(counts):
    """Your balanced accuracy is the plain one."""
    return _accuracy(counts), _accuracy(counts)


def wrong_weighted_recalls(counts):
    """Your balanced accuracy is the plain one."""
    sizes = counts.sum(axis=1)
    return _accuracy(counts), np.average(_recalls(counts), weights=sizes[sizes > 0])


def wrong_balanced_twice(counts):
    """Your accuracy is the balanced one."""
    return _recalls(counts).mean(), _recalls(counts).mean()


def wrong_empty_counts_as_zero(counts):
    """A class without images pulls your balanced accuracy down"""
    return _accuracy(counts), _recalls(counts).sum() / len(counts)


def wrong_empty_is_nan(counts):
    """A class without images makes your balanced accuracy `nan`."""
    with np.errstate(invalid="ignore"):
        return _accuracy(counts), (np.diag(counts) / counts.sum(axis=1)).mean()


def wrong_mean_precision(counts):
    """Your balanced accuracy divides by the sums of the *columns*"""
    return _accuracy(counts), _recalls(counts.T).mean()


def wrong_percent(counts):
    """Those are percent."""
    return 100 * _accuracy(counts), 100 * _recalls(counts).mean()


def wrong_sum(counts):
    """Your balanced accuracy is a *sum*"""
    return _accuracy(counts), _recalls(counts).sum()


def wrong_errors(counts):
    """Those are the shares of what is *wrong*."""
    return 1 - _accuracy(counts), 1 - _recalls(counts).mean()


def wrong_worst(counts):
    """that of the worst class"""
    return _accuracy(counts), _recalls(counts).min()


def wrong_number(counts):
    """Your first number counts the images that are right."""
    return np.trace(counts), _recalls(counts).mean()


def wrong_mean_of_the_diagonal(counts):
    """Your accuracy is the mean of the diagonal"""
    return np.diag(counts).mean(), _recalls(counts).mean()


def wrong_two_classes_only(counts):
    """Your"""
    return _accuracy(counts), (counts[0, 0] / counts[0].sum() + counts[1, 1] / max(counts[1].sum(), 1)) / 2


def wrong_empty_all_right(counts):
    """A class without images counts as all right"""
    shares = [row[label] / row.sum() if row.sum() else 1 for label, row in enumerate(counts)]
    return _accuracy(counts), np.mean(shares)


def wrong_shares_of_all(counts):
    """divides each place of the diagonal by *all* images"""
    kept = counts.sum(axis=1) > 0
    return _accuracy(counts), (np.diag(counts)[kept] / counts.sum()).mean()


def wrong_largest(counts):
    """the largest number of each row"""
    return _accuracy(counts), np.mean([row.max() / row.sum() for row in counts if row.any()])


def wrong_against_the_rest(counts):
    """You average recall and specificity"""
    found = []
    for label in range(len(counts)):
        tp = counts[label, label]
        fn, fp = counts[label].sum() - tp, counts[:, label].sum() - tp
        tn = counts.sum() - tp - fn - fp
        if tp + fn and tn + fp:
            found.append((tp / (tp + fn) + tn / (tn + fp)) / 2)
    return _accuracy(counts), np.mean(found) if found else np.nan


def wrong_mean_for_the_sum(counts):
    """where its sum is meant"""
    return np.diag(counts).mean() / counts.sum(), _recalls(counts).mean()


def wrong_only_classes_with_a_right_one(counts):
    """leaves out a class that *has* images"""
    shares = [row[label] / row.sum() for label, row in enumerate(counts) if row[label] > 0]
    return _accuracy(counts), np.mean(shares)


def refused_the_tasks_own_answer(counts):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.two_accuracies.reference(counts)


def refused_the_package(counts):
    """coursekit.evaluation"""
    from coursekit import evaluation

    found = evaluation.Confusion(counts, tuple(range(len(counts))))
    return found.accuracy, found.balanced_accuracy


def refused_scikit_learn(counts):
    """sklearn.metrics.balanced_accuracy_score"""
    from sklearn.metrics import balanced_accuracy_score

    true, predicted = (np.repeat(side.ravel(), counts.ravel()) for side in np.indices(counts.shape))
    return float((true == predicted).mean()), balanced_accuracy_score(true, predicted)

"""Answers to `confusion_counts(true, predicted, classes)`."""

import numpy as np


def right_loop(true, predicted, classes):
    counts = np.zeros((classes, classes), dtype=int)
    for row, column in zip(true, predicted, strict=True):
        counts[row, column] += 1
    return counts


def right_add_at(true, predicted, classes):
    counts = np.zeros((classes, classes))
    np.add.at(counts, (true, predicted), 1)
    return counts


def right_bincount(true, predicted, classes):
    return np.bincount(classes * true + predicted, minlength=classes**2).reshape(classes, classes)


def right_masks(true, predicted, classes):
    return [[int(((true == row) & (predicted == column)).sum()) for column in range(classes)] for row in range(classes)]


def right_one_hot(true, predicted, classes):
    return np.eye(classes, dtype=int)[true].T @ np.eye(classes, dtype=int)[predicted]


def right_pandas(true, predicted, classes):
    import pandas as pd

    pairs = pd.MultiIndex.from_product([range(classes)] * 2)
    sizes = pd.Series(1, index=[true, predicted]).groupby(level=[0, 1]).size().reindex(pairs, fill_value=0)
    return sizes.to_numpy().reshape(classes, classes)


def wrong_transposed(true, predicted, classes):
    """Your table lies on its side"""
    return right_loop(predicted, true, classes)


def wrong_fancy_index(true, predicted, classes):
    """NumPy adds once for each place"""
    counts = np.zeros((classes, classes), dtype=int)
    counts[true, predicted] += 1
    return counts


def wrong_set_to_one(true, predicted, classes):
    """Your table has a 1 where a pair occurs"""
    counts = np.zeros((classes, classes), dtype=int)
    for row, column in zip(true, predicted, strict=True):
        counts[row, column] = 1
    return counts


def wrong_right_ones_only(true, predicted, classes):
    """You count only what was right."""
    return np.diag(np.bincount(true[true == predicted], minlength=classes))


def wrong_mistakes_only(true, predicted, classes):
    """You count only the mistakes."""
    wrong = true != predicted
    return right_loop(true[wrong], predicted[wrong], classes)


def wrong_only_those_that_occur(true, predicted, classes):
    """A class that is absent from these labels has no row"""
    found, numbers = np.unique(np.concatenate([true, predicted]), return_inverse=True)
    return right_loop(numbers[: len(true)], numbers[len(true) :], len(found))


def wrong_shares(true, predicted, classes):
    """Those are shares."""
    return right_loop(true, predicted, classes) / len(true)


def wrong_percent(true, predicted, classes):
    """Those are percent."""
    return 100 * right_loop(true, predicted, classes) / len(true)


def wrong_counted_from_one(true, predicted, classes):
    """an empty first row and column"""
    return right_loop(true + 1, predicted + 1, classes + 1)


def wrong_one_too_many(true, predicted, classes):
    """an empty last row and column"""
    return right_loop(true, predicted, classes + 1)


def wrong_begun_with_ones(true, predicted, classes):
    """Each of your numbers is one too high."""
    return np.ones((classes, classes), dtype=int) + right_loop(true, predicted, classes)


def wrong_both_ways(true, predicted, classes):
    """You count each image at two places."""
    return right_loop(true, predicted, classes) + right_loop(predicted, true, classes)


def wrong_per_class(true, predicted, classes):
    """Its shape is"""
    return np.bincount(true, minlength=classes)


def wrong_shape_by_the_largest_label(true, predicted, classes):
    """stopped with IndexError"""
    return right_loop(true, predicted, true.max())


def wrong_true_twice(true, predicted, classes):
    """`predicted` has no part in the table"""
    return right_loop(true, true, classes)


def wrong_whole_rows(true, predicted, classes):
    """Each image is counted in a whole row."""
    counts = np.zeros((classes, classes), dtype=int)
    for row in true:
        counts[row] += 1
    return counts


def wrong_up_to_the_highest(true, predicted, classes):
    """Your table ends at the highest class that occurs."""
    return right_loop(true, predicted, max(true.max(), predicted.max()) + 1)


def wrong_minus_one(true, predicted, classes):
    """class 0 lands at index −1"""
    return right_loop(true - 1, predicted - 1, classes)


def wrong_shares_of_the_class(true, predicted, classes):
    """Those are shares of each class."""
    counts = right_loop(true, predicted, classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def refused_the_tasks_own_answer(true, predicted, classes):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.confusion_counts.reference(true, predicted, classes)


def refused_the_package(true, predicted, classes):
    """coursekit.evaluation"""
    from coursekit import evaluation

    return evaluation.confusion(true, predicted, classes=range(classes)).counts


def refused_scikit_learn(true, predicted, classes):
    """sklearn.metrics.confusion_matrix"""
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(true, predicted, labels=range(classes))


def refused_crosstab(true, predicted, classes):
    """pandas.crosstab"""
    import pandas as pd

    return pd.crosstab(true, predicted).reindex(index=range(classes), columns=range(classes), fill_value=0)

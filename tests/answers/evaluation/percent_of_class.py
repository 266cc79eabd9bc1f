"""Answers to `percent_of_class(counts)`."""

import numpy as np


def right_loop(counts):
    result = np.full(counts.shape, np.nan)
    for row, numbers in enumerate(counts):
        if numbers.any():
            result[row] = numbers / numbers.sum() * 100
    return result


def right_zero_by_zero(counts):
    with np.errstate(invalid="ignore"):
        return 100 * counts / counts.sum(axis=1, keepdims=True)


def right_transposed_twice(counts):
    sums = counts.sum(axis=1).astype(float)
    sums[sums == 0] = np.nan
    return (100 * counts.T / sums).T


def right_lists(counts):
    return [[100 * v / sum(row) if sum(row) else float("nan") for v in row] for row in counts.tolist()]


def right_pandas(counts):
    import pandas as pd

    table = pd.DataFrame(counts)
    return 100 * table.div(table.sum(axis=1), axis=0)


def _with_zero_for_nothing(counts):
    return np.nan_to_num(right_loop(counts))


def wrong_axis(counts):
    """Your *columns* add up to 100"""
    return 100 * counts / counts.sum(axis=0)


def wrong_all(counts):
    """Yours is in percent of all images"""
    return 100 * counts / counts.sum()


def wrong_no_keepdims(counts):
    """What does `keepdims=True` do?"""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * counts / counts.sum(axis=1)


def wrong_column_sums_laid_down(counts):
    """You divide each row by the sum of the *column*"""
    return 100 * counts / counts.sum(axis=0)[:, None]


def wrong_shares(counts):
    """Your rows add up to 1."""
    return right_loop(counts) / 100


def wrong_transposed(counts):
    """but your table lies on its side"""
    return right_loop(counts).T


def wrong_transposed_before(counts):
    """You turned the table before dividing"""
    return right_loop(counts.T)


def wrong_zeros_for_nothing(counts):
    """yours says 0 percent of it"""
    return _with_zero_for_nothing(counts)


def wrong_nothing_is_all_right(counts):
    """yours says that all of it is right"""
    result = _with_zero_for_nothing(counts)
    for label in range(len(counts)):
        if not counts[label].any():
            result[label, label] = 100
    return result


def wrong_empty_left_out(counts):
    """The row of a class without images is missing"""
    kept = counts[counts.any(axis=1)]
    return 100 * kept / kept.sum(axis=1, keepdims=True)


def wrong_rounded(counts):
    """Your numbers are rounded."""
    return np.round(right_loop(counts))


def wrong_floor_division(counts):
    """`//` rounds down"""
    with np.errstate(invalid="ignore"):
        return 100.0 * counts // counts.sum(axis=1, keepdims=True)


def wrong_of_the_right_ones(counts):
    """you divide by what was right"""
    diagonal = np.diag(counts).astype(float)
    diagonal[diagonal == 0] = np.nan
    return 100 * counts / diagonal[:, None]


def wrong_of_the_largest(counts):
    """The largest number of each of your rows is 100."""
    largest = counts.max(axis=1, keepdims=True).astype(float)
    largest[largest == 0] = np.nan
    return 100 * counts / largest


def wrong_in_place(counts):
    """stopped with"""
    counts /= counts.sum(axis=1, keepdims=True)
    return 100 * counts


def wrong_one_place(counts):
    """Your numbers are rounded."""
    return np.round(right_loop(counts), 1)


def wrong_two_places(counts):
    """Your numbers are rounded."""
    return np.round(right_loop(counts), 2)


def wrong_columns_and_nan(counts):
    """Your *columns* add up to 100"""
    result = 100 * counts / counts.sum(axis=0)
    result[counts.sum(axis=1) == 0] = np.nan
    return result


def wrong_all_and_nan(counts):
    """Yours is in percent of all images"""
    result = 100 * counts / counts.sum()
    result[counts.sum(axis=1) == 0] = np.nan
    return result


def wrong_no_keepdims_and_nan(counts):
    """What does `keepdims=True` do?"""
    result = 100 * counts / np.maximum(counts.sum(axis=1), 1)
    result[counts.sum(axis=1) == 0] = np.nan
    return result


def wrong_whole_numbers_in_place(counts):
    """and so does an array of whole numbers"""
    for row, numbers in enumerate(counts):
        if numbers.any():
            counts[row] = 100 * numbers / numbers.sum()
    return counts


def wrong_whole_numbers(counts):
    """and so does an array of whole numbers"""
    result = np.zeros_like(counts)
    for row, numbers in enumerate(counts):
        result[row] = 100 * numbers / max(numbers.sum(), 1)
    return result


def refused_the_tasks_own_answer(counts):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.percent_of_class.reference(counts)


def refused_the_package(counts):
    """coursekit.evaluation"""
    from coursekit import evaluation

    return evaluation.Confusion(counts, tuple(range(len(counts)))).normalized("true").to_numpy()


def refused_scikit_learn(counts):
    """sklearn.metrics.confusion_matrix"""
    from sklearn.metrics import confusion_matrix

    true, predicted = (np.repeat(side.ravel(), counts.ravel()) for side in np.indices(counts.shape))
    return 100 * confusion_matrix(true, predicted, normalize="true")

"""Answers to `misses_and_false_alarms(percent, sizes, label)`."""

import numpy as np


def right_loop(percent, sizes, label):
    missed, alarms = 0.0, 0.0
    for other in range(len(sizes)):
        if other != label:
            missed += percent[label, other] * sizes[label] / 100
            alarms += percent[other, label] * sizes[other] / 100
    return missed, alarms


def right_counts_first(percent, sizes, label):
    counts = percent / 100 * sizes[:, None]
    return counts[label].sum() - counts[label, label], counts[:, label].sum() - counts[label, label]


def right_by_the_rest(percent, sizes, label):
    others = np.arange(len(sizes)) != label
    return sizes[label] * (100 - percent[label, label]) / 100, percent[others, label] @ sizes[others] / 100


def right_pandas(percent, sizes, label):
    import pandas as pd

    counts = pd.DataFrame(percent).mul(sizes, axis=0) / 100
    return counts.loc[label].drop(label).sum(), counts[label].drop(label).sum()


def wrong_exchanged(percent, sizes, label):
    """Your two numbers have changed places."""
    return right_loop(percent, sizes, label)[::-1]


def _sums(percent, label):
    return percent[label].sum() - percent[label, label], percent[:, label].sum() - percent[label, label]


def wrong_percent(percent, sizes, label):
    """Those are percent, added up."""
    return _sums(percent, label)


def wrong_shares(percent, sizes, label):
    """Those are shares, added up."""
    return _sums(percent / 100, label)


def wrong_without_hundred(percent, sizes, label):
    """a hundred times too many"""
    counts = percent * sizes[:, None]
    return _sums(counts, label)


def wrong_own_size_for_both(percent, sizes, label):
    """percent of which size is each of the numbers in the column?"""
    missed, alarms = _sums(percent, label)
    return missed * sizes[label] / 100, alarms * sizes[label] / 100


def wrong_all_images_for_alarms(percent, sizes, label):
    """The false alarms are not in percent of all images"""
    missed, alarms = _sums(percent, label)
    return missed * sizes[label] / 100, alarms * sizes.sum() / 100


def wrong_all_images_for_both(percent, sizes, label):
    """You take percent of *all* images."""
    missed, alarms = _sums(percent, label)
    return missed * sizes.sum() / 100, alarms * sizes.sum() / 100


def wrong_alarms_in_percent(percent, sizes, label):
    """Your false alarms are percent, added up"""
    missed, alarms = _sums(percent, label)
    return missed * sizes[label] / 100, alarms


def wrong_missed_in_percent(percent, sizes, label):
    """The missed ones are in percent of their class"""
    return _sums(percent, label)[0], right_loop(percent, sizes, label)[1]


def wrong_columns_are_true(percent, sizes, label):
    """You read the columns as the true classes."""
    return right_loop(percent.T, sizes, label)


def wrong_whole_row(percent, sizes, label):
    """that is the whole class"""
    return percent[label].sum() * sizes[label] / 100, right_loop(percent, sizes, label)[1]


def wrong_whole_column(percent, sizes, label):
    """Which place of the column must stay out?"""
    return right_loop(percent, sizes, label)[0], (percent[:, label] * sizes).sum() / 100


def wrong_no_if(percent, sizes, label):
    """You add up the whole row and the whole column."""
    counts = percent / 100 * sizes[:, None]
    return counts[label].sum(), counts[:, label].sum()


def wrong_found(percent, sizes, label):
    """Your first number counts those that were *found*."""
    return percent[label, label] * sizes[label] / 100, right_loop(percent, sizes, label)[1]


def wrong_missed_only(percent, sizes, label):
    """a tuple was asked for"""
    return right_loop(percent, sizes, label)[0]


def wrong_two_classes_only(percent, sizes, label):
    """Your missed"""
    other = 1 - label
    return percent[label, other] * sizes[label] / 100, percent[other, label] * sizes[other] / 100


def wrong_alarms_in_shares(percent, sizes, label):
    """Your false alarms are shares, added up"""
    missed, alarms = _sums(percent, label)
    return missed * sizes[label] / 100, alarms / 100


def wrong_missed_by_other_sizes(percent, sizes, label):
    """For what is missed you take percent of the *other* classes."""
    others = np.arange(len(sizes)) != label
    return percent[label, others] @ sizes[others] / 100, right_loop(percent, sizes, label)[1]


def wrong_alarms_along_the_row(percent, sizes, label):
    """these images *are* of the class"""
    others = np.arange(len(sizes)) != label
    return right_loop(percent, sizes, label)[0], percent[label, others] @ sizes[others] / 100


def wrong_missed_twice(percent, sizes, label):
    """your false alarms come from the same row"""
    missed = right_loop(percent, sizes, label)[0]
    return missed, missed


def wrong_alarms_twice(percent, sizes, label):
    """your missed ones come from the same column"""
    alarms = right_loop(percent, sizes, label)[1]
    return alarms, alarms


def wrong_set_anew(percent, sizes, label):
    """those of one other class alone"""
    for other in range(len(sizes)):
        if other != label:
            missed = percent[label, other] * sizes[label] / 100
            alarms = percent[other, label] * sizes[other] / 100
    return missed, alarms


def wrong_sizes_of_the_columns(percent, sizes, label):
    """by the size of the class of its *column*"""
    return _sums(percent * sizes / 100, label)


def refused_the_tasks_own_answer(percent, sizes, label):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.misses_and_false_alarms.reference(percent, sizes, label)


def refused_the_package(percent, sizes, label):
    """coursekit.evaluation"""
    from coursekit import evaluation

    counts = percent / 100 * sizes[:, None]
    table = evaluation.Confusion(counts, tuple(range(len(sizes))))
    return table.counts[label].sum() - counts[label, label], table.counts[:, label].sum() - counts[label, label]

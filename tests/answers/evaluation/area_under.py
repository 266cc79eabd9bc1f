"""Answers to `area_under(fpr, tpr)`."""

import numpy as np


def right_loop(fpr, tpr):
    area = 0
    for step in range(1, len(fpr)):
        area += (fpr[step] - fpr[step - 1]) * (tpr[step] + tpr[step - 1]) / 2
    return area


def right_arrays(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)


def right_rectangles_and_triangles(fpr, tpr):
    width = np.diff(fpr)
    return width @ tpr[:-1] + width @ np.diff(tpr) / 2


def right_from_the_side(fpr, tpr):
    """One minus the area on the left of the curve."""
    return 1 - np.diff(tpr) @ (fpr[1:] + fpr[:-1]) / 2


def right_shoelace(fpr, tpr):
    """The polygon of the curve and the corner at the bottom right."""
    x, y = np.append(fpr, 1.0), np.append(tpr, 0.0)
    return abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2


def wrong_left_height(fpr, tpr):
    """You take the height where a step *begins*."""
    return np.diff(fpr) @ tpr[:-1]


def wrong_right_height(fpr, tpr):
    """You take the height where a step *ends*."""
    return np.diff(fpr) @ tpr[1:]


def wrong_left_of_the_curve(fpr, tpr):
    """That is the area *above* the curve."""
    return right_loop(tpr, fpr)


def wrong_not_halved(fpr, tpr):
    """Twice too much"""
    return np.diff(fpr) @ (tpr[1:] + tpr[:-1])


def wrong_mean_height(fpr, tpr):
    """the mean of the TPRs"""
    return tpr.mean()


def wrong_triangles(fpr, tpr):
    """You add up the triangles only."""
    return np.diff(fpr) @ np.diff(tpr) / 2


def wrong_above_the_diagonal(fpr, tpr):
    """between the curve and the diagonal"""
    return right_loop(fpr, tpr) - 0.5


def wrong_no_width(fpr, tpr):
    """You add up heights."""
    return ((tpr[1:] + tpr[:-1]) / 2).sum()


def wrong_width_from_the_origin(fpr, tpr):
    """Each of your widths reaches back to FPR 0"""
    return fpr[1:] @ (tpr[1:] + tpr[:-1]) / 2


def wrong_backwards(fpr, tpr):
    """Your area is negative"""
    return sum((fpr[k - 1] - fpr[k]) * (tpr[k] + tpr[k - 1]) / 2 for k in range(1, len(fpr)))


def wrong_begun_anew(fpr, tpr):
    """That is the last step alone."""
    for step in range(1, len(fpr)):
        area = 0
        area += (fpr[step] - fpr[step - 1]) * (tpr[step] + tpr[step - 1]) / 2
    return area


def wrong_returned_inside(fpr, tpr):
    """That is the first step alone."""
    area = 0
    for step in range(1, len(fpr)):
        area += (fpr[step] - fpr[step - 1]) * (tpr[step] + tpr[step - 1]) / 2
        return area
    return area


def wrong_brackets_missing(fpr, tpr):
    """does it need brackets?"""
    area = 0
    for step in range(1, len(fpr)):
        area += (fpr[step] - fpr[step - 1]) * (tpr[step] + tpr[step - 1] / 2)
    return area


def wrong_brackets_of_the_width_missing(fpr, tpr):
    """something away from the FPR that is no width"""
    area = 0
    for step in range(1, len(fpr)):
        area += fpr[step] - fpr[step - 1] * (tpr[step] + tpr[step - 1]) / 2
    return area


def wrong_width_times_rise(fpr, tpr):
    """how much the curve *rises*"""
    return np.diff(fpr) @ np.diff(tpr)


def wrong_half_of_the_end(fpr, tpr):
    """as if each step began at TPR 0"""
    return np.diff(fpr) @ tpr[1:] / 2


def refused_the_tasks_own_answer(fpr, tpr):
    """coursekit.evaluation.tasks"""
    from coursekit.evaluation import tasks

    return tasks.area_under.reference(fpr, tpr)


def refused_numpy(fpr, tpr):
    """numpy.trapezoid"""
    return np.trapezoid(tpr, fpr)


def refused_scikit_learn(fpr, tpr):
    """sklearn.metrics.auc"""
    from sklearn.metrics import auc

    return auc(fpr, tpr)

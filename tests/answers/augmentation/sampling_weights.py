"""Answers to `sampling_weights(labels)`."""

from collections import Counter

import numpy as np


def right_unique(labels):
    classes, counts = np.unique(labels, return_counts=True)
    return 1 / len(classes) / counts[np.searchsorted(classes, labels)]


def right_loops(labels):
    result = []
    for label in labels:
        same = sum(1 for other in labels if other == label)
        result.append(1 / same)
    return [weight / sum(result) for weight in result]


def right_bincount(labels):
    weights = 1 / np.bincount(labels)[labels]
    return weights / weights.sum()


def wrong_not_normalised(labels):
    """over all images to the number of classes"""
    return 1 / np.bincount(labels)[labels]


def wrong_shares(labels):
    """That is the share of each image's class"""
    return np.bincount(labels)[labels] / len(labels)


def wrong_proportional(labels):
    """so that the rare ones get rarer still"""
    counts = np.bincount(labels)[labels]
    return counts / counts.sum()


def wrong_uniform(labels):
    """Every image is as likely as every other"""
    return np.full(len(labels), 1 / len(labels))


def wrong_per_class(labels):
    """You give a number for each *class*."""
    occurs = np.bincount(labels) > 0
    return occurs / occurs.sum()


def wrong_inverse_per_class(labels):
    """how is that divided among its images?"""
    counts = np.bincount(labels).astype(float)
    inverse = np.divide(1, counts, out=np.zeros_like(counts), where=counts > 0)
    return inverse / inverse.sum()


def wrong_inverse_per_class_for_images(labels):
    """Your numbers add up to 1 over the classes."""
    return wrong_inverse_per_class(labels)[labels]


def wrong_divided_by_the_images(labels):
    """How many shares are there?"""
    return 1 / np.bincount(labels)[labels] / len(labels)


def wrong_inverse_shares(labels):
    """together they are far more than 1"""
    shares = np.bincount(labels) / len(labels)
    return 1 / shares[labels]


def _counts(labels):
    return np.bincount(labels)[labels]


def wrong_repeats(labels):
    """That is how often each image would have to be repeated"""
    return _counts(labels).max() / _counts(labels)


def wrong_share_of_the_others(labels):
    """That is the share of all *other* classes."""
    return 1 - _counts(labels) / len(labels)


def wrong_class_weights(labels):
    """Those are weights for a loss"""
    counts = Counter(labels.tolist())
    return np.array([len(labels) / (len(counts) * counts[label]) for label in labels.tolist()])


def wrong_absent_classes_counted(labels):
    """a share goes to classes of which there is no image"""
    classes = labels.max() + 1
    return 1 / (classes * np.bincount(labels)[labels])


def wrong_class_share(labels):
    """You give each image the share of its whole class."""
    return np.full(len(labels), 1 / len(set(labels.tolist())))


def wrong_others(labels):
    """Subtracting gives no equal shares"""
    weights = 1 - np.bincount(labels)[labels] / len(labels)
    with np.errstate(invalid="ignore"):
        return weights / weights.sum()


def wrong_square_root(labels):
    """A square root goes half of the way."""
    weights = 1 / np.sqrt(np.bincount(labels)[labels])
    return weights / weights.sum()


def wrong_squared(labels):
    """Do you divide by the count twice?"""
    weights = 1.0 / np.bincount(labels)[labels] ** 2
    return weights / weights.sum()


def wrong_per_cent(labels):
    """Those are per cent."""
    return 100 * right_bincount(labels)


def wrong_sorted(labels):
    """they stand in the order of the classes"""
    classes, counts = np.unique(labels, return_counts=True)
    return np.repeat(1 / len(classes) / counts, counts)


def wrong_position_for_class(labels):
    """stopped with IndexError"""
    classes, counts = np.unique(labels, return_counts=True)
    return 1 / len(classes) / counts[labels]


def wrong_dictionary(labels):
    """an array was asked for"""
    counts = Counter(labels.tolist())
    return {label: 1 / len(counts) / count for label, count in counts.items()}


def wrong_rounded_down(labels):
    """Every value is zero."""
    return 1 // (len(np.unique(labels)) * np.bincount(labels)[labels] + 1)


def refused_the_tasks_own_answer(labels):
    """coursekit.augmentation.tasks"""
    from coursekit.augmentation import tasks

    return tasks.sampling_weights.reference(labels)


def refused_scikit_learn(labels):
    """sklearn.utils.class_weight.compute_sample_weight"""
    from sklearn.utils.class_weight import compute_sample_weight

    weights = compute_sample_weight("balanced", labels)
    return weights / weights.sum()

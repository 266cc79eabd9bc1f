"""Answers to `averaged(posteriors, variants)`."""

import numpy as np


def right_reshape(posteriors, variants):
    return posteriors.reshape(-1, variants, posteriors.shape[1]).mean(axis=1)


def right_every_so_many(posteriors, variants):
    return sum(posteriors[view::variants] for view in range(variants)) / variants


def right_loop(posteriors, variants):
    return [posteriors[at : at + variants].mean(axis=0) for at in range(0, len(posteriors), variants)]


def _views(posteriors, variants):
    return posteriors.reshape(-1, variants, posteriors.shape[1])


def wrong_variant_by_variant(posteriors, variants):
    """You average rows of different images"""
    return posteriors.reshape(variants, -1, posteriors.shape[1]).mean(axis=0)


def wrong_itself(posteriors, variants):
    """What do the others say?"""
    return posteriors[::variants]


def wrong_first_rows(posteriors, variants):
    """Which rows belong to the same image?"""
    return posteriors[: len(posteriors) // variants]


def wrong_sum(posteriors, variants):
    """Those are sums"""
    return _views(posteriors, variants).sum(axis=1)


def wrong_surest(posteriors, variants):
    """They no longer come to 1"""
    return _views(posteriors, variants).max(axis=1)


def wrong_votes(posteriors, variants):
    """How sure they were is lost"""
    chosen = _views(posteriors, variants).argmax(axis=2)
    return np.array([np.bincount(one, minlength=posteriors.shape[1]) / variants for one in chosen])


def wrong_geometric(posteriors, variants):
    """You average the logarithms"""
    with np.errstate(divide="ignore"):
        product = np.exp(np.log(_views(posteriors, variants)).mean(axis=1))
    return product / product.sum(axis=1, keepdims=True)


def wrong_median(posteriors, variants):
    """You take the median"""
    return np.median(_views(posteriors, variants), axis=1)


def wrong_all(posteriors, variants):
    """You average over all images as well."""
    return posteriors.mean(axis=0)


def wrong_classes(posteriors, variants):
    """You average over the classes"""
    return _views(posteriors, variants).mean(axis=2)


def wrong_decided(posteriors, variants):
    """Those are the likeliest classes."""
    return right_reshape(posteriors, variants).argmax(axis=1)


def wrong_views_by_themselves(posteriors, variants):
    """Its shape is"""
    return _views(posteriors, variants)


def refused_the_librarys_augmentation(posteriors, variants):
    """coursekit.augmentation"""
    from coursekit import augmentation

    return augmentation.predict(None, posteriors, None)


def refused_the_tasks_own_answer(posteriors, variants):
    """coursekit.transfer_learning.tasks"""
    from coursekit.transfer_learning import tasks

    return tasks.averaged.reference(posteriors, variants)

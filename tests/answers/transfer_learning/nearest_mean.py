"""Answers to `nearest_mean(features, labels, queries)`."""

import numpy as np


def _centres(features, labels, centre=lambda members: members.mean(axis=0)):
    classes = sorted(set(labels.tolist()))
    return np.array(classes), np.array([centre(features[labels == label]) for label in classes])


def right_broadcast(features, labels, queries):
    classes, centres = _centres(features, labels)
    distances = np.linalg.norm(queries[:, None] - centres, axis=2)
    return classes[distances.argmin(axis=1)]


def right_products(features, labels, queries):
    classes, centres = _centres(features, labels)
    squares = (centres**2).sum(axis=1) - 2 * queries @ centres.T
    return classes[squares.argmin(axis=1)]


def right_loops(features, labels, queries):
    answers = []
    for query in queries:
        best, least = None, np.inf
        for label in np.unique(labels):
            distance = ((features[labels == label].mean(axis=0) - query) ** 2).sum()
            if distance < least:
                best, least = int(label), distance
        answers.append(best)
    return answers


def right_scipy(features, labels, queries):
    from scipy.spatial.distance import cdist

    classes, centres = _centres(features, labels)
    return classes[cdist(queries, centres).argmin(axis=1)]


def _by(distance, features, labels, queries, **other):
    classes, centres = _centres(features, labels, **other)
    return classes[np.array([[distance(query, c) for c in centres] for query in queries]).argmin(axis=1)]


def _length(query, centre):
    return np.linalg.norm(query - centre)


def wrong_place(features, labels, queries):
    """Which class does the mean at that place belong to?"""
    centres = _centres(features, labels)[1]
    return np.linalg.norm(queries[:, None] - centres, axis=2).argmin(axis=1)


def wrong_range_of_classes(features, labels, queries):
    """values differ"""
    classes = np.arange(labels.max() + 1)
    known = [features[labels == label].mean(axis=0) if (labels == label).any() else 0 * queries[0] for label in classes]
    return np.linalg.norm(queries[:, None] - np.array(known), axis=2).argmin(axis=1)


def wrong_mean_of_nothing(features, labels, queries):
    """Which labels are there?"""
    with np.errstate(invalid="ignore"):
        sums = np.array([features[labels == label].sum(axis=0) for label in range(labels.max() + 1)])
        centres = sums / np.bincount(labels)[:, None]
    return np.linalg.norm(queries[:, None] - centres, axis=2).argmin(axis=1)


def wrong_as_many_labels_as_classes(features, labels, queries):
    """You have a mean of no images"""
    numbers = range(len(set(labels.tolist())))
    centres = [features[labels == label].mean(axis=0) if label in labels else np.nan * queries[0] for label in numbers]
    return np.linalg.norm(queries[:, None] - np.array(centres), axis=2).argmin(axis=1)


def wrong_nearest_image(features, labels, queries):
    """take the label of the nearest"""
    return labels[np.linalg.norm(queries[:, None] - features, axis=2).argmin(axis=1)]


def wrong_number_of_the_nearest(features, labels, queries):
    """Those are numbers of images."""
    return np.linalg.norm(queries[:, None] - features, axis=2).argmin(axis=1)


def wrong_farthest(features, labels, queries):
    """farthest away"""
    return _by(lambda query, centre: -_length(query, centre), features, labels, queries)


def wrong_product(features, labels, queries):
    """It grows with the length of the mean"""
    classes, centres = _centres(features, labels)
    return classes[(queries @ centres.T).argmax(axis=1)]


def wrong_cosine(features, labels, queries):
    """You compare directions"""
    classes, centres = _centres(features, labels)
    lengths = np.linalg.norm(queries, axis=1)[:, None] * np.linalg.norm(centres, axis=1)
    return classes[(queries @ centres.T / lengths).argmax(axis=1)]


def wrong_absolute(features, labels, queries):
    """You add up the absolute differences."""
    return _by(lambda query, centre: np.abs(query - centre).sum(), features, labels, queries)


def wrong_largest(features, labels, queries):
    """You take the largest of the differences."""
    return _by(lambda query, centre: np.abs(query - centre).max(), features, labels, queries)


def wrong_squared_too_late(features, labels, queries):
    """those up and those down cancel"""
    return _by(lambda query, centre: (query - centre).sum() ** 2, features, labels, queries)


def wrong_negative(features, labels, queries):
    """Your distance can be negative"""
    return _by(lambda query, centre: (query - centre).sum(), features, labels, queries)


def wrong_sum(features, labels, queries):
    """a class with many images lies far out"""
    return _by(_length, features, labels, queries, centre=lambda members: members.sum(axis=0))


def wrong_median(features, labels, queries):
    """The mean was asked for."""
    return _by(_length, features, labels, queries, centre=lambda members: np.median(members, axis=0))


def wrong_first(features, labels, queries):
    """You compare with one image of each class."""
    return _by(_length, features, labels, queries, centre=lambda members: members[0])


def wrong_one_query(features, labels, queries):
    """an array was asked for"""
    return int(right_broadcast(features, labels, queries)[0])


def refused_scikit_learn(features, labels, queries):
    """sklearn.neighbors"""
    from sklearn.neighbors import NearestCentroid

    return NearestCentroid().fit(features, labels).predict(queries)
